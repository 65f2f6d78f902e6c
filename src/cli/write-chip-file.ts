import type { Chip } from '../chip/chip.ts';
import { chipToJson } from '../chip/chip-file.ts';
import type { Output } from './output.ts';
import { writeResultFile } from './write-result-file.ts';

/** Writes a chip to the file that --output names, and says which it is. */
export async function writeChipFile(path: string, chip: Chip, output: Output): Promise<void> {
  await writeResultFile('--output', path, `${JSON.stringify(chipToJson(chip))}\n`);
  output.note(`${path}: ${chip.name}`);
}
