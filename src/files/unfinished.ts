import { ownerOf, ownTag } from './owner.ts';

/** Ending of a file that is still being written. */
const ENDING = '.tmp';

/** A name beside `path` under which this process, and no other, writes what will stand there. */
export function unfinishedName(path: string): string {
  return `${path}.${ownTag()}${ENDING}`;
}

export function isUnfinished(name: string): boolean {
  return name.endsWith(ENDING) && ownerOf(name) !== null;
}
