import { isDiagonal } from '../linear/matrix.ts';
import { type EvenLagBounds, evenLagBounds } from './even-lag-bounds.ts';
import type { SmallSignal } from './small-signal.ts';
import { meanTau } from './unevenness.ts';

/** The first interval is at least this long, in units of 1/tau, and each of the next ends this factor further up. */
const LEAST = 0.05;
const STEP_RATIO = 1.25;

/**
 * Whether the loop of one hidden layer keeps clear of +1 at every frequency, at `factor` times this beta and at every smaller one,
 * because it does at omega = 0 and all its lags are about the same. False says nothing; no frequency is looked at.
 *
 * In units of 1/tau, tau the mean, omega = x and all lags are h_0 (1 + delta), h_0 = 1/(1 + jx), delta = jx a H with
 * a = 1 - tau_c/tau. In the notation of `keepsClear`, Z diag(t), t = C + k F S, is h N with h = h_0^2 exp(-2 j omega delay). With
 * outputs in units of T^2 = |t(0)| at k = factor, where t(0) has one sign, N is a real symmetric M = +-T W diag(b(0)) W^T T but
 * for what is of the order of delta. +1 is met by no eigenvalue of h N, nor by those of smaller k, where one line keeps 1/h from
 * the numerical ranges of N at k = factor and k = 0:
 *
 *  - next to omega = 0 a tilted line does, as 1/h leaves +1 upright by 2x while M ends below it and N - M grows by less;
 *  - then the real axis moved up, which M does not leave;
 *  - at last a circle, as |1/h| = 1 + x^2 has outgrown the norms.
 *
 * All bounds on intervals, of polynomials in x that are concave on one side and grow on the other.
 */
export function evenLagsKeepClear(signal: SmallSignal, factor = 1): boolean {
  const { layers, up, down, errorSlope, delay, fastestRate } = signal;
  if (layers.length !== 3 || up[1] !== down[1] || !isDiagonal(errorSlope, layers[2]!.size)) return false;
  const tau = meanTau([layers[1]!, layers[2]!]);
  const bounds = evenLagBounds(layers[1]!, layers[2]!, up[1]!, errorSlope, factor, tau);
  return bounds !== null && keepsFrom(bounds, (2 * delay) / tau, fastestRate * tau);
}

/**
 * @param turn by which 1/h turns over x because of the delay
 * @param fastest largest rate, in units of 1/tau
 */
function keepsFrom({ whole, uneven: [first, second], open }: EvenLagBounds, turn: number, fastest: number): boolean {
  const uneven = (g: number) => g * (first + g * second);
  const opened = (g: number) => open[0] + g * (open[1] + g * open[2]);
  if (!(open[0] < 1)) return false;
  // Re(u / h) >= (1 - x^2) cosine + 2 x (sine - turn x), u = cosine - i sine, and g(x) <= x.
  const cosine = Math.max(1 / 4, (1 + 3 * open[0]) / 4);
  const sine = Math.sqrt(1 - cosine * cosine);
  let x = Math.min(1, (2 * sine - first) / (cosine + second + 2 * turn), turn > 0 ? sine / turn : 1);
  while (x >= LEAST && !((1 - x * x) * cosine + 2 * x * (sine - turn * x) > opened(x))) x /= STEP_RATIO;
  if (!(x >= LEAST)) return false;
  const farthest = Math.max(whole + uneven(fastest), opened(fastest));
  while (!(1 + x * x > farthest)) {
    const next = STEP_RATIO * x;
    const g = next / Math.sqrt(1 + (next / fastest) ** 2);
    if (!(Math.min(height(x, turn), height(next, turn)) > Math.max(uneven(g), opened(g)))) return false;
    x = next;
  }
  return true;
}

/** Bound on Im(1/h) from below, concave in x. */
function height(x: number, turn: number): number {
  const angle = turn * x;
  return x * (2 - angle * angle) - Math.max(0, x * x - 1) * angle;
}
