import { readdirSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from './input-error.ts';
import { didYouMean } from './suggest.ts';

/** The file of a device: a path from `folder`, or the name of a shipped device. */
export function deviceFile(nameOrFile: string, folder = '.'): string {
  const file = isAbsolute(nameOrFile) ? nameOrFile : join(folder, nameOrFile);
  if (isFile(file) || /[/\\]|\.(ya?ml|json)$/.test(nameOrFile)) return file;
  const names = shippedDevices();
  if (names.includes(nameOrFile)) return shippedFile(nameOrFile);
  const message = `no such file, and no shipped device of that name${didYouMean(nameOrFile, names)}`;
  throw new InputError([{ file: nameOrFile, line: null, column: null, path: '', message }]);
}

/** Whether there is a file, or what cannot be looked at and is left for the reader to tell about. */
function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return true;
  }
}

/** Names of the shipped devices. */
export function shippedDevices(): string[] {
  return readdirSync(SHIPPED)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

const SHIPPED = fileURLToPath(new URL('../../devices', import.meta.url));

/** The file of a shipped device. */
export function shippedFile(name: string): string {
  const file = join(SHIPPED, `${name}.yaml`);
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
