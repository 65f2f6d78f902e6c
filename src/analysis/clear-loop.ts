import { zeros } from '../linear/arrays.ts';
import {
  type ComplexMatrix,
  complexMatrix,
  type Diagonal,
  frobeniusNorm,
  rescale,
  times,
  timesDiagonal,
} from '../linear/complex-matrix.ts';
import { liesInHalfPlane } from '../linear/half-plane.ts';
import { isDiagonal } from '../linear/matrix.ts';
import { ROOM } from '../linear/room.ts';
import { cos } from '../model/elementary.ts';
import { Barrier, LINES } from './barrier.ts';
import { FrequencyGrid, wrapped } from './frequency-grid.ts';
import { LoopTransfer } from './loop-transfer.ts';
import { decayingGain } from './small-gain.ts';
import type { SmallSignal } from './small-signal.ts';
import { symmetricUnits } from './symmetric-units.ts';

/** The loop is over where its norm is below this, and only falls. */
const OVER = 0.3;
/** Loci that turn around 0 between two frequencies may leave the chord by this part of their modulus, as `GainScan` steps. */
const INSIDE = cos(Math.PI / 12);
/** An interval is halved at most this often, and no more frequencies than these are looked at, before that is given up. */
const MAX_DEPTH = 4;
const MAX_POINTS = 2000;
/** Largest turn of the hidden loops' determinant from one frequency to the next, and what is left of it at the last, rad. */
const MAX_TURN = Math.PI / 3;
const SETTLED_ANGLE = 0.5;

/**
 * Whether the loop keeps clear of +1 at every frequency, at `factor` times this beta and at every smaller one, so that no mode
 * grows. False says nothing. With a_L = Z E_L of everything below the output, and E_L = C a_L + F S a_L of the output itself, the
 * characteristic function has the factors det(I - Z C - k Z F S), k in [0, factor], and those of the loops between hidden layers.
 * The first is not 0 for any k where the numerical ranges of Z C and of Z (C + factor F S) are on the side of 0 of one line
 * through +1. Outputs are counted in units in which the second is symmetric at omega = 0 where feedback is the transpose, so that
 * its range ends at its eigenvalues. Frequencies are as near to each other as those of `GainScan`, on the same assumption of what
 * loci do between two of them (`Barrier`). No eigenvalue is computed.
 */
export function keepsClear(signal: SmallSignal, factor = 1, transfer = new LoopTransfer(signal)): boolean {
  return new ClearLoop(signal, factor, transfer).holds();
}

/** Looks from omega = 0 upwards whether the loop keeps clear, and asks elsewhere about what it cannot tell. */
export class ClearLoop {
  private readonly signal: SmallSignal;
  private readonly grid: FrequencyGrid;
  private readonly transfer: LoopTransfer;
  private readonly barrier = new Barrier();
  private readonly size: number;
  /** factor S. */
  private readonly errorSlope: Float64Array;
  private readonly mixesOutputs: boolean;
  /** What signals at the outputs are multiplied by: from the first point, at omega = 0. */
  private units: Float64Array | null = null;
  /** Bound on the norm of the loop at any frequency, and by how much it falls with `FrequencyGrid.decay`; null: not yet known. */
  private gain: number | null = null;
  private points = 0;
  /** Turn of the hidden loops' determinant from omega = 0 on, rad. */
  private turn = 0;

  constructor(signal: SmallSignal, factor: number, transfer: LoopTransfer) {
    this.signal = signal;
    this.grid = new FrequencyGrid(signal);
    this.transfer = transfer;
    this.size = signal.layers.at(-1)!.size;
    this.errorSlope = zeros(signal.errorSlope.length);
    this.mixesOutputs = !isDiagonal(signal.errorSlope, this.size);
    this.reach(factor);
  }

