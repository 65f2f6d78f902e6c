import type { Layer } from './layer.ts';
import { relaxation } from './relax.ts';

/** Running integrals of a layer's compartment outputs, each exact between events; arrays of length n. */
export interface Average {
  /** Integral of s since the beginning, full scales times s. */
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Until when a compartment is integrated, s, and its x then. */
  readonly untilPlus: Float64Array;
  readonly untilMinus: Float64Array;
  readonly xPlus: Float64Array;
  readonly xMinus: Float64Array;
}

export function createAverage(n: number): Average {
  const empty = () => new Float64Array(n);
  return {
    plus: empty(),
    minus: empty(),
    untilPlus: empty(),
    untilMinus: empty(),
    xPlus: empty(),
    xMinus: empty(),
  };
}

/** Starts all integrals of a layer afresh at time t. */
export function beginAverage(average: Average, layer: Layer, t: number): void {
  average.plus.fill(0);
  average.minus.fill(0);
  average.untilPlus.fill(t);
  average.untilMinus.fill(t);
  const dt = t - layer.time;
  const { xPlus, xMinus, targetPlus, targetMinus, ratePlus, rateMinus } = layer;
  for (let i = 0; i < layer.n; i++) {
    const plus = xPlus[i] + (targetPlus[i] - xPlus[i]) * relaxation(dt * ratePlus[i]);
    const minus = xMinus[i] + (targetMinus[i] - xMinus[i]) * relaxation(dt * rateMinus[i]);
    average.xPlus[i] = Math.min(layer.highPlus[i], Math.max(layer.lowPlus[i], plus));
    average.xMinus[i] = Math.min(layer.highMinus[i], Math.max(layer.lowMinus[i], minus));
  }
}

/** Integrates a compartment of neuron i up to time t; must be called before anything of it changes at t. */
export function integratePlus(average: Average, layer: Layer, i: number, t: number): void {
  const duration = t - average.untilPlus[i];
  if (duration <= 0) return;
  average.untilPlus[i] = t;
  const x = average.xPlus[i];
  const target = layer.targetPlus[i];
  const rate = layer.ratePlus[i];
  const low = layer.lowPlus[i];
  const high = layer.highPlus[i];
  const end = x + (target - x) * relaxation(duration * rate);
  average.plus[i] += integral(layer, x, end, target, rate, low, high, duration);
  average.xPlus[i] = end < low ? low : end > high ? high : end;
}

export function integrateMinus(average: Average, layer: Layer, i: number, t: number): void {
  const duration = t - average.untilMinus[i];
  if (duration <= 0) return;
  average.untilMinus[i] = t;
  const x = average.xMinus[i];
  const target = layer.targetMinus[i];
  const rate = layer.rateMinus[i];
  const low = layer.lowMinus[i];
  const high = layer.highMinus[i];
  const end = x + (target - x) * relaxation(duration * rate);
  average.minus[i] += integral(layer, x, end, target, rate, low, high, duration);
  average.xMinus[i] = end < low ? low : end > high ? high : end;
}

export function integrateLayer(average: Average, layer: Layer, t: number): void {
  for (let i = 0; i < layer.n; i++) {
    integratePlus(average, layer, i, t);
    integrateMinus(average, layer, i, t);
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
