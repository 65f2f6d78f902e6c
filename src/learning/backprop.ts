import { activationSlope } from '../chip/activation.ts';
import type { Circuit } from '../engine/circuit.ts';
import type { FreeResponse } from '../engine/free-response.ts';
import { freeResponse } from '../engine/free-response.ts';
import { lossError } from '../engine/loss.ts';
import type { Loss } from '../vocabulary.ts';

/**
 * Exact gradient of the loss at a chip's own free response. The direction of steepest descent for the forward array, as
 * the neurons of layer k+1 read it (encoder gains in it), is signal[k+1] activity[k]^T, and signal[k+1] for the bias.
 */
export interface ReferenceGradient {
  /** m_k of the free chip; index 0 is the input. */
  readonly activity: readonly Float64Array[];
  /** -dl/da_k; null at 0. */
  readonly signal: readonly (Float64Array | null)[];
  /** a_L of the free chip. */
  readonly output: Float64Array;
}

/** Backpropagation through the chip's own gains, offsets, mean weights, rails, encoder gains and forward arrays. */
export function referenceGradient(
  circuit: Circuit,
  input: Float64Array,
  target: Float64Array,
  loss: Loss,
  free = freeResponse(circuit, input),
): ReferenceGradient {
  const { chip } = circuit;
  const last = chip.layers.length - 1;
  const error = new Float64Array(chip.layers[last]);
  lossError(loss, free.output, target, error);
  const signal: (Float64Array | null)[] = new Array(last + 1).fill(null);
  signal[last] = error;
  for (let k = last - 1; k > 0; k--) signal[k] = passDown(circuit, free, k, signal[k + 1]!);
  return { activity: free.activity, signal, output: free.output };
}

/** -dl/da_k from -dl/da_{k+1}: W_k read in transpose, then dM_k/da_k of every neuron. */
function passDown({ chip, nudging }: Circuit, free: FreeResponse, k: number, above: Float64Array): Float64Array {
  const n = chip.layers[k];
  const { weights } = chip.forward[k];
  const { gain, offset, threshold } = chip.neurons[k]!;
  const { weightPlus, weightMinus } = nudging[k]!;
  const [low, high] = chip.rails ?? [-Infinity, Infinity];
  const a = free.input[k]!;
  const slope = (j: number, g: number, o: number) =>
    a[j] < low || a[j] > high ? 0 : g * activationSlope(chip.activation, g * a[j] + o);
  const signal = new Float64Array(n);
  for (let i = 0, w = 0; i < above.length; i++) {
    for (let j = 0; j < n; j++, w++) signal[j] += weights[w] * above[i];
  }
  for (let j = 0; j < n; j++) {
    const plus = weightPlus[j] * slope(j, gain.plus[j], offset.plus[j]);
    const minus = weightMinus[j] * slope(j, gain.minus[j], offset.minus[j]);
    signal[j] *= (plus + minus) / threshold.activity[j];
  }
  return signal;
}
