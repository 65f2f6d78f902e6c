import { zeros } from './arrays.ts';

/** A dense complex matrix, row-major. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The diagonal of one, as a list. */
export interface Diagonal {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function complexMatrix(rows: number, columns: number): ComplexMatrix {
  const length = rows * columns;
  return { rows, columns, re: zeros(length), im: zeros(length) };
}

export function frobeniusNorm({ re, im }: ComplexMatrix): number {
  let square = 0;
  for (let at = 0; at < re.length; at++) square += re[at] * re[at] + im[at] * im[at];
  return Math.sqrt(square);
}

/** diag(t) M diag(1/t) in the place of M: the same eigenvalues. */
export function rescale({ re, im, rows: n }: ComplexMatrix, t: Float64Array): void {
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) {
      const factor = t[i] / t[j];
      re[at] *= factor;
      im[at] *= factor;
    }
  }
}

/** A M with A real, row-major, into `product`. */
export function realTimes(a: Float64Array, m: ComplexMatrix, product: ComplexMatrix): void {
  const inner = m.rows;
  const n = m.columns;
  const { re: mRe, im: mIm } = m;
  const { re, im, rows } = product;
  re.fill(0);
  im.fill(0);
  for (let i = 0; i < rows; i++) {
    const to = i * n;
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      if (factor === 0) continue;
      const from = k * n;
      for (let j = 0; j < n; j++) {
        re[to + j] += factor * mRe[from + j];
        im[to + j] += factor * mIm[from + j];
      }
    }
  }
}

/** M A with A real, row-major, into `product`. */
export function timesReal(m: ComplexMatrix, a: Float64Array, product: ComplexMatrix): void {
  const inner = m.columns;
  const { re, im, rows, columns: n } = product;
  re.fill(0);
  im.fill(0);
  for (let i = 0; i < rows; i++) {
    const to = i * n;
    for (let k = 0; k < inner; k++) {
      const x = m.re[i * inner + k];
      const y = m.im[i * inner + k];
      const from = k * n;
      for (let j = 0; j < n; j++) {
        re[to + j] += x * a[from + j];
        im[to + j] += y * a[from + j];
      }
    }
  }
}

/** A M into `product`. */
export function times(a: ComplexMatrix, m: ComplexMatrix, product: ComplexMatrix): void {
  const inner = m.rows;
  const n = m.columns;
  const { re: mRe, im: mIm } = m;
  const { re, im, rows } = product;
  re.fill(0);
  im.fill(0);
  for (let i = 0; i < rows; i++) {
    const to = i * n;
    for (let k = 0; k < inner; k++) {
      const x = a.re[i * inner + k];
      const y = a.im[i * inner + k];
      const from = k * n;
      for (let j = 0; j < n; j++) {
        re[to + j] += x * mRe[from + j] - y * mIm[from + j];
        im[to + j] += x * mIm[from + j] + y * mRe[from + j];
      }
    }
  }
}

/** M diag(d) into `product`. */
export function timesDiagonal(m: ComplexMatrix, d: Diagonal, product: ComplexMatrix): void {
  const { re, im } = product;
  for (let i = 0, at = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++, at++) {
      re[at] = m.re[at] * d.re[j] - m.im[at] * d.im[j];
      im[at] = m.re[at] * d.im[j] + m.im[at] * d.re[j];
    }
  }
}
