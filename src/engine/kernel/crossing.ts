/** `solveCrossing` of ../crossing.ts for piecewise-linear phi: the same operations in the same order. */
import {
  ACTIVITY_THRESHOLD, DIFFERENCE_THRESHOLD, entry, HIGH_MINUS, HIGH_PLUS, LOW_MINUS, LOW_PLUS, RATE_MINUS, RATE_PLUS,
  SENT_ACTIVITY, SENT_DIFFERENCE, TARGET_MINUS, TARGET_PLUS, WEIGHT_MINUS, WEIGHT_PLUS, X_MINUS, X_PLUS,
} from './layout';
import { nextNeuron, presentNeuron, setBound } from './next';
import { relaxation } from './relax';

export const TOUCH: f64 = 1e-9;

/** Where the results of a call lie that it does not return, behind those of next.ts. */
export const CROSSING_TIME: usize = 16;
const NEURON: usize = 24;
/** Where the sender's next crossing is not before. */
export const AFTER: usize = 32;

/** See `Compute.advanceNext`; returns -1, or 2 encoder + (1 at the upper threshold). */
export function advanceNext(
  address: usize,
  stride: i32,
  n: i32,
  block: i32,
  next: f64,
  time: f64,
  strict: f64,
  loose: f64,
  floor: f64,
  ceiling: f64,
  resolution: f64,
): i32 {
  const i = nextNeuron(address, stride, block, next);
  store<f64>(NEURON, i);
  const limit = strict < loose ? strict : loose;
  const code = solve(address, stride, i, time, next, limit, floor, ceiling, resolution);
  const t = load<f64>(CROSSING_TIME);
  const first = setBound(address, stride, n, i, t);
  if (code < 0) return -1;
  if (first != t || presentNeuron(address, stride) != i || t >= strict || t > loose) return -1;
  const sign: f64 = (code & 1) == 1 ? 1 : -1;
  const sent = entry(address, stride, code < 2 ? SENT_ACTIVITY : SENT_DIFFERENCE, i);
  const threshold = entry(address, stride, code < 2 ? ACTIVITY_THRESHOLD : DIFFERENCE_THRESHOLD, i);
  store<f64>(sent, load<f64>(sent) + sign * load<f64>(threshold));
  setBound(address, stride, n, i, load<f64>(AFTER));
  return code;
}

/** See `Compute.rebound`. */
export function rebound(
  address: usize,
  stride: i32,
  n: i32,
  i: i32,
  time: f64,
  t: f64,
  floor: f64,
  ceiling: f64,
  resolution: f64,
): void {
  solve(address, stride, i, time, t, t, floor, ceiling, resolution);
  setBound(address, stride, n, i, load<f64>(CROSSING_TIME));
}

