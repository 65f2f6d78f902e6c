import type { Circuit } from '../engine/circuit.ts';
import { activationNamed, isBounded } from '../model/activations.ts';
import type { Loss } from '../model/losses.ts';
import { affine, affineDown, type Band } from './band.ts';
import { type DriveRange, errorBand, type Sent } from './drive-range.ts';
import { lagDistance, neuronBand } from './neuron-band.ts';

/** Stands for no limit; finite, so that 0 times it is 0. */
const NO_LIMIT = 1e30;
/** Rounds of the comparison, which converges where signals are bounded with room. */
const ROUNDS = 60;
const ROOM = 1e-6;
const LEAST = 1e-9;

/**
 * First limits of what layers 1 .. L send from some time on, whatever the start; null where none could be proved. Rails and
 * the ends of phi limit every layer by themselves; the moduli of a chip with neither obey an affine comparison.
 */
export function activityBound(circuit: Circuit, loss: Loss, range: DriveRange, beta: number): (Sent | null)[] | null {
  const { activation, rails } = circuit.chip;
  return rails !== null || isBounded(activationNamed(activation))
    ? byEnds(circuit, loss, range, beta)
    : byComparison(circuit, loss, range, beta);
}

function byEnds(circuit: Circuit, loss: Loss, range: DriveRange, beta: number): (Sent | null)[] {
  const { layers, forward } = circuit.chip;
  const last = layers.length - 1;
  const sent: (Sent | null)[] = [null];
  let a = affine(forward[0].weights, forward[0].bias, range.input);
  for (let k = 1; k <= last; k++) {
    const down =
      k === last ? errorBand(loss, a, range.target, beta) : within(new Float64Array(layers[k]).fill(NO_LIMIT));
    const band = neuronBand(circuit, k, a, down, k > 1);
    sent.push(band);
    if (k < last) a = affine(forward[k].weights, forward[k].bias, band.activity);
  }
  return sent;
}

/** |m| and |d| of the layers, 0 at layer 0. */
type Moduli = readonly { readonly activity: Float64Array; readonly difference: Float64Array }[];

/** z that satisfies f(z) < z for an f that bounds the moduli, is affine and has no negative entry: then z bounds them. */
function byComparison(circuit: Circuit, loss: Loss, range: DriveRange, beta: number): (Sent | null)[] | null {
  const { layers, forward } = circuit.chip;
  const first = affine(forward[0].weights, forward[0].bias, range.input);
  const zero = new Float64Array(layers[0]);
  let z: Moduli = layers.map((n) => ({ activity: new Float64Array(n), difference: new Float64Array(n) }));
  const f = (from: Moduli): Moduli =>
    layers.map((_, k) =>
      k === 0 ? { activity: zero, difference: zero } : moduli(circuit, loss, range, beta, first, from, k),
    );
  const raised = (values: Float64Array) => values.map((value) => value * (1 + ROOM) + LEAST);
  for (let round = 0; round < ROUNDS; round++) {
    z = f(z).map(({ activity, difference }) => ({ activity: raised(activity), difference: raised(difference) }));
  }
  const next = f(z);
  const below = (x: Float64Array, y: Float64Array) => x.every((value, i) => value < y[i]);
  const holds = z.every(
    (bound, k) => k === 0 || (below(next[k].activity, bound.activity) && below(next[k].difference, bound.difference)),
  );
  if (!holds) return null;
  return z.map(({ activity, difference }, k) =>
    k === 0 ? null : { activity: within(activity), difference: within(difference) },
  );
}

/** f of layer k. |phi(x)| and |phi(x) - phi(y)| of relu and identity are at most |x| and |x - y|. */
function moduli(
  circuit: Circuit,
  loss: Loss,
  range: DriveRange,
  beta: number,
  first: Band,
  from: Moduli,
  k: number,
): Moduli[number] {
  const { layers, forward, feedback, neurons } = circuit.chip;
  const last = layers.length - 1;
  const { gain, offset, tau, threshold, autoZero } = neurons[k]!;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = circuit.nudging[k]!;
  const a = largest(
    k === 1 ? first : affine(forward[k - 1].weights, forward[k - 1].bias, within(from[k - 1].activity)),
  );
  const down = largest(
    k === last
      ? errorBand(loss, within(a), range.target, beta)
      : affineDown(feedback[k] ?? forward[k].weights, layers[k], within(from[k + 1].difference)),
  );
  const activity = new Float64Array(layers[k]);
  const difference = new Float64Array(layers[k]);
  for (let i = 0; i < layers[k]; i++) {
    const plus = gain.plus[i] * (a[i] + gainPlus[i] * down[i]) + Math.abs(offset.plus[i]);
    const minus = gain.minus[i] * (a[i] + gainMinus[i] * down[i]) + Math.abs(offset.minus[i]);
    activity[i] = (weightPlus[i] * plus + weightMinus[i] * minus) / threshold.activity[i];
    const mismatch = Math.abs(gain.plus[i] - gain.minus[i]);
    const apart = (gainPlus[i] + gainMinus[i]) * down[i] + lagDistance(tau.plus[i], tau.minus[i]) * a[i];
    const offsets = Math.abs(offset.plus[i] - offset.minus[i]);
    const zero = autoZero === null ? 0 : mismatch * a[i] + offsets + Math.abs(autoZero[i]);
    const d = gain.plus[i] * apart + mismatch * (a[i] + gainMinus[i] * down[i]) + offsets + zero;
    difference[i] = d / threshold.difference[i];
  }
  return { activity, difference };
}

/** The band from minus to plus a modulus. */
function within(modulus: Float64Array): Band {
  return { low: modulus.map((value) => -value), high: modulus };
}

/** Largest modulus in a band. */
function largest({ low, high }: Band): Float64Array {
  return low.map((value, i) => Math.max(-value, high[i]));
}
