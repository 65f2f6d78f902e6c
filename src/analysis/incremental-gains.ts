import type { Circuit } from '../engine/circuit.ts';
import type { SlopeRange } from './slope-range.ts';

/**
 * Bounds on the gains of a hidden layer's neurons for the difference of two trajectories, from what arrives (a, D) to what
 * is received of them (m, d), encoder gains 1/t included; arrays of length n_k. docs/stability.md derives them.
 */
export interface IncrementalGains {
  /** a to m. */
  readonly activityByInput: Float64Array;
  /** D to m. */
  readonly activityByTopDown: Float64Array;
  /** a to d. */
  readonly differenceByInput: Float64Array;
  /** D to d. */
  readonly differenceByTopDown: Float64Array;
}

export function incrementalGains({ chip, nudging }: Circuit, k: number, slopes: SlopeRange): IncrementalGains {
  const { gain, tau, threshold } = chip.neurons[k]!;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[k]!;
  const n = chip.layers[k];
  const activityByInput = new Float64Array(n);
  const activityByTopDown = new Float64Array(n);
  const differenceByInput = new Float64Array(n);
  const differenceByTopDown = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const lags = { plus: tau.plus[i], minus: tau.minus[i], railed: slopes.railed[i] === 1 };
    const plus = { factor: gain.plus[i], low: slopes.plus.low[i], high: slopes.plus.high[i] };
    const minus = { factor: gain.minus[i], low: slopes.minus.low[i], high: slopes.minus.high[i] };
    const up = weightPlus[i] * gain.plus[i];
    const down = weightMinus[i] * gain.minus[i];
    const through = { ...plus, factor: up * gainPlus[i] };
    const against = { ...minus, factor: down * gainMinus[i] };
    activityByInput[i] = (up * plus.high + down * minus.high) / threshold.activity[i];
    activityByTopDown[i] = opposed(through, against, lags) / threshold.activity[i];
    differenceByInput[i] = opposed(plus, minus, lags) / threshold.difference[i];
    differenceByTopDown[i] =
      (gainPlus[i] * gain.plus[i] * plus.high + gainMinus[i] * gain.minus[i] * minus.high) / threshold.difference[i];
  }
  return { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown };
}

/** H-infinity norm of 1/(1 + s tauPlus) - 1/(1 + s tauMinus). */
export function lagDifference(tauPlus: number, tauMinus: number): number {
  return Math.abs(tauPlus - tauMinus) / (tauPlus + tauMinus);
}

/** A compartment's share: `factor` times a slope between `low` and `high`. */
interface Share {
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

/** Time constants of the two compartments, s, and whether rails may act on them. */
interface Lags {
  readonly plus: number;
  readonly minus: number;
  readonly railed: boolean;
}

/** Gain of one compartment's share less the other's, both driven by one signal. */
function opposed(plus: Share, minus: Share, lags: Lags): number {
  const p = plus.factor * plus.high;
  const q = minus.factor * minus.high;
  // A storage function that rails only lower proves this one; without rails the lags are linear and their difference is known.
  const railed = Math.max(p, q) * Math.sqrt(Math.max(lags.plus / lags.minus, lags.minus / lags.plus));
  if (lags.railed) return railed;
  const larger = Math.max(p - minus.factor * minus.low, q - plus.factor * plus.low);
  return Math.min(railed, larger + lagDifference(lags.plus, lags.minus) * Math.min(p, q));
}
