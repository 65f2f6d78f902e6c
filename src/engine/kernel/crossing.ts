/**
 * The next threshold crossing of a neuron: Newton's method on a lower bound. From an instant at distance `gap` from a
 * threshold, bounds on the derivatives of f tell a time before which f cannot arrive (`earliest`); stepping by it never
 * passes a crossing and converges to it cubically, for tanh quadratically.
 */
import { ACTIVITY, DIFFERENCE, LayerArray, LayerEntry, Shape } from '../layout';
import { cut, output, TANH_CURVATURE } from './activation';
import { arrayBytes, entry, get, int, place, read, set, setInt } from './memory';
import { nextNeuron, setBound } from './next';
import { relaxation } from './relax';

/** An encoder whose signal comes to rest within this fraction of a threshold before it never reaches it. */
export const TOUCH: f64 = 1e-9;

/**
 * Solves for the crossing of the neuron with the layer's smallest bound and renews that bound. Where the crossing is before
 * `strict`, not after `loose`, and still the first event of the layer, the neuron's record takes it as sent, and its
 * encoder and sign are returned as 2 encoder + (1 at the upper threshold); otherwise -1.
 */
export function advanceNext(layer: usize, strict: f64, loose: f64): i32 {
  const i = nextNeuron(layer);
  setInt(layer, LayerEntry.neuron, i);
  const limit = strict < loose ? strict : loose;
  const code = solve(layer, i, get(layer, LayerEntry.next), limit);
  const t = get(layer, LayerEntry.crossing);
  setBound(layer, i, t);
  if (code < 0) return -1;
  if (get(layer, LayerEntry.next) != t || nextNeuron(layer) != i || t >= strict || t > loose) return -1;
  const sign: f64 = (code & 1) == 1 ? 1 : -1;
  const encoder = code >> 1;
  const sent = entry(layer, LayerArray.sentActivity + encoder, i);
  const threshold = load<f64>(entry(layer, LayerArray.activityThreshold + encoder, i));
  store<f64>(sent, load<f64>(sent) + sign * threshold);
  setBound(layer, i, get(layer, LayerEntry.after));
  return code;
}

/**
 * The next crossing of neuron i at or after `from`, searched until `limit` but at least once. Returns its encoder and sign
 * as above, or -1 where `crossing` is but a time before which there is none.
 */
