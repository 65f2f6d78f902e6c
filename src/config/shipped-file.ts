import { readdirSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from './input-error.ts';
import { didYouMean } from './suggest.ts';

/** The file of a device: a path from `folder`, or the name of a shipped device. */
export function deviceFile(nameOrFile: string, folder = '.'): string {
  return fileOf(nameOrFile, folder, ['devices'], 'no shipped device');
}

/** The file of a scenario: a path, or the name of a shipped scenario. */
export function scenarioFile(nameOrFile: string): string {
  return fileOf(nameOrFile, '.', ['scenarios'], 'no shipped scenario');
}

/** The same for a file that may be either, or a chip. */
export function anyFile(nameOrFile: string): string {
  return fileOf(nameOrFile, '.', KINDS, 'no shipped device or scenario');
}

type Kind = 'devices' | 'scenarios';
const KINDS: readonly Kind[] = ['devices', 'scenarios'];

function fileOf(nameOrFile: string, folder: string, kinds: readonly Kind[], none: string): string {
  const file = isAbsolute(nameOrFile) ? nameOrFile : join(folder, nameOrFile);
  if (isFile(file) || /[/\\]|\.(ya?ml|json)$/.test(nameOrFile)) return file;
  const names = kinds.flatMap((kind) => shipped(kind).map((name) => ({ kind, name })));
  const found = names.find(({ name }) => name === nameOrFile);
  if (found) return shippedFile(found.kind, found.name);
  const hint = didYouMean(
    nameOrFile,
    names.map(({ name }) => name),
  );
  const message = `no such file, and ${none} of that name${hint}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}

/** Whether there is a file, or what cannot be looked at and is left for the reader to tell about. */
function isFile(file: string): boolean {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    return status !== undefined && !status.isDirectory();
  } catch {
    return true;
  }
}

/** Names of the devices or scenarios that come with the program. */
export function shipped(kind: Kind): string[] {
  return readdirSync(folderOf(kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** The file of one of them. */
export function shippedFile(kind: Kind, name: string): string {
  const file = join(folderOf(kind), `${name}.yaml`);
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}

function folderOf(kind: Kind): string {
  return fileURLToPath(new URL(`../../${kind}`, import.meta.url));
}
