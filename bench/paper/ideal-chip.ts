import type { Chip } from '../../src/chip/chip.ts';
import { nominalChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import type { Training } from '../../src/config/scenario.ts';
import type { NominalNetwork } from '../../src/network/network.ts';

/** The shipped ideal device at an asymmetry, with a network. */
export function idealChip(alpha: number, network: NominalNetwork): Chip {
  const device = loadDevice('ideal');
  const { dyad } = device;
  return nominalChip({ ...device, dyad: { ...dyad, alpha: { ...dyad.alpha, nominal: alpha } } }, network);
}

/** As a file that states nothing has it. */
export const TRAINING: Training = {
  epochs: 1,
  batch: 50,
  images: null,
  initial: 'shared',
  tasks: [],
  taskEpochs: 5,
  inference: 'layer-wise',
  passes: 30,
  order: 'forward',
  damping: 'none',
  state: 'fresh',
  learn: 'presentation',
  optimizer: 'sgd',
  learningRate: 0.1,
  momentum: 0,
  weightDecay: 0,
  warmUp: 0,
  decay: 'constant',
  margins: 'every-epoch',
  synapse: 'exact',
  reference: false,
};
