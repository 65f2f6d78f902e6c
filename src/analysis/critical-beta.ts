import type { Chip } from '../chip/chip.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import { freeResponse } from '../engine/free-response.ts';
import { circuitOf } from '../learning/rules.ts';
import { complexEigenvalues } from '../linear/complex-eigenvalues.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import type { Probe } from '../network/network.ts';
import { loopTransfer } from './loop-transfer.ts';
import { smallSignal } from './small-signal.ts';

/**
 * Critical beta of the nominal chip under DP at alpha = 0, the smallest over the probes; null where no probe has a loop.
 * The measure in which a scenario may state beta. There every hidden neuron has r = -1, so the loop is positive feedback
 * and runs away at omega = 0 first, whatever tau and delay, at beta = 1 / lambda_max(h sum_k P_k P_k^T): h the largest
 * curvature of the loss at any output and P_k = W_{L-1} phi' ... W_k phi' at the free response. Cross-entropy is flat
 * where the network is sure of its answer, and curved again at the outputs that its nudging leads to, so its own
 * curvature at the free response would say next to nothing. The chip's own alpha is not read.
 */
export function nominalCriticalBeta(chip: Chip, probes: readonly Probe[], loss: Loss): number | null {
  const neurons = chip.neurons.map((layer) => layer && { ...layer, alpha: new Float64Array(layer.alpha.length) });
  const circuit = circuitOf({ ...chip, neurons }, 'dp');
  const curvature = lossNamed(loss).largestCurvature(chip.layers[chip.layers.length - 1]);
  let smallest: number | null = null;
  for (const { input, target } of probes) {
    const drive = { input, target, loss: 'squared-error', beta: curvature, nudge: 'live' } as const;
    assertSamples(circuit, drive);
    const signal = smallSignal(circuit, drive, freeResponse(circuit, input).state);
    const { re } = complexEigenvalues(loopTransfer(signal, 0).loop);
    const largest = re.reduce((most, x) => Math.max(most, x), 0);
    if (largest > 0 && (smallest === null || 1 / largest < smallest)) smallest = 1 / largest;
  }
  return smallest;
}