/** Returns -1, or 2 encoder + (1 at the upper threshold). */
export function solve(
  address: usize,
  stride: i32,
  i: i32,
  time: f64,
  from: f64,
  limit: f64,
  floor: f64,
  ceiling: f64,
  resolution: f64,
): i32 {
  const thresholdM = load<f64>(entry(address, stride, ACTIVITY_THRESHOLD, i));
  const thresholdD = load<f64>(entry(address, stride, DIFFERENCE_THRESHOLD, i));
  const sentM = load<f64>(entry(address, stride, SENT_ACTIVITY, i));
  const sentD = load<f64>(entry(address, stride, SENT_DIFFERENCE, i));
  const wPlus = load<f64>(entry(address, stride, WEIGHT_PLUS, i));
  const wMinus = load<f64>(entry(address, stride, WEIGHT_MINUS, i));
  const ratePlus = load<f64>(entry(address, stride, RATE_PLUS, i));
  const rateMinus = load<f64>(entry(address, stride, RATE_MINUS, i));
  const startPlus = load<f64>(entry(address, stride, X_PLUS, i));
  const startMinus = load<f64>(entry(address, stride, X_MINUS, i));
  const targetPlus = load<f64>(entry(address, stride, TARGET_PLUS, i));
  const targetMinus = load<f64>(entry(address, stride, TARGET_MINUS, i));
  const lowPlus = load<f64>(entry(address, stride, LOW_PLUS, i));
  const highPlus = load<f64>(entry(address, stride, HIGH_PLUS, i));
  const lowMinus = load<f64>(entry(address, stride, LOW_MINUS, i));
  const highMinus = load<f64>(entry(address, stride, HIGH_MINUS, i));
  const endPlus = cut(cut(targetPlus, lowPlus, highPlus), floor, ceiling);
  const endMinus = cut(cut(targetMinus, lowMinus, highMinus), floor, ceiling);
  let t = from;
  do {
    const dt = t - time;
    const xPlus = cut(startPlus + (targetPlus - startPlus) * relaxation(dt * ratePlus), lowPlus, highPlus);
    const xMinus = cut(startMinus + (targetMinus - startMinus) * relaxation(dt * rateMinus), lowMinus, highMinus);
    const speedPlus = (targetPlus - xPlus) * ratePlus;
    const speedMinus = (targetMinus - xMinus) * rateMinus;
    const sPlus = cut(xPlus, floor, ceiling);
    const sMinus = cut(xMinus, floor, ceiling);
    const travelPlus = endPlus - sPlus;
    const travelMinus = endMinus - sMinus;
    const isSmoothPlus = travelPlus == targetPlus - xPlus;
    const isSmoothMinus = travelMinus == targetMinus - xMinus;
    const smoothPlus: f64 = isSmoothPlus ? speedPlus : 0;
    const smoothMinus: f64 = isSmoothMinus ? speedMinus : 0;
    const bendPlus = -smoothPlus * ratePlus;
    const bendMinus = -smoothMinus * rateMinus;
    const jerkPlus = Math.abs(bendPlus) * ratePlus;
    const jerkMinus = Math.abs(bendMinus) * rateMinus;
    const loosePlus: f64 = isSmoothPlus || travelPlus == 0 ? 0 : Math.abs(speedPlus);
    const looseMinus: f64 = isSmoothMinus || travelMinus == 0 ? 0 : Math.abs(speedMinus);

    const farPlus = wPlus * travelPlus;
    const farMinus = wMinus * travelMinus;
    const m = wPlus * sPlus + wMinus * sMinus - sentM;
    const rateM = wPlus * smoothPlus + wMinus * smoothMinus;
    const bendM = wPlus * bendPlus + wMinus * bendMinus;
    const jerkM = wPlus * jerkPlus + wMinus * jerkMinus;
    const looseM = wPlus * loosePlus + wMinus * looseMinus;
    const curvatureM = wPlus * Math.abs(bendPlus) + wMinus * Math.abs(bendMinus);
    const travelUpM = positive(farPlus) + positive(farMinus);
    const travelDownM = positive(-farPlus) + positive(-farMinus);
    const d = sPlus - sMinus - sentD;
    const rateD = smoothPlus - smoothMinus;
    const bendD = bendPlus - bendMinus;
    const jerkD = jerkPlus + jerkMinus;
    const looseD = loosePlus + looseMinus;
    const curvatureD = Math.abs(bendPlus) + Math.abs(bendMinus);
    const travelUpD = positive(travelPlus) + positive(-travelMinus);
    const travelDownD = positive(-travelPlus) + positive(travelMinus);

    const upM = earliest(thresholdM, m, rateM, bendM, jerkM, looseM, curvatureM, travelUpM);
    const downM = earliest(thresholdM, -m, -rateM, -bendM, jerkM, looseM, curvatureM, travelDownM);
    const upD = earliest(thresholdD, d, rateD, bendD, jerkD, looseD, curvatureD, travelUpD);
    const downD = earliest(thresholdD, -d, -rateD, -bendD, jerkD, looseD, curvatureD, travelDownD);
    const stepM = upM < downM ? upM : downM;
    const stepD = upD < downD ? upD : downD;
    const step = stepM < stepD ? stepM : stepD;
    const byM = stepM <= stepD;
    const isUp = byM ? upM <= downM : upD <= downD;
    const rate = byM ? rateM : rateD;
    const bend = byM ? bendM : bendD;
    const jerk = byM ? jerkM : jerkD;
    const loose = byM ? looseM : looseD;
    const speed = isUp ? rate : -rate;
    const isSharp =
      loose == 0 && 2 * Math.abs(bend) * step <= speed && jerk * step * step * step <= resolution * speed;
    if (step <= resolution || t + step == t || isSharp) {
      const at = step <= resolution ? t : t + step;
      store<f64>(CROSSING_TIME, at);
      if (at >= limit && at != from) return -1;
      const threshold = byM ? thresholdM : thresholdD;
      const value = byM ? m : d;
      const curvature = byM ? curvatureM : curvatureD;
      const up = byM ? travelUpM : travelUpD;
      const down = byM ? travelDownM : travelDownD;
      const gap = threshold - (isUp ? value : -value);
      const ahead = gap > 0 ? threshold : threshold + gap;
      const further = (isUp ? up : down) - positive(gap);
      const back = isUp ? down : up;
      const touch = TOUCH * threshold;
      let again = Infinity;
      if (ahead <= 0) again = 0;
      else if (!(further <= ahead + touch && back <= threshold + touch)) {
        const fastest = Math.abs(rate) + loose + curvature * step;
        again = (2 * ahead) / (fastest + Math.sqrt(fastest * fastest + 2 * curvature * ahead));
      }
      again = at + again;
      const other = t + (byM ? stepD : stepM);
      store<f64>(AFTER, again < other ? again : other < at ? at : other);
      return (byM ? 0 : 2) + (isUp ? 1 : 0);
    }
    t += step;
  } while (t < limit);
  store<f64>(CROSSING_TIME, t);
  return -1;
}

function earliest(
  threshold: f64,
  value: f64,
  rate: f64,
  bend: f64,
  jerk: f64,
  loose: f64,
  curvature: f64,
  travel: f64,
): f64 {
  const gap = threshold - value;
  if (travel <= gap + TOUCH * threshold) return Infinity;
  if (gap <= 0) return 0;
  const speed = rate + loose;
  if (speed > 0) {
    const square = speed * speed + 2 * bend * gap;
    if (square > 0) {
      const root = Math.sqrt(square);
      const h = (2 * gap) / (speed + root);
      const excess = (jerk * h * h * h) / (6 * (root < speed ? root : speed));
      if (excess < h / 2) return h - excess;
    }
  }
  const root = Math.sqrt(speed * speed + 2 * curvature * gap);
  return speed >= 0 ? (2 * gap) / (speed + root) : (root - speed) / curvature;
}

@inline
function positive(x: f64): f64 {
  return x > 0 ? x : 0;
}

@inline
function cut(x: f64, low: f64, high: f64): f64 {
  return x < low ? low : x > high ? high : x;
}
