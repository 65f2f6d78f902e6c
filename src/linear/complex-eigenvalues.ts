import { ln } from '../model/elementary.ts';
import { zeros } from './arrays.ts';
import type { ComplexMatrix } from './complex-matrix.ts';
import { reduceToHessenberg } from './hessenberg.ts';

/** Eigenvalues of a matrix, in no particular order. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Entries below this, a power of two, are scaled up; below this part of the largest they are rounding. */
const SMALL = 2 ** -300;
/** QR steps allowed per eigenvalue; two or three are usual. */
const MAX_STEPS = 60;

/**
 * Eigenvalues of a square complex matrix, which is destroyed: reduction to Hessenberg form, then the QR algorithm with
 * Wilkinson's shift (Golub, Van Loan: Matrix Computations, 4th ed., sections 7.4, 7.5). Backward stable: each is exact
 * for a matrix that differs by rounding.
 */
export function complexEigenvalues(matrix: ComplexMatrix): Spectrum {
  const n = matrix.rows;
  const { re, im } = matrix;
  const largest = largestEntry(matrix);
  if (!Number.isFinite(largest)) {
    throw new Error(`eigenvalues: the ${n} x ${n} matrix has entries that are not finite`);
  }
  // Squares of such entries underflow: the softmax of a network that is sure of its answer makes them.
  if (largest > 0 && largest < SMALL) {
    const unit = 2 ** Math.max(-1000, Math.floor(ln(largest) / Math.LN2));
    return scaled(complexEigenvalues(scaled(matrix, 1 / unit)), unit);
  }
  for (const part of [re, im])
    for (let i = 0; i < part.length; i++) if (Math.abs(part[i]) < SMALL * largest) part[i] = 0;
  reduceToHessenberg(matrix);
  const scale = largestEntry(matrix);
  const spectrum = { re: zeros(n), im: zeros(n) };
  const rotations = { cosine: zeros(n), sineRe: zeros(n), sineIm: zeros(n) };
  let high = n - 1;
  let steps = 0;
  while (high >= 0) {
    const low = activeStart(matrix, high, scale);
    if (low === high) {
      spectrum.re[high] = re[high * n + high];
      spectrum.im[high] = im[high * n + high];
      high--;
      steps = 0;
      continue;
    }
    if (++steps > MAX_STEPS) throw new Error(`eigenvalues: QR did not converge at row ${high} of ${n}`);
    const [shiftRe, shiftIm] = steps % 12 === 0 ? exceptionalShift(matrix, high) : wilkinsonShift(matrix, high);
    qrStep(matrix, low, high, shiftRe, shiftIm, rotations);
  }
  return spectrum;
}

/** Times a power of two. */
function scaled<T extends Spectrum>(values: T, factor: number): T {
  for (const part of [values.re, values.im]) for (let i = 0; i < part.length; i++) part[i] *= factor;
  return values;
}

function largestEntry({ re, im }: ComplexMatrix): number {
  let largest = 0;
  for (let i = 0; i < re.length; i++) largest = Math.max(largest, Math.abs(re[i]), Math.abs(im[i]));
  return largest;
}

/** First row of the unreduced block that ends at row `high`; sets the negligible subdiagonal entry above it to zero. */
function activeStart({ re, im, rows: n }: ComplexMatrix, high: number, scale: number): number {
  for (let k = high; k > 0; k--) {
    const at = k * n + k - 1;
    const here = k * n + k;
    const above = here - n - 1;
    const subdiagonal = Math.abs(re[at]) + Math.abs(im[at]);
    const local = Math.abs(re[here]) + Math.abs(im[here]) + Math.abs(re[above]) + Math.abs(im[above]);
    if (subdiagonal <= Number.EPSILON * Math.max(local, Number.EPSILON * scale)) {
      re[at] = 0;
      im[at] = 0;
      return k;
    }
  }
  return 0;
}

