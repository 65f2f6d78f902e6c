import { type ComplexMatrix, complexMatrix } from './complex-matrix.ts';

/** Made once for all matrices of a size. */
let scratch = complexMatrix(0, 0);

/**
 * Whether the numerical range of a square matrix, and with it every eigenvalue, lies in a half-plane: Re(u z) < bound for
 * every z of it, u = cosine + i sine. Proved by a Cholesky factorisation of bound I - (u A + (u A)*) / 2.
 */
export function liesInHalfPlane(
  { re, im, rows: n }: ComplexMatrix,
  cosine: number,
  sine: number,
  bound: number,
): boolean {
  for (let i = 0; i < n; i++) {
    const at = i * n + i;
    if (!(cosine * re[at] - sine * im[at] < bound)) return false;
  }
  scratch = scratch.rows === n ? scratch : complexMatrix(n, n);
  const { re: x, im: y } = scratch;
  for (let i = 0; i < n; i++) {
    const own = i * n;
    for (let j = 0; j <= i; j++) {
      const [at, across, other] = [own + j, j * n + i, j * n];
      // Entry of u A, and of its conjugate transpose.
      let u = -(cosine * (re[at] + re[across]) - sine * (im[at] + im[across])) / 2;
      let v = -(cosine * (im[at] - im[across]) + sine * (re[at] - re[across])) / 2;
      if (i === j) {
        u += bound;
        for (let k = 0; k < i; k++) u -= x[own + k] * x[own + k] + y[own + k] * y[own + k];
        if (!(u > 0)) return false;
        x[at] = Math.sqrt(u);
      } else {
        for (let k = 0; k < j; k++) {
          u -= x[own + k] * x[other + k] + y[own + k] * y[other + k];
          v -= y[own + k] * x[other + k] - x[own + k] * y[other + k];
        }
        x[at] = u / x[other + j];
        y[at] = v / x[other + j];
      }
    }
  }
  return true;
}
