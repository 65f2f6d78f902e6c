import type { ComplexMatrix } from './complex-matrix.ts';
import { complexMatrix, realTimes, times } from './complex-matrix.ts';
import { solveInPlace } from './complex-solve.ts';
import type { SmallSignal, SmallSignalLayer } from './small-signal.ts';

export interface LoopResponse {
  /** G(j omega), n_L x n_L: what a signal u added to D_L comes back as, once around u -> a_L -> beta e'(a_L). */
  readonly loop: ComplexMatrix;
  /** Argument of prod_k det(I - C_k Z_k), rad, not wrapped: the loops between hidden layers, which beta leaves alone. */
  readonly hiddenAngle: number;
}

/**
 * Eliminates the hidden layers at one angular frequency, rad/s. Neuron i of layer k answers
 *
 *     M = A a + B D,    E = C a + F D        (see `ports`)
 *
 * and the layers are coupled by a_{k+1} = q W_k M_k and D_k = q B_k^T E_{k+1}, q = exp(-j omega delay). Everything below
 * layer k acts on it as one matrix, a_k = Z_k E_k, with Z_1 = 0 because the input is clamped. From there upwards
 *
 *     E_k = (I - C_k Z_k)^{-1} F_k D_k,    M_k = A_k a_k + B_k D_k,    Z_{k+1} = q^2 W_k M_k  for  D_k = B_k^T
 *
 * so a step solves for n_{k+1} columns only, and a chip whose compartments match (C_k = 0) needs no solving at all.
 */
export function loopTransfer(signal: SmallSignal, omega: number): LoopResponse {
  const last = signal.layers.length - 1;
  const angle = -2 * omega * signal.delay;
  const roundTrip: Phasor = { re: Math.cos(angle), im: Math.sin(angle) };
  let below: ComplexMatrix | null = null;
  let hiddenAngle = 0;
  for (let k = 1; k <= last; k++) {
    const layer = signal.layers[k]!;
    const { a, b, c, f } = ports(layer, omega);
    const above = k < last ? signal.layers[k + 1]!.size : layer.size;
    const entering = k < last ? transposed(signal.down[k]!, above, layer.size) : identity(above);
    const sent = scaledRows(f, entering, layer.size, above);
    if (below !== null && !isZero(c)) hiddenAngle += solveInPlace(identityMinus(c, below), sent);
    const bottomUp: ComplexMatrix | null = below === null ? null : times(below, sent);
    if (k === last) return { loop: closing(signal, bottomUp, layer.size), hiddenAngle };
    const activity = scaledRows(b, entering, layer.size, above);
    if (bottomUp !== null) addScaledRows(activity, a, bottomUp);
    below = realTimes(signal.up[k]!, above, activity);
    scale(below, roundTrip);
  }
  throw new Error('loop transfer: a chip needs at least one layer above its input');
}

interface Phasor {
  readonly re: number;
  readonly im: number;
}

/** One complex number per neuron. */
interface Diagonal {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The four transfer functions of each neuron, from bottom-up input a and top-down input D to what its encoders send:
 * with H_c = phi' gain / (1 + j omega tau) they are A = w+ H+ + w- H-, B = w+ g+ H+ - w- g- H- (the feed-through),
 * C = H+ - H-, F = g+ H+ + g- H-, times the gain of the encoder.
 */
function ports(layer: SmallSignalLayer, omega: number) {
  const { size, slope, rate, nudge, weight, sendActivity, sendDifference } = layer;
  const diagonal = (): Diagonal => ({ re: new Float64Array(size), im: new Float64Array(size) });
  const a = diagonal();
  const b = diagonal();
  const c = diagonal();
  const f = diagonal();
  for (let i = 0; i < size; i++) {
    const xPlus = omega / rate.plus[i];
    const xMinus = omega / rate.minus[i];
    const plusRe = slope.plus[i] / (1 + xPlus * xPlus);
    const minusRe = slope.minus[i] / (1 + xMinus * xMinus);
    const plusIm = -xPlus * plusRe;
    const minusIm = -xMinus * minusRe;
    const wPlus = sendActivity[i] * weight.plus[i];
    const wMinus = sendActivity[i] * weight.minus[i];
    const gPlus = nudge.plus[i];
    const gMinus = nudge.minus[i];
    const send = sendDifference[i];
    a.re[i] = wPlus * plusRe + wMinus * minusRe;
    a.im[i] = wPlus * plusIm + wMinus * minusIm;
    b.re[i] = wPlus * gPlus * plusRe - wMinus * gMinus * minusRe;
    b.im[i] = wPlus * gPlus * plusIm - wMinus * gMinus * minusIm;
    c.re[i] = send * (plusRe - minusRe);
    c.im[i] = send * (plusIm - minusIm);
    f.re[i] = send * (gPlus * plusRe + gMinus * minusRe);
    f.im[i] = send * (gPlus * plusIm + gMinus * minusIm);
  }
  return { a, b, c, f };
}

function isZero({ re, im }: Diagonal): boolean {
  return re.every((x) => x === 0) && im.every((y) => y === 0);
}

/** Transpose of a real row-major matrix of `rows` x `columns`. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
  }
  return result;
}

function identity(n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}

/** diag(d) X, X real. */
function scaledRows(d: Diagonal, x: Float64Array, rows: number, columns: number): ComplexMatrix {
  const result = complexMatrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = i * columns; j < (i + 1) * columns; j++) {
      result.re[j] = d.re[i] * x[j];
      result.im[j] = d.im[i] * x[j];
    }
  }
  return result;
}

/** Adds diag(d) X to `target`. */
function addScaledRows(target: ComplexMatrix, d: Diagonal, x: ComplexMatrix): void {
  const { rows, columns, re, im } = target;
  for (let i = 0; i < rows; i++) {
    const u = d.re[i];
    const v = d.im[i];
    for (let j = i * columns; j < (i + 1) * columns; j++) {
      re[j] += u * x.re[j] - v * x.im[j];
      im[j] += u * x.im[j] + v * x.re[j];
    }
  }
}

/** I - diag(c) Z. */
function identityMinus(c: Diagonal, z: ComplexMatrix): ComplexMatrix {
  const result = complexMatrix(z.rows, z.columns);
  addScaledRows(result, { re: c.re.map((x) => -x), im: c.im.map((y) => -y) }, z);
  for (let i = 0; i < z.rows; i++) result.re[i * z.columns + i] += 1;
  return result;
}

function scale({ re, im }: ComplexMatrix, { re: u, im: v }: Phasor): void {
  for (let i = 0; i < re.length; i++) {
    const x = re[i];
    re[i] = u * x - v * im[i];
    im[i] = u * im[i] + v * x;
  }
}

/** beta e'(a_L) times the response of a_L; no response: no loop. */
function closing(signal: SmallSignal, response: ComplexMatrix | null, n: number): ComplexMatrix {
  return response === null ? complexMatrix(n, n) : realTimes(signal.errorSlope, n, response);
}
