/**
 * Square matrices factorised in place with partial pivoting, P A = L U, so that several right sides can be solved for one after the
 * other. Addresses and distances in bytes; `pivots` holds the row with which row i was exchanged at step i, i32.
 */

/** Eliminates, and leaves the inverse pivots on the diagonal; the matrix has rows of `row` bytes, whole vectors. Returns the sign of the determinant; 0: singular. */
export function factorise(a: usize, n: i32, row: usize, pivots: usize): i32 {
  let sign = 1;
  for (let column = 0; column < n; column++) {
    const own = a + <usize>column * row;
    const at = <usize>column << 3;
    let pivot = column;
    let largest: f64 = Math.abs(load<f64>(own + at));
    for (let i = column + 1; i < n; i++) {
      const size = Math.abs(load<f64>(a + <usize>i * row + at));
      if (size > largest) {
        largest = size;
        pivot = i;
      }
    }
    const top = load<f64>(a + <usize>pivot * row + at);
    if (top == 0 || !isFinite(top)) return 0;
    if (top < 0) sign = -sign;
    store<i32>(pivots + (<usize>column << 2), pivot);
    if (pivot != column) {
      sign = -sign;
      exchange(own, a + <usize>pivot * row, n);
    }
    const inverse = 1 / top;
    // A vector that begins with this column: there the factor is put afterwards.
    const from = <usize>((column + 1) & ~1) << 3;
    const end = <usize>n << 3;
    for (let i = column + 1; i < n; i++) {
      const to = a + <usize>i * row;
      const factor = load<f64>(to + at) * inverse;
      const factors = f64x2.splat(factor);
      for (let j = from; j < end; j += 16) {
        v128.store(to + j, f64x2.sub(v128.load(to + j), f64x2.mul(factors, v128.load(own + j))));
      }
      store<f64>(to + at, factor);
    }
    store<f64>(own + at, inverse);
  }
  return sign;
}

/** Solves A x = b for a matrix factorised, b becoming x. */
export function solve(a: usize, n: i32, row: usize, pivots: usize, b: usize): void {
  for (let i = 0; i < n; i++) {
    const pivot = load<i32>(pivots + (<usize>i << 2));
    const kept = number(b, i);
    put(b, i, number(b, pivot));
    put(b, pivot, kept);
  }
  for (let i = 1; i < n; i++) put(b, i, number(b, i) - inner(a + <usize>i * row, b, i));
  for (let i = n - 1; i >= 0; i--) {
    const own = a + <usize>i * row;
    const from = <usize>(i + 1) << 3;
    put(b, i, (number(b, i) - inner(own + from, b + from, n - i - 1)) * number(own, i));
  }
}

/** The same for `columns` right sides: b has rows of `width` bytes, whole vectors, of which numbers beyond the columns mean nothing. */
export function solveRows(a: usize, n: i32, row: usize, pivots: usize, b: usize, columns: i32, width: usize): void {
  const bytes = <usize>((columns + 1) & ~1) << 3;
  for (let i = 0; i < n; i++) {
    const pivot = load<i32>(pivots + (<usize>i << 2));
    if (pivot != i) exchange(b + <usize>i * width, b + <usize>pivot * width, columns);
  }
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) subtract(b + <usize>i * width, number(a + <usize>i * row, j), b + <usize>j * width, bytes);
  }
  for (let i = n - 1; i >= 0; i--) {
    const own = a + <usize>i * row;
    const to = b + <usize>i * width;
    for (let j = i + 1; j < n; j++) subtract(to, number(own, j), b + <usize>j * width, bytes);
    const inverse = f64x2.splat(number(own, i));
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f64x2.mul(v128.load(to + at), inverse));
  }
}

/** x y, in two sums; a vector at a time would wait for what was just put there. */
@inline
function inner(x: usize, y: usize, n: i32): f64 {
  let even: f64 = 0;
  let odd: f64 = 0;
  const end = x + (<usize>(n & ~1) << 3);
  for (; x < end; x += 16, y += 16) {
    even += load<f64>(x) * load<f64>(y);
    odd += load<f64>(x, 8) * load<f64>(y, 8);
  }
  return n & 1 ? even + odd + load<f64>(x) * load<f64>(y) : even + odd;
}

@inline
function subtract(to: usize, factor: f64, from: usize, bytes: usize): void {
  if (factor == 0) return;
  const factors = f64x2.splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f64x2.sub(v128.load(to + at), f64x2.mul(factors, v128.load(from + at))));
  }
}

function exchange(p: usize, q: usize, columns: i32): void {
  for (let i = 0; i < columns; i++) {
    const kept = number(p, i);
    put(p, i, number(q, i));
    put(q, i, kept);
  }
}

@inline
function number(array: usize, i: i32): f64 {
  return load<f64>(array + (<usize>i << 3));
}

@inline
function put(array: usize, i: i32, value: f64): void {
  store<f64>(array + (<usize>i << 3), value);
}
