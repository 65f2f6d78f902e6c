/*
 * The inner loops of a matrix product c += a b for one panel of b: eight of its columns. Doubles; addresses and distances
 * in bytes; `right` and `down` lead to the next entry of a row and of a column.
 */

/** Writes eight columns of b, `terms` long, as rows of eight, so that they are read in order and fit in the cache. */
export function packPanel(b: usize, down: usize, right: usize, terms: i32, panel: usize): void {
  const end = panel + (<usize>terms << 6);
  for (let to = panel; to < end; to += 64, b += down) {
    let from = b;
    store<f64>(to, load<f64>(from));
    from += right;
    store<f64>(to, load<f64>(from), 8);
    from += right;
    store<f64>(to, load<f64>(from), 16);
    from += right;
    store<f64>(to, load<f64>(from), 24);
    from += right;
    store<f64>(to, load<f64>(from), 32);
    from += right;
    store<f64>(to, load<f64>(from), 40);
    from += right;
    store<f64>(to, load<f64>(from), 48);
    from += right;
    store<f64>(to, load<f64>(from), 56);
  }
}

/**
 * Adds pairs of rows of a times a packed panel to eight columns of c, row-major, `stride` bytes a row. The sums of two
 * rows by eight columns stay in registers: eight vectors and seven for the rest.
 */
export function addPanel(
  a: usize, down: usize, right: usize, pairs: i32, panel: usize, terms: i32, c: usize, stride: usize,
): void {
  const end = panel + (<usize>terms << 6);
  for (let pair = 0; pair < pairs; pair++) {
    const d = c + stride;
    let c0 = v128.load(c);
    let c1 = v128.load(c, 16);
    let c2 = v128.load(c, 32);
    let c3 = v128.load(c, 48);
    let d0 = v128.load(d);
    let d1 = v128.load(d, 16);
    let d2 = v128.load(d, 32);
    let d3 = v128.load(d, 48);
    let upper = a;
    let lower = a + down;
    for (let row = panel; row < end; row += 64) {
      const b0 = v128.load(row);
      const b1 = v128.load(row, 16);
      const b2 = v128.load(row, 32);
      const b3 = v128.load(row, 48);
      const x = v128.load64_splat(upper);
      c0 = f64x2.add(c0, f64x2.mul(x, b0));
      c1 = f64x2.add(c1, f64x2.mul(x, b1));
      c2 = f64x2.add(c2, f64x2.mul(x, b2));
      c3 = f64x2.add(c3, f64x2.mul(x, b3));
      const y = v128.load64_splat(lower);
      d0 = f64x2.add(d0, f64x2.mul(y, b0));
      d1 = f64x2.add(d1, f64x2.mul(y, b1));
      d2 = f64x2.add(d2, f64x2.mul(y, b2));
      d3 = f64x2.add(d3, f64x2.mul(y, b3));
      upper += right;
      lower += right;
    }
    v128.store(c, c0);
    v128.store(c, c1, 16);
    v128.store(c, c2, 32);
    v128.store(c, c3, 48);
    v128.store(d, d0);
    v128.store(d, d1, 16);
    v128.store(d, d2, 32);
    v128.store(d, d3, 48);
    a += down << 1;
    c = d + stride;
  }
}
