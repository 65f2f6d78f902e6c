import type { Chip, Compartments } from '../chip/chip.ts';
import { type Circuit, type CircuitLayer, type Drive, layerOf } from '../engine/circuit.ts';
import { bottomUp } from '../engine/free-response.ts';
import { unrolled } from '../engine/unrolled.ts';
import { zeros } from '../linear/arrays.ts';
import { select } from '../linear/matrix.ts';
import { lossNamed } from '../model/losses.ts';

/**
 * A circuit linearised at an operating point. Neurons that pass no signal (both compartments silent, saturated or at a
 * rail) are left out: the arrays of layer k = 1 .. L have one entry per live neuron. Index 0, the clamped input, is null.
 */
export interface SmallSignal {
  readonly layers: readonly (SmallSignalLayer | null)[];
  /** Which neurons those are, by layer; none at 0. */
  readonly live: readonly (readonly number[])[];
  /** Index k = 1 .. L-1: W_k and B_k between live neurons, n_{k+1} x n_k; one array where they are; null at 0. */
  readonly up: readonly (Float64Array | null)[];
  readonly down: readonly (Float64Array | null)[];
  /** beta de/da_L, n_L x n_L row-major; zero when the error is held. */
  readonly errorSlope: Float64Array;
  /** Transport delay of one hop, s. */
  readonly delay: number;
  /** Smallest and largest 1/tau of all compartments, 1/s. */
  readonly slowestRate: number;
  readonly fastestRate: number;
  /** Smallest 1/tau of the neurons left out, 1/s; they only relax. Infinity: none left out. */
  readonly silentRate: number;
}

export interface SmallSignalLayer {
  readonly size: number;
  /** phi' gain of each compartment: ds_c / dv_c; 0 where it is silent, saturated or at a rail. */
  readonly slope: Compartments;
  /** 1/tau, 1/s. */
  readonly rate: Compartments;
  /** g_c. */
  readonly nudge: Compartments;
  /** w_c. */
  readonly weight: Compartments;
  /** Nominal / own threshold: what the receivers see of one unit of m and of d. */
  readonly sendActivity: Float64Array;
  readonly sendDifference: Float64Array;
}

/** s_c per layer, null at 0: the operating point. */
export type State = readonly (Compartments | null)[];

/** A compartment nearer than this to its value at a rail is at the rail, in full scales. */
const RAIL_TOLERANCE = 1e-9;

/** Linearises a circuit at an operating point given by its compartments' outputs. */
export function smallSignal(circuit: Circuit, drive: Drive, state: State): SmallSignal {
  const dense = unrolled(circuit);
  return linearise(dense, drive, drive.beta, slopesAt(dense, state), outputOf(dense, drive.input, state));
}

/** ds/dv of every compartment, null at 0, where these are their outputs. */
export function slopesAt(circuit: Circuit, state: State): State {
  return circuit.chip.layers.map((_, k) => (k === 0 ? null : slopesOf(layerOf(circuit, k), state[k]!)));
}

/**
 * Linearises a circuit where its compartments have the given ds/dv (null at 0) and its output is a_L = `output`. With `before`, the
 * same circuit linearised elsewhere, whatever the same neurons pass is shared.
 */
export function linearise(
  wired: Circuit,
  drive: Drive,
  beta: number,
  slopes: State,
  output: Float64Array,
  before: SmallSignal | null = null,
): SmallSignal {
  const circuit = unrolled(wired);
  const { chip } = circuit;
  const last = chip.layers.length - 1;
  const live = slopes.map((slope, k) => (slope === null ? [] : liveNeurons(slope, k === last)));
  const errorSlope = zeros(output.length ** 2);
  lossNamed(drive.loss).errorSlope(output, drive.target, errorSlope);
  const opened = drive.nudge === 'held' ? 0 : beta;
  for (let at = 0; at < errorSlope.length; at++) errorSlope[at] *= opened;
  if (before !== null && live.every((own, k) => areSame(own, before.live[k]))) {
    const layers = before.layers.map((layer, k) => layer && new LinearLayer(live[k], slopes[k]!, layer));
    return new Linearised(chip, live, layers, before.up, before.down, errorSlope);
  }
  const constants = constantsOf(circuit);
  const layers = slopes.map((slope, k) => slope && new LinearLayer(live[k], slope, ofLive(constants[k]!, live[k])));
  const between = (array: Float64Array, k: number) => select(array, chip.layers[k], live[k + 1], live[k]);
  const up = chip.forward.map(({ weights }, k) => (k === 0 ? null : between(weights, k)));
  const down = chip.feedback.map((array, k) => (array === null || k === 0 ? up[k] : between(array, k)));
  return new Linearised(chip, live, layers, up, down, errorSlope);
}

