import { formatProblem, InputError } from '../config/input-error.ts';
import { RunDirectoryError } from '../store/run-directory-error.ts';
import { BAD_INPUT, FAILED, INTERRUPTED } from './exit-codes.ts';
import { writeError } from './standard-streams.ts';

/** The command was stopped by a signal; `message` says how to go on. */
export class Interrupted extends Error {}

/** Prints what went wrong on stderr, without a stack trace, and returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof InputError) {
    for (const problem of error.problems) writeError(formatProblem(problem));
    return BAD_INPUT;
  }
  if (error instanceof RunDirectoryError) {
    writeError(`dyadsim: ${error.message}`);
    for (const problem of error.problems) writeError(`  ${problem}`);
    return BAD_INPUT;
  }
  if (error instanceof Interrupted) {
    writeError(error.message);
    return INTERRUPTED;
  }
  writeError(`dyadsim: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.DYADSIM_STACK === '1' && error instanceof Error) writeError(error.stack ?? '');
  return FAILED;
}

/** An InputError about a command-line flag. */
export function flagError(flag: string, message: string): InputError {
  return new InputError([{ file: flag, line: null, column: null, path: '', message }]);
}
