import type { Drift, LogLine, ProgrammingError, Synapse } from '../config/device.ts';
import { exp, ln } from '../model/elementary.ts';
import { normalQuantiles } from '../random/normal-quantiles.ts';

/** How the weights of an array become conductances x = g/g_max of device pairs. */
export interface ConductanceScale {
  /** Largest |weight| that a pair holds. */
  readonly largest: number;
  /** g_min/g_max. */
  readonly lowest: number;
  /** Weight per unit of x: largest / (1 - lowest). */
  readonly unit: number;
}

function conductanceScale(weights: Float64Array, range: Synapse['range']): ConductanceScale {
  const largest = percentileOfSizes(weights, range === null ? 1 : range.percentile);
  const lowest = range === null ? 0 : 1 / range.onOffRatio;
  return { largest, lowest, unit: largest / (1 - lowest) };
}

/** Percentiles already taken: one nominal network serves thousands of chips. */
const known = new WeakMap<Float64Array, Map<number, number>>();

/** The smallest |weight| that at least this fraction of them do not exceed. */
function percentileOfSizes(weights: Float64Array, fraction: number): number {
  const ofArray = known.get(weights) ?? new Map<number, number>();
  known.set(weights, ofArray);
  const before = ofArray.get(fraction);
  if (before !== undefined) return before;
  const sizes = weights.map(Math.abs).sort();
  const value = sizes[Math.max(1, Math.ceil(fraction * sizes.length)) - 1];
  if (value === 0 && sizes[sizes.length - 1] > 0) {
    throw new Error(`the ${100 * fraction} % percentile of an array's weights is zero, so it cannot be their range`);
  }
  ofArray.set(fraction, value);
  return value;
}

/** What the devices of an array are set to, and how well: the same on all chips. */
export interface Programme {
  readonly scale: ConductanceScale;
  /** Which device of each pair holds the weight; the other one stays at x_min. */
  readonly holders: Uint32Array;
  /** x that each device is set to, plus and minus device of each weight alternating. */
  readonly target: Float64Array;
  /** Sigma of the programming error, of each device that holds a weight and of those that hold none; null: there is no error. */
  readonly error: { readonly held: Float64Array; readonly unused: number } | null;
}

/** The last of each array of weights: a study samples thousands of chips with the same arrays. */
const programmes = new WeakMap<Float64Array, { readonly synapse: Synapse; readonly programme: Programme }>();

export function programmeOf(weights: Float64Array, synapse: Synapse): Programme {
  const last = programmes.get(weights);
  if (last?.synapse === synapse) return last.programme;
  const { range, levels, programmingError } = synapse;
  const scale = conductanceScale(weights, range);
  const holders = holdersOf(weights);
  const target = targets(weights, holders, scale, levels);
  const error = programmingError === null ? null : errorOf(target, holders, scale.lowest, programmingError);
  const programme = { scale, holders, target, error };
  programmes.set(weights, { synapse, programme });
  return programme;
}

/**
 * x of all devices of an array when it is used, plus and minus device of each weight alternating. A device is set to its
 * level, with its error, then drifts; conductances are cut at 0 after each step. A stuck device does neither.
 */
export function programDevices(
  { scale: { lowest }, holders, target, error }: Programme,
  { stuckOff, stuckOn, drift }: Synapse,
  draws: (kind: 'error' | 'drift' | 'stuck', count: number) => Float64Array,
): Float64Array {
  const x = target.slice();
  if (error !== null) addError(x, holders, lowest, error, draws('error', x.length));
  if (drift !== null) addDrift(x, target, lowest, drift, () => normalQuantiles(draws('drift', x.length)));
  if (stuckOff > 0 || stuckOn > 0) stick(x, lowest, stuckOff, stuckOn, draws('stuck', x.length));
  return x;
}

/**
 * Which device of each pair holds the weight, by its place in the array of devices; the other one stays at x_min. Kept, as the
 * signs of weights are as good as random and a branch on each would cost more than all else.
 */
function holdersOf(weights: Float64Array): Uint32Array {
  let holders = knownHolders.get(weights);
  if (holders === undefined) {
    holders = Uint32Array.from(weights, (weight, w) => (weight < 0 ? 2 * w + 1 : 2 * w));
    knownHolders.set(weights, holders);
  }
  return holders;
}

const knownHolders = new WeakMap<Float64Array, Uint32Array>();

