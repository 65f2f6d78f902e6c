/** P(X = first + i) as weights[i]: X of `drawn` taken without replacement from n, `marked` of which are marked. */
export interface Hypergeometric {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The whole law. Walks outwards from the mode by the ratio of neighbours, as `binomialWeights` does; the sum is 1 by construction. */
export function hypergeometric(n: number, marked: number, drawn: number): Hypergeometric {
  const isCount = (count: number) => Number.isInteger(count) && count >= 0 && count <= n;
  if (!isCount(n) || !isCount(marked) || !isCount(drawn)) {
    throw new Error(`hypergeometric: expected whole numbers up to n, got n ${n}, marked ${marked}, drawn ${drawn}`);
  }
  const first = Math.max(0, marked + drawn - n);
  const last = Math.min(marked, drawn);
  const weights = new Float64Array(last - first + 1);
  const mode = Math.min(last, Math.max(first, Math.floor(((marked + 1) * (drawn + 1)) / (n + 2))));
  const ratio = (k: number) => ((marked - k) / (k + 1)) * ((drawn - k) / (n - marked - drawn + k + 1));
  weights[mode - first] = 1;
  for (let k = mode; k < last; k++) weights[k + 1 - first] = weights[k - first] * ratio(k);
  for (let k = mode - 1; k >= first; k--) weights[k - first] = weights[k + 1 - first] / ratio(k);
  let total = 0;
  for (const weight of weights) total += weight;
  return { first, weights: weights.map((weight) => weight / total) };
}

/** P(X <= k). */
export function atMost({ first, weights }: Hypergeometric, k: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length && first + i <= k; i++) sum += weights[i];
  return sum;
}

/** P(X >= k). */
export function atLeast({ first, weights }: Hypergeometric, k: number): number {
  let sum = 0;
  for (let i = weights.length - 1; i >= 0 && first + i >= k; i--) sum += weights[i];
  return sum;
}
