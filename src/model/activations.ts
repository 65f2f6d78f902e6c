import { exp, log1p, tanh } from './elementary.ts';
/** One activation phi: everything that any room needs to know of it. */
export interface ActivationDefinition {
  /** phi(x). */
  readonly value: (x: number) => number;
  /** phi' where phi has the value s; at a kink that of the flat side, so that a silent neuron passes no signal. */
  readonly slopeAtOutput: (s: number) => number;
  /** Least and largest slope of the chords of phi between x = low and x = high. */
  readonly slopesBetween: (low: number, high: number) => readonly [least: number, largest: number];
  /** Integral of phi from 0 to x. */
  readonly antiderivative: (x: number) => number;
  /** x between which phi is not flat; infinite: no kink. */
  readonly kinks: readonly [floor: number, ceiling: number];
  /** Lowest and highest value. */
  readonly range: readonly [low: number, high: number];
  /** Shape in the kernels: x cut at the kinks, or a curve that they have by name. */
  readonly shape: 'cut' | 'tanh';
  /** phi of an expression of ngspice, as one. */
  readonly spice: (x: string) => string;
  /** Starting weights of a digital training are N(0, variance/fan-in), starting biases put x where phi is not flat. */
  readonly start: { readonly variance: number; readonly bias: number };
}

/** x, cut at `floor` and `ceiling`: straight with slope 1 between and flat beyond. */
export function cutActivation(floor: number, ceiling: number): ActivationDefinition {
  const value = (x: number) => (x < floor ? floor : x > ceiling ? ceiling : x);
  const isBounded = floor > -Infinity && ceiling < Infinity;
  const isOpen = floor === -Infinity && ceiling === Infinity;
  return {
    value,
    slopeAtOutput: (s) => (s > floor && s < ceiling ? 1 : 0),
    slopesBetween: (low, high) => {
      if (low > floor && high < ceiling) return [1, 1];
      return high < floor || low > ceiling ? [0, 0] : [0, 1];
    },
    antiderivative: (x) => {
      // From where 0 lies, beyond a kink or not.
      const integral = (to: number) => {
        const s = value(to);
        return s === to ? (to * to) / 2 : (s * s) / 2 + s * (to - s);
      };
      return integral(x) - integral(0);
    },
    kinks: [floor, ceiling],
    range: [floor, ceiling],
    shape: 'cut',
    spice: (x) => {
      const above = floor === -Infinity ? x : `max(${x},${floor})`;
      return ceiling === Infinity ? above : `min(${above},${ceiling})`;
    },
    start: {
      // Half of the inputs pass one kink (He et al. 2015).
      variance: isBounded || isOpen ? 1 : 2,
      bias: isBounded && !(floor < 0 && ceiling > 0) ? (floor + ceiling) / 2 : 0,
    },
  };
}

const tanhSlope = (x: number) => 1 - tanh(x) ** 2;

const TANH: ActivationDefinition = {
  value: tanh,
  slopeAtOutput: (s) => 1 - s * s,
  slopesBetween: (low, high) => {
    const ends = [tanhSlope(low), tanhSlope(high)];
    return [Math.min(...ends), low < 0 && high > 0 ? 1 : Math.max(...ends)];
  },
  antiderivative: (x) => Math.abs(x) + log1p(exp(-2 * Math.abs(x))) - Math.LN2,
  kinks: [-Infinity, Infinity],
  range: [-1, 1],
  shape: 'tanh',
  spice: (x) => `tanh(${x})`,
  start: { variance: 1, bias: 0 },
};

/** Activation phi of the hidden layers by name. One that is x cut at two ends is one line; a curve also needs its kernel text. */
export const ACTIVATION_DEFINITIONS = {
  identity: cutActivation(-Infinity, Infinity),
  relu: cutActivation(0, Infinity),
  'hard-sigmoid': cutActivation(0, 1),
  tanh: TANH,
};

/** Name of an activation. */
export type Activation = keyof typeof ACTIVATION_DEFINITIONS;
export const ACTIVATIONS = Object.keys(ACTIVATION_DEFINITIONS) as Activation[];

export function activationNamed(activation: Activation): ActivationDefinition {
  return ACTIVATION_DEFINITIONS[activation];
}

/** Whether phi is straight between its kinks. */
export function isPiecewiseLinear({ shape }: ActivationDefinition): boolean {
  return shape === 'cut';
}

/** Whether phi keeps its values within bounds by itself. */
export function isBounded({ range }: ActivationDefinition): boolean {
  return range.every(Number.isFinite);
}

/** Whether phi(c x) = c phi(x) for every c > 0. */
export function isHomogeneous({ shape, kinks }: ActivationDefinition): boolean {
  return shape === 'cut' && kinks.every((kink) => kink === 0 || !Number.isFinite(kink));
}