  holds(): boolean {
    const { grid } = this;
    let left = this.point(0);
    // At omega = 0 it is real; below 0 an odd number of hidden modes grow.
    if (cos(left.hiddenAngle) < 0) return false;
    for (let omega = grid.turned; this.points < MAX_POINTS; omega = grid.next(omega)) {
      const right = this.point(omega);
      if (!this.clears(left, right, 0)) return false;
      spare.push(left);
      left = right;
      if (this.isOver(right)) {
        spare.push(right);
        return Math.abs(this.turn) < Math.PI;
      }
    }
    return false;
  }

  /** Whether it may go on where the loop may meet +1 between two frequencies, rad/s, by all that is known here. */
  protected mayPass(_left: number, _right: number): boolean {
    return false;
  }

  /** From here on up to another factor, which is not larger. */
  protected reach(factor: number): void {
    const { errorSlope, signal } = this;
    for (let at = 0; at < errorSlope.length; at++) errorSlope[at] = factor * signal.errorSlope[at];
    this.gain = null;
  }

  private isOver({ omega, norm, hiddenAngle }: ClearPoint): boolean {
    const onlyFalls = this.grid.isAsymptotic(omega) && norm <= OVER;
    return (onlyFalls || this.staysSmall(omega, norm)) && Math.abs(wrapped(hiddenAngle)) < SETTLED_ANGLE;
  }

  /** Whether its norm is below 1 from a frequency on. */
  private staysSmall(omega: number, norm: number): boolean {
    if (norm >= 1) return false;
    this.gain ??= decayingGain(this.signal, this.errorSlope);
    return this.gain * this.grid.decay(omega) < 1;
  }

  private clears(left: ClearPoint, right: ClearPoint, depth: number): boolean {
    const turn = wrapped(right.hiddenAngle - left.hiddenAngle);
    const bulge = this.grid.bulge(left.omega, right.omega);
    const vertex = left.omega === 0 ? 1 : INSIDE;
    const isBefore = (line: number) => left.isBefore(line, vertex) && right.isBefore(line, vertex);
    if (Math.abs(turn) <= MAX_TURN && (this.barrier.keeps(bulge, isBefore) || this.mayPass(left.omega, right.omega))) {
      this.turn += turn;
      return true;
    }
    if (depth === MAX_DEPTH) return false;
    const middle = this.point((left.omega + right.omega) / 2);
    const clears = this.clears(left, middle, depth + 1) && this.clears(middle, right, depth + 1);
    spare.push(middle);
    return clears;
  }

  private point(omega: number): ClearPoint {
    this.points++;
    const { size: n } = this;
    if (spare.length > 0 && spare[0].size !== n) spare.length = 0;
    const point = spare.pop() ?? new ClearPoint(n);
    this.units = point.moveTo(omega, this.errorSlope, this.mixesOutputs, this.transfer, this.units);
    return point;
  }
}

/** Points of one size that are not in use: a study asks for them by the million. */
const spare: ClearPoint[] = [];

/** The loop at one angular frequency, rad/s, and which lines through +1 it is before. */
class ClearPoint {
  readonly size: number;
  omega = 0;
  hiddenAngle = 0;
  /** Frobenius norm of Z (C + F S). */
  norm = 0;
  /** Z, in units of its own. */
  private readonly returned: ComplexMatrix;
  /** Z (C + F S) and Z C, made when they are asked for. */
  private readonly whole: ComplexMatrix;
  private readonly open: ComplexMatrix;
  private isWholeMade = false;
  private isOpenMade = false;
  /** C and, where S is diagonal, C + F S. */
  private readonly byInput: Diagonal;
  private readonly through: Diagonal;
  private openNorm = 0;
  private vertex = 1;
  /** 1: before that line through the vertex, -1: not, 0: not yet asked. */
  private readonly known = new Int8Array(LINES.length);

  constructor(size: number) {
    this.size = size;
    this.returned = complexMatrix(size, size);
    this.open = complexMatrix(size, size);
    this.whole = complexMatrix(size, size);
    this.byInput = { re: zeros(size), im: zeros(size) };
    this.through = { re: zeros(size), im: zeros(size) };
  }

