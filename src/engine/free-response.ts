import type { Compartments } from '../chip/chip.ts';
import { DOUBLES, multiplyUp } from '../linear/batch-products.ts';
import { Connector } from '../linear/connector.ts';
import { assertCircuit } from './assert-circuit.ts';
import { type Circuit, layerOf } from './circuit.ts';

/**
 * The settled chip without nudging (beta = 0, D = 0), thresholds going to 0: its forward pass. With several samples, entry
 * b * n_k + i is neuron i of sample b.
 */
export interface FreeResponse {
  /** m_k, index k = 0 .. L; index 0 is the input itself. */
  readonly activity: readonly Float64Array[];
  /** M_k, what the layer above is sent; index 0 is the input. */
  readonly sent: readonly Float64Array[];
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
 * threshold is t times the nominal one sends m with gain 1/t, however small the thresholds are. `input` may hold several
 * samples one after the other.
 *
 * @param firstInput W_0 x + b, where the caller has it already
 */
export function freeResponse(circuit: Circuit, input: Float64Array, firstInput?: Float64Array): FreeResponse {
  assertCircuit(circuit);
  const { layers, forward, connections } = circuit.chip;
  const last = layers.length - 1;
  const batch = input.length / layers[0];
  if (!Number.isInteger(batch)) throw new Error(`${input.length} input values are no samples of ${layers[0]}`);
  const wrong = input.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new Error(`input[${wrong}]: expected a finite number, got ${input[wrong]}`);
  const activity: Float64Array[] = [Float64Array.from(input)];
  const inputs: (Float64Array | null)[] = [null];
  const potential: (Compartments | null)[] = [null];
  const state: (Compartments | null)[] = [null];
  const sent = [activity[0]];
  for (let k = 1; k <= last; k++) {
    const { weights, bias } = forward[k - 1];
    const { n, phi, low, high, neurons, nudging } = layerOf(circuit, k);
    const { gain, offset, threshold } = neurons;
    const { weightPlus, weightMinus } = nudging;
    const [a, v, plus, minus, m, next] = Array.from({ length: 6 }, () => new Float64Array(batch * n));
    if (k === 1 && firstInput !== undefined) a.set(firstInput);
    else new Connector(connections?.[k - 1] ?? null, DOUBLES, batch).up(weights, bias, sent[k - 1], a);
    for (let i = 0, at = 0; at < a.length; at++) {
      v[at] = Math.min(high, Math.max(low, a[at]));
      plus[at] = phi.value(gain.plus[i] * v[at] + offset.plus[i]);
      minus[at] = phi.value(gain.minus[i] * v[at] + offset.minus[i]);
      m[at] = weightPlus[i] * plus[at] + weightMinus[i] * minus[at];
      next[at] = m[at] / threshold.activity[i];
      if (++i === n) i = 0;
    }
    inputs.push(a);
    potential.push({ plus: v, minus: v });
    state.push({ plus, minus });
    activity.push(m);
    sent.push(next);
  }
  return { activity, sent, input: inputs, potential, state, output: inputs[last]! };
}

/** W m + b, W row-major; length of b. */
export function bottomUp(weights: Float64Array, bias: Float64Array, activity: Float64Array): Float64Array {
  const a = new Float64Array(bias.length);
  multiplyUp(weights, bias, activity, 1, a);
  return a;
}
