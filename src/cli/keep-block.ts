import type { Block } from '../montecarlo/plan.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import { storeBlock } from '../store/blocks.ts';
import type { Sweep } from './run-sweep.ts';

/** Stores a block in the run directory, which must still be there. */
export async function keepBlock(
  { manifest, opened, flags }: Sweep,
  { index }: Block,
  rows: readonly TrialRow[],
): Promise<void> {
  await opened.check();
  await storeBlock(flags.output, manifest, index, rows);
}
