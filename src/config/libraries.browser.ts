import mathjsBuild from 'mathjs/lib/browser/math.js';
import * as yamlBuild from 'yaml';
import type { MathjsBuild } from './libraries.ts';

/** What takes the place of libraries.ts in a bundle for a browser (package.json, `browser`). */
export function mathjs(): MathjsBuild {
  return mathjsBuild;
}

export function yaml(): typeof import('yaml') {
  return yamlBuild;
}
