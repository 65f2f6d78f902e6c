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

class ClearLoop {
  private readonly grid: FrequencyGrid;
  private readonly transfer: LoopTransfer;
  private readonly barrier = new Barrier();
  private readonly size: number;
  /** factor S. */
  private readonly errorSlope: Float64Array;
  private readonly mixesOutputs: boolean;
  /** What signals at the outputs are multiplied by: from the first point, at omega = 0. */
  private units: Float64Array | null = null;
  /** Bound on the norm of the loop at any frequency, and by how much it falls with `FrequencyGrid.decay`. */
  private readonly gain: number;
  private points = 0;
  /** Turn of the hidden loops' determinant from omega = 0 on, rad. */
  private turn = 0;

  constructor(signal: SmallSignal, factor: number, transfer: LoopTransfer) {
    this.errorSlope = signal.errorSlope.map((slope) => factor * slope);
    this.grid = new FrequencyGrid(signal);
    this.transfer = transfer;
    this.size = signal.layers.at(-1)!.size;
    this.mixesOutputs = !isDiagonal(signal.errorSlope, this.size);
    this.gain = decayingGain(signal, this.errorSlope);
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

  private isOver({ omega, norm, hiddenAngle }: ClearPoint): boolean {
    const { grid } = this;
    const onlyFalls = grid.isAsymptotic(omega) && norm <= OVER;
    return (onlyFalls || this.gain * grid.decay(omega) < 1) && Math.abs(wrapped(hiddenAngle)) < SETTLED_ANGLE;
  }

  private clears(left: ClearPoint, right: ClearPoint, depth: number): boolean {
    const turn = wrapped(right.hiddenAngle - left.hiddenAngle);
    const bulge = this.grid.bulge(left.omega, right.omega);
    const vertex = left.omega === 0 ? 1 : INSIDE;
    if (
      Math.abs(turn) <= MAX_TURN &&
      this.barrier.keeps(bulge, (line) => left.isBefore(line, vertex) && right.isBefore(line, vertex))
    ) {
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
    point.moveTo(omega, this.errorSlope, this.mixesOutputs, this.transfer);
    this.units ??= point.symmetricUnits;
    point.count(this.units);
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
  private readonly whole: ComplexMatrix;
  private readonly open: ComplexMatrix;
  /** C + F S where S is diagonal, else 1. */
  private readonly through: Diagonal;
  private openNorm = 0;
  private vertex = 1;
  /** 1: before that line through the vertex, -1: not, 0: not yet asked. */
  private readonly known = new Int8Array(LINES.length);

  constructor(size: number) {
    this.size = size;
    this.open = complexMatrix(size, size);
    this.whole = complexMatrix(size, size);
    this.through = { re: zeros(size), im: zeros(size) };
  }

  moveTo(omega: number, errorSlope: Float64Array, mixesOutputs: boolean, transfer: LoopTransfer): void {
    const { returned, byInput, byTopDown, hiddenAngle } = transfer.belowOutput(omega);
    const { open, whole } = this;
    this.omega = omega;
    this.hiddenAngle = hiddenAngle;
    this.known.fill(0);
    timesDiagonal(returned, byInput, open);
    if (mixesOutputs) {
      this.through.re.fill(1);
      this.timesOutput(returned, byInput, byTopDown, errorSlope);
    } else {
      const { through, size: n } = this;
      for (let i = 0; i < n; i++) {
        through.re[i] = byInput.re[i] + byTopDown.re[i] * errorSlope[i * n + i];
        through.im[i] = byInput.im[i] + byTopDown.im[i] * errorSlope[i * n + i];
      }
      timesDiagonal(returned, through, whole);
    }
  }

  /** In which the loop is symmetric if this is at omega = 0. */
  get symmetricUnits(): Float64Array {
    return symmetricUnits(this.through.re);
  }

  /** Takes outputs in other units. */
  count(units: Float64Array): void {
    const { open, whole } = this;
    rescale(open, units);
    rescale(whole, units);
    this.norm = frobeniusNorm(whole);
    this.openNorm = frobeniusNorm(open);
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
    if (!liesInHalfPlane(this.whole, cosine, sine, bound)) return false;
    return this.openNorm < bound || liesInHalfPlane(this.open, cosine, sine, bound);
  }
}
