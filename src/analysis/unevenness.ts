import { zeros } from '../linear/arrays.ts';
import { largestSum } from './largest-sum.ts';
import type { SmallSignalLayer } from './small-signal.ts';

/** What the output makes of a_L at omega = 0, and by how much more or less at other frequencies (`evenLagsKeepClear`). */
export interface OutputUnevenness {
  /** Of t(0), which has it at every output. */
  readonly sign: number;
  /** T. */
  readonly root: Float64Array;
  /** Bounds, over g(x), on t / (h_0 T^2) - sign. */
  readonly through: Float64Array;
  /** |C(0)| / T^2, and bounds, over g(x), on by how much C / (h_0 T^2) differs from it. */
  readonly open: Float64Array;
  readonly openUneven: Float64Array;
}

/** Null: t(0) has both signs, or is 0 where there is a lag all the same. */
export function outputUnevenness(
  { size: n, slope, rate, nudge, sendDifference }: SmallSignalLayer,
  errorSlope: Float64Array,
  factor: number,
  tau: number,
): OutputUnevenness | null {
  const [root, through, open, openUneven] = [zeros(n), zeros(n), zeros(n), zeros(n)];
  let sign = 0;
  for (let j = 0; j < n; j++) {
    const plus = sendDifference[j] * slope.plus[j];
    const minus = sendDifference[j] * slope.minus[j];
    if (plus === 0 && minus === 0) continue;
    const error = factor * errorSlope[j * n + j];
    const p = plus * (1 + error * nudge.plus[j]);
    const q = minus * (error * nudge.minus[j] - 1);
    const square = Math.abs(p + q);
    if (!(square > 0) || (p + q) * sign < 0) return null;
    sign = Math.sign(p + q);
    root[j] = Math.sqrt(square);
    through[j] = uneven(p, q, rate.plus[j], rate.minus[j], tau) / square;
    open[j] = Math.abs(plus - minus) / square;
    openUneven[j] = uneven(plus, -minus, rate.plus[j], rate.minus[j], tau) / square;
  }
  return { sign, root, through, open, openUneven };
}

/** Feed-through of hidden neurons at omega = 0, times a sign, and bounds over g(x) on by how much B / h_0 differs from it. */
export function hiddenUnevenness(
  { size: n, slope, rate, nudge, weight, sendActivity }: SmallSignalLayer,
  sign: number,
  tau: number,
): { readonly passed: Float64Array; readonly uneven: Float64Array } {
  const [passed, differs] = [zeros(n), zeros(n)];
  for (let i = 0; i < n; i++) {
    const p = sendActivity[i] * weight.plus[i] * nudge.plus[i] * slope.plus[i];
    const q = sendActivity[i] * weight.minus[i] * nudge.minus[i] * slope.minus[i];
    passed[i] = sign * (p - q);
    differs[i] = uneven(p, -q, rate.plus[i], rate.minus[i], tau);
  }
  return { passed, uneven: differs };
}

/** Mean time constant of the compartments that pass a signal, s. */
export function meanTau(layers: readonly SmallSignalLayer[]): number {
  let [sum, count] = [0, 0];
  for (const { size, rate, slope } of layers) {
    for (let i = 0; i < size; i++) {
      if (slope.plus[i] !== 0) {
        sum += 1 / rate.plus[i];
        count++;
      }
      if (slope.minus[i] !== 0) {
        sum += 1 / rate.minus[i];
        count++;
      }
    }
  }
  return sum / count;
}

/**
 * Bound on |p delta_+ + q delta_-| over g(x) = x |H| of the fastest lag, delta = jx (1 - tau_c/tau) H_c. Two lags differ by at most
 * what the faster passes times (p - q) / p, p > q their rates.
 */
function uneven(p: number, q: number, ratePlus: number, rateMinus: number, tau: number): number {
  const u = p * (1 - 1 / (ratePlus * tau));
  const v = q * (1 - 1 / (rateMinus * tau));
  const apart = Math.abs(ratePlus - rateMinus) / Math.max(ratePlus, rateMinus);
  return largestSum(u, v, apart);
}
