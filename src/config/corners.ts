import { type Assignment, steps } from './assign.ts';
import type { InputDocument } from './document.ts';
import { didYouMean } from './suggest.ts';

/** The corner that every device has: its file as it stands. */
export const TYPICAL = 'tt';
/** Says where the numbers of a corner are from, and is none of them. */
const SOURCE = 'source';

/** Names of the corners of a device file that has been checked. */
export function cornersOf({ value }: InputDocument): string[] {
  const { corners } = Object(value) as { corners?: unknown };
  return [...new Set([TYPICAL, ...Object.keys(Object(corners))])];
}

/** What a corner puts into the device; a text says why there is none of that name. */
export function cornerAssignments(document: InputDocument, corner: string): Assignment[] | string {
  const { corners } = Object(document.value) as { corners?: unknown };
  const all = Object(corners) as Record<string, unknown>;
  if (!Object.hasOwn(all, corner)) {
    if (corner === TYPICAL) return [];
    const names = cornersOf(document);
    return `expected one of the device’s corners, ${names.join(', ')}${didYouMean(corner, names)}`;
  }
  return Object.entries(Object(all[corner])).flatMap(([path, value]) =>
    path === SOURCE ? [] : [{ target: steps(path), value, document, origin: ['corners', corner, path] }],
  );
}
