import type { Activation } from '../vocabulary.ts';
import type { Circuit } from './circuit.ts';
import { relaxation } from './relax.ts';

/** Neurons whose bounds share one entry of `blockBound`. */
export const BLOCK = 16;

/** Arrays of a layer, in the order in which they lie in its memory; the kernel in WebAssembly counts on that order. */
interface LayerArrays {
  /** x = gain v + offset of the compartments at the reference time. */
  readonly xPlus: Float64Array;
  readonly xMinus: Float64Array;
  /** What x relaxes to while the inputs stay. */
  readonly targetPlus: Float64Array;
  readonly targetMinus: Float64Array;
  /** Bottom-up input a_k and top-down input D_k. */
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  /** 1/tau, 1/s. */
  readonly ratePlus: Float64Array;
  readonly rateMinus: Float64Array;
  /** gain, and gain times the signed nudging gain sgn g: the factors of a and D in the target. */
  readonly gainPlus: Float64Array;
  readonly gainMinus: Float64Array;
  readonly nudgePlus: Float64Array;
  readonly nudgeMinus: Float64Array;
  /** offset + gain eta: the part of the target that no event changes. */
  readonly basePlus: Float64Array;
  readonly baseMinus: Float64Array;
  /** w_c. */
  readonly weightPlus: Float64Array;
  readonly weightMinus: Float64Array;
  /** What m, and d with its auto-zero, were when last sent, by the neuron's own record. */
  readonly sentActivity: Float64Array;
  readonly sentDifference: Float64Array;
  /** Own thresholds, full scales. */
  readonly activityThreshold: Float64Array;
  readonly differenceThreshold: Float64Array;
  /** Rails of v as limits of x; infinite where there are none. */
  readonly lowPlus: Float64Array;
  readonly lowMinus: Float64Array;
  readonly highPlus: Float64Array;
  readonly highMinus: Float64Array;
  /** No crossing of neuron i before bound[i], s; Infinity: none at all while the inputs stay. */
  readonly bound: Float64Array;
  /** Smallest bound of each block of neurons. */
  readonly blockBound: Float64Array;
}

const ARRAYS = [
  'xPlus',
  'xMinus',
  'targetPlus',
  'targetMinus',
  'a',
  'topDown',
  'ratePlus',
  'rateMinus',
  'gainPlus',
  'gainMinus',
  'nudgePlus',
  'nudgeMinus',
  'basePlus',
  'baseMinus',
  'weightPlus',
  'weightMinus',
  'sentActivity',
  'sentDifference',
  'activityThreshold',
  'differenceThreshold',
  'lowPlus',
  'lowMinus',
  'highPlus',
  'highMinus',
  'bound',
  'blockBound',
] as const satisfies readonly (keyof LayerArrays)[];

/** The arrays of one kind of compartment, for what treats both kinds alike. */
export interface Side {
  readonly x: Float64Array;
  readonly target: Float64Array;
  readonly rate: Float64Array;
  readonly gain: Float64Array;
  readonly nudge: Float64Array;
  readonly base: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly offset: Float64Array;
}

/**
 * State and coefficients of one layer as a struct of arrays, all in one stretch of memory.
 *
 * A compartment is kept as x = gain v + offset, which relaxes like v: dx/dt = (target - x)/tau, with
 * target = gain (a + sgn g D + eta) + offset constant between events. So x(t) = target + (x(time) - target) e^{-(t-time)/tau}
 * holds exactly from `time`, the layer's reference time, until an input changes.
 *
 * The arrays are padded to whole blocks; what lies beyond n is neutral and never fires.
 */
export interface Layer extends LayerArrays {
  readonly n: number;
  /** Length of every array: n rounded up to whole blocks. */
  readonly stride: number;
  /** Where the arrays begin in their buffer, bytes. */
  readonly address: number;
  readonly activation: Activation;
  /** Range of a piecewise-linear phi: x below `floor` and above `ceiling` is cut; unused by tanh. */
  readonly floor: number;
  readonly ceiling: number;
  readonly railed: boolean;
  readonly plus: Side;
  readonly minus: Side;
  /** Subtracted from d by the auto-zero, full scales. */
  readonly zero: Float64Array;
  /** The pass looks at most this far ahead, s. */
  readonly lookAhead: number;
  /** Two times closer than this are one, s. */
  readonly resolution: number;
  /** Largest of the rates, 1/s. */
  readonly fastest: number;
  /** Reference time of x, s. */
  time: number;
  /** Smallest entry of `bound`, and the first block that has it. */
  next: number;
  nextBlock: number;
  /** After a leap there are no bounds; `next` is then the layer's reference time. */
  unbounded: boolean;
  /** Whether a neuron has sent since the reference time. */
  hasSent: boolean;
}

/** Fraction of the shortest tau of a layer that one pass looks ahead. */
const LOOK_AHEAD = 0.15;
/** Crossing times are solved to this fraction of the shortest tau of a layer. */
const RESOLUTION = 1e-12;

