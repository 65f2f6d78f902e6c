import type { Circuit } from './circuit.ts';
import type { NetworkState } from './network-state.ts';

/** Auto-zero of the difference: a neuron's d without nudging, known to within its residual, is subtracted from its d. */
export function hasAutoZero({ chip }: Circuit): boolean {
  return chip.neurons[1]!.autoZero !== null;
}

/** While the offsets are sampled no difference is encoded. */
export function muteDifferences({ layers, last }: NetworkState): void {
  for (let k = 1; k <= last; k++) layers[k].differenceThreshold.fill(Infinity, 0, layers[k].n);
}

/** Ends that. */
export function unmuteDifferences({ layers, last, circuit }: NetworkState): void {
  const { neurons, encoder } = circuit.chip;
  for (let k = 1; k <= last; k++) {
    const { difference } = neurons[k]!.threshold;
    for (let i = 0; i < layers[k].n; i++)
      layers[k].differenceThreshold[i] = difference[i] * encoder.differenceThreshold;
  }
}

/** Takes the present d, the layers being up to date, as the zero of d; what was sent of d is then nothing. */
export function sampleZero({ layers, last, circuit }: NetworkState): void {
  for (let k = 1; k <= last; k++) {
    const { n, phi, xPlus, xMinus, zero, sentDifference } = layers[k];
    const { autoZero } = circuit.chip.neurons[k]!;
    for (let i = 0; i < n; i++) {
      zero[i] = phi.value(xPlus[i]) - phi.value(xMinus[i]) + autoZero![i];
      sentDifference[i] = zero[i];
    }
  }
}
