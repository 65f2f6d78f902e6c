import type { ReadChip } from '../chip/chip-file.ts';
import type { Device } from '../config/device.ts';
import { DISK, readDocument } from '../config/disk.ts';
import { InputError } from '../config/input-error.ts';
import { deviceFile } from '../config/named-file.ts';
import { documentKind } from './file-kind.ts';

/** What the argument DEVICE|CHIP names. */
export type Target = { readonly kind: 'device'; readonly device: Device } | ({ readonly kind: 'chip' } & ReadChip);

/** Opens a device or chip file, or a shipped device by its name; loads only the code that reads the one or the other. */
export async function openTarget(nameOrFile: string): Promise<Target> {
  const document = readDocument(deviceFile(DISK, nameOrFile));
  const kind = documentKind(document);
  if (kind === 'device') return { kind, device: (await import('../config/device-from.ts')).deviceOf(document) };
  if (kind === 'chip') return { kind, ...(await import('../chip/chip-file.ts')).chipIn(document) };
  const message = `a scenario, expected a device or a chip; to use it, give --scenario ${nameOrFile}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}
