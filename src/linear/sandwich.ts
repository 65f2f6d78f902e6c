import { zeros } from './arrays.ts';
import type { ComplexMatrix, Diagonal } from './complex-matrix.ts';

/**
 * U diag(d) V^T into the square `product`: U and V real with one row of d.length numbers for each of its rows. Where U
 * and V are the same array it is symmetric, and half of it is computed.
 */
export function sandwich(u: Float64Array, d: Diagonal, v: Float64Array, product: ComplexMatrix): void {
  const { rows: n, re, im } = product;
  const inner = d.re.length;
  const symmetric = u === v;
  const x = zeros(inner);
  const y = zeros(inner);
  for (let i = 0; i < n; i++) {
    for (let k = 0, from = i * inner; k < inner; k++, from++) {
      x[k] = u[from] * d.re[k];
      y[k] = u[from] * d.im[k];
    }
    const end = symmetric ? i + 1 : n;
    let j = 0;
    // Four inner products at a time, each a chain of additions of its own.
    for (; j + 4 <= end; j += 4) {
      const first = j * inner;
      const second = first + inner;
      const third = second + inner;
      const fourth = third + inner;
      let re0 = 0;
      let im0 = 0;
      let re1 = 0;
      let im1 = 0;
      let re2 = 0;
      let im2 = 0;
      let re3 = 0;
      let im3 = 0;
      for (let k = 0; k < inner; k++) {
        const a = x[k];
        const b = y[k];
        const v0 = v[first + k];
        const v1 = v[second + k];
        const v2 = v[third + k];
        const v3 = v[fourth + k];
        re0 += a * v0;
        im0 += b * v0;
        re1 += a * v1;
        im1 += b * v1;
        re2 += a * v2;
        im2 += b * v2;
        re3 += a * v3;
        im3 += b * v3;
      }
      const to = i * n + j;
      re[to] = re0;
      im[to] = im0;
      re[to + 1] = re1;
      im[to + 1] = im1;
      re[to + 2] = re2;
      im[to + 2] = im2;
      re[to + 3] = re3;
      im[to + 3] = im3;
    }
    for (; j < end; j++) {
      let sumRe = 0;
      let sumIm = 0;
      for (let k = 0, from = j * inner; k < inner; k++, from++) {
        sumRe += x[k] * v[from];
        sumIm += y[k] * v[from];
      }
      re[i * n + j] = sumRe;
      im[i * n + j] = sumIm;
    }
  }
  if (symmetric) mirror(product);
}

/** The lower triangle, copied into the upper one. */
function mirror({ rows: n, re, im }: ComplexMatrix): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      re[j * n + i] = re[i * n + j];
      im[j * n + i] = im[i * n + j];
    }
  }
}
