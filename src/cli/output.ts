import { writeSync } from 'node:fs';
import pc from 'picocolors';
import { visible, visibleLines } from '../config/visible.ts';

/** Where a command writes: results to stdout, everything else to stderr. */
export class Output {
  /** No notes and no progress; results and errors only. */
  readonly quiet: boolean;

  constructor(quiet: boolean) {
    this.quiet = quiet;
  }

  /** A line or a block of the result. */
  result(text: string): void {
    process.stdout.write(`${visibleLines(text)}\n`);
  }

  /** The result as one JSON object, null for what JSON cannot say. */
  json(value: object): void {
    // Within JSON an escape is the character itself.
    process.stdout.write(`${visibleLines(JSON.stringify(value, plainNumbers, 2))}\n`);
  }

  /** Something to know on the way. */
  note(text: string): void {
    if (!this.quiet) process.stderr.write(`${visibleLines(text)}\n`);
  }

  warn(text: string): void {
    process.stderr.write(
      `${pc.isColorSupported && process.stderr.isTTY ? pc.yellow('warning:') : 'warning:'} ${visible(text)}\n`,
    );
  }
}

/** Written at once, also while the main thread goes on computing. */
export function writeError(text: string): void {
  writeSync(2, `${visibleLines(text)}\n`);
}

/** Arrays of numbers as such; infinities and NaN as null. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value;
}
