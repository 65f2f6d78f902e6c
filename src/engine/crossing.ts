import type { Layer } from './layer.ts';
import { relaxation } from './relax.ts';

/** Which of a neuron's encoders, in the order in which they act at equal times. */
export const ACTIVITY = 0;
export const DIFFERENCE = 1;

/** What `solveCrossing` found; one object, reused. */
export interface Crossing {
  /** The crossing, or a later time before which there is none; Infinity: none while the inputs stay. */
  time: number;
  neuron: number;
  /** ACTIVITY or DIFFERENCE at a crossing, -1 where there is none yet. */
  encoder: number;
  /** +1: the upper threshold, -1: the lower. */
  sign: number;
}

/** An encoder whose signal comes to rest within this fraction of a threshold before it never reaches it. */
const TOUCH = 1e-9;
/** Largest |tanh''|. */
const TANH_CURVATURE = 4 / (3 * Math.sqrt(3));

/** One compartment's output at an instant, and bounds on how it goes on while the inputs stay. */
interface Motion {
  /** s, and how far it will still go. */
  s: number;
  travel: number;
  /** ds/dt where s is smooth from here on, else 0. */
  rate: number;
  /** Bound on |ds/dt| from here on where a kink (of phi, or a rail) lies ahead, else 0. */
  loose: number;
  /** Bound on |d2s/dt2| of the smooth part. */
  curvature: number;
}

const plus: Motion = { s: 0, travel: 0, rate: 0, loose: 0, curvature: 0 };
const minus: Motion = { s: 0, travel: 0, rate: 0, loose: 0, curvature: 0 };

/**
 * The next threshold crossing of neuron i at or after `from`, searched until `limit`: Newton's method on a lower bound.
 * From an instant at distance `gap` from a threshold, with |f'| = F and |f''| <= S until then, f cannot arrive before
 * h = 2 gap/(F + sqrt(F^2 + 2 S gap)); stepping by h never passes a crossing and converges to it quadratically.
 */
export function solveCrossing(layer: Layer, i: number, from: number, limit: number, found: Crossing): void {
  const thresholdM = layer.activityThreshold[i];
  const thresholdD = layer.differenceThreshold[i];
  const sentM = layer.sentActivity[i];
  const sentD = layer.sentDifference[i];
  const wPlus = layer.weightPlus[i];
  const wMinus = layer.weightMinus[i];
  let t = from;
  found.neuron = i;
  found.encoder = -1;
  while (t < limit) {
    movePlus(layer, i, t - layer.time);
    moveMinus(layer, i, t - layer.time);
    const m = wPlus * plus.s + wMinus * minus.s - sentM;
    const rateM = wPlus * plus.rate + wMinus * minus.rate;
    const looseM = wPlus * plus.loose + wMinus * minus.loose;
    const curvatureM = wPlus * plus.curvature + wMinus * minus.curvature;
    const travelPlus = wPlus * plus.travel;
    const travelMinus = wMinus * minus.travel;
    const upM = earliest(thresholdM, m, rateM, looseM, curvatureM, positive(travelPlus) + positive(travelMinus));
    const downM = earliest(thresholdM, -m, -rateM, looseM, curvatureM, positive(-travelPlus) + positive(-travelMinus));

    const d = plus.s - minus.s - sentD;
    const rateD = plus.rate - minus.rate;
    const looseD = plus.loose + minus.loose;
    const curvatureD = differenceCurvature(plus, minus);
    const upTravel = positive(plus.travel) + positive(-minus.travel);
    const downTravel = positive(-plus.travel) + positive(minus.travel);
    const upD = earliest(thresholdD, d, rateD, looseD, curvatureD, upTravel);
    const downD = earliest(thresholdD, -d, -rateD, looseD, curvatureD, downTravel);

    const stepM = upM < downM ? upM : downM;
    const stepD = upD < downD ? upD : downD;
    const step = stepM < stepD ? stepM : stepD;
    // Far from time 0 the resolution may be finer than the numbers are.
    if (step <= layer.resolution || t + step === t) {
      const byActivity = stepM <= layer.resolution || stepM <= stepD;
      found.time = t;
      found.encoder = byActivity ? ACTIVITY : DIFFERENCE;
      found.sign = byActivity ? (upM <= downM ? 1 : -1) : upD <= downD ? 1 : -1;
      return;
    }
    t += step;
  }
  found.time = t;
}

/** Earliest time from now at which f, now `value`, may reach `threshold` from below; Infinity: never. */
function earliest(
  threshold: number,
  value: number,
  rate: number,
  loose: number,
  curvature: number,
  travel: number,
): number {
  const gap = threshold - value;
  if (travel <= gap + TOUCH * threshold) return Infinity;
  if (gap <= 0) return 0;
  const speed = rate + loose;
  const root = Math.sqrt(speed * speed + 2 * curvature * gap);
  // Two forms of one root, each free of cancellation on its side.
  return speed >= 0 ? (2 * gap) / (speed + root) : (root - speed) / curvature;
}

/** |d2/dt2 (s_plus - s_minus)|: two decays that run the same way partly cancel and never exceed the larger. */
function differenceCurvature(a: Motion, b: Motion): number {
  if (a.rate * b.rate >= 0) return a.curvature > b.curvature ? a.curvature : b.curvature;
  return a.curvature + b.curvature;
}

function positive(x: number): number {
  return x > 0 ? x : 0;
}

function movePlus(layer: Layer, i: number, dt: number): void {
  const inverseTau = layer.ratePlus[i];
  const target = layer.targetPlus[i];
  const x = layer.xPlus[i] + (target - layer.xPlus[i]) * relaxation(dt * inverseTau);
  move(layer, plus, x, target, inverseTau, layer.lowPlus[i], layer.highPlus[i]);
}

function moveMinus(layer: Layer, i: number, dt: number): void {
  const inverseTau = layer.rateMinus[i];
  const target = layer.targetMinus[i];
  const x = layer.xMinus[i] + (target - layer.xMinus[i]) * relaxation(dt * inverseTau);
  move(layer, minus, x, target, inverseTau, layer.lowMinus[i], layer.highMinus[i]);
}

/** Motion of a compartment that is at x (before its rails) and relaxes towards `target`. */
function move(
  layer: Layer,
  motion: Motion,
  unrailed: number,
  target: number,
  inverseTau: number,
  low: number,
  high: number,
): void {
  const x = cut(unrailed, low, high);
  const rest = cut(target, low, high);
  const speed = (target - x) * inverseTau;
  if (layer.activation === 'tanh') {
    motion.s = Math.tanh(x);
    motion.travel = Math.tanh(rest) - motion.s;
    if (rest === target) {
      motion.rate = (1 - motion.s * motion.s) * speed;
      motion.loose = 0;
      motion.curvature = TANH_CURVATURE * speed * speed + Math.abs(speed) * inverseTau;
    } else {
      motion.rate = 0;
      motion.loose = motion.travel === 0 ? 0 : Math.abs(speed);
      motion.curvature = 0;
    }
    return;
  }
  motion.s = cut(x, layer.floor, layer.ceiling);
  motion.travel = cut(rest, layer.floor, layer.ceiling) - motion.s;
  const smooth = motion.travel === target - x;
  motion.rate = smooth ? speed : 0;
  motion.loose = smooth || motion.travel === 0 ? 0 : Math.abs(speed);
  motion.curvature = smooth ? Math.abs(speed) * inverseTau : 0;
}

function cut(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
