import type { Chip } from '../../src/chip/chip.ts';
import { nominalChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import type { Training } from '../../src/config/scenario.ts';
import { trainingSchema } from '../../src/config/training-schema.ts';
import type { NominalNetwork } from '../../src/network/network.ts';

/** The shipped ideal device at an asymmetry, with a network. */
export function idealChip(alpha: number, network: NominalNetwork): Chip {
  const device = loadDevice('ideal');
  const { dyad } = device;
  return nominalChip({ ...device, dyad: { ...dyad, alpha: { ...dyad.alpha, nominal: alpha } } }, network);
}

/** As a file that states nothing has it, for one epoch of the rule alone. */
export const TRAINING: Training = trainingSchema.parse({ epochs: 1, reference: false });