function solve(layer: usize, i: i32, from: f64, limit: f64): i32 {
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  const time = get(layer, LayerEntry.time);
  const shape = int(layer, LayerEntry.shape);
  const isTanh = shape == Shape.tanh;
  const floor = get(layer, LayerEntry.floor);
  const ceiling = get(layer, LayerEntry.ceiling);
  const resolution = get(layer, LayerEntry.resolution);
  const thresholdM = read(p, bytes, LayerArray.activityThreshold);
  const thresholdD = read(p, bytes, LayerArray.differenceThreshold);
  const sentM = read(p, bytes, LayerArray.sentActivity);
  const sentD = read(p, bytes, LayerArray.sentDifference);
  const wPlus = read(p, bytes, LayerArray.weightPlus);
  const wMinus = read(p, bytes, LayerArray.weightMinus);
  const ratePlus = read(p, bytes, LayerArray.ratePlus);
  const rateMinus = read(p, bytes, LayerArray.rateMinus);
  const startPlus = read(p, bytes, LayerArray.xPlus);
  const startMinus = read(p, bytes, LayerArray.xMinus);
  const targetPlus = read(p, bytes, LayerArray.targetPlus);
  const targetMinus = read(p, bytes, LayerArray.targetMinus);
  const lowPlus = read(p, bytes, LayerArray.lowPlus);
  const highPlus = read(p, bytes, LayerArray.highPlus);
  const lowMinus = read(p, bytes, LayerArray.lowMinus);
  const highMinus = read(p, bytes, LayerArray.highMinus);
  const restPlus = cut(targetPlus, lowPlus, highPlus);
  const restMinus = cut(targetMinus, lowMinus, highMinus);
  const endPlus = output(shape, restPlus, floor, ceiling);
  const endMinus = output(shape, restMinus, floor, ceiling);
  let t = from;
  do {
    const dt = t - time;
    const xPlus = cut(startPlus + (targetPlus - startPlus) * relaxation(dt * ratePlus), lowPlus, highPlus);
    const xMinus = cut(startMinus + (targetMinus - startMinus) * relaxation(dt * rateMinus), lowMinus, highMinus);
    const speedPlus = (targetPlus - xPlus) * ratePlus;
    const speedMinus = (targetMinus - xMinus) * rateMinus;
    const sPlus = output(shape, xPlus, floor, ceiling);
    const sMinus = output(shape, xMinus, floor, ceiling);
    const travelPlus = endPlus - sPlus;
    const travelMinus = endMinus - sMinus;
    // Of each s: its rate, bend and a bound on its jerk where neither a kink of phi nor a rail lies ahead; else a bound
    // on its rate, `loose`. What bends tanh is bounded by `sway` alone.
    const isSmoothPlus = isTanh ? restPlus == targetPlus : travelPlus == targetPlus - xPlus;
    const isSmoothMinus = isTanh ? restMinus == targetMinus : travelMinus == targetMinus - xMinus;
    let smoothPlus: f64 = isSmoothPlus ? speedPlus : 0;
    let smoothMinus: f64 = isSmoothMinus ? speedMinus : 0;
    let bendPlus = -smoothPlus * ratePlus;
    let bendMinus = -smoothMinus * rateMinus;
    let swayPlus: f64 = 0;
    let swayMinus: f64 = 0;
    if (isTanh) {
      swayPlus = TANH_CURVATURE * smoothPlus * smoothPlus + Math.abs(bendPlus);
      swayMinus = TANH_CURVATURE * smoothMinus * smoothMinus + Math.abs(bendMinus);
      smoothPlus *= 1 - sPlus * sPlus;
      smoothMinus *= 1 - sMinus * sMinus;
      bendPlus = 0;
      bendMinus = 0;
    }
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
    const swayM = wPlus * swayPlus + wMinus * swayMinus;
    const curvatureM = wPlus * Math.abs(bendPlus) + wMinus * Math.abs(bendMinus) + swayM;
    const travelUpM = positive(farPlus) + positive(farMinus);
    const travelDownM = positive(-farPlus) + positive(-farMinus);
    const d = sPlus - sMinus - sentD;
    const rateD = smoothPlus - smoothMinus;
    const bendD = bendPlus - bendMinus;
    const jerkD = jerkPlus + jerkMinus;
    const looseD = loosePlus + looseMinus;
    const swayD = swayPlus + swayMinus;
    const curvatureD = Math.abs(bendPlus) + Math.abs(bendMinus) + swayD;
    const travelUpD = positive(travelPlus) + positive(-travelMinus);
    const travelDownD = positive(-travelPlus) + positive(travelMinus);

    const upM = earliest(thresholdM, m, rateM, bendM, jerkM, looseM, swayM, curvatureM, travelUpM);
    const downM = earliest(thresholdM, -m, -rateM, -bendM, jerkM, looseM, swayM, curvatureM, travelDownM);
    const upD = earliest(thresholdD, d, rateD, bendD, jerkD, looseD, swayD, curvatureD, travelUpD);
    const downD = earliest(thresholdD, -d, -rateD, -bendD, jerkD, looseD, swayD, curvatureD, travelDownD);
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
    const sway = byM ? swayM : swayD;
    const isSharp =
      loose == 0 &&
      sway == 0 &&
      2 * Math.abs(bend) * step <= speed && jerk * step * step * step <= resolution * speed;
    if (step <= resolution || t + step == t || isSharp) {
      const at = step <= resolution ? t : t + step;
      set(layer, LayerEntry.crossing, at);
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
      set(layer, LayerEntry.after, again < other ? again : other < at ? at : other);
      return 2 * (byM ? ACTIVITY : DIFFERENCE) + (isUp ? 1 : 0);
    }
    t += step;
  } while (t < limit);
  set(layer, LayerEntry.crossing, t);
  return -1;
}

/**
 * Earliest time from now at which f may reach its threshold above; Infinity: never. Along h, f moves at most
 * speed h + c h^2/2 + J h^3/6, c = f'' + sway and J the jerk; the root of the quadratic part, less what the cubic part may
 * add, is the bound. Where that is no use: |f''| <= C gives 2 gap/(speed + sqrt(speed^2 + 2 C gap)).
 */
function earliest(
  threshold: f64,
  value: f64,
  rate: f64,
  bend: f64,
  jerk: f64,
  loose: f64,
  sway: f64,
  curvature: f64,
  travel: f64,
): f64 {
  const gap = threshold - value;
  if (travel <= gap + TOUCH * threshold) return Infinity;
  if (gap <= 0) return 0;
  const speed = rate + loose;
  if (speed > 0) {
    const square = speed * speed + 2 * (bend + sway) * gap;
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
