import type { Compartments } from '../chip/chip.ts';
import type { Activation } from '../vocabulary.ts';
import type { Circuit } from './circuit.ts';

/**
 * State and coefficients of one layer as a struct of arrays of length n.
 *
 * A compartment is kept as x = gain v + offset, which relaxes like v: dx/dt = (target - x)/tau, with
 * target = gain (a + sgn g D + eta) + offset constant between events. So x(t) = target + (x(time) - target) e^{-(t-time)/tau}
 * holds exactly from `time`, the layer's reference time, until an input changes.
 */
export interface Layer {
  readonly n: number;
  readonly activation: Activation;
  /** Range of a piecewise-linear phi: x below `floor` and above `ceiling` is cut; unused by tanh. */
  readonly floor: number;
  readonly ceiling: number;

  /** Bottom-up input a_k and top-down input D_k. */
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  readonly xPlus: Float64Array;
  readonly xMinus: Float64Array;
  readonly targetPlus: Float64Array;
  readonly targetMinus: Float64Array;

  /** gain, and gain times the signed nudging gain sgn g: the factors of a and D in the target. */
  readonly gainPlus: Float64Array;
  readonly gainMinus: Float64Array;
  readonly nudgePlus: Float64Array;
  readonly nudgeMinus: Float64Array;
  /** offset + gain eta: the part of the target that no input changes. */
  readonly basePlus: Float64Array;
  readonly baseMinus: Float64Array;
  readonly offsetPlus: Float64Array;
  readonly offsetMinus: Float64Array;
  /** 1/tau, 1/s. */
  readonly ratePlus: Float64Array;
  readonly rateMinus: Float64Array;
  readonly weightPlus: Float64Array;
  readonly weightMinus: Float64Array;
  /** Rails of v as limits of x; null: none. */
  readonly rails: RailLimits | null;

  /** What the neuron holds as sent, in own thresholds: its own record, not what the receivers added up. */
  readonly sentActivity: Float64Array;
  readonly sentDifference: Float64Array;
  /** Own thresholds, full scales. */
  readonly activityThreshold: Float64Array;
  readonly differenceThreshold: Float64Array;
  /** Subtracted from d before it is encoded (auto-zero). */
  readonly zero: Float64Array;

  /** No crossing of neuron i before bound[i], s; Infinity: none at all while the inputs stay. */
  readonly bound: Float64Array;
  /** Reference time of x, s. */
  time: number;
  /** Smallest entry of `bound` and the first neuron that has it. */
  next: number;
  nextNeuron: number;
  /** The pass looks at most this far ahead, s. */
  readonly lookAhead: number;
  /** Two times closer than this are one, s. */
  readonly resolution: number;
}

interface RailLimits {
  readonly lowPlus: Float64Array;
  readonly highPlus: Float64Array;
  readonly lowMinus: Float64Array;
  readonly highMinus: Float64Array;
}

/** Fraction of the shortest tau of a layer that one pass looks ahead. */
const LOOK_AHEAD = 0.15;
/** Crossing times are solved to this fraction of the shortest tau of a layer. */
const RESOLUTION = 1e-12;

/** Coefficients of layer k >= 1 of a circuit, its state not yet reset. */
export function createLayer({ chip, nudging }: Circuit, k: number): Layer {
  const neurons = chip.neurons[k]!;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[k]!;
  const { gain, offset, tau, threshold } = neurons;
  const n = chip.layers[k];
  const activation = k === chip.layers.length - 1 ? 'identity' : chip.activation;
  const shortest = Math.min(...tau.plus, ...tau.minus);
  const empty = () => new Float64Array(n);
  return {
    n,
    activation,
    floor: activation === 'relu' || activation === 'hard-sigmoid' ? 0 : -Infinity,
    ceiling: activation === 'hard-sigmoid' ? 1 : Infinity,
    a: empty(),
    topDown: empty(),
    xPlus: empty(),
    xMinus: empty(),
    targetPlus: empty(),
    targetMinus: empty(),
    gainPlus: gain.plus,
    gainMinus: gain.minus,
    nudgePlus: gainPlus.map((g, i) => gain.plus[i] * g),
    nudgeMinus: gainMinus.map((g, i) => -gain.minus[i] * g),
    basePlus: empty(),
    baseMinus: empty(),
    offsetPlus: offset.plus,
    offsetMinus: offset.minus,
    ratePlus: tau.plus.map((seconds) => 1 / seconds),
    rateMinus: tau.minus.map((seconds) => 1 / seconds),
    weightPlus,
    weightMinus,
    rails: chip.rails === null ? null : railLimits(chip.rails, gain, offset),
    sentActivity: empty(),
    sentDifference: empty(),
    activityThreshold: threshold.activity.map((factor) => factor * chip.encoder.activityThreshold),
    differenceThreshold: threshold.difference.map((factor) => factor * chip.encoder.differenceThreshold),
    zero: empty(),
    bound: empty(),
    time: 0,
    next: 0,
    nextNeuron: 0,
    lookAhead: LOOK_AHEAD * shortest,
    resolution: RESOLUTION * shortest,
  };
}

function railLimits([low, high]: readonly [number, number], gain: Compartments, offset: Compartments): RailLimits {
  const limits = (rail: number, g: Float64Array, o: Float64Array) => g.map((value, i) => value * rail + o[i]);
  return {
    lowPlus: limits(low, gain.plus, offset.plus),
    highPlus: limits(high, gain.plus, offset.plus),
    lowMinus: limits(low, gain.minus, offset.minus),
    highMinus: limits(high, gain.minus, offset.minus),
  };
}

/** At rest at time 0: v = 0, nothing sent, no top-down input, bottom-up input the given bias. */
export function resetLayer(layer: Layer, bias: Float64Array): void {
  layer.a.set(bias);
  layer.topDown.fill(0);
  layer.basePlus.set(layer.offsetPlus);
  layer.baseMinus.set(layer.offsetMinus);
  layer.xPlus.set(layer.offsetPlus);
  layer.xMinus.set(layer.offsetMinus);
  layer.targetPlus.set(layer.offsetPlus);
  layer.targetMinus.set(layer.offsetMinus);
  layer.sentActivity.fill(0);
  layer.sentDifference.fill(0);
  layer.zero.fill(0);
  layer.bound.fill(0);
  layer.time = 0;
  layer.next = 0;
  layer.nextNeuron = 0;
}
