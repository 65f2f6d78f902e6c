import type { Layer, Side } from './layer.ts';
import { positionAt } from './layer.ts';
import { relaxation } from './relax.ts';

/** Running integrals of one kind of compartment of a layer, exact between events; arrays of length n. */
export interface SideAverage {
  /** Integral of s since the beginning, full scales times s. */
  readonly integral: Float64Array;
  /** Until when a compartment is integrated, s, and its x then. */
  readonly until: Float64Array;
  readonly x: Float64Array;
}

export interface Average {
  readonly plus: SideAverage;
  readonly minus: SideAverage;
}

export function createAverage(n: number): Average {
  const side = () => ({ integral: new Float64Array(n), until: new Float64Array(n), x: new Float64Array(n) });
  return { plus: side(), minus: side() };
}

/** Starts all integrals of a layer afresh at time t. */
export function beginAverage(average: Average, layer: Layer, t: number): void {
  const dt = t - layer.time;
  for (const kind of ['plus', 'minus'] as const) {
    const { integral, until, x } = average[kind];
    integral.fill(0);
    until.fill(t);
    for (let i = 0; i < layer.n; i++) x[i] = positionAt(layer[kind], i, dt);
  }
}

/** Integrates compartment i of one kind up to time t; must be called before anything of it changes at t. */
export function integrate(average: SideAverage, layer: Layer, side: Side, i: number, t: number): void {
  const duration = t - average.until[i];
  if (duration <= 0) return;
  average.until[i] = t;
  const x = average.x[i];
  const target = side.target[i];
  const rate = side.rate[i];
  const low = side.low[i];
  const high = side.high[i];
  const end = x + (target - x) * relaxation(duration * rate);
  average.integral[i] += integral(layer, x, end, target, rate, low, high, duration);
  average.x[i] = end < low ? low : end > high ? high : end;
}

export function integrateLayer(average: Average, layer: Layer, t: number): void {
  for (let i = 0; i < layer.n; i++) {
    integrate(average.plus, layer, layer.plus, i, t);
    integrate(average.minus, layer, layer.minus, i, t);
  }
}

/** Integral of phi(x) over `duration`, in which x goes from `x` to `end`, the rails left aside. */
function integral(
  layer: Layer,
  x: number,
  end: number,
  target: number,
  rate: number,
  low: number,
  high: number,
  duration: number,
): number {
  const lowest = low > layer.floor ? low : layer.floor;
  const highest = high < layer.ceiling ? high : layer.ceiling;
  if (layer.activation === 'tanh') return integralOfCut(TANH, x, target, rate, lowest, highest, duration);
  // The usual cases: wholly between the limits, or wholly on a flat side.
  if (x >= lowest && x <= highest && end >= lowest && end <= highest) return target * duration + (x - end) / rate;
  if (x <= lowest && end <= lowest) return lowest * duration;
  return integralOfCut(LINEAR, x, target, rate, lowest, highest, duration);
}

/** What phi does between its limits: its value, and its integral along a relaxation that meets neither limit. */
interface Curve {
  readonly value: (x: number) => number;
  readonly integral: (x: number, target: number, rate: number, duration: number) => number;
}

const LINEAR: Curve = {
  value: (x) => x,
  integral: (x, target, rate, duration) => target * duration + ((x - target) * relaxation(duration * rate)) / rate,
};

const TANH: Curve = { value: Math.tanh, integral: integralOfTanh };

/** x runs monotonically, so it is below, between and above the limits in at most three stretches. */
function integralOfCut(
  curve: Curve,
  x: number,
  target: number,
  rate: number,
  low: number,
  high: number,
  duration: number,
): number {
  const end = x + (target - x) * relaxation(duration * rate);
  if (Math.max(x, end) <= low) return curve.value(low) * duration;
  if (Math.min(x, end) >= high) return curve.value(high) * duration;
  for (const limit of [low, high]) {
    if ((x < limit && end > limit) || (x > limit && end < limit)) {
      const first = Math.log((target - x) / (target - limit)) / rate;
      if (first > 0 && first < duration) {
        return (
          integralOfCut(curve, x, target, rate, low, high, first) +
          integralOfCut(curve, limit, target, rate, low, high, duration - first)
        );
      }
    }
  }
  const middle = x + (target - x) * relaxation((duration * rate) / 2);
  if (middle <= low) return curve.value(low) * duration;
  if (middle >= high) return curve.value(high) * duration;
  return curve.integral(x, target, rate, duration);
}

/** Gauss-Legendre with 5 points on pieces of a quarter of a time constant: to rounding for so smooth a function. */
function integralOfTanh(x: number, target: number, rate: number, duration: number): number {
  const pieces = Math.max(1, Math.ceil(duration * rate * 4));
  const length = duration / pieces;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece++) {
    for (let p = 0; p < GAUSS_POINTS.length; p++) {
      const t = (piece + 0.5 + 0.5 * GAUSS_POINTS[p]) * length;
      sum += GAUSS_WEIGHTS[p] * Math.tanh(x + (target - x) * relaxation(t * rate));
    }
  }
  return (sum * length) / 2;
}

const GAUSS_POINTS = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664];
const GAUSS_WEIGHTS = [
  0.5688888888888889, 0.47862867049936647, 0.47862867049936647, 0.23692688505618908, 0.23692688505618908,
];
