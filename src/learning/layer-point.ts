import type { CircuitLayer } from '../engine/circuit.ts';
import { Header } from '../engine/header.ts';
import { isPiecewiseLinear } from '../model/activations.ts';
import { KEPT_ARRAYS, LayerEntry, ParameterArray, PointArray } from './desk-layout.ts';
import { pieceEnds } from './piece-ends.ts';
import { SNAPSHOT_ARRAYS } from './snapshot.ts';

/** ds/dv of the compartments of a layer; arrays of length n_k. */
export interface Slopes {
  readonly plus: Float64Array;
  readonly minus: Float64Array;
}

/** Where a layer lies in a desk's memory, bytes. */
export interface LayerPlace {
  readonly header: number;
  readonly point: number;
  readonly parameters: number;
  /** From an array of the point, or of the parameters, to the next. */
  readonly stride: number;
  /** W_k, b_k and B_k to the layer above; of the output not used. */
  readonly up: number;
  readonly bias: number;
  readonly down: number;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** A compartment driven no further beyond a rail is at it, full scales. */
const AT_RAIL = 1e-9;

/** Layer k of the equations at a desk: views of its memory, one entry per neuron. */
export class LayerPoint {
  readonly n: number;
  /** Of its header, bytes. */
  readonly address: number;
  readonly header: Header;
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  /** What the auto-zero subtracts from d; zeros without one. */
  readonly zero: Float64Array;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** m and d. */
  readonly activity: Float64Array;
  readonly difference: Float64Array;
  /** The piece of phi and rails that every compartment is on: -1 and 1 on a flat side, 0 between. */
  readonly piecePlus: Float64Array;
  readonly pieceMinus: Float64Array;
  readonly slopes: Slopes;
  /** dM/da and dE/dD. */
  readonly activityByInput: Float64Array;
  readonly differenceByTopDown: Float64Array;
  /** What the rest of a point follows from: pieces, inputs and auto-zero. */
  readonly kept: Float64Array;
  /** What a `Snapshot` is of. */
  readonly visible: Float64Array;
  private readonly parameters: Float64Array;
  private readonly weights: Float64Array;
  private readonly biases: Float64Array;
  private readonly feedback: Float64Array;
  private readonly place: LayerPlace;
  private own!: CircuitLayer;

  /** @param above neurons of the layer above; 0: it is the output */
  constructor(n: number, above: number, buffer: ArrayBuffer, place: LayerPlace) {
    const view = (array: PointArray, length = n) =>
      new Float64Array(buffer, place.point + array * place.stride, length);
    this.n = n;
    this.address = place.header;
    this.header = new Header(buffer, place.header, LayerEntry.count);
    this.a = view(PointArray.a);
    this.topDown = view(PointArray.topDown);
    this.zero = view(PointArray.zero);
    this.plus = view(PointArray.plus);
    this.minus = view(PointArray.minus);
    this.activity = view(PointArray.activity);
    this.difference = view(PointArray.difference);
    this.piecePlus = view(PointArray.piecePlus);
    this.pieceMinus = view(PointArray.pieceMinus);
    this.slopes = { plus: view(PointArray.slopePlus), minus: view(PointArray.slopeMinus) };
    this.activityByInput = view(PointArray.activityByInput);
    this.differenceByTopDown = view(PointArray.differenceByTopDown);
    this.kept = view(PointArray.piecePlus, (KEPT_ARRAYS * place.stride) / BYTES);
    this.visible = view(PointArray.piecePlus, (SNAPSHOT_ARRAYS * place.stride) / BYTES);
    this.parameters = new Float64Array(buffer, place.parameters, (ParameterArray.count * place.stride) / BYTES);
    this.weights = new Float64Array(buffer, place.up, n * above);
    this.biases = new Float64Array(buffer, place.bias, above);
    this.feedback = new Float64Array(buffer, place.down, n * above);
    this.place = place;
    this.header.setInt(LayerEntry.n, n);
    this.header.setInt(LayerEntry.stride, place.stride);
    this.header.setInt(LayerEntry.point, place.point);
    this.header.setInt(LayerEntry.parameters, place.parameters);
    this.header.setInt(LayerEntry.up, place.up);
    this.header.setInt(LayerEntry.bias, place.bias);
  }

