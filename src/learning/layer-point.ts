import { type Circuit, layerOf } from '../engine/circuit.ts';
import { arraysOf } from '../linear/arrays.ts';
import { isPiecewiseLinear } from '../model/activations.ts';
import { DOUBLE } from './arithmetic.ts';
import { LayerBatch } from './layer-batch.ts';
import { Pieces } from './pieces.ts';
import { respond } from './respond.ts';

/** Derivatives of what a layer's neurons send, one entry per neuron. */
export interface Sensitivity {
  /** dM/da and dM/dD. */
  readonly activityByInput: Float64Array;
  readonly activityByTopDown: Float64Array;
  /** dE/da and dE/dD. */
  readonly differenceByInput: Float64Array;
  readonly differenceByTopDown: Float64Array;
}

/** ds/dv of the compartments of a layer; arrays of length n_k. */
export interface Slopes {
  readonly plus: Float64Array;
  readonly minus: Float64Array;
}

/** A compartment driven no further beyond a rail is at it, full scales. */
const AT_RAIL = 1e-9;

/** Layer k of a circuit at rest at given inputs, one sample. */
export class LayerPoint extends LayerBatch {
  readonly piecesPlus: Pieces;
  readonly piecesMinus: Pieces;
  private readonly ownSlopes: Slopes;
  private readonly ownSensitivity: Sensitivity;
  private isFrozen = false;
  /** How often a compartment went to another piece. */
  changes = 0;
  /** How often one had when slopes and sensitivity were last worked out; -1: never, or they depend on more than pieces. */
  private slopesAt = -1;
  private sensitivityAt = -1;

  constructor(circuit: Circuit, k: number) {
    super(layerOf(circuit, k), 1, DOUBLE);
    this.piecesPlus = new Pieces(this.own, 'plus');
    this.piecesMinus = new Pieces(this.own, 'minus');
    const { n } = this.own;
    const [plus, minus, activityByInput, activityByTopDown, ...difference] = arraysOf(n, n, n, n, n, n);
    const [differenceByInput, differenceByTopDown] = difference;
    this.ownSlopes = { plus, minus };
    this.ownSensitivity = { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown };
  }

  /** sgn_c g_c of neuron i. */
  nudgeGain(isPlus: boolean, i: number): number {
    const { gainPlus, gainMinus } = this.own.nudging;
    return isPlus ? gainPlus[i] : -gainMinus[i];
  }

  /** What the plus compartment of neuron i is driven to: a + g D, full scales. */
  drivePlus(i: number): number {
    return this.a[i] + this.nudgeGain(true, i) * this.topDown[i];
  }

  /** What the minus compartment of neuron i is driven to: a - g D, full scales. */
  driveMinus(i: number): number {
    return this.a[i] + this.nudgeGain(false, i) * this.topDown[i];
  }

  /** Puts a compartment of neuron i that is at an end of its piece on the piece behind that end. */
  cross(isPlus: boolean, i: number): void {
    this.changes++;
    if (isPlus) this.piecesPlus.cross(this.drivePlus(i), i);
    else this.piecesMinus.cross(this.driveMinus(i), i);
  }

  /** From now on every compartment keeps to the piece that it is on here. */
  freeze(): void {
    this.isFrozen = true;
    this.takePieces();
  }

  /** From now on every compartment keeps to the piece that it has in these, wherever it is driven. */
  keep(plus: Int8Array, minus: Int8Array): void {
    this.isFrozen = true;
    this.changes++;
    this.piecesPlus.at.set(plus);
    this.piecesMinus.at.set(minus);
  }

  thaw(): void {
    this.isFrozen = false;
  }

  override update(damping: Float64Array | null = null): number {
    if (!this.isFrozen) return respond(this.own, this, damping);
    const { threshold } = this.own.neurons;
    const { weightPlus, weightMinus } = this.own.nudging;
    const { piecesPlus, piecesMinus, plus, minus, activity, difference, zero } = this;
    for (let i = 0; i < plus.length; i++) {
      plus[i] = piecesPlus.value(this.drivePlus(i), i);
      minus[i] = piecesMinus.value(this.driveMinus(i), i);
      activity[i] = weightPlus[i] * plus[i] + weightMinus[i] * minus[i];
      difference[i] = plus[i] - minus[i] - (zero === null ? 0 : zero[i]);
      this.sentActivity[i] = activity[i] / threshold.activity[i];
      this.sentDifference[i] = difference[i] / threshold.difference[i];
    }
    return 0;
  }