/** Bytes that the arrays of a layer of n neurons take. */
export function layerBytes(n: number): number {
  return ARRAYS.length * strideOf(n) * Float64Array.BYTES_PER_ELEMENT;
}

/** Length of a layer's arrays: an odd number of blocks, so that equal entries of all arrays fall into different cache sets. */
export function strideOf(n: number): number {
  return (Math.ceil(n / BLOCK) | 1) * BLOCK;
}

/** Layer k >= 1 of a circuit, its arrays in `buffer` from byte `address` on, its state not yet reset. */
export function createLayer({ chip, nudging }: Circuit, k: number, buffer: ArrayBuffer, address: number): Layer {
  const { gain, offset, tau, threshold } = chip.neurons[k]!;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[k]!;
  const n = chip.layers[k];
  const stride = strideOf(n);
  const activation = k === chip.layers.length - 1 ? 'identity' : chip.activation;
  const bytes = stride * Float64Array.BYTES_PER_ELEMENT;
  const arrays = Object.fromEntries(
    ARRAYS.map((name, index) => [name, new Float64Array(buffer, address + index * bytes, stride)]),
  ) as unknown as LayerArrays;
  const [low, high] = chip.rails ?? [-Infinity, Infinity];
  for (const array of Object.values(arrays) as Float64Array[]) array.fill(0);
  arrays.activityThreshold.fill(1);
  arrays.differenceThreshold.fill(1);
  arrays.bound.fill(Infinity);
  for (let i = 0; i < n; i++) {
    arrays.ratePlus[i] = 1 / tau.plus[i];
    arrays.rateMinus[i] = 1 / tau.minus[i];
    arrays.gainPlus[i] = gain.plus[i];
    arrays.gainMinus[i] = gain.minus[i];
    arrays.nudgePlus[i] = gain.plus[i] * gainPlus[i];
    arrays.nudgeMinus[i] = -gain.minus[i] * gainMinus[i];
    arrays.weightPlus[i] = weightPlus[i];
    arrays.weightMinus[i] = weightMinus[i];
    arrays.activityThreshold[i] = threshold.activity[i] * chip.encoder.activityThreshold;
    arrays.differenceThreshold[i] = threshold.difference[i] * chip.encoder.differenceThreshold;
    arrays.lowPlus[i] = gain.plus[i] * low + offset.plus[i];
    arrays.highPlus[i] = gain.plus[i] * high + offset.plus[i];
    arrays.lowMinus[i] = gain.minus[i] * low + offset.minus[i];
    arrays.highMinus[i] = gain.minus[i] * high + offset.minus[i];
  }
  const fastest = arrays.ratePlus.reduce((most, rate, i) => Math.max(most, rate, arrays.rateMinus[i]), 0);
  return {
    ...arrays,
    n,
    stride,
    address,
    activation,
    floor: activation === 'relu' || activation === 'hard-sigmoid' ? 0 : -Infinity,
    ceiling: activation === 'hard-sigmoid' ? 1 : Infinity,
    railed: chip.rails !== null,
    plus: {
      x: arrays.xPlus,
      target: arrays.targetPlus,
      rate: arrays.ratePlus,
      gain: arrays.gainPlus,
      nudge: arrays.nudgePlus,
      base: arrays.basePlus,
      low: arrays.lowPlus,
      high: arrays.highPlus,
      offset: offset.plus,
    },
    minus: {
      x: arrays.xMinus,
      target: arrays.targetMinus,
      rate: arrays.rateMinus,
      gain: arrays.gainMinus,
      nudge: arrays.nudgeMinus,
      base: arrays.baseMinus,
      low: arrays.lowMinus,
      high: arrays.highMinus,
      offset: offset.minus,
    },
    zero: new Float64Array(n),
    lookAhead: LOOK_AHEAD / fastest,
    resolution: RESOLUTION / fastest,
    fastest,
    time: 0,
    next: 0,
    nextBlock: 0,
    unbounded: false,
    hasSent: false,
  };
}

/** At rest at time 0: v = 0, nothing sent, no top-down input, bottom-up input the given bias. */
export function resetLayer(layer: Layer, bias: Float64Array): void {
  layer.a.set(bias);
  layer.topDown.fill(0);
  for (const { x, target, base, offset } of [layer.plus, layer.minus]) {
    for (const array of [x, target, base]) array.set(offset);
  }
  layer.sentActivity.fill(0);
  layer.sentDifference.fill(0);
  layer.zero.fill(0);
  layer.bound.fill(0, 0, layer.n);
  layer.time = 0;
  layer.next = 0;
  layer.nextBlock = 0;
  layer.unbounded = false;
  layer.hasSent = false;
}

/** x of a compartment `dt` after the layer's reference time, the inputs unchanged, cut at the rails. */
export function positionAt({ x, target, rate, low, high }: Side, i: number, dt: number): number {
  const there = x[i] + (target[i] - x[i]) * relaxation(dt * rate[i]);
  return there < low[i] ? low[i] : there > high[i] ? high[i] : there;
}