/** The eigenvalue of the trailing 2 x 2 block that is closer to its last entry. */
function wilkinsonShift({ re, im, rows: n }: ComplexMatrix, high: number): [number, number] {
  const d = high * n + high;
  const c = d - 1;
  const a = d - n - 1;
  const b = a + 1;
  const halfRe = (re[a] - re[d]) / 2;
  const halfIm = (im[a] - im[d]) / 2;
  const bcRe = re[b] * re[c] - im[b] * im[c];
  const bcIm = re[b] * im[c] + im[b] * re[c];
  let [rootRe, rootIm] = squareRoot(halfRe * halfRe - halfIm * halfIm + bcRe, 2 * halfRe * halfIm + bcIm);
  if (halfRe * rootRe + halfIm * rootIm < 0) {
    rootRe = -rootRe;
    rootIm = -rootIm;
  }
  const x = halfRe + rootRe;
  const y = halfIm + rootIm;
  const square = x * x + y * y;
  if (square === 0) return [re[d], im[d]];
  return [re[d] - (bcRe * x + bcIm * y) / square, im[d] - (bcIm * x - bcRe * y) / square];
}

/** Leaves a cycle of the ordinary shifts. */
function exceptionalShift({ re, im, rows: n }: ComplexMatrix, high: number): [number, number] {
  const at = high * n + high;
  return [re[at] + Math.abs(re[at - 1]) + Math.abs(im[at - 1]), im[at]];
}

function squareRoot(x: number, y: number): [number, number] {
  const modulus = Math.sqrt(x * x + y * y);
  const root = Math.sqrt((modulus + Math.abs(x)) / 2);
  if (root === 0) return [0, 0];
  return x >= 0 ? [root, y / (2 * root)] : [Math.abs(y) / (2 * root), y >= 0 ? root : -root];
}

interface Rotations {
  readonly cosine: Float64Array;
  readonly sineRe: Float64Array;
  readonly sineIm: Float64Array;
}

/** One step H - s = QR, H' = RQ + s on rows and columns low .. high, with Q a product of complex Givens rotations. */
function qrStep(
  { re, im, rows: n }: ComplexMatrix,
  low: number,
  high: number,
  shiftRe: number,
  shiftIm: number,
  { cosine, sineRe, sineIm }: Rotations,
): void {
  for (let k = low; k <= high; k++) {
    re[k * n + k] -= shiftRe;
    im[k * n + k] -= shiftIm;
  }
  for (let k = low; k < high; k++) {
    const upper = k * n;
    const lower = upper + n;
    const aRe = re[upper + k];
    const aIm = im[upper + k];
    const bRe = re[lower + k];
    const bIm = im[lower + k];
    const square = aRe * aRe + aIm * aIm;
    const a = Math.sqrt(square);
    const norm = Math.sqrt(square + bRe * bRe + bIm * bIm);
    const c = norm === 0 ? 1 : a / norm;
    const phaseRe = a === 0 ? 1 : aRe / a;
    const phaseIm = a === 0 ? 0 : aIm / a;
    // s = (a / |a|) conj(b) / norm maps (a, b) to ((a / |a|) norm, 0).
    const sRe = norm === 0 ? 0 : (phaseRe * bRe + phaseIm * bIm) / norm;
    const sIm = norm === 0 ? 0 : (phaseIm * bRe - phaseRe * bIm) / norm;
    cosine[k] = c;
    sineRe[k] = sRe;
    sineIm[k] = sIm;
    for (let j = k; j <= high; j++) {
      const x = re[upper + j];
      const y = im[upper + j];
      const u = re[lower + j];
      const v = im[lower + j];
      re[upper + j] = c * x + sRe * u - sIm * v;
      im[upper + j] = c * y + sRe * v + sIm * u;
      re[lower + j] = c * u - sRe * x - sIm * y;
      im[lower + j] = c * v - sRe * y + sIm * x;
    }
  }
  for (let k = low; k < high; k++) {
    const c = cosine[k];
    const sRe = sineRe[k];
    const sIm = sineIm[k];
    const last = Math.min(k + 1, high);
    for (let i = low; i <= last; i++) {
      const at = i * n + k;
      const x = re[at];
      const y = im[at];
      const u = re[at + 1];
      const v = im[at + 1];
      re[at] = c * x + sRe * u + sIm * v;
      im[at] = c * y + sRe * v - sIm * u;
      re[at + 1] = c * u - sRe * x + sIm * y;
      im[at + 1] = c * v - sRe * y - sIm * x;
    }
  }
  for (let k = low; k <= high; k++) {
    re[k * n + k] += shiftRe;
    im[k * n + k] += shiftIm;
  }
}