function targets(
  weights: Float64Array,
  holders: Uint32Array,
  { largest, lowest }: ConductanceScale,
  levels: number | null,
): Float64Array {
  const steps = levels === null ? null : levels - 1;
  if (steps !== null && steps < 1) throw new Error(`synapse.levels: a device has at least 2, got ${levels}`);
  const x = new Float64Array(2 * weights.length).fill(lowest);
  if (largest === 0) return x;
  for (let w = 0; w < weights.length; w++) {
    const share = Math.min(1, Math.abs(weights[w]) / largest);
    const stored = steps === null ? share : Math.round(share * steps) / steps;
    x[holders[w]] = lowest + stored * (1 - lowest);
  }
  return x;
}

/** Devices that hold no weight are all at x_min: their sigma is often 0. */
function errorOf(target: Float64Array, holders: Uint32Array, lowest: number, error: ProgrammingError) {
  const law = errorLaw(error);
  const sigma = (at: number) => {
    const value = law(at);
    if (!(value >= 0)) throw new Error(`synapse.programmingError: sigma is ${value} at x = ${at}`);
    return value;
  };
  const unused = sigma(lowest);
  return { held: Float64Array.from(holders, (device) => sigma(target[device])), unused };
}

function addError(
  x: Float64Array,
  holders: Uint32Array,
  lowest: number,
  { held, unused }: NonNullable<Programme['error']>,
  u: Float64Array,
): void {
  const own = new Float64Array(holders.length);
  for (let w = 0; w < own.length; w++) own[w] = u[holders[w]];
  const z = normalQuantiles(own);
  for (let w = 0; w < z.length; w++) x[holders[w]] = Math.max(0, x[holders[w]] + held[w] * z[w]);
  if (unused === 0) return;
  for (let w = 0; w < own.length; w++) own[w] = u[holders[w] ^ 1];
  const others = normalQuantiles(own);
  for (let w = 0; w < z.length; w++) x[holders[w] ^ 1] = Math.max(0, lowest + unused * others[w]);
}

function errorLaw(error: ProgrammingError): (x: number) => number {
  if (error.law === 'saturating') return (x) => error.amplitude * (1 - exp(-x / error.scale));
  const coefficients = Float64Array.from(error.coefficients);
  return (x) => polynomial(coefficients, x);
}

function addDrift(
  x: Float64Array,
  target: Float64Array,
  lowest: number,
  drift: Drift,
  draws: () => Float64Array,
): void {
  switch (drift.law) {
    case 'shift':
      shift(x, Float64Array.from(drift.coefficients));
      return;
    case 'relaxation': {
      const kept = exp(-drift.time / drift.timeConstant);
      for (let i = 0; i < x.length; i++) x[i] = drift.target + (x[i] - drift.target) * kept;
      return;
    }
    case 'power':
      decay(x, target, lowest, drift, draws());
  }
}

function shift(x: Float64Array, coefficients: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i] + polynomial(coefficients, x[i]));
}

function decay(
  x: Float64Array,
  target: Float64Array,
  lowest: number,
  drift: Extract<Drift, { law: 'power' }>,
  z: Float64Array,
): void {
  const elapsed = ln(drift.time / drift.referenceTime);
  const exponentLaw = (at: number) => {
    const mean = logLine(drift.mean, at);
    const sigma = logLine(drift.sigma, at);
    if (!(sigma >= 0 && Math.abs(mean) + sigma < Infinity)) {
      throw new Error(`synapse.drift: an exponent of mean ${mean} and sigma ${sigma} at x = ${at}`);
    }
    return { mean, sigma };
  };
  const unused = exponentLaw(lowest);
  for (let i = 0; i < x.length; i++) {
    const { mean, sigma } = target[i] === lowest ? unused : exponentLaw(target[i]);
    x[i] *= exp(-Math.abs(mean + sigma * z[i]) * elapsed);
  }
}

/** A device is stuck off below one bound of its number and stuck on above another, so more stuck keeps those stuck. */
function stick(x: Float64Array, lowest: number, off: number, on: number, u: Float64Array): void {
  if (off + on > 1) throw new Error(`synapse: ${off} stuck off and ${on} stuck on are more than all devices`);
  for (let i = 0; i < x.length; i++) {
    if (u[i] < off) x[i] = lowest;
    else if (u[i] > 1 - on) x[i] = 1;
  }
}

function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let p = coefficients.length - 1; p >= 0; p--) sum = sum * x + coefficients[p];
  return sum;
}

/** A constant line holds at x = 0 too, where ln x does not. */
function logLine({ slope, intercept, low, high }: LogLine, x: number): number {
  const value = slope === 0 ? intercept : slope * ln(x) + intercept;
  return Math.min(high, Math.max(low, value));
}