  /**
   * ds/dv of every compartment; at an end of a piece, where it is not frozen, that of the flat side. The arrays are the layer's
   * own, and overwritten by the next call.
   */
  slopes(): Slopes {
    if (!this.isFrozen) this.takePieces();
    const { plus, minus } = this.ownSlopes;
    if (this.slopesAt === this.changes) return this.ownSlopes;
    if (isPiecewiseLinear(this.own.phi)) this.slopesAt = this.changes;
    for (let i = 0; i < plus.length; i++) {
      plus[i] = this.piecesPlus.slope(this.drivePlus(i), i);
      minus[i] = this.piecesMinus.slope(this.driveMinus(i), i);
    }
    return this.ownSlopes;
  }

  /** Overwritten by the next call too. */
  sensitivity(): Sensitivity {
    const { gainPlus, gainMinus, weightPlus, weightMinus } = this.own.nudging;
    const { threshold } = this.own.neurons;
    const { plus, minus } = this.slopes();
    const { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown } = this.ownSensitivity;
    if (this.sensitivityAt >= 0 && this.sensitivityAt === this.slopesAt) return this.ownSensitivity;
    this.sensitivityAt = this.slopesAt;
    for (let i = 0; i < plus.length; i++) {
      const mean = threshold.activity[i];
      const sent = threshold.difference[i];
      activityByInput[i] = (weightPlus[i] * plus[i] + weightMinus[i] * minus[i]) / mean;
      activityByTopDown[i] = (weightPlus[i] * gainPlus[i] * plus[i] - weightMinus[i] * gainMinus[i] * minus[i]) / mean;
      differenceByInput[i] = (plus[i] - minus[i]) / sent;
      differenceByTopDown[i] = (gainPlus[i] * plus[i] + gainMinus[i] * minus[i]) / sent;
    }
    return this.ownSensitivity;
  }

  /**
   * Writes how far the compartments are from the nearer ends of their pieces, full scales, from entry `from` on, plus and minus
   * by turns; returns the entry behind them.
   */
  rooms(room: Float64Array, from: number): number {
    const { a, topDown, piecesPlus, piecesMinus } = this;
    const { gainPlus, gainMinus } = this.own.nudging;
    let c = from;
    for (let i = 0; i < a.length; i++) {
      room[c++] = piecesPlus.room(a[i] + gainPlus[i] * topDown[i], i);
      room[c++] = piecesMinus.room(a[i] - gainMinus[i] * topDown[i], i);
    }
    return c;
  }

  /** Writes how those change while a and D move at these rates. */
  roomRates(input: Float64Array, topDown: Float64Array, rate: Float64Array, from: number): number {
    const { a, piecesPlus, piecesMinus } = this;
    const { gainPlus, gainMinus } = this.own.nudging;
    let c = from;
    for (let i = 0; i < a.length; i++) {
      const plus = gainPlus[i];
      const minus = -gainMinus[i];
      rate[c++] = piecesPlus.towards(a[i] + plus * this.topDown[i], i) * (input[i] + plus * topDown[i]);
      rate[c++] = piecesMinus.towards(a[i] + minus * this.topDown[i], i) * (input[i] + minus * topDown[i]);
    }
    return c;
  }

  /** Whether a rail cuts an output here that it would not cut at the inputs of the forward pass, `free`. */
  pinnedBeyond(free: Float64Array): boolean {
    const { gain, offset } = this.own.neurons;
    for (let i = 0; i < free.length; i++) {
      const plus = this.drivePlus(i);
      const minus = this.driveMinus(i);
      if (this.cut(plus, gain.plus[i], offset.plus[i]) && !this.cut(free[i], gain.plus[i], offset.plus[i])) return true;
      if (this.cut(minus, gain.minus[i], offset.minus[i]) && !this.cut(free[i], gain.minus[i], offset.minus[i]))
        return true;
    }
    return false;
  }

  private takePieces(): void {
    const { piecesPlus, piecesMinus } = this;
    let hasChanged = false;
    for (let i = 0; i < this.a.length; i++) {
      const plus = piecesPlus.of(this.drivePlus(i), i);
      const minus = piecesMinus.of(this.driveMinus(i), i);
      hasChanged ||= plus !== piecesPlus.at[i] || minus !== piecesMinus.at[i];
      piecesPlus.at[i] = plus;
      piecesMinus.at[i] = minus;
    }
    if (hasChanged) this.changes++;
  }

  /** Whether a rail cuts the output of a compartment of neuron i that is driven to v. */
  private cut(v: number, gain: number, offset: number): boolean {
    const { low, high, phi } = this.own;
    if (v >= low - AT_RAIL && v <= high + AT_RAIL) return false;
    const rail = v < low ? low : high;
    return phi.value(gain * v + offset) !== phi.value(gain * rail + offset);
  }
}