class Linearised implements SmallSignal {
  /** Which neurons are not left out, by layer; none at 0. */
  readonly live: readonly (readonly number[])[];
  readonly layers: readonly (SmallSignalLayer | null)[];
  readonly up: readonly (Float64Array | null)[];
  readonly down: readonly (Float64Array | null)[];
  readonly errorSlope: Float64Array;
  readonly delay: number;
  readonly slowestRate: number;
  readonly fastestRate: number;
  readonly #chip: Chip;

  constructor(
    chip: Chip,
    live: readonly (readonly number[])[],
    layers: readonly (SmallSignalLayer | null)[],
    up: readonly (Float64Array | null)[],
    down: readonly (Float64Array | null)[],
    errorSlope: Float64Array,
  ) {
    const { slowestRate, fastestRate } = ratesOf(chip);
    this.live = live;
    this.layers = layers;
    this.up = up;
    this.down = down;
    this.errorSlope = errorSlope;
    this.delay = chip.encoder.delay;
    this.slowestRate = slowestRate;
    this.fastestRate = fastestRate;
    this.#chip = chip;
  }

  /** Asked for by few. */
  get silentRate(): number {
    return silentRate(this.#chip, this.live);
  }
}

/** What of a layer does not depend on where it is linearised. */
type LayerConstants = Omit<SmallSignalLayer, 'size' | 'slope'>;

class LinearLayer implements SmallSignalLayer {
  readonly size: number;
  readonly slope: Compartments;
  readonly rate: Compartments;
  readonly nudge: Compartments;
  readonly weight: Compartments;
  readonly sendActivity: Float64Array;
  readonly sendDifference: Float64Array;

