import { zeros } from './arrays.ts';
import type { ComplexMatrix } from './complex-matrix.ts';

/** Householder reflections from both sides: zeros below the first subdiagonal, same eigenvalues. */
export function reduceToHessenberg({ re, im, rows: n }: ComplexMatrix): void {
  const vRe = zeros(n);
  const vIm = zeros(n);
  for (let k = 0; k < n - 2; k++) {
    let below = 0;
    for (let i = k + 2; i < n; i++) below += re[i * n + k] ** 2 + im[i * n + k] ** 2;
    if (below === 0) continue;
    const headRe = re[(k + 1) * n + k];
    const headIm = im[(k + 1) * n + k];
    const head = Math.sqrt(headRe * headRe + headIm * headIm);
    const norm = Math.sqrt(below + head * head);
    // v = x + (head / |head|) |x| e_1, so nothing cancels; I - 2 v v^H / |v|^2 maps x to a multiple of e_1.
    const phaseRe = head === 0 ? 1 : headRe / head;
    const phaseIm = head === 0 ? 0 : headIm / head;
    for (let i = k + 1; i < n; i++) {
      vRe[i] = re[i * n + k];
      vIm[i] = im[i * n + k];
    }
    vRe[k + 1] += phaseRe * norm;
    vIm[k + 1] += phaseIm * norm;
    const factor = 1 / (norm * (norm + head));
    for (let j = k; j < n; j++) {
      let x = 0;
      let y = 0;
      for (let i = k + 1; i < n; i++) {
        x += vRe[i] * re[i * n + j] + vIm[i] * im[i * n + j];
        y += vRe[i] * im[i * n + j] - vIm[i] * re[i * n + j];
      }
      x *= factor;
      y *= factor;
      for (let i = k + 1; i < n; i++) {
        re[i * n + j] -= vRe[i] * x - vIm[i] * y;
        im[i * n + j] -= vRe[i] * y + vIm[i] * x;
      }
    }
    for (let i = 0; i < n; i++) {
      let x = 0;
      let y = 0;
      for (let j = k + 1; j < n; j++) {
        x += re[i * n + j] * vRe[j] - im[i * n + j] * vIm[j];
        y += re[i * n + j] * vIm[j] + im[i * n + j] * vRe[j];
      }
      x *= factor;
      y *= factor;
      for (let j = k + 1; j < n; j++) {
        re[i * n + j] -= x * vRe[j] + y * vIm[j];
        im[i * n + j] -= y * vRe[j] - x * vIm[j];
      }
    }
    for (let i = k + 2; i < n; i++) {
      re[i * n + k] = 0;
      im[i * n + k] = 0;
    }
  }
}
