import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { secondsOf } from '../measure.ts';

/** The repository; this file runs compiled, four folders below it. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Debian's Python, for which python3-brian and python3-numpy install; $PYTHON names another. */
export const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

/** A folder for files of a peer, kept between runs of the benchmark. */
export function workFolder(name: string): string {
  const folder = `${ROOT}.cache/bench/${name}`;
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Null where the program answers to these arguments; else what is missing. */
export function missing(program: string, args: readonly string[]): string | null {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore' });
  if (status === 0) return null;
  return `${program} ${args.join(' ')}: ${error?.message ?? `ended with ${status}`}`;
}

export interface Finished {
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a program to its end, start of the process included. Throws when it fails. */
export function run(program: string, args: readonly string[], options: { cwd?: string; env?: object } = {}): Finished {
  let stdout = '';
  const seconds = secondsOf(() => {
    const result = spawnSync(program, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (result.status !== 0) {
      const why = result.error?.message ?? `${result.stdout.slice(-2000)}\n${result.stderr.slice(-2000)}`;
      throw new Error(`${program} ${args.join(' ')} ended with ${result.status}: ${why}`);
    }
    stdout = result.stdout;
  });
  return { seconds, stdout };
}
