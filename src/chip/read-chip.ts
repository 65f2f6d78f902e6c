import { DISK } from '../config/disk.ts';
import type { Chip } from './chip.ts';
import { chipFrom } from './chip-file.ts';

/** The chip of a `dyadsim/chip@1` file; an InputError lists all that is wrong with it. */
export function readChip(path: string): Chip {
  return chipFrom(DISK, path);
}
