/** A dense complex matrix, row-major. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function complexMatrix(rows: number, columns: number): ComplexMatrix {
  const length = rows * columns;
  return { rows, columns, re: new Float64Array(length), im: new Float64Array(length) };
}

/** A M with A real, row-major, `rows` x M.rows. */
export function realTimes(a: Float64Array, rows: number, m: ComplexMatrix): ComplexMatrix {
  const product = complexMatrix(rows, m.columns);
  const inner = m.rows;
  const n = m.columns;
  const { re: mRe, im: mIm } = m;
  const { re, im } = product;
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
  return product;
}

/** A M. */
export function times(a: ComplexMatrix, m: ComplexMatrix): ComplexMatrix {
  const product = complexMatrix(a.rows, m.columns);
  const inner = m.rows;
  const n = m.columns;
  const { re: mRe, im: mIm } = m;
  const { re, im } = product;
  for (let i = 0; i < a.rows; i++) {
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
  return product;
}
