import { expect } from 'vitest';
import { InputError, type Problem } from '../../src/config/input-error.ts';

/** The problems that `attempt` is refused with. */
export function problemsOf(attempt: () => unknown): readonly Problem[] {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).problems;
  }
  throw new Error('expected an InputError, but there was none');
}

/** The one message that `attempt` is refused with, file, place and path included. */
export function refusal(attempt: () => unknown): string {
  expect(problemsOf(attempt)).toHaveLength(1);
  try {
    attempt();
  } catch (error) {
    return (error as InputError).message;
  }
  throw new Error('unreachable: the attempt failed before');
}