  constructor(live: readonly number[], { plus, minus }: Compartments, constants: LayerConstants) {
    const n = live.length;
    const own = pairOf(n);
    for (let i = 0; i < n; i++) {
      own.plus[i] = plus[live[i]];
      own.minus[i] = minus[live[i]];
    }
    this.size = n;
    this.slope = own;
    this.rate = constants.rate;
    this.nudge = constants.nudge;
    this.weight = constants.weight;
    this.sendActivity = constants.sendActivity;
    this.sendDifference = constants.sendDifference;
  }
}

/** Of all neurons of a layer: one array after the other, and by name. */
interface WholeLayer {
  readonly n: number;
  readonly all: Float64Array;
  readonly constants: LayerConstants;
}

/** Null at 0. Circuits are linearised many times. */
const knownConstants = new WeakMap<Circuit, (WholeLayer | null)[]>();
/** Arrays of a layer's constants. */
const CONSTANTS = 8;

function constantsOf(circuit: Circuit): (WholeLayer | null)[] {
  const known = knownConstants.get(circuit);
  if (known !== undefined) return known;
  const constants = circuit.chip.layers.map((n, k) => {
    if (k === 0) return null;
    const { neurons, nudging } = layerOf(circuit, k);
    const { tau, threshold } = neurons;
    const all = new Float64Array(CONSTANTS * n);
    const inverse = (values: Float64Array) => values.map((value) => 1 / value);
    [
      inverse(tau.plus),
      inverse(tau.minus),
      nudging.gainPlus,
      nudging.gainMinus,
      nudging.weightPlus,
      nudging.weightMinus,
      inverse(threshold.activity),
      inverse(threshold.difference),
    ].forEach((values, i) => {
      all.set(values, i * n);
    });
    return { n, all, constants: constantsIn(all, n) };
  });
  knownConstants.set(circuit, constants);
  return constants;
}

function ofLive({ n: whole, all, constants }: WholeLayer, live: readonly number[]): LayerConstants {
  const n = live.length;
  if (n === whole) return constants;
  // One block of memory: circuits are linearised by the million.
  const block = zeros(CONSTANTS * n);
  for (let i = 0; i < n; i++) {
    for (let to = i, from = live[i]; to < block.length; to += n, from += whole) block[to] = all[from];
  }
  return constantsIn(block, n);
}

function constantsIn(block: Float64Array, n: number): LayerConstants {
  const array = (at: number) => block.subarray(at * n, (at + 1) * n);
  return {
    rate: { plus: array(0), minus: array(1) },
    nudge: { plus: array(2), minus: array(3) },
    weight: { plus: array(4), minus: array(5) },
    sendActivity: array(6),
    sendDifference: array(7),
  };
}

/** Two arrays of zeros. */
function pairOf(n: number): Compartments {
  const both = zeros(2 * n);
  return { plus: both.subarray(0, n), minus: both.subarray(n) };
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

type Rates = Pick<SmallSignal, 'slowestRate' | 'fastestRate'>;
const knownRates = new WeakMap<Chip, Rates>();

/** A chip is linearised many times. */
function ratesOf(chip: Chip): Rates {
  const known = knownRates.get(chip);
  if (known !== undefined) return known;
  let [slowestRate, fastestRate] = [Infinity, 0];
  for (const layer of chip.neurons) {
    for (const taus of layer === null ? [] : [layer.tau.plus, layer.tau.minus]) {
      for (const tau of taus) {
        slowestRate = Math.min(slowestRate, 1 / tau);
        fastestRate = Math.max(fastestRate, 1 / tau);
      }
    }
  }
  const rates = { slowestRate, fastestRate };
  knownRates.set(chip, rates);
  return rates;
}

/** phi' gain of layer k's compartments, read off their outputs: phi' of every activation is a function of phi. */
function slopesOf(layer: CircuitLayer, state: Compartments): Compartments {
  const { phi, neurons } = layer;
  const { gain, offset } = neurons;
  const slopes = (s: Float64Array, g: Float64Array, o: Float64Array) =>
    s.map((value, i) => (isAtRail(layer, value, g[i], o[i]) ? 0 : phi.slopeAtOutput(value) * g[i]));
  return {
    plus: slopes(state.plus, gain.plus, offset.plus),
    minus: slopes(state.minus, gain.minus, offset.minus),
  };
}

function isAtRail({ phi, low, high }: CircuitLayer, s: number, gain: number, offset: number): boolean {
  return [low, high].some((v) => Number.isFinite(v) && Math.abs(s - phi.value(gain * v + offset)) < RAIL_TOLERANCE);
}

/** Neurons with a slope; of the output layer all, so that D_L and a_L keep their length. */
function liveNeurons({ plus, minus }: Compartments, all: boolean): number[] {
  const live: number[] = [];
  for (let i = 0; i < plus.length; i++) if (all || plus[i] !== 0 || minus[i] !== 0) live.push(i);
  return live;
}

/** a_L at the operating point. */
function outputOf({ chip, nudging }: Circuit, input: Float64Array, state: State): Float64Array {
  const last = chip.layers.length - 1;
  const { weights, bias } = chip.forward[last - 1];
  if (last === 1) return bottomUp(weights, bias, input);
  const { plus, minus } = state[last - 1]!;
  const { weightPlus, weightMinus } = nudging[last - 1]!;
  const { activity } = chip.neurons[last - 1]!.threshold;
  return bottomUp(
    weights,
    bias,
    plus.map((s, i) => (weightPlus[i] * s + weightMinus[i] * minus[i]) / activity[i]),
  );
}

function silentRate(chip: Chip, live: readonly (readonly number[])[]): number {
  let slowest = Infinity;
  chip.neurons.forEach((layer, k) => {
    if (layer === null) return;
    const kept = new Set(live[k]);
    layer.tau.plus.forEach((tau, i) => {
      if (!kept.has(i)) slowest = Math.min(slowest, 1 / tau, 1 / layer.tau.minus[i]);
    });
  });
  return slowest;
}
