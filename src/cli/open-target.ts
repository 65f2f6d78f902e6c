import type { ReadChip } from '../chip/chip-file.ts';
import type { Device } from '../config/device.ts';
import { DISK, readDocument } from '../config/disk.ts';
import type { InputDocument } from '../config/document.ts';
import { InputError } from '../config/input-error.ts';
import { deviceFile } from '../config/named-file.ts';
import { poolOfLargest } from '../model/connection.ts';

/** What the argument DEVICE|CHIP names. */
export type Target = { readonly kind: 'device'; readonly device: Device } | ({ readonly kind: 'chip' } & ReadChip);

/** Opens a device or chip file, or a shipped device by its name; loads only the code that reads the one or the other. */
export async function openTarget(nameOrFile: string): Promise<Target> {
  const document = readDocument(deviceFile(DISK, nameOrFile));
  const kind = documentKind(document);
  if (kind === 'device') return { kind, device: (await import('../config/device-from.ts')).deviceOf(document) };
  if (kind === 'chip') {
    const read = (await import('../chip/chip-file.ts')).chipIn(document);
    assertMeans(read, document);
    return { kind, ...read };
  }
  const message = `a scenario, expected a device or a chip; to use it, give --scenario ${nameOrFile}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}

/** Events, states at rest and circuits have no pools of the largest, which a chip file may have: it holds what was trained layer by layer. */
function assertMeans({ chip }: ReadChip, { file, position }: InputDocument): void {
  const largest = poolOfLargest(chip);
  if (largest < 0) return;
  const path = ['layers', largest + 1, 'pool', 'max'];
  const message = 'expected an average pool: the largest of a window is there for layer-wise training alone';
  throw new InputError([{ file, ...position(path, true), path: `layers[${largest + 1}].pool.max`, message }]);
}

export type FileKind = 'device' | 'scenario' | 'chip';

const KINDS: Readonly<Record<string, FileKind>> = {
  'dyadsim/device@1': 'device',
  'dyadsim/scenario@1': 'scenario',
  'dyadsim/chip@1': 'chip',
};

/** What a file says it is, by its `format`. */
export function documentKind({ file, value, position }: InputDocument): FileKind {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  const kind = typeof format === 'string' && Object.hasOwn(KINDS, format) ? KINDS[format] : undefined;
  if (kind !== undefined) return kind;
  const message = `expected ${Object.keys(KINDS).join(', ')}, got ${JSON.stringify(format) ?? 'nothing'}`;
  throw new InputError([{ file, ...position(['format']), path: 'format', message }]);
}
