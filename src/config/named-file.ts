import type { FileSource, Kind } from './file-source.ts';
import { InputError } from './input-error.ts';
import { didYouMean } from './suggest.ts';

/** The file of a device: a path from the folder of `from`, or the name of a shipped device. */
export function deviceFile(files: FileSource, nameOrFile: string, from = ''): string {
  return fileOf(files, nameOrFile, from, ['devices'], 'no shipped device');
}

/** The file of a scenario: a path, or the name of a shipped scenario. */
export function scenarioFile(files: FileSource, nameOrFile: string): string {
  return fileOf(files, nameOrFile, '', ['scenarios'], 'no shipped scenario');
}

/** The same for a file that may be either, or a chip. */
export function anyFile(files: FileSource, nameOrFile: string): string {
  return fileOf(files, nameOrFile, '', KINDS, 'no shipped device or scenario');
}

const KINDS: readonly Kind[] = ['devices', 'scenarios'];

function fileOf(files: FileSource, nameOrFile: string, from: string, kinds: readonly Kind[], none: string): string {
  const file = files.beside(from, nameOrFile);
  if (files.has(file) || /[/\\]|\.(ya?ml|json)$/.test(nameOrFile)) return file;
  const names = kinds.flatMap((kind) => files.shipped(kind).map((name) => ({ kind, name })));
  const found = names.find(({ name }) => name === nameOrFile);
  if (found) return files.shippedFile(found.kind, found.name);
  const hint = didYouMean(
    nameOrFile,
    names.map(({ name }) => name),
  );
  const message = `no such file, and ${none} of that name${hint}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}