  /**
   * @param units what signals at the outputs are multiplied by; null: what the loop is symmetric in if this is at omega = 0 and no
   *   output is mixed with others
   * @returns the units
   */
  moveTo(
    omega: number,
    errorSlope: Float64Array,
    mixesOutputs: boolean,
    transfer: LoopTransfer,
    units: Float64Array | null,
  ): Float64Array {
    const { returned, byInput, byTopDown, hiddenAngle } = transfer.belowOutput(omega);
    const { through, size: n } = this;
    this.omega = omega;
    this.hiddenAngle = hiddenAngle;
    this.known.fill(0);
    this.byInput.re.set(byInput.re);
    this.byInput.im.set(byInput.im);
    for (let i = 0; i < n; i++) {
      const slope = errorSlope[i * n + i];
      through.re[i] = mixesOutputs ? 1 : byInput.re[i] + byTopDown.re[i] * slope;
      through.im[i] = mixesOutputs ? 0 : byInput.im[i] + byTopDown.im[i] * slope;
    }
    const counted = units ?? symmetricUnits(through.re);
    this.isWholeMade = mixesOutputs;
    this.isOpenMade = false;
    if (mixesOutputs) {
      this.timesOutput(returned, byInput, byTopDown, errorSlope);
      rescale(this.whole, counted);
    }
    this.returned.re.set(returned.re);
    this.returned.im.set(returned.im);
    rescale(this.returned, counted);
    this.takeNorms();
    return counted;
  }

  /** Frobenius norms of what is not made yet: of Z times a diagonal by columns. */
  private takeNorms(): void {
    const { byInput, through, size: n } = this;
    const { re, im } = this.returned;
    let [whole, open] = [0, 0];
    for (let j = 0; j < n; j++) {
      let column = 0;
      for (let at = j; at < re.length; at += n) column += re[at] * re[at] + im[at] * im[at];
      whole += column * (through.re[j] ** 2 + through.im[j] ** 2);
      open += column * (byInput.re[j] ** 2 + byInput.im[j] ** 2);
    }
    this.norm = this.isWholeMade ? frobeniusNorm(this.whole) : Math.sqrt(whole);
    this.openNorm = Math.sqrt(open);
  }

  /** Z (C + F S), S not diagonal. */
  private timesOutput(returned: ComplexMatrix, byInput: Diagonal, byTopDown: Diagonal, errorSlope: Float64Array): void {
    const n = this.size;
    const output = complexMatrix(n, n);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < n; j++, at++) {
        output.re[at] = byTopDown.re[i] * errorSlope[at];
        output.im[at] = byTopDown.im[i] * errorSlope[at];
      }
      output.re[i * n + i] += byInput.re[i];
      output.im[i * n + i] += byInput.im[i];
    }
    times(returned, output, this.whole);
  }

  /** Whether all is on the side of 0 of a line through `vertex` on the real axis. */
  isBefore(line: number, vertex: number): boolean {
    if (vertex !== this.vertex) this.known.fill(0);
    this.vertex = vertex;
    if (this.known[line] === 0) this.known[line] = this.examine(line) ? 1 : -1;
    return this.known[line] > 0;
  }

  private examine(line: number): boolean {
    const { cosine, sine } = LINES[line];
    const bound = this.vertex * cosine;
    if (this.norm * (1 + ROOM) >= bound && !liesInHalfPlane(this.madeWhole(), cosine, sine, bound)) return false;
    return this.openNorm * (1 + ROOM) < bound || liesInHalfPlane(this.madeOpen(), cosine, sine, bound);
  }

  private madeWhole(): ComplexMatrix {
    if (!this.isWholeMade) timesDiagonal(this.returned, this.through, this.whole);
    this.isWholeMade = true;
    return this.whole;
  }

  private madeOpen(): ComplexMatrix {
    if (!this.isOpenMade) timesDiagonal(this.returned, this.byInput, this.open);
    this.isOpenMade = true;
    return this.open;
  }
}
