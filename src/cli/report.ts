import type { Command } from 'commander';
import { planBlocks } from '../montecarlo/plan.ts';
import { blockNumbers } from '../store/blocks.ts';
import { chipsOf } from '../store/manifest.ts';
import { openToReport } from '../store/run-directory.ts';
import { runPaths } from '../store/run-paths.ts';
import { checked, requireTargets } from './check-specs.ts';
import { Output } from './output.ts';
import { pointsOfRun } from './points-of-run.ts';
import { openReport, printReport, storeReport, warnOfRefusals } from './store-report.ts';
import { ranges } from './wording.ts';

interface Flags {
  readonly check?: boolean;
  /** Whether chips are made again. */
  readonly again: boolean;
  readonly open?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory')
    .description('Build the report of a run from the rows that are in it, also while blocks are missing.')
    .option('--check', 'exit with 4 if a spec misses its target, 3 if it is not yet known whether')
    .option('--no-again', 'make no chip again: no loops and no courses, which take some seconds')
    .option('--open', 'open the report with the program that the system has for it')
    .option('--quiet', 'no notes')
    .option('--json', 'print one JSON object: run directory, report and summary')
    .addHelpText('after', '\nExample:\n  $ cp shard-2/trials/*.parquet shard-1/trials/ && dyadsim report shard-1')
    .action(async (run: string, { check, again, open, quiet, json }: Flags) => {
      const output = new Output(quiet ?? false);
      const { manifest, release } = await openToReport(run);
      try {
        if (check) requireTargets(manifest.scenario);
        const done = new Set(await blockNumbers(run));
        const blocks = planBlocks(chipsOf(manifest), manifest.chipsPerBlock);
        const missing = blocks.map(({ index }) => index).filter((index) => !done.has(index));
        if (missing.length > 0)
          output.warn(`${missing.length} of ${blocks.length} blocks are missing: ${ranges(missing)}`);
        const summary = await storeReport(run, manifest, output, 'some', {
          points: again ? pointsOfRun(manifest) : null,
        });
        const report = runPaths.html(run);
        if (json) output.json({ run, report, missingBlocks: missing.length, summary });
        else printReport(report, summary, output);
        warnOfRefusals(summary, output);
        if (open) await openReport(run, output);
        if (check) process.exitCode = checked(summary, output);
      } finally {
        await release();
      }
    });
}
