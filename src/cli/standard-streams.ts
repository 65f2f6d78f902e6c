import { fstatSync, writeSync } from 'node:fs';
import { visibleLines } from '../config/visible.ts';
import { FAILED } from './exit-codes.ts';

/** How long to wait for a reader that is slower than we are, ms. */
const PAUSE = 10;

/** Writes to stdout; where that is impossible, the command ends with one line on stderr and exit code 1. */
export function writeOut(text: string): void {
  // Node's stream for files passes over a write that wrote a part only, as the last one does before a disk is full.
  if (!isFileLike(1)) process.stdout.write(text);
  else attempt(() => writeAll(1, text));
}

/** Written to stderr at once, also while the main thread goes on computing, control characters made visible. */
export function writeError(text: string): void {
  writeErrorAsIs(visibleLines(text));
}

/** The same, control characters and all; nobody is left to tell where that fails. */
export function writeErrorAsIs(text: string): void {
  try {
    writeAll(2, `${text}\n`);
  } catch {
    // The terminal is closed, or its disk full: what the command does is not the less worth for it.
  }
}

/** Errors of pipes and terminals come later, as events. */
export function watchStreams(): void {
  process.stdout.on('error', endForStdout);
  process.stderr.on('error', () => undefined);
}

function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    endForStdout(error);
  }
}

function endForStdout(error: unknown): never {
  writeError(`dyadsim: cannot write to standard output: ${error instanceof Error ? error.message : error}`);
  process.exit(FAILED);
}

function isFileLike(descriptor: number): boolean {
  const { isTTY } = process.stdout;
  const kind = fstatSync(descriptor);
  return kind.isFile() || (kind.isCharacterDevice() && !isTTY);
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
