import type { ParsedText } from './document.ts';
import { InputError } from './input-error.ts';
import { jsonPlaces } from './json-places.ts';
import { linePlaces } from './line-places.ts';

/** A JSON text as a document; null where it is none, and no longer than a text that `longest` lets be read as YAML. */
export function parseJson(text: string, file: string, longest: number): ParsedText | null {
  if (!/^\s*[[{]/.test(text)) return null;
  const { offset, duplicates, tooDeep, fault } = jsonPlaces(text);
  // It may be YAML then, which reads braces too, and comments: as far as YAML is read at all.
  if (fault !== null && text.length <= longest) return null;
  const place = linePlaces(text);
  const faults = duplicates.map(({ offset, key }) => ({
    offset,
    message: `keys must be unique, got ${JSON.stringify(key)} again`,
  }));
  if (tooDeep !== null) faults.push({ offset: tooDeep, message: 'nested too deeply' });
  if (fault !== null) faults.push({ offset: fault.offset, message: `expected ${fault.expected}` });
  if (faults.length > 0) {
    throw new InputError(
      faults.map(({ offset, message }) => ({
        file,
        ...place(offset),
        path: '',
        message: `not valid JSON: ${message}`,
      })),
    );
  }
  return { file, text, value: JSON.parse(text), position: (path, key) => place(offset(path, key)) };
}
