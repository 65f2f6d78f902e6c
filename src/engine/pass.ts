import type { Layer } from './layer.ts';
import { relaxation } from './relax.ts';

/** Adds `step` times one line of weights, from index `from` on, to an input of a layer: the arrival of one event. */
export function addLine(input: Float64Array, weights: Float64Array, from: number, step: number): void {
  for (let i = 0; i < input.length; i++) input[i] += weights[from + i] * step;
}

/**
 * Brings a whole layer to time t and, its inputs having just changed, takes up their new targets and bounds from below
 * every neuron's next crossing: over the look-ahead H, f moves at most (|f'| + S H/2) h by h <= H, as in crossing.ts.
 */
export function passLayer(layer: Layer, t: number): void {
  relaxLayer(layer, t);
  if (layer.activation === 'tanh') retarget(layer, t);
  else passPiecewise(layer, t);
}

/** x to time t by the closed form, cut at the rails. */
function relaxLayer(layer: Layer, t: number): void {
  const { n, xPlus, xMinus, targetPlus, targetMinus, ratePlus, rateMinus, rails } = layer;
  const dt = t - layer.time;
  layer.time = t;
  for (let i = 0; i < n; i++) {
    xPlus[i] += (targetPlus[i] - xPlus[i]) * relaxation(dt * ratePlus[i]);
    xMinus[i] += (targetMinus[i] - xMinus[i]) * relaxation(dt * rateMinus[i]);
  }
  if (rails === null) return;
  const { lowPlus, highPlus, lowMinus, highMinus } = rails;
  for (let i = 0; i < n; i++) {
    xPlus[i] = Math.min(highPlus[i], Math.max(lowPlus[i], xPlus[i]));
    xMinus[i] = Math.min(highMinus[i], Math.max(lowMinus[i], xMinus[i]));
  }
}

/** New targets; every crossing is possible from now on, so each neuron is solved for when its turn comes. */
function retarget(layer: Layer, t: number): void {
  for (let i = 0; i < layer.n; i++) {
    setTargets(layer, i);
    layer.bound[i] = t;
  }
  layer.next = t;
  layer.nextNeuron = 0;
}

/** Targets of neuron i from its present inputs. */
export function setTargets(layer: Layer, i: number): void {
  const { a, topDown } = layer;
  layer.targetPlus[i] = layer.gainPlus[i] * a[i] + layer.nudgePlus[i] * topDown[i] + layer.basePlus[i];
  layer.targetMinus[i] = layer.gainMinus[i] * a[i] + layer.nudgeMinus[i] * topDown[i] + layer.baseMinus[i];
}

function passPiecewise(layer: Layer, t: number): void {
  const { n, floor, ceiling, a, topDown, xPlus, xMinus, targetPlus, targetMinus, bound, rails } = layer;
  const { gainPlus, gainMinus, nudgePlus, nudgeMinus, basePlus, baseMinus, ratePlus, rateMinus } = layer;
  const { weightPlus, weightMinus, sentActivity, sentDifference, zero } = layer;
  const { activityThreshold, differenceThreshold, lookAhead } = layer;
  const half = lookAhead / 2;
  let next = Infinity;
  let nextNeuron = 0;
  for (let i = 0; i < n; i++) {
    const xp = xPlus[i];
    const xm = xMinus[i];
    const tp = gainPlus[i] * a[i] + nudgePlus[i] * topDown[i] + basePlus[i];
    const tm = gainMinus[i] * a[i] + nudgeMinus[i] * topDown[i] + baseMinus[i];
    targetPlus[i] = tp;
    targetMinus[i] = tm;
    const restPlus = rails === null ? tp : Math.min(rails.highPlus[i], Math.max(rails.lowPlus[i], tp));
    const restMinus = rails === null ? tm : Math.min(rails.highMinus[i], Math.max(rails.lowMinus[i], tm));
    const sp = xp < floor ? floor : xp > ceiling ? ceiling : xp;
    const sm = xm < floor ? floor : xm > ceiling ? ceiling : xm;
    const travelPlus = (restPlus < floor ? floor : restPlus > ceiling ? ceiling : restPlus) - sp;
    const travelMinus = (restMinus < floor ? floor : restMinus > ceiling ? ceiling : restMinus) - sm;
    const wp = weightPlus[i];
    const wm = weightMinus[i];
    const gapM = activityThreshold[i] - Math.abs(wp * sp + wm * sm - sentActivity[i]);
    const gapD = differenceThreshold[i] - Math.abs(sp - sm - sentDifference[i] - zero[i]);
    const farPlus = Math.abs(travelPlus);
    const farMinus = Math.abs(travelMinus);
    const quietM = wp * farPlus + wm * farMinus <= gapM;
    const quietD = farPlus + farMinus <= gapD;
    if (quietM && quietD) {
      bound[i] = Infinity;
      continue;
    }
    // Smooth: no kink of phi and no rail between here and the target. Loose: one lies ahead.
    const speedPlus = (tp - xp) * ratePlus[i];
    const speedMinus = (tm - xm) * rateMinus[i];
    const smoothPlus = travelPlus === tp - xp ? speedPlus : 0;
    const smoothMinus = travelMinus === tm - xm ? speedMinus : 0;
    const loosePlus = travelPlus === tp - xp || travelPlus === 0 ? 0 : Math.abs(speedPlus);
    const looseMinus = travelMinus === tm - xm || travelMinus === 0 ? 0 : Math.abs(speedMinus);
    const bendPlus = Math.abs(smoothPlus) * ratePlus[i] * half;
    const bendMinus = Math.abs(smoothMinus) * rateMinus[i] * half;
    let h = lookAhead;
    if (!quietM) {
      const speed = Math.abs(wp * smoothPlus + wm * smoothMinus);
      const most = speed + wp * (loosePlus + bendPlus) + wm * (looseMinus + bendMinus);
      if (gapM < h * most) h = gapM / most;
    }
    if (!quietD) {
      const bend = smoothPlus * smoothMinus >= 0 ? Math.max(bendPlus, bendMinus) : bendPlus + bendMinus;
      const most = Math.abs(smoothPlus - smoothMinus) + loosePlus + looseMinus + bend;
      if (gapD < h * most) h = gapD / most;
    }
    const earliest = h > 0 ? t + h : t;
    bound[i] = earliest;
    if (earliest < next) {
      next = earliest;
      nextNeuron = i;
    }
  }
  layer.next = next;
  layer.nextNeuron = nextNeuron;
}

/** Renews a layer's smallest bound after one of them changed. */
export function findNext(layer: Layer): void {
  const { n, bound } = layer;
  let next = Infinity;
  let nextNeuron = 0;
  for (let i = 0; i < n; i++) {
    if (bound[i] < next) {
      next = bound[i];
      nextNeuron = i;
    }
  }
  layer.next = next;
  layer.nextNeuron = nextNeuron;
}
