/** The engine's inner loops in AssemblyScript; `npm run kernel` compiles them into ../kernel-bytes.ts. */
export { advanceNext, rebound } from './crossing';
export { leap, undo } from './leap';
export { pass } from './pass';
