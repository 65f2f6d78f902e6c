import { zeros } from '../linear/arrays.ts';
import type { ComplexMatrix, Diagonal } from '../linear/complex-matrix.ts';
import { complexMatrix, realTimes, times, timesDiagonal, timesReal } from '../linear/complex-matrix.ts';
import { solveComplex } from '../linear/complex-solve.ts';
import { sandwich } from '../linear/sandwich.ts';
import { cos, sin } from '../model/elementary.ts';
import { perLayer } from '../model/per-layer.ts';
import { LayerPorts } from './layer-ports.ts';
import type { SmallSignal } from './small-signal.ts';

export interface LoopResponse {
  /**
   * G(j omega), n_L x n_L: what a signal added to a_L comes back as, once around a_L -> beta e'(a_L) -> a_L. Where fewer
   * neurons of layer L - 1 than outputs are alive, the same loop cut at M_{L-1} instead, in matrices of that size: the
   * same eigenvalues but for zeros.
   */
  readonly loop: ComplexMatrix;
  /** Argument of prod_k det(I - C_k Z_k), rad, not wrapped: the loops between hidden layers, which beta leaves alone. */
  readonly hiddenAngle: number;
}

/** Everything below the output, n_L x n_L, and the output's own neurons. */
export interface BelowOutput {
  /** Z_L: what E_L comes back as. */
  readonly returned: ComplexMatrix;
  /** C_L and F_L. */
  readonly byInput: Diagonal;
  readonly byTopDown: Diagonal;
  /** Argument of prod_k det(I - C_k Z_k) without the output's, rad, not wrapped. */
  readonly hiddenAngle: number;
}

/** exp(-2 j omega delay): up one hop and down one. */
interface Phasor {
  readonly re: number;
  readonly im: number;
}

const NOTHING = complexMatrix(0, 0);

/** Matrices of one layer, made once; those that it does not need are empty. */
interface LayerWork {
  readonly ports: LayerPorts;
  /** What the layer's D is made of: B_k^T, or at the output what closes the loop. Real, row-major. */
  readonly entering: Float64Array;
  /** E_k and W_{k-1} M_{k-1} for unit signals entering, one column each. */
  readonly sent: ComplexMatrix;
  readonly bottomUp: ComplexMatrix;
  /** M_k likewise, and what the output makes of it where the loop is cut here. */
  readonly activity: ComplexMatrix;
  readonly passed: ComplexMatrix;
  /** I - C_k Z_k, or what has the same determinant. */
  readonly system: ComplexMatrix;
  /** Z_k. */
  readonly below: ComplexMatrix;
}

/**
 * Eliminates the hidden layers at one angular frequency after another. Neuron i of layer k answers
 *
 *     M = A a + B D,    E = C a + F D        (see `LayerPorts`)
 *
 * and the layers are coupled by a_{k+1} = q W_k M_k and D_k = q B_k^T E_{k+1}, q = exp(-j omega delay). Everything below
 * layer k acts on it as one matrix, a_k = Z_k E_k, with Z_1 = 0 because the input is clamped. From there upwards
 *
 *     E_k = (I - C_k Z_k)^{-1} F_k D_k,    M_k = A_k a_k + B_k D_k,    Z_{k+1} = q^2 W_k M_k  for  D_k = B_k^T
 *
 * so a step solves for n_{k+1} columns only, and a chip whose compartments match (C_k = 0) needs no solving at all.
 */
export class LoopTransfer {
  private readonly signal: SmallSignal;
  /** Index 1 .. L. */
  private readonly work: readonly LayerWork[];
  private readonly last: number;
  /** Whether the loop is cut at M_{L-1}. */
  private readonly narrow: boolean;

  constructor(signal: SmallSignal) {
    const { layers } = signal;
    const last = layers.length - 1;
    if (last < 1) throw new Error('loop transfer: a chip needs at least one layer above its input');
    this.signal = signal;
    this.last = last;
    this.narrow = last > 1 && layers[last - 1]!.size < layers[last]!.size;
    this.work = perLayer(last, (k) => this.workOf(k));
  }

  /** The response at `omega`, rad/s. */
  at(omega: number): LoopResponse {
    const { work, last } = this;
    const roundTrip = this.roundTrip(omega);
    let hiddenAngle = this.passHidden(omega, roundTrip);
    const { ports, below, sent } = work[last];
    ports.moveTo(omega);
    const size = work[this.narrow ? last - 1 : last].ports.b.re.length;
    const loop = complexMatrix(size, size);
    if (this.narrow) hiddenAngle += this.closeBelow(roundTrip, loop);
    else if (last > 1) {
      this.passUp(last - 1, roundTrip);
      hiddenAngle += this.send(last);
      times(below, sent, loop);
    }
    return { loop, hiddenAngle };
  }

  /** What the output is a part of, at `omega`, rad/s; overwritten by the next. */
  belowOutput(omega: number): BelowOutput {
    const { work, last } = this;
    const { below, ports } = work[last];
    const roundTrip = this.roundTrip(omega);
    const hiddenAngle = this.passHidden(omega, roundTrip);
    if (last > 1) this.passUp(last - 1, roundTrip);
    ports.moveTo(omega);
    return { returned: below, byInput: ports.c, byTopDown: ports.f, hiddenAngle };
  }

