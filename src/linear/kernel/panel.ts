/*
 * The inner loops of a matrix product c += a b for one panel of b: 64 bytes of its columns, eight doubles or sixteen singles.
 * Addresses and distances in bytes; `right` and `down` lead to the next entry of a row and of a column.
 */

/** Bytes of a packed row, as a shift. */
const ROW: usize = 6;

/** Writes the panel's columns of b, `terms` long, as rows of 64 bytes, so that they are read in order and fit in the cache. */
@inline
export function pack<T>(b: usize, down: usize, right: usize, terms: i32, panel: usize): void {
  const end = panel + (<usize>terms << ROW);
  if (right == sizeof<T>()) {
    for (let to = panel; to < end; to += 64, b += down) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      v128.store(to, v128.load(b, 32), 32);
      v128.store(to, v128.load(b, 48), 48);
    }
    return;
  }
  for (let to = panel; to < end; to += 64, b += down) {
    let from = b;
    for (let at: usize = 0; at < 64; at += 4 * sizeof<T>()) {
      store<T>(to + at, load<T>(from));
      from += right;
      store<T>(to + at + sizeof<T>(), load<T>(from));
      from += right;
      store<T>(to + at + 2 * sizeof<T>(), load<T>(from));
      from += right;
      store<T>(to + at + 3 * sizeof<T>(), load<T>(from));
      from += right;
    }
  }
}

/**
 * Adds pairs of rows of a times a packed panel to the panel's columns of c, row-major, `stride` bytes a row. The sums of two
 * rows by 64 bytes stay in registers: eight vectors and seven for the rest.
 */
@inline
export function add<T>(
  a: usize, down: usize, right: usize, pairs: i32, panel: usize, terms: i32, c: usize, stride: usize,
): void {
  const end = panel + (<usize>terms << ROW);
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
      const x = v128.load_splat<T>(upper);
      c0 = v128.add<T>(c0, v128.mul<T>(x, b0));
      c1 = v128.add<T>(c1, v128.mul<T>(x, b1));
      c2 = v128.add<T>(c2, v128.mul<T>(x, b2));
      c3 = v128.add<T>(c3, v128.mul<T>(x, b3));
      const y = v128.load_splat<T>(lower);
      d0 = v128.add<T>(d0, v128.mul<T>(y, b0));
      d1 = v128.add<T>(d1, v128.mul<T>(y, b1));
      d2 = v128.add<T>(d2, v128.mul<T>(y, b2));
      d3 = v128.add<T>(d3, v128.mul<T>(y, b3));
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
