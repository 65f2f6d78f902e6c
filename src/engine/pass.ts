import { TOUCH } from './crossing.ts';
import type { Layer } from './layer.ts';
import { BLOCK } from './layer.ts';
import type { Lines } from './lines.ts';
import { renewBlocks } from './next.ts';
import { largeRelaxation, SMALL, smallRelaxation, TINY, tinyRelaxation } from './relax.ts';

/**
 * Brings a layer with piecewise-linear phi to time t and, its inputs having just changed, takes up the new targets and
 * bounds from below every neuron's next crossing: over the look-ahead H, f moves at most (|f'| + S H/2) h by any h <= H,
 * S as in crossing.ts. One loop, all in sums, products and comparisons in a fixed order: kernel/pass.ts is the same
 * in WebAssembly, bit for bit.
 */
export function passPiecewise(layer: Layer, t: number): void {
  const { n, floor, ceiling, railed, lookAhead } = layer;
  const { xPlus, xMinus, targetPlus, targetMinus, ratePlus, rateMinus, a, topDown } = layer;
  const { gainPlus, gainMinus, nudgePlus, nudgeMinus, basePlus, baseMinus, weightPlus, weightMinus } = layer;
  const { sentActivity, sentDifference, activityThreshold, differenceThreshold } = layer;
  const { lowPlus, highPlus, lowMinus, highMinus, bound, blockBound } = layer;
  const dt = t - layer.time;
  const fastest = dt * layer.fastest;
  const relax = fastest < TINY ? tinyRelaxation : fastest < SMALL ? smallRelaxation : largeRelaxation;
  const bend = (layer.fastest * lookAhead) / 2;
  let next = Infinity;
  let nextBlock = 0;
  for (let block = 0; block * BLOCK < n; block++) {
    const end = Math.min(n, (block + 1) * BLOCK);
    let first = Infinity;
    for (let i = block * BLOCK; i < end; i++) {
      const ratep = ratePlus[i];
      const ratem = rateMinus[i];
      let xp = xPlus[i];
      let xm = xMinus[i];
      xp += (targetPlus[i] - xp) * relax(dt * ratep);
      xm += (targetMinus[i] - xm) * relax(dt * ratem);
      const tp = gainPlus[i] * a[i] + nudgePlus[i] * topDown[i] + basePlus[i];
      const tm = gainMinus[i] * a[i] + nudgeMinus[i] * topDown[i] + baseMinus[i];
      let restp = tp;
      let restm = tm;
      if (railed) {
        xp = cut(xp, lowPlus[i], highPlus[i]);
        xm = cut(xm, lowMinus[i], highMinus[i]);
        restp = cut(tp, lowPlus[i], highPlus[i]);
        restm = cut(tm, lowMinus[i], highMinus[i]);
      }
      xPlus[i] = xp;
      xMinus[i] = xm;
      targetPlus[i] = tp;
      targetMinus[i] = tm;

      const sp = cut(xp, floor, ceiling);
      const sm = cut(xm, floor, ceiling);
      const travelp = cut(restp, floor, ceiling) - sp;
      const travelm = cut(restm, floor, ceiling) - sm;
      const wp = weightPlus[i];
      const wm = weightMinus[i];
      const gapM = activityThreshold[i] - Math.abs(wp * sp + wm * sm - sentActivity[i]);
      const gapD = differenceThreshold[i] - Math.abs(sp - sm - sentDifference[i]);
      const farp = Math.abs(travelp);
      const farm = Math.abs(travelm);

      // |ds/dt| only falls while the inputs stay. In d the compartments partly cancel as long as no kink of phi and no
      // rail lies ahead of either; what cancels may change by the curvature, over half the look-ahead on average.
      const awayp = tp - xp;
      const awaym = tm - xm;
      const speedp = awayp * ratep;
      const speedm = awaym * ratem;
      const fastp = travelp === 0 ? 0 : Math.abs(speedp);
      const fastm = travelm === 0 ? 0 : Math.abs(speedm);
      const smooth = travelp === awayp && travelm === awaym;
      const most = fastp > fastm ? fastp : fastm;
      const mostM = wp * fastp + wm * fastm;
      const mostD = smooth ? Math.abs(speedp - speedm) + most * bend : fastp + fastm;

      // The earlier of gapM/mostM and gapD/mostD by one division; an encoder that cannot get there stands aside.
      const quietM = wp * farp + wm * farm <= gapM + TOUCH * activityThreshold[i];
      const quietD = farp + farm <= gapD + TOUCH * differenceThreshold[i];
      const byM = quietD || (!quietM && gapM * mostD < gapD * mostM);
      const h = (byM ? gapM : gapD) / (byM ? mostM : mostD);
      const soon = h > 0 ? h : 0;
      const earliest = quietM && quietD ? Infinity : t + (soon < lookAhead ? soon : lookAhead);
      bound[i] = earliest;
      if (earliest < first) first = earliest;
    }
    blockBound[block] = first;
    if (first < next) {
      next = first;
      nextBlock = block;
    }
  }
  layer.time = t;
  layer.next = next;
  layer.nextBlock = nextBlock;
  layer.unbounded = false;
  layer.hasSent = false;
}