  private roundTrip(omega: number): Phasor {
    const angle = -2 * omega * this.signal.delay;
    return { re: cos(angle), im: sin(angle) };
  }

  /** All below the output, from below; returns the argument of prod_k det(I - C_k Z_k) of those layers. */
  private passHidden(omega: number, roundTrip: Phasor): number {
    const { work, last } = this;
    let hiddenAngle = 0;
    for (let k = 1; k < last; k++) {
      const { ports, entering, sent, bottomUp, activity, below } = work[k];
      ports.moveTo(omega);
      if (k === 1) continue;
      this.passUp(k - 1, roundTrip);
      hiddenAngle += this.send(k);
      times(below, sent, bottomUp);
      setScaledRows(activity, ports.b, entering);
      addScaledRows(activity, ports.a, bottomUp);
    }
    return hiddenAngle;
  }

  /**
   * The loop cut at M_{L-1} = K E_L, (I - q^2 K C_L W)^{-1} q^2 K F_L S W; returns the argument of the determinant, which is that
   * of I - C_L Z_L.
   */
  private closeBelow(roundTrip: Phasor, loop: ComplexMatrix): number {
    const { work, last } = this;
    const { ports, entering, activity, passed } = work[last - 1];
    const { ports: output, entering: closing, system } = work[last];
    // Layer 1 has not needed it.
    if (last === 2) setScaledRows(activity, ports.b, entering);
    timesDiagonal(activity, output.f, passed);
    timesReal(passed, closing, loop);
    scale(loop, roundTrip);
    if (output.matched) return 0;
    timesDiagonal(activity, output.c, passed);
    timesReal(passed, this.signal.up[last - 1]!, system);
    scale(system, roundTrip);
    subtractFromIdentity(system);
    return solveComplex(system, loop);
  }

  /** E_k of layer k > 1 for unit signals entering; returns the argument of det(I - C_k Z_k). */
  private send(k: number): number {
    const { ports, entering, sent, system, below } = this.work[k];
    setScaledRows(sent, ports.f, entering);
    if (ports.matched) return 0;
    system.re.fill(0);
    system.im.fill(0);
    addScaledRows(system, ports.c, below);
    subtractFromIdentity(system);
    return solveComplex(system, sent);
  }

  private workOf(k: number): LayerWork {
    const { layers, up, down, errorSlope } = this.signal;
    const layer = layers[k]!;
    const n = layer.size;
    const entering =
      k < this.last
        ? transposed(down[k]!, layers[k + 1]!.size, n)
        : this.narrow
          ? product(errorSlope, up[k - 1]!, n)
          : errorSlope;
    const columns = n === 0 ? 0 : entering.length / n;
    // Layer 1 has nothing that changes below it, and the output sends nothing up.
    const overInput = k > 1 ? n : 0;
    const underOutput = k < this.last ? n : 0;
    const isCut = this.narrow && k === this.last;
    const solved = isCut ? columns : overInput;
    return {
      ports: new LayerPorts(layer),
      entering,
      sent: room(isCut ? 0 : overInput, columns),
      bottomUp: room(k < this.last ? overInput : 0, columns),
      activity: room(underOutput, columns),
      passed: room(this.narrow && k === this.last - 1 ? n : 0, columns),
      system: room(solved, solved),
      below: room(overInput, overInput),
    };
  }

  /** Z_{k+1} from layer k. */
  private passUp(k: number, roundTrip: Phasor): void {
    const { up, down } = this.signal;
    const { ports, activity } = this.work[k];
    const { below } = this.work[k + 1];
    if (k > 1) realTimes(up[k]!, activity, below);
    else sandwich(up[1]!, ports.b, down[1]!, below);
    scale(below, roundTrip);
  }
}

/** The response at a single frequency, rad/s. */
export function loopTransfer(signal: SmallSignal, omega: number): LoopResponse {
  return new LoopTransfer(signal).at(omega);
}

/** Circuits are analysed by the million: what has no entries costs no memory. */
function room(rows: number, columns: number): ComplexMatrix {
  return rows * columns === 0 ? NOTHING : complexMatrix(rows, columns);
}

/** Transpose of a real row-major matrix of `rows` x `columns`. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = zeros(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
  }
  return result;
}

/** A B of real row-major matrices, A n x n. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const columns = b.length / n;
  const result = zeros(b.length);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      if (factor === 0) continue;
      for (let j = 0; j < columns; j++) result[i * columns + j] += factor * b[k * columns + j];
    }
  }
  return result;
}

/** target = diag(d) X, X real. */
function setScaledRows({ rows, columns, re, im }: ComplexMatrix, d: Diagonal, x: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    const u = d.re[i];
    const v = d.im[i];
    for (let j = i * columns; j < (i + 1) * columns; j++) {
      re[j] = u * x[j];
      im[j] = v * x[j];
    }
  }
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

/** I - M in the place of M. */
function subtractFromIdentity({ re, im, rows: n }: ComplexMatrix): void {
  for (let at = 0; at < re.length; at++) {
    re[at] = -re[at];
    im[at] = -im[at];
  }
  for (let i = 0; i < n; i++) re[i * n + i] += 1;
}

function scale({ re, im }: ComplexMatrix, { re: u, im: v }: Phasor): void {
  for (let i = 0; i < re.length; i++) {
    const x = re[i];
    re[i] = u * x - v * im[i];
    im[i] = u * im[i] + v * x;
  }
}
