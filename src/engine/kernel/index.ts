/** The engine's inner loops in AssemblyScript; `npm run kernel` compiles them into ../kernel-bytes.ts. */
export { advanceNext, rebound } from './crossing';
export { pass } from './pass';
