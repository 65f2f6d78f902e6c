import { join } from 'node:path';

/** Files of a run directory. */
export const runPaths = {
  manifest: (run: string) => join(run, 'manifest.json'),
  trials: (run: string) => join(run, 'trials'),
  block: (run: string, block: number) => join(run, 'trials', blockName(block)),
  summary: (run: string) => join(run, 'summary.json'),
  html: (run: string) => join(run, 'report.html'),
  markdown: (run: string) => join(run, 'report.md'),
  plots: (run: string) => join(run, 'plots'),
  plot: (run: string, name: string) => join(run, 'plots', name),
};

export function blockName(block: number): string {
  return `block-${String(block).padStart(5, '0')}.parquet`;
}
