/** c[7] x^7 + ... + c[0] of two x, the coefficients at an address. */
@inline
function polynomial(c: usize, x: v128): v128 {
  let sum = v128.load_splat<f64>(c, 56);
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 48));
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 40));
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 32));
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 24));
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 16));
  sum = f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c, 8));
  return f64x2.add(f64x2.mul(sum, x), v128.load_splat<f64>(c));
}

/**
 * Normal quantiles of an even number of u by the rational function that holds in the middle of the law, its coefficients `above`
 * and `below` (normal-quantile.ts); what comes out of others is of no use.
 */
export function middleQuantiles(from: usize, to: usize, count: i32, above: usize, below: usize): void {
  const half = f64x2.splat(0.5);
  const width = f64x2.splat(0.180625);
  for (const end = from + (<usize>count << 3); from < end; from += 16, to += 16) {
    const q = f64x2.sub(v128.load(from), half);
    const r = f64x2.sub(width, f64x2.mul(q, q));
    v128.store(to, f64x2.div(f64x2.mul(q, polynomial(above, r)), polynomial(below, r)));
  }
}
