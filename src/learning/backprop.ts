import { assertSamples } from '../engine/assert-samples.ts';
import { type Circuit, layerOf } from '../engine/circuit.ts';
import type { FreeResponse } from '../engine/free-response.ts';
import { freeResponse } from '../engine/free-response.ts';
import { DOUBLES } from '../linear/batch-products.ts';
import { Connector } from '../linear/connector.ts';
import { type Loss, lossErrors, lossNamed } from '../model/losses.ts';
import { timesSlope } from './times-slope.ts';

/**
 * Exact gradient of the loss at a chip's own free response. The direction of steepest descent for the forward array, as
 * the neurons of layer k+1 read it (encoder gains in it), is signal[k+1] read[k]^T, over all patches, and signal[k+1] for the bias. With
 * several samples, entry b * n_k + i is neuron i of sample b.
 */
export interface ReferenceGradient {
  /** m_k of the free chip; index 0 is the input. */
  readonly activity: readonly Float64Array[];
  /** What every forward array reads of it: all of it, or what comes out of a pool. */
  readonly read: readonly Float64Array[];
  /** -dl/da_k; null at 0. */
  readonly signal: readonly (Float64Array | null)[];
  /** a_L of the free chip. */
  readonly output: Float64Array;
}

/**
 * Backpropagation through the chip's own gains, offsets, mean weights, rails, encoder gains and forward arrays. `input` and
 * `target` may hold several samples one after the other.
 */
export function referenceGradient(
  circuit: Circuit,
  input: Float64Array,
  target: Float64Array,
  loss: Loss,
  free = freeResponse(circuit, input),
): ReferenceGradient {
  assertSamples(circuit, { input, target, loss, beta: 0, nudge: 'live' });
  const { layers, forward, connections } = circuit.chip;
  const last = layers.length - 1;
  const samples = input.length / layers[0];
  const connectors = forward.map((_, k) => new Connector(connections?.[k] ?? null, DOUBLES, samples));
  const error = new Float64Array(free.output.length);
  lossErrors(lossNamed(loss), layers[last], free.output, target, error);
  const signal: (Float64Array | null)[] = new Array(last + 1).fill(null);
  signal[last] = error;
  connectors.forEach((connector, k) => {
    connector.route(free.sent[k]);
  });
  for (let k = last - 1; k > 0; k--) signal[k] = passDown(circuit, connectors[k], free, k, signal[k + 1]!);
  const read = connectors.map((connector, k) => connector.read(free.activity[k]));
  return { activity: free.activity, read, signal, output: free.output };
}

/** -dl/da_k from -dl/da_{k+1}: W_k read in transpose, then dM_k/da_k of every neuron. */
function passDown(
  circuit: Circuit,
  connector: Connector<Float64Array>,
  free: FreeResponse,
  k: number,
  above: Float64Array,
): Float64Array {
  const { weights, bias } = circuit.chip.forward[k];
  const signal = new Float64Array(free.input[k]!.length);
  connector.down(weights, bias.length, above, signal);
  timesSlope(layerOf(circuit, k), free.input[k]!, free.state[k]!, signal);
  return signal;
}
