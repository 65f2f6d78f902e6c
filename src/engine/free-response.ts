import { activate } from '../chip/activation.ts';
import type { Compartments } from '../chip/chip.ts';
import type { Circuit } from './circuit.ts';

/** The settled chip without nudging (beta = 0, D = 0), thresholds going to 0: its forward pass. */
export interface FreeResponse {
  /** m_k, index k = 0 .. L; index 0 is the input itself. */
  readonly activity: readonly Float64Array[];
  /** a_k, the bottom-up input; null at 0. */
  readonly input: readonly (Float64Array | null)[];
  /** v_c after the rails; null at 0. */
  readonly potential: readonly (Compartments | null)[];
  /** s_c; null at 0. */
  readonly state: readonly (Compartments | null)[];
  /** a_L, at which the loss is taken. */
  readonly output: Float64Array;
}

/**
 * Forward pass of the chip's own gains, offsets, mean weights, rails, encoder gains and forward arrays: a neuron whose
 * threshold is t times the nominal one sends m with gain 1/t, however small the thresholds are.
 *
 * @param firstInput W_0 x + b
 */
export function freeResponse(
  { chip, nudging }: Circuit,
  input: Float64Array,
  firstInput = bottomUp(chip.forward[0].weights, chip.forward[0].bias, input),
): FreeResponse {
  const last = chip.layers.length - 1;
  const activity: Float64Array[] = [Float64Array.from(input)];
  const inputs: (Float64Array | null)[] = [null];
  const potential: (Compartments | null)[] = [null];
  const state: (Compartments | null)[] = [null];
  const [low, high] = chip.rails ?? [-Infinity, Infinity];
  let sent = activity[0];
  for (let k = 1; k <= last; k++) {
    const { gain, offset, threshold } = chip.neurons[k]!;
    const { weightPlus, weightMinus } = nudging[k]!;
    const activation = k === last ? 'identity' : chip.activation;
    const a = k === 1 ? firstInput : bottomUp(chip.forward[k - 1].weights, chip.forward[k - 1].bias, sent);
    const v = a.map((value) => Math.min(high, Math.max(low, value)));
    const plus = v.map((value, i) => activate(activation, gain.plus[i] * value + offset.plus[i]));
    const minus = v.map((value, i) => activate(activation, gain.minus[i] * value + offset.minus[i]));
    inputs.push(a);
    potential.push({ plus: v, minus: v });
    state.push({ plus, minus });
    activity.push(plus.map((s, i) => weightPlus[i] * s + weightMinus[i] * minus[i]));
    sent = activity[k].map((m, j) => m / threshold.activity[j]);
  }
  return { activity, input: inputs, potential, state, output: inputs[last]! };
}

/** W m + b, W row-major; length of b. */
export function bottomUp(weights: Float64Array, bias: Float64Array, activity: Float64Array): Float64Array {
  const columns = activity.length;
  return bias.map((b, i) => {
    let sum = b;
    for (let j = 0, w = i * columns; j < columns; j++, w++) sum += weights[w] * activity[j];
    return sum;
  });
}
