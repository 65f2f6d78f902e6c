import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const MAIN = fileURLToPath(new URL('../../dist/program/main.js', import.meta.url));

export interface Finished {
  /** Exit code; null: ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly finished: Promise<Finished>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Runs the built command line as a user would. */
export function dyadsim(...args: string[]): Promise<Finished> {
  return start(...args).finished;
}

export function start(...args: string[]): Running {
  return startWith({}, ...args);
}

export interface Surroundings {
  readonly cwd?: string;
  /** Besides those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly node?: readonly string[];
  readonly uid?: number;
}

export function startWith({ cwd, env, node = [], uid }: Surroundings, ...args: string[]): Running {
  const child = spawn(process.execPath, [...node, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    // What the tests themselves are run with is no matter.
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env },
    uid,
    gid: uid,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { finished, kill: (signal) => child.kill(signal) };
}
