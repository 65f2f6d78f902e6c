import { parseQuantity } from '../config/quantity.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';

/** `--horizon` in s; null: not given. */
export function horizonOf({ horizon }: Pick<RunFlags, 'horizon'>): number | null {
  if (horizon === undefined) return null;
  const seconds = parseQuantity(horizon, 'time', '--horizon');
  if (!(seconds > 0)) throw flagError('--horizon', `expected a time above 0, got "${horizon}"`);
  return seconds;
}
