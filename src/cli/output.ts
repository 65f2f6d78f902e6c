import { formatProblem, type Problem } from '../config/input-error.ts';
import { visible, visibleLines } from '../config/visible.ts';
import { errorColours } from './colours.ts';
import { jsonText } from './json-text.ts';
import { writeError, writeErrorAsIs, writeOut } from './standard-streams.ts';

/** Where a command writes: results to stdout, everything else to stderr. */
export class Output {
  /** No notes and no progress; results and errors only. */
  readonly quiet: boolean;

  constructor(quiet: boolean) {
    this.quiet = quiet;
  }

  /** A line or a block of the result. */
  result(text: string): void {
    writeOut(`${visibleLines(text)}\n`);
  }

  /** The result as one JSON object, null for what JSON cannot say. */
  json(value: object): void {
    writeOut(jsonText(value));
  }

  /** Something to know on the way. */
  note(text: string): void {
    if (!this.quiet) writeError(text);
  }

  warn(text: string): void {
    writeErrorAsIs(`${errorColours().yellow('warning:')} ${visible(text)}`);
  }
}

/** A line about what is no problem yet, as that of a problem: place, path and what is to be known. */
export function formatWarning(warning: Problem): string {
  return formatProblem({ ...warning, message: `warning: ${warning.message}` });
}
