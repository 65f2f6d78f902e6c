import { InputError } from '../config/input-error.ts';
import type { Scenario } from '../config/scenario.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import { stream } from '../random/stream.ts';
import type { Dataset } from './dataset.ts';
import type { NominalNetwork, Probe } from './network.ts';
import { shuffledIndices } from './shuffle.ts';

/** The scenario's probe inputs: test images in the order of the shuffle at (seed, 'probes'). */
export function probes(
  scenario: Pick<Scenario, 'name' | 'probes' | 'loss' | 'seed'>,
  network: NominalNetwork,
  test: Dataset,
): Probe[] {
  if (scenario.probes > test.count) {
    const message = `expected at most ${test.count}, the number of test images, got ${scenario.probes}`;
    throw new InputError([{ file: scenario.name, line: null, column: null, path: 'probes', message }]);
  }
  const order = shuffledIndices(test.count, stream(scenario.seed, 'probes'));
  return Array.from(order.subarray(0, scenario.probes), (image): Probe => {
    const label = test.labels[image];
    const input = test.images.slice(image * test.inputs, (image + 1) * test.inputs);
    return { input, label, target: targetOf(scenario.loss, network, label) };
  });
}

/** Target y of a class: the trained one-hot vector, in the unit that the loss compares it in. */
export function targetOf(loss: Loss, { layers, scale }: NominalNetwork, label: number): Float64Array {
  const target = new Float64Array(layers[layers.length - 1]);
  if (!(label < target.length)) throw new Error(`class ${label} has no output among ${target.length}`);
  target[label] = lossNamed(loss).targetAt(scale[scale.length - 1]);
  return target;
}
