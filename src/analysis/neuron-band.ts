import { type Circuit, layerOf } from '../engine/circuit.ts';
import { isPiecewiseLinear } from '../model/activations.ts';
import { exp, ln } from '../model/elementary.ts';
import { type Band, bandOf } from './band.ts';
import type { Sent } from './drive-range.ts';
import type { SlopeRange } from './slope-range.ts';

/** Limits of what a layer's neurons send, and of their slopes. */
export interface NeuronBand extends Sent {
  readonly slopes: SlopeRange;
}

/** Limits are widened by this, in full scales, for the rounding of the sums. */
const ROUNDING = 1e-9;

type Pair = readonly [low: number, high: number];

/**
 * Layer k where its inputs stay within the bands a and D from some time on, D = 0 among them. `changing`: a may move for
 * ever within its band, and does not come to rest.
 */
export function neuronBand(circuit: Circuit, k: number, a: Band, down: Band, changing: boolean): NeuronBand {
  const { n, phi, low: lowest, high: highest, neurons, nudging } = layerOf(circuit, k);
  const { gain, offset, tau, threshold, autoZero } = neurons;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging;
  const isStraight = isPiecewiseLinear(phi) && !phi.kinks.some(Number.isFinite);
  const none = () => bandOf(n, () => [0, 0]);
  const slopes: SlopeRange = { plus: none(), minus: none(), railed: new Uint8Array(n) };
  const activity = none();
  const difference = none();
  for (let i = 0; i < n; i++) {
    const [dLow, dHigh] = [Math.min(0, down.low[i]), Math.max(0, down.high[i])];
    const plus = [a.low[i] + gainPlus[i] * dLow, a.high[i] + gainPlus[i] * dHigh] as const;
    const minus = [a.low[i] - gainMinus[i] * dHigh, a.high[i] - gainMinus[i] * dLow] as const;
    const railed = Math.min(plus[0], minus[0]) <= lowest || Math.max(plus[1], minus[1]) >= highest;
    slopes.railed[i] = railed ? 1 : 0;
    const cut = ([low, high]: Pair) =>
      [Math.max(lowest, Math.min(highest, low)), Math.min(highest, Math.max(lowest, high))] as const;
    const vMinus = cut(minus);
    const xPlus = times(gain.plus[i], cut(plus), offset.plus[i]);
    const xMinus = times(gain.minus[i], vMinus, offset.minus[i]);
    [slopes.plus.low[i], slopes.plus.high[i]] = phi.slopesBetween(xPlus[0] - ROUNDING, xPlus[1] + ROUNDING);
    [slopes.minus.low[i], slopes.minus.high[i]] = phi.slopesBetween(xMinus[0] - ROUNDING, xMinus[1] + ROUNDING);

    const sPlus = xPlus.map(phi.value);
    const sMinus = xMinus.map(phi.value);
    for (const [end, side] of [activity.low, activity.high].entries()) {
      side[i] = (weightPlus[i] * sPlus[end] + weightMinus[i] * sMinus[end]) / threshold.activity[i];
    }

    // v+ - v- is what D drives apart, and what a's changes do where the lags differ; behind rails that needs equal lags.
    const slip = changing ? (lagDistance(tau.plus[i], tau.minus[i]) * (a.high[i] - a.low[i])) / 2 : 0;
    const both = gainPlus[i] + gainMinus[i];
    const apart = [both * dLow - slip, both * dHigh + slip] as const;
    const mismatch = times(gain.plus[i] - gain.minus[i], vMinus, offset.plus[i] - offset.minus[i]);
    const x = times(gain.plus[i], apart, 0).map((value, end) => value + mismatch[end]);
    const sector = isStraight ? x : [Math.min(0, x[0]), Math.max(0, x[1])];
    const direct = [sPlus[0] - sMinus[1], sPlus[1] - sMinus[0]];
    const memory = railed && tau.plus[i] !== tau.minus[i];
    const d = memory ? direct : [Math.max(sector[0], direct[0]), Math.min(sector[1], direct[1])];
    const zero = autoZero === null ? [0, 0] : d.map((value) => value + autoZero[i]);
    difference.low[i] = (d[0] - zero[1]) / threshold.difference[i];
    difference.high[i] = (d[1] - zero[0]) / threshold.difference[i];
  }
  return { slopes, activity: widened(activity), difference: widened(difference) };
}

function times(factor: number, [low, high]: Pair, offset: number): Pair {
  return factor < 0 ? [factor * high + offset, factor * low + offset] : [factor * low + offset, factor * high + offset];
}

function widened({ low, high }: Band): Band {
  return bandOf(low.length, (i) => [low[i] - ROUNDING, high[i] + ROUNDING]);
}

/** Integral of |h_s - h_t|, h_t(x) = exp(-x/t)/t: the peak of what a signal of peak 1 leaves between two lags. */
export function lagDistance(s: number, t: number): number {
  if (s === t) return 0;
  const crossing = ln(t / s) / (1 / s - 1 / t);
  return 2 * Math.abs(exp(-crossing / s) - exp(-crossing / t));
}
