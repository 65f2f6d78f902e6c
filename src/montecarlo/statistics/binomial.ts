/**
 * P(X = k) for k = 0 .. n, X binomial(n, p) with 0 < p < 1. Walks outwards from the mode by the ratio of neighbours, so
 * that weights far below the smallest double become 0 and none is lost to cancellation; the sum is 1 by construction.
 */
export function binomialWeights(n: number, p: number): Float64Array {
  if (!Number.isInteger(n) || n < 0) throw new Error(`binomial: expected a whole number n >= 0, got ${n}`);
  if (!(p > 0 && p < 1)) throw new Error(`binomial: expected 0 < p < 1, got ${p}`);
  const weights = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  weights[mode] = 1;
  for (let k = mode; k < n; k++) weights[k + 1] = ((weights[k] * (n - k)) / (k + 1)) * odds;
  for (let k = mode; k > 0; k--) weights[k - 1] = (weights[k] * k) / ((n - k + 1) * odds);
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => weight / total);
}
