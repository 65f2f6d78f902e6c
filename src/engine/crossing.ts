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
  /** At a crossing: no further one of this neuron before this time, once the encoder has sent. */
  after: number;
}

/** An encoder whose signal comes to rest within this fraction of a threshold before it never reaches it. */
export const TOUCH = 1e-9;
/** Largest |tanh''|. */
const TANH_CURVATURE = 4 / (3 * Math.sqrt(3));

/** One compartment's output at an instant, and bounds on how it goes on while the inputs stay. */
interface Motion {
  /** s, and how far it will still go. */
  s: number;
  travel: number;
  /** ds/dt, d2s/dt2 and a bound on |d3s/dt3| from here on, of a relaxation without kinks ahead; else 0. */
  rate: number;
  bend: number;
  jerk: number;
  /** Bound on |ds/dt| from here on where a kink (of phi, or a rail) lies ahead, else 0. */
  loose: number;
  /** Bound on |d2s/dt2| from here on, of what `bend` does not describe. */
  sway: number;
}

const still = { s: 0, travel: 0, rate: 0, bend: 0, jerk: 0, loose: 0, sway: 0 };
const plus: Motion = { ...still };
const minus: Motion = { ...still };

/** How one encoder's signal f, less what was sent, moves from an instant on; the sum over compartments of the above. */
interface Signal {
  value: number;
  threshold: number;
  rate: number;
  bend: number;
  jerk: number;
  loose: number;
  sway: number;
  /** Bound on |f''| from here on. */
  curvature: number;
  /** How far f may still go up and down. */
  up: number;
  down: number;
}

const signal = { value: 0, threshold: 0, rate: 0, bend: 0, jerk: 0, loose: 0, sway: 0, curvature: 0, up: 0, down: 0 };
const activity: Signal = { ...signal };
const difference: Signal = { ...signal };

/**
 * The next threshold crossing of neuron i at or after `from`, searched until `limit` but at least once: Newton's method
 * on a lower bound. From an instant at distance `gap` from a threshold, bounds on the derivatives of f tell a time before
 * which f cannot arrive (`earliest`); stepping by it never passes a crossing and converges to it cubically. kernel/
 * crossing.ts is the same for piecewise-linear phi in WebAssembly, bit for bit.
 */
export function solveCrossing(layer: Layer, i: number, from: number, limit: number, found: Crossing): void {
  let t = from;
  found.neuron = i;
  found.encoder = -1;
  do {
    describe(layer, i, t);
    const upM = earliest(activity, 1);
    const downM = earliest(activity, -1);
    const upD = earliest(difference, 1);
    const downD = earliest(difference, -1);
    const stepM = upM < downM ? upM : downM;
    const stepD = upD < downD ? upD : downD;
    const step = stepM < stepD ? stepM : stepD;
    const first = stepM <= stepD ? activity : difference;
    const sign = stepM <= stepD ? (upM <= downM ? 1 : -1) : upD <= downD ? 1 : -1;
    // Far from time 0 the resolution may be finer than the numbers are.
    if (step <= layer.resolution || t + step === t || isSharp(first, sign, step, layer.resolution)) {
      const time = step <= layer.resolution ? t : t + step;
      found.time = time;
      if (time >= limit && time !== from) return;
      found.encoder = first === activity ? ACTIVITY : DIFFERENCE;
      found.sign = sign;
      const again = time + afterSending(first, sign, step);
      const other = t + (first === activity ? stepD : stepM);
      found.after = again < other ? again : other < time ? time : other;
      return;
    }
    t += step;
  } while (t < limit);
  found.time = t;
}

/** Fills `activity` and `difference` for neuron i at time t. */
function describe(layer: Layer, i: number, t: number): void {
  const dt = t - layer.time;
  const targetPlus = layer.targetPlus[i];
  const targetMinus = layer.targetMinus[i];
  const xPlus = layer.xPlus[i] + (targetPlus - layer.xPlus[i]) * relaxation(dt * layer.ratePlus[i]);
  const xMinus = layer.xMinus[i] + (targetMinus - layer.xMinus[i]) * relaxation(dt * layer.rateMinus[i]);
  move(layer, plus, xPlus, targetPlus, layer.ratePlus[i], layer.lowPlus[i], layer.highPlus[i]);
  move(layer, minus, xMinus, targetMinus, layer.rateMinus[i], layer.lowMinus[i], layer.highMinus[i]);
  const wPlus = layer.weightPlus[i];
  const wMinus = layer.weightMinus[i];
  const farPlus = wPlus * plus.travel;
  const farMinus = wMinus * minus.travel;
  activity.value = wPlus * plus.s + wMinus * minus.s - layer.sentActivity[i];
  activity.threshold = layer.activityThreshold[i];
  activity.rate = wPlus * plus.rate + wMinus * minus.rate;
  activity.bend = wPlus * plus.bend + wMinus * minus.bend;
  activity.jerk = wPlus * plus.jerk + wMinus * minus.jerk;
  activity.loose = wPlus * plus.loose + wMinus * minus.loose;
  activity.sway = wPlus * plus.sway + wMinus * minus.sway;
  activity.curvature = wPlus * Math.abs(plus.bend) + wMinus * Math.abs(minus.bend) + activity.sway;
  activity.up = positive(farPlus) + positive(farMinus);
  activity.down = positive(-farPlus) + positive(-farMinus);

  difference.value = plus.s - minus.s - layer.sentDifference[i];
  difference.threshold = layer.differenceThreshold[i];
  difference.rate = plus.rate - minus.rate;
  difference.bend = plus.bend - minus.bend;
  difference.jerk = plus.jerk + minus.jerk;
  difference.loose = plus.loose + minus.loose;
  difference.sway = plus.sway + minus.sway;
  difference.curvature = Math.abs(plus.bend) + Math.abs(minus.bend) + difference.sway;
  difference.up = positive(plus.travel) + positive(-minus.travel);
  difference.down = positive(-plus.travel) + positive(minus.travel);
}

