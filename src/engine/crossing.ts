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
 * The next threshold crossing of neuron i at or after `from`, searched until `limit` but at least once: Newton's method
 * on a lower bound. From an instant at distance `gap` from a threshold, with |f'| = F and |f''| <= S from then on, f
 * cannot arrive before h = 2 gap/(F + sqrt(F^2 + 2 S gap)); stepping by h never passes a crossing and converges to it
 * quadratically. kernel/crossing.ts is the same for piecewise-linear phi in WebAssembly, bit for bit.
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
  do {
    const dt = t - layer.time;
    const targetPlus = layer.targetPlus[i];
    const targetMinus = layer.targetMinus[i];
    const xPlus = layer.xPlus[i] + (targetPlus - layer.xPlus[i]) * relaxation(dt * layer.ratePlus[i]);
    const xMinus = layer.xMinus[i] + (targetMinus - layer.xMinus[i]) * relaxation(dt * layer.rateMinus[i]);
    move(layer, plus, xPlus, targetPlus, layer.ratePlus[i], layer.lowPlus[i], layer.highPlus[i]);
    move(layer, minus, xMinus, targetMinus, layer.rateMinus[i], layer.lowMinus[i], layer.highMinus[i]);

    const m = wPlus * plus.s + wMinus * minus.s - sentM;
    const rateM = wPlus * plus.rate + wMinus * minus.rate;
    const looseM = wPlus * plus.loose + wMinus * minus.loose;
    const curvatureM = wPlus * plus.curvature + wMinus * minus.curvature;
    const farPlus = wPlus * plus.travel;
    const farMinus = wMinus * minus.travel;
    const upM = earliest(thresholdM, m, rateM, looseM, curvatureM, positive(farPlus) + positive(farMinus));
    const downM = earliest(thresholdM, -m, -rateM, looseM, curvatureM, positive(-farPlus) + positive(-farMinus));

    const d = plus.s - minus.s - sentD;
    const rateD = plus.rate - minus.rate;
    const looseD = plus.loose + minus.loose;
    // Two decays that run the same way partly cancel in d and never exceed the larger.
    const sum = plus.curvature + minus.curvature;
    const larger = plus.curvature > minus.curvature ? plus.curvature : minus.curvature;
    const curvatureD = plus.rate * minus.rate >= 0 ? larger : sum;
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
      found.encoder = byActivity ? ACTIVITY : DIFFERENCE;
      found.sign = byActivity ? (upM <= downM ? 1 : -1) : upD <= downD ? 1 : -1;
      break;
    }
    t += step;
  } while (t < limit);
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

function positive(x: number): number {
  return x > 0 ? x : 0;
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
