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
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

/** devices/x.yaml:12:9 neuron.tau.nominal: expected a time > 0, got "-10 us" */
export function formatProblem({ file, line, column, path, message }: Problem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' ? `${place}: ${message}` : `${place} ${path}: ${message}`;
}