/** The same for tanh, to first order alone: |tanh'| <= 1. */
export function passTanh(layer: Layer, t: number): void {
  const { n, railed, lookAhead } = layer;
  const { xPlus, xMinus, targetPlus, targetMinus, ratePlus, rateMinus, a, topDown } = layer;
  const { gainPlus, gainMinus, nudgePlus, nudgeMinus, basePlus, baseMinus, weightPlus, weightMinus } = layer;
  const { sentActivity, sentDifference, activityThreshold, differenceThreshold, bound } = layer;
  const dt = t - layer.time;
  for (let i = 0; i < n; i++) {
    let xp = xPlus[i] + (targetPlus[i] - xPlus[i]) * largeRelaxation(dt * ratePlus[i]);
    let xm = xMinus[i] + (targetMinus[i] - xMinus[i]) * largeRelaxation(dt * rateMinus[i]);
    const tp = gainPlus[i] * a[i] + nudgePlus[i] * topDown[i] + basePlus[i];
    const tm = gainMinus[i] * a[i] + nudgeMinus[i] * topDown[i] + baseMinus[i];
    if (railed) {
      xp = cut(xp, layer.lowPlus[i], layer.highPlus[i]);
      xm = cut(xm, layer.lowMinus[i], layer.highMinus[i]);
    }
    xPlus[i] = xp;
    xMinus[i] = xm;
    targetPlus[i] = tp;
    targetMinus[i] = tm;
    const sp = Math.tanh(xp);
    const sm = Math.tanh(xm);
    const awayp = Math.abs(tp - xp);
    const awaym = Math.abs(tm - xm);
    const gapM = activityThreshold[i] - Math.abs(weightPlus[i] * sp + weightMinus[i] * sm - sentActivity[i]);
    const gapD = differenceThreshold[i] - Math.abs(sp - sm - sentDifference[i]);
    const speedp = awayp * ratePlus[i];
    const speedm = awaym * rateMinus[i];
    const hM =
      weightPlus[i] * awayp + weightMinus[i] * awaym <= gapM
        ? Infinity
        : gapM / (weightPlus[i] * speedp + weightMinus[i] * speedm);
    const hD = awayp + awaym <= gapD ? Infinity : gapD / (speedp + speedm);
    const h = hM < hD ? hM : hD;
    bound[i] = h === Infinity ? Infinity : h < lookAhead ? (h > 0 ? t + h : t) : t + lookAhead;
  }
  layer.time = t;
  layer.unbounded = false;
  layer.hasSent = false;
  renewBlocks(layer);
}

/** Adds `step` times the line of one sender to the first n inputs of a layer: the arrival of an event. */
export function addLine(
  input: Float64Array,
  n: number,
  { weights, stride }: Lines,
  sender: number,
  step: number,
): void {
  const from = sender * stride;
  for (let i = 0; i < n; i++) input[i] += weights[from + i] * step;
}

function cut(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
