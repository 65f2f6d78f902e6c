import type { Chip } from '../chip/chip.ts';
import { chipOf } from '../chip/chip-file.ts';
import { chipSchema } from '../config/chip-schema.ts';
import type { Device } from '../config/device.ts';
import { readDocument } from '../config/document.ts';
import { InputError } from '../config/input-error.ts';
import { deviceFile, deviceOf } from '../config/load-device.ts';
import { validateDocument } from '../config/validate.ts';
import { documentKind } from './file-kind.ts';

/** What the argument DEVICE|CHIP names. */
export type Target =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'chip'; readonly chip: Chip };

/** Opens a device or chip file, or a shipped device by its name. */
export function openTarget(nameOrFile: string): Target {
  const document = readDocument(deviceFile(nameOrFile));
  const kind = documentKind(document);
  if (kind === 'device') return { kind, device: deviceOf(document) };
  if (kind === 'chip') return { kind, chip: chipOf(validateDocument(document, chipSchema)) };
  const message = `a scenario, expected a device or a chip; to use it, give --scenario ${nameOrFile}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}
