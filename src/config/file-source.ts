import { InputError } from './input-error.ts';

/** What comes with the program by name. */
export type Kind = 'devices' | 'scenarios';

/** Where input files come from: a disk, or texts in memory where there is none. */
export interface FileSource {
  /** What a file holds. One that cannot be read is an InputError. */
  readonly read: (file: string) => Uint8Array;
  /** Whether there is such a file, or what cannot be looked at and is left for `read` to tell about. */
  readonly has: (file: string) => boolean;
  /** A file that `file` names, from its folder; '' is no file, but where the program was started. */
  readonly beside: (file: string, name: string) => string;
  /** Names of the devices or scenarios that come with the program, sorted. */
  readonly shipped: (kind: Kind) => readonly string[];
  /** The file of one of them. */
  readonly shippedFile: (kind: Kind, name: string) => string;
}

/** Files in memory: their texts by path, with `/` between folders. Those in `devices/` and `scenarios/` are the shipped ones. */
export function memoryFiles(texts: Readonly<Record<string, string>>): FileSource {
  const has = (file: string) => Object.hasOwn(texts, file);
  return {
    has,
    read: (file) => {
      if (has(file)) return new TextEncoder().encode(texts[file]);
      throw new InputError([{ file, line: null, column: null, path: '', message: 'no such file' }]);
    },
    beside: (file, name) =>
      resolved(name.startsWith('/') ? name : `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`),
    shipped: (kind) =>
      Object.keys(texts)
        .flatMap((file) => new RegExp(`^${kind}/([^/]+)\\.yaml$`).exec(file)?.[1] ?? [])
        .sort(),
    shippedFile: (kind, name) => `${kind}/${name}.yaml`,
  };
}

/** A path without `.` and `..` on its way. */
function resolved(path: string): string {
  const way: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..' && way.length > 0 && way[way.length - 1] !== '..') way.pop();
    else if (step !== '.') way.push(step);
  }
  return way.join('/');
}
