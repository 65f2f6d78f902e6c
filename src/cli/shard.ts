import { InvalidArgumentError } from 'commander';
import type { Shard } from '../montecarlo/plan.ts';

/** `--shard 2/5`. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (!(index >= 1 && index <= of)) throw new InvalidArgumentError('Expected I/N with 1 <= I <= N, such as 2/5.');
  return { index, of };
}