  /** Takes up what the neurons of a circuit's layer are. */
  become(own: CircuitLayer): void {
    this.own = own;
    const { phi, low, high } = own;
    const { header } = this;
    header.setInt(LayerEntry.railed, low > -Infinity || high < Infinity ? 1 : 0);
    header.set(LayerEntry.low, low);
    header.set(LayerEntry.high, high);
    header.set(LayerEntry.floor, phi.kinks[0]);
    header.set(LayerEntry.ceiling, phi.kinks[1]);
    const { gain, offset, threshold } = own.neurons;
    const { gainPlus, gainMinus, weightPlus, weightMinus } = own.nudging;
    const { plus, minus } = pieceEnds(own);
    const { parameters } = this;
    const apart = this.place.stride / BYTES;
    // In one loop: to copy an array of 32 numbers takes as long as to call what copies it.
    for (let i = 0; i < this.n; i++) {
      parameters[ParameterArray.gainPlus * apart + i] = gainPlus[i];
      parameters[ParameterArray.gainMinus * apart + i] = gainMinus[i];
      parameters[ParameterArray.compartmentGainPlus * apart + i] = gain.plus[i];
      parameters[ParameterArray.compartmentGainMinus * apart + i] = gain.minus[i];
      parameters[ParameterArray.offsetPlus * apart + i] = offset.plus[i];
      parameters[ParameterArray.offsetMinus * apart + i] = offset.minus[i];
      parameters[ParameterArray.weightPlus * apart + i] = weightPlus[i];
      parameters[ParameterArray.weightMinus * apart + i] = weightMinus[i];
      parameters[ParameterArray.activityThreshold * apart + i] = threshold.activity[i];
      parameters[ParameterArray.differenceThreshold * apart + i] = threshold.difference[i];
      parameters[ParameterArray.lowPlus * apart + i] = plus.low[i];
      parameters[ParameterArray.lowMinus * apart + i] = minus.low[i];
      parameters[ParameterArray.highPlus * apart + i] = plus.high[i];
      parameters[ParameterArray.highMinus * apart + i] = minus.high[i];
      parameters[ParameterArray.belowPlus * apart + i] = plus.valueBelow[i];
      parameters[ParameterArray.belowMinus * apart + i] = minus.valueBelow[i];
      parameters[ParameterArray.abovePlus * apart + i] = plus.valueAbove[i];
      parameters[ParameterArray.aboveMinus * apart + i] = minus.valueAbove[i];
    }
  }

  /** Takes up the arrays between this layer and the one above; no `down`: one is read both ways. */
  wire(weights: Float64Array, bias: Float64Array, down: Float64Array | null): void {
    this.weights.set(weights);
    this.biases.set(bias);
    if (down !== null) this.feedback.set(down);
    this.header.setInt(LayerEntry.down, down === null ? this.place.up : this.place.down);
  }

  /** Whether phi is straight between its kinks. */
  get isStraight(): boolean {
    return isPiecewiseLinear(this.own.phi);
  }

  /** What the auto-zero leaves of d, full scales; null without one. */
  get zeroResidual(): Float64Array | null {
    return this.own.neurons.autoZero;
  }

  /** What the plus compartment of neuron i is driven to: a + g D, full scales. */
  private drivePlus(i: number): number {
    return this.a[i] + this.own.nudging.gainPlus[i] * this.topDown[i];
  }

  /** What the minus compartment of neuron i is driven to: a - g D, full scales. */
  private driveMinus(i: number): number {
    return this.a[i] - this.own.nudging.gainMinus[i] * this.topDown[i];
  }

  /** Writes s of every compartment of a layer whose phi is curved; on its piece, beyond the ends too, or as it is. */
  curve(onPieces: boolean): void {
    const { n, plus, minus, piecePlus, pieceMinus, own } = this;
    const ends = pieceEnds(own);
    const { gain, offset } = own.neurons;
    const s = (v: number, piece: number, i: number, kind: 'plus' | 'minus') => {
      if (onPieces && piece !== 0) return piece < 0 ? ends[kind].valueBelow[i] : ends[kind].valueAbove[i];
      const cut = onPieces ? v : Math.min(own.high, Math.max(own.low, v));
      return own.phi.value(gain[kind][i] * cut + offset[kind][i]);
    };
    for (let i = 0; i < n; i++) {
      plus[i] = s(this.drivePlus(i), piecePlus[i], i, 'plus');
      minus[i] = s(this.driveMinus(i), pieceMinus[i], i, 'minus');
    }
  }

  /** Writes their slopes, on their pieces. */
  curveSlopes(): void {
    const { n, slopes, piecePlus, pieceMinus, own } = this;
    const { gain, offset } = own.neurons;
    const slope = (v: number, piece: number, i: number, kind: 'plus' | 'minus') =>
      piece !== 0 ? 0 : gain[kind][i] * own.phi.slopeAtOutput(own.phi.value(gain[kind][i] * v + offset[kind][i]));
    for (let i = 0; i < n; i++) {
      slopes.plus[i] = slope(this.drivePlus(i), piecePlus[i], i, 'plus');
      slopes.minus[i] = slope(this.driveMinus(i), pieceMinus[i], i, 'minus');
    }
  }

  /** Whether a rail cuts an output here that it would not cut at the inputs of the forward pass, `free`. */
  pinnedBeyond(free: Float64Array): boolean {
    const { a, topDown, own } = this;
    const { low, high, neurons, nudging } = own;
    const { gain, offset } = neurons;
    const { gainPlus, gainMinus } = nudging;
    for (let i = 0; i < free.length; i++) {
      const plus = a[i] + gainPlus[i] * topDown[i];
      const minus = a[i] - gainMinus[i] * topDown[i];
      // Most are between their rails.
      if (plus >= low && plus <= high && minus >= low && minus <= high) continue;
      if (this.cut(plus, gain.plus[i], offset.plus[i]) && !this.cut(free[i], gain.plus[i], offset.plus[i])) return true;
      if (this.cut(minus, gain.minus[i], offset.minus[i]) && !this.cut(free[i], gain.minus[i], offset.minus[i]))
        return true;
    }
    return false;
  }

  /** Whether a rail cuts the output of a compartment of neuron i that is driven to v. */
  private cut(v: number, gain: number, offset: number): boolean {
    const { low, high, phi } = this.own;
    if (v >= low - AT_RAIL && v <= high + AT_RAIL) return false;
    const rail = v < low ? low : high;
    return phi.value(gain * v + offset) !== phi.value(gain * rail + offset);
  }
}
