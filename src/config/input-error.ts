import { visible } from './visible.ts';

/** One thing wrong with an input, and where. */
export interface Problem {
  /** As the user named it; `--flag` for a command-line flag. */
  readonly file: string;
  /** From 1; null where the problem has no place in a file. */
  readonly line: number | null;
  readonly column: number | null;
  /** Dotted path of the value, such as neuron.tau.nominal; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** Bad input from the user: every problem found, not only the first. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const ordered = inOrder(problems);
    super(ordered.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = ordered;
  }
}

/** File by file as they were found, and in each from its first line to its last. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = new Map([...new Set(problems.map(({ file }) => file))].map((file, i) => [file, i]));
  const rank = ({ file }: Problem) => files.get(file) ?? 0;
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

/** devices/x.yaml:12:9 neuron.tau.nominal: expected a time > 0, got "-10 us" */
export function formatProblem({ file, line, column, path, message }: Problem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return visible(path === '' ? `${place}: ${message}` : `${place} ${path}: ${message}`);
}
