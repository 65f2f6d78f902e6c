import { createRequire } from 'node:module';
import type { ConfigOptions, MathJsInstance } from 'mathjs';

const require = createRequire(import.meta.url);

/** The single-file build of mathjs, which loads fastest: an instance that makes further ones from a configuration alone. */
export interface MathjsBuild {
  create(config: ConfigOptions): MathJsInstance;
}

/** Loaded when the first expression needs it. */
export function mathjs(): MathjsBuild {
  return require('mathjs/lib/browser/math.js');
}

/** Loaded when the first text needs it. */
export function yaml(): typeof import('yaml') {
  return require('yaml');
}
