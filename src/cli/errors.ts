import { formatProblem, InputError, type Problem } from '../config/input-error.ts';
import { RunDirectoryError } from '../store/run-directory-error.ts';
import { BAD_INPUT, FAILED, INTERRUPTED } from './exit-codes.ts';
import { jsonText } from './json-text.ts';
import { writeError, writeOut } from './standard-streams.ts';

/** The command was stopped by a signal; `message` says how to go on. */
export class Interrupted extends Error {}

/** What went wrong: `error` of the one object that is printed with --json. */
export interface ErrorReport {
  readonly exitCode: number;
  readonly message: string;
  /** One by one; none where the message is all. `file` is null where a problem is of no file. */
  readonly problems: readonly (Omit<Problem, 'file'> & { readonly file: string | null })[];
}

/** Prints what went wrong on stderr, without a stack trace, and with --json as an object on stdout; returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  for (const line of linesOf(error)) writeError(line);
  const report = errorReport(error);
  if (json) printError(report);
  if (report.exitCode === FAILED && process.env.DYADSIM_STACK === '1' && error instanceof Error) {
    writeError(error.stack ?? '');
  }
  return report.exitCode;
}

/** The object that stands in the place of a result. */
export function printError(error: ErrorReport): void {
  writeOut(jsonText({ error }));
}

function linesOf(error: unknown): string[] {
  if (error instanceof InputError) return error.problems.map(formatProblem);
  if (error instanceof RunDirectoryError) {
    return [`dyadsim: ${error.message}`, ...error.problems.map((problem) => `  ${problem}`)];
  }
  return [error instanceof Interrupted ? error.message : `dyadsim: ${messageOf(error)}`];
}

function errorReport(error: unknown): ErrorReport {
  const message = messageOf(error);
  if (error instanceof InputError) return { exitCode: BAD_INPUT, message, problems: error.problems };
  if (error instanceof RunDirectoryError) {
    return { exitCode: BAD_INPUT, message, problems: error.problems.map(withoutPlace) };
  }
  return { exitCode: error instanceof Interrupted ? INTERRUPTED : FAILED, message, problems: [] };
}

/** A line of its own. */
export function withoutPlace(message: string): ErrorReport['problems'][number] {
  return { file: null, line: null, column: null, path: '', message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An InputError about a command-line flag. */
export function flagError(flag: string, message: string): InputError {
  return new InputError([{ file: flag, line: null, column: null, path: '', message }]);
}
