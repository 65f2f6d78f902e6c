/** `solveCrossing` of ../crossing.ts for piecewise-linear phi: the same operations in the same order. */
import {
  ACTIVITY_THRESHOLD, DIFFERENCE_THRESHOLD, entry, HIGH_MINUS, HIGH_PLUS, LOW_MINUS, LOW_PLUS, RATE_MINUS, RATE_PLUS,
  SENT_ACTIVITY, SENT_DIFFERENCE, TARGET_MINUS, TARGET_PLUS, WEIGHT_MINUS, WEIGHT_PLUS, X_MINUS, X_PLUS,
} from './layout';
import { nextNeuron, presentNeuron, setBound } from './next';
import { relaxation } from './relax';

const TOUCH: f64 = 1e-9;

/** Where the results of a call lie that it does not return, behind those of next.ts. */
const CROSSING_TIME: usize = 16;
const NEURON: usize = 24;

/** See `Compute.advanceNext`; returns -1, or 2 encoder + (1 at the upper threshold). */
export function advanceNext(
  address: usize,
  stride: i32,
  n: i32,
  block: i32,
  next: f64,
  time: f64,
  limit: f64,
  floor: f64,
  ceiling: f64,
  resolution: f64,
): i32 {
  const i = nextNeuron(address, stride, block, next);
  store<f64>(NEURON, i);
  const code = solve(address, stride, i, time, next, limit, floor, ceiling, resolution);
  const t = load<f64>(CROSSING_TIME);
  const first = setBound(address, stride, n, i, t);
  return code >= 0 && first == t && presentNeuron(address, stride) == i ? code : -1;
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
function solve(
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
    const smoothPlus = isSmoothPlus ? speedPlus : 0;
    const smoothMinus = isSmoothMinus ? speedMinus : 0;
    const loosePlus = isSmoothPlus || travelPlus == 0 ? 0 : Math.abs(speedPlus);
    const looseMinus = isSmoothMinus || travelMinus == 0 ? 0 : Math.abs(speedMinus);
    const curvaturePlus = isSmoothPlus ? Math.abs(speedPlus) * ratePlus : 0;
    const curvatureMinus = isSmoothMinus ? Math.abs(speedMinus) * rateMinus : 0;

    const m = wPlus * sPlus + wMinus * sMinus - sentM;
    const rateM = wPlus * smoothPlus + wMinus * smoothMinus;
    const looseM = wPlus * loosePlus + wMinus * looseMinus;
    const curvatureM = wPlus * curvaturePlus + wMinus * curvatureMinus;
    const farPlus = wPlus * travelPlus;
    const farMinus = wMinus * travelMinus;
    const upM = earliest(thresholdM, m, rateM, looseM, curvatureM, positive(farPlus) + positive(farMinus));
    const downM = earliest(thresholdM, -m, -rateM, looseM, curvatureM, positive(-farPlus) + positive(-farMinus));

    const d = sPlus - sMinus - sentD;
    const rateD = smoothPlus - smoothMinus;
    const looseD = loosePlus + looseMinus;
    const sum = curvaturePlus + curvatureMinus;
    const larger = curvaturePlus > curvatureMinus ? curvaturePlus : curvatureMinus;
    const curvatureD = smoothPlus * smoothMinus >= 0 ? larger : sum;
    const upTravel = positive(travelPlus) + positive(-travelMinus);
    const downTravel = positive(-travelPlus) + positive(travelMinus);
    const upD = earliest(thresholdD, d, rateD, looseD, curvatureD, upTravel);
    const downD = earliest(thresholdD, -d, -rateD, looseD, curvatureD, downTravel);

    const stepM = upM < downM ? upM : downM;
    const stepD = upD < downD ? upD : downD;
    const step = stepM < stepD ? stepM : stepD;
    if (step <= resolution || t + step == t) {
      store<f64>(CROSSING_TIME, t);
      if (stepM <= resolution || stepM <= stepD) return upM <= downM ? 1 : 0;
      return upD <= downD ? 3 : 2;
    }
    t += step;
  } while (t < limit);
  store<f64>(CROSSING_TIME, t);
  return -1;
}

function earliest(threshold: f64, value: f64, rate: f64, loose: f64, curvature: f64, travel: f64): f64 {
  const gap = threshold - value;
  if (travel <= gap + TOUCH * threshold) return Infinity;
  if (gap <= 0) return 0;
  const speed = rate + loose;
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
