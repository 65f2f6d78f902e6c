import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Dataset, digitsOf } from './dataset.ts';

const FILE = new URL('../../data/digits.csv.gz', import.meta.url);

/** The digits that come with the package. */
export function loadDigits(): { train: Dataset; test: Dataset } {
  return digitsOf(gunzipSync(readFileSync(FILE)).toString('latin1'), FILE.pathname);
}
