/** Pearson's r. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] / n;
    meanY += y[i] / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  return xy / Math.sqrt(xx * yy);
}

/** Chi-square of pairs of uniform numbers in a 16 x 16 table, 255 degrees of freedom. */
export function pairChiSquare(u: ArrayLike<number>, v: ArrayLike<number>): number {
  const counts = new Float64Array(256);
  for (let i = 0; i < u.length; i++) counts[Math.floor(u[i] * 16) * 16 + Math.floor(v[i] * 16)]++;
  const expected = u.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Exceeded by |r| of 10,000 independent pairs with probability 1e-6. */
export const CORRELATION_LIMIT_10000 = 0.0488932418554;
/** Exceeded by a chi-square of 255 degrees of freedom with probability 1e-6. */
export const PAIR_CHI_SQUARE_LIMIT = 377.078115499;
