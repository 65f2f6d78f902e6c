import type { Drift, LogLine, ProgrammingError, Synapse } from '../config/device.ts';
import { exp, ln } from '../model/elementary.ts';
import { normal } from '../random/distributions.ts';
import { normalQuantile } from '../random/normal-quantile.ts';
import type { Stream } from '../random/stream.ts';

/** How the weights of an array become conductances x = g/g_max of device pairs. */
export interface ConductanceScale {
  /** Largest |weight| that a pair holds. */
  readonly largest: number;
  /** g_min/g_max. */
  readonly lowest: number;
  /** Weight per unit of x: largest / (1 - lowest). */
  readonly unit: number;
}

export function conductanceScale(weights: Float64Array, range: Synapse['range']): ConductanceScale {
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

/**
 * x of all devices of an array when it is used, plus and minus device of each weight alternating. A device is set to its
 * level, with its error, then drifts; conductances are cut at 0 after each step. A stuck device does neither.
 */
export function programDevices(
  weights: Float64Array,
  scale: ConductanceScale,
  { levels, programmingError, stuckOff, stuckOn, drift }: Synapse,
  stream: (kind: 'error' | 'drift' | 'stuck') => Stream,
): Float64Array {
  const target = targets(weights, scale, levels);
  const x = target.slice();
  if (programmingError !== null) addError(x, target, scale.lowest, programmingError, stream('error'));
  if (drift !== null) addDrift(x, target, scale.lowest, drift, () => stream('drift'));
  if (stuckOff > 0 || stuckOn > 0) stick(x, scale.lowest, stuckOff, stuckOn, stream('stuck'));
  return x;
}

function targets(weights: Float64Array, { largest, lowest }: ConductanceScale, levels: number | null): Float64Array {
  const steps = levels === null ? null : levels - 1;
  if (steps !== null && steps < 1) throw new Error(`synapse.levels: a device has at least 2, got ${levels}`);
  const x = new Float64Array(2 * weights.length).fill(lowest);
  for (let w = 0; w < weights.length; w++) {
    if (weights[w] === 0) continue;
    const share = Math.min(1, Math.abs(weights[w]) / largest);
    const stored = steps === null ? share : Math.round(share * steps) / steps;
    x[weights[w] > 0 ? 2 * w : 2 * w + 1] = lowest + stored * (1 - lowest);
  }
  return x;
}

/** One device of every pair is at x_min; its sigma is worked out once. */
function addError(
  x: Float64Array,
  target: Float64Array,
  lowest: number,
  error: ProgrammingError,
  random: Stream,
): void {
  const sigma = (at: number) => {
    const value =
      error.law === 'polynomial' ? polynomial(error.coefficients, at) : error.amplitude * (1 - exp(-at / error.scale));
    if (!(value >= 0)) throw new Error(`synapse.programmingError: sigma is ${value} at x = ${at}`);
    return value;
  };
  const unused = sigma(lowest);
  for (let i = 0; i < x.length; i++) {
    const s = target[i] === lowest ? unused : sigma(target[i]);
    // A device set exactly uses up its number too, so that the others keep theirs.
    const u = random();
    if (s > 0) x[i] = Math.max(0, x[i] + s * normalQuantile(u));
  }
}

function addDrift(x: Float64Array, target: Float64Array, lowest: number, drift: Drift, stream: () => Stream): void {
  switch (drift.law) {
    case 'shift':
      for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i] + polynomial(drift.coefficients, x[i]));
      return;
    case 'relaxation': {
      const kept = exp(-drift.time / drift.timeConstant);
      for (let i = 0; i < x.length; i++) x[i] = drift.target + (x[i] - drift.target) * kept;
      return;
    }
    case 'power':
      decay(x, target, lowest, drift, stream());
  }
}

function decay(
  x: Float64Array,
  target: Float64Array,
  lowest: number,
  drift: Extract<Drift, { law: 'power' }>,
  random: Stream,
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
    x[i] *= exp(-Math.abs(mean + sigma * normal(random)) * elapsed);
  }
}

/** A device is stuck off below one bound of its number and stuck on above another, so more stuck keeps those stuck. */
function stick(x: Float64Array, lowest: number, off: number, on: number, random: Stream): void {
  if (off + on > 1) throw new Error(`synapse: ${off} stuck off and ${on} stuck on are more than all devices`);
  for (let i = 0; i < x.length; i++) {
    const u = random();
    if (u < off) x[i] = lowest;
    else if (u > 1 - on) x[i] = 1;
  }
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let p = coefficients.length - 1; p >= 0; p--) sum = sum * x + coefficients[p];
  return sum;
}

/** A constant line holds at x = 0 too, where ln x does not. */
function logLine({ slope, intercept, low, high }: LogLine, x: number): number {
  const value = slope === 0 ? intercept : slope * ln(x) + intercept;
  return Math.min(high, Math.max(low, value));
}
