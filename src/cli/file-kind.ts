import type { InputDocument } from '../config/document.ts';
import { InputError } from '../config/input-error.ts';

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