/**
 * Earliest time from now at which f may reach its upper (sign 1) or lower (-1) threshold; Infinity: never. Along h,
 * f moves at most speed h + c h^2/2 + J h^3/6, c = f'' + sway and J the jerk; the root of the quadratic part, less what
 * the cubic part may add, is the bound. Where that is no use: |f''| <= C gives 2 gap/(speed + sqrt(speed^2 + 2 C gap)).
 */
function earliest(f: Signal, sign: number): number {
  const gap = f.threshold - sign * f.value;
  if ((sign > 0 ? f.up : f.down) <= gap + TOUCH * f.threshold) return Infinity;
  if (gap <= 0) return 0;
  const speed = sign * f.rate + f.loose;
  if (speed > 0) {
    const square = speed * speed + 2 * (sign * f.bend + f.sway) * gap;
    if (square > 0) {
      const root = Math.sqrt(square);
      const h = (2 * gap) / (speed + root);
      const excess = (f.jerk * h * h * h) / (6 * (root < speed ? root : speed));
      if (excess < h / 2) return h - excess;
    }
  }
  const root = Math.sqrt(speed * speed + 2 * f.curvature * gap);
  // Two forms of one root, each free of cancellation on its side.
  return speed >= 0 ? (2 * gap) / (speed + root) : (root - speed) / f.curvature;
}

/** Whether the bound `step` is the crossing itself to within the resolution. */
function isSharp(f: Signal, sign: number, step: number, resolution: number): boolean {
  const speed = sign * f.rate;
  return (
    f.loose === 0 &&
    f.sway === 0 &&
    2 * Math.abs(f.bend) * step <= speed &&
    f.jerk * step * step * step <= resolution * speed
  );
}

/**
 * The time that f needs at least from its crossing to the next one, once sent. It is then a whole threshold from both,
 * unless it had been beyond the one it crossed, as after a jump of its inputs at the start of a run.
 */
function afterSending(f: Signal, sign: number, step: number): number {
  const gap = f.threshold - sign * f.value;
  const ahead = gap > 0 ? f.threshold : f.threshold + gap;
  if (ahead <= 0) return 0;
  const further = (sign > 0 ? f.up : f.down) - positive(gap);
  const back = sign > 0 ? f.down : f.up;
  const touch = TOUCH * f.threshold;
  if (further <= ahead + touch && back <= f.threshold + touch) return Infinity;
  const speed = Math.abs(f.rate) + f.loose + f.curvature * step;
  return (2 * ahead) / (speed + Math.sqrt(speed * speed + 2 * f.curvature * ahead));
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
    const ahead = rest !== target;
    motion.s = Math.tanh(x);
    motion.travel = Math.tanh(rest) - motion.s;
    motion.rate = ahead ? 0 : (1 - motion.s * motion.s) * speed;
    motion.loose = ahead && motion.travel !== 0 ? Math.abs(speed) : 0;
    motion.sway = ahead ? 0 : TANH_CURVATURE * speed * speed + Math.abs(speed) * inverseTau;
    motion.bend = 0;
    motion.jerk = 0;
    return;
  }
  motion.s = cut(x, layer.floor, layer.ceiling);
  motion.travel = cut(rest, layer.floor, layer.ceiling) - motion.s;
  const smooth = motion.travel === target - x;
  motion.rate = smooth ? speed : 0;
  motion.bend = -motion.rate * inverseTau;
  motion.jerk = Math.abs(motion.bend) * inverseTau;
  motion.loose = smooth || motion.travel === 0 ? 0 : Math.abs(speed);
  motion.sway = 0;
}

function cut(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
