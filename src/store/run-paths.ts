import { join } from 'node:path';
import type { Pack } from '../montecarlo/plan.ts';

/** Files of a run directory. */
export const runPaths = {
  manifest: (run: string) => join(run, 'manifest.json'),
  stopped: (run: string) => join(run, 'stopped.json'),
  trials: (run: string) => join(run, 'trials'),
  part: (run: string, part: Pack) => join(run, 'trials', partName(part)),
  summary: (run: string) => join(run, 'summary.json'),
  html: (run: string) => join(run, 'report.html'),
  markdown: (run: string) => join(run, 'report.md'),
  plots: (run: string) => join(run, 'plots'),
  /** Batch script and logs of the run's jobs on a cluster. */
  slurm: (run: string) => join(run, 'slurm'),
  plot: (run: string, name: string) => join(run, 'plots', name),
};

/** Of one block `block-00007.parquet`, of several `blocks-00000-00063.parquet`. */
export function partName({ first, last }: Pack): string {
  return first === last ? `block-${digits(first)}.parquet` : `blocks-${digits(first)}-${digits(last)}.parquet`;
}

/** Which blocks a file of this name holds; null: it is no name of ours. */
export function partOf(name: string): Pack | null {
  const [, alone, first = alone, last = alone] = /^block(?:-(\d{5,})|s-(\d{5,})-(\d{5,}))\.parquet$/.exec(name) ?? [];
  if (first === undefined || last === undefined) return null;
  const part = { first: Number(first), last: Number(last) };
  // A file of so many blocks is none of ours, and not worth counting.
  return partName(part) === name && part.last - part.first < MOST_BLOCKS ? part : null;
}

/** More than a file can have, with a row for each. */
const MOST_BLOCKS = 2 ** 17;

function digits(block: number): string {
  return String(block).padStart(5, '0');
}
