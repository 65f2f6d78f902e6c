import { zeros } from '../linear/arrays.ts';
import type { Spectrum } from '../linear/complex-eigenvalues.ts';

/**
 * Continues eigenvalue loci from one frequency to the next: entry i is the index in `to` of the eigenvalue that
 * eigenvalue i of `from` became. Closest pairs first; right once the step is small against the distances between
 * eigenvalues, which the caller sees to.
 */
export function matchLoci(from: Spectrum, to: Spectrum): Int32Array {
  const n = from.re.length;
  const match = new Int32Array(n).fill(-1);
  const taken = new Uint8Array(n);
  const distance = zeros(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) distance[i * n + j] = (from.re[i] - to.re[j]) ** 2 + (from.im[i] - to.im[j]) ** 2;
  }
  for (let pairs = 0; pairs < n; pairs++) {
    let closest = Infinity;
    let best = -1;
    for (let i = 0; i < n; i++) {
      if (match[i] !== -1) continue;
      for (let j = 0; j < n; j++) {
        if (taken[j] === 0 && distance[i * n + j] < closest) {
          closest = distance[i * n + j];
          best = i * n + j;
        }
      }
    }
    if (best === -1) throw new Error('loci: eigenvalues that are not finite cannot be matched');
    match[Math.floor(best / n)] = best % n;
    taken[best % n] = 1;
  }
  return match;
}
