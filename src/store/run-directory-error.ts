/** The directory holds what may not be touched or continued; `problems` are lines for the user. */
export class RunDirectoryError extends Error {
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}
