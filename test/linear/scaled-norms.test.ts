import { describe, expect, it } from 'vitest';
import { ScaledNorms } from '../../src/linear/scaled-norms.ts';
import { spectralNorm } from '../../src/linear/spectral-norm.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

const [ROWS, COLUMNS] = [12, 20];

/** diag(left) V diag(right) between some rows and columns, right in the order of the columns. */
function part(
  values: Float64Array,
  rows: readonly number[],
  left: number,
  some: readonly number[],
  right: Float64Array,
) {
  return Float64Array.from({ length: rows.length * some.length }, (_, at) => {
    const [i, j] = [Math.floor(at / some.length), at % some.length];
    return left * values[rows[i] * COLUMNS + some[j]] * right[j];
  });
}

const all = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('bounds on norms of a scaled matrix', () => {
  it.each(['alike', 'of many sizes', 'few and large', 'mostly 0'])('are not below them, with columns %s', (kind) => {
    for (let trial = 0; trial < 50; trial++) {
      const random = stream('scaled norms', kind, trial);
      const values = Float64Array.from({ length: ROWS * COLUMNS }, () => normal(random));
      const rows = all(ROWS).filter(() => random() < 0.8);
      const some = all(COLUMNS).filter(() => random() < 0.7);
      const size = { alike: () => 1, 'of many sizes': () => 10 ** (-4 * random()) }[kind];
      const right = Float64Array.from(some, () => size?.() ?? (random() < 0.15 ? 1 : kind === 'mostly 0' ? 0 : 1e-3));
      if (rows.length === 0 || some.length === 0) continue;
      const norm = spectralNorm(part(values, rows, 0.7, some, right), some.length);
      const bound = new ScaledNorms(values, COLUMNS).bound(0.7, some, right);
      expect(bound).toBeGreaterThanOrEqual(norm * (1 - 1e-12));
    }
  });

  it('are the norm where all columns are alike, and the length of the one that is not small', () => {
    const random = stream('scaled norms');
    const values = Float64Array.from({ length: ROWS * COLUMNS }, () => normal(random));
    const norms = new ScaledNorms(values, COLUMNS);
    const alike = new Float64Array(COLUMNS).fill(0.3);
    expect(Math.abs(norms.bound(2, all(COLUMNS), alike) / (0.6 * spectralNorm(values, COLUMNS)) - 1)).toBeLessThan(
      1e-8,
    );
    const one = new Float64Array(COLUMNS);
    one[7] = 0.3;
    const column = spectralNorm(part(values, all(ROWS), 1, [7], Float64Array.of(1)), 1);
    // The lowest of its levels is 4^-6 of the largest.
    expect(Math.abs(norms.bound(2, all(COLUMNS), one) / (0.6 * column) - 1)).toBeLessThan(1e-2);
    expect(norms.bound(2, all(COLUMNS), new Float64Array(COLUMNS))).toBe(0);
  });
});
