import { InvalidArgumentError } from 'commander';
import { arrayTask } from '../cluster/array-task.ts';
import type { Shard } from '../montecarlo/plan.ts';

/** `--shard`, and the task of an array that it was told by, for the user; null: it was stated. */
export interface ShardFlag extends Shard {
  readonly task: string | null;
}

/** `2/5`; or from a scheduler's variables: `auto`, or `auto/5` for the tasks 0 to 4. */
export function parseShard(text: string): ShardFlag {
  const [, first, count] = /^(auto|\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  const of = count === undefined ? null : Number(count);
  if (first === 'auto' && of !== 0) return shardOfTask(of);
  const index = Number(first);
  if (of === null || !(index >= 1 && index <= of)) {
    throw new InvalidArgumentError('Expected I/N with 1 <= I <= N, such as 2/5; auto; or auto/N.');
  }
  return { index, of, task: null };
}

function shardOfTask(stated: number | null): ShardFlag {
  try {
    const { name, index, count } = arrayTask(process.env, stated);
    return { index: index + 1, of: count, task: name };
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
