import type { Verdicts } from '../cluster/retries.ts';
import type { SlurmTask } from '../cluster/slurm.ts';
import { ranges } from './wording.ts';

/** "the Slurm arrays 4711 (tasks 0-15) and 4712 (tasks 3)". */
export function listed(tasks: readonly SlurmTask[]): string {
  const arrays = [...new Set(tasks.map(({ array }) => array))];
  const each = arrays.map((array) => {
    const own = tasks.filter((task) => task.array === array).map(({ index }) => index);
    return `${array} (tasks ${ranges([...new Set(own)].sort((a, b) => a - b))})`;
  });
  return `the Slurm array${arrays.length > 1 ? 's' : ''} ${each.join(' and ')}`;
}

/** Why not all blocks will be there. */
export function notAll({ cancelled, givenUp }: Verdicts, logs: string): string {
  const parts = [
    ...(cancelled.length > 0 ? [`tasks ${ranges(cancelled)} were cancelled`] : []),
    ...(givenUp.length > 0 ? [`tasks ${ranges(givenUp)} end without a block, time and again`] : []),
  ];
  return `not all blocks are there: ${parts.join('; ')} (logs: ${logs})`;
}
