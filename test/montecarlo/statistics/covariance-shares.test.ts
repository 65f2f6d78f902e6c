import { describe, expect, it } from 'vitest';
import { covarianceShares } from '../../../src/montecarlo/statistics/covariance-shares.ts';
import { normal } from '../../../src/random/distributions.ts';
import { stream } from '../../../src/random/stream.ts';

describe('shares of a variance', () => {
  it('are covariances with the total over its variance', () => {
    // x = 1, 2, 3, 4 and y = 1, 0, 0, 1: Cov(x, x + y) : Cov(y, x + y) = 5 : 1 of 6.
    const x = [1, 2, 3, 4];
    const y = [1, 0, 0, 1];
    const [ofX, ofY] = covarianceShares(
      [x, y],
      x.map((value, i) => value + y[i]),
    );
    expect(ofX.share).toBeCloseTo(5 / 6, 14);
    expect(ofY.share).toBeCloseTo(1 / 6, 14);
  });

  it('are none where nothing varies', () => {
    expect(
      covarianceShares(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toEqual([
      { share: null, interval: null },
      { share: null, interval: null },
    ]);
  });

  it('are covered by their intervals', () => {
    // Variances 4 and 1: shares 0.8 and 0.2 of 200 pairs, 1,000 times.
    let covered = 0;
    for (let run = 0; run < 1000; run++) {
      const random = stream('shares', run);
      const x = Array.from({ length: 200 }, () => 2 * normal(random));
      const y = Array.from({ length: 200 }, () => normal(random));
      const [{ interval }] = covarianceShares(
        [x, y],
        x.map((value, i) => value + y[i]),
      );
      if (interval![0] <= 0.8 && 0.8 <= interval![1]) covered++;
    }
    // 95 %, 4.9 standard errors on either side.
    expect(Math.abs(covered - 950)).toBeLessThan(4.9 * Math.sqrt(1000 * 0.95 * 0.05));
  });
});
