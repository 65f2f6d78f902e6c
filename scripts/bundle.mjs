/**
 * Writes into one module of dist what it needs of packages that are for development only: the special functions of
 * @stdlib, 224 packages of which two functions are used. The licence headers stay.
 */
import { build } from 'rolldown';

const file = new URL('../dist/random/special-functions.js', import.meta.url).pathname;
await build({ input: file, output: { file, format: 'esm', minify: true }, logLevel: 'warn' });
