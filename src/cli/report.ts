import type { Command } from 'commander';
import { planBlocks } from '../montecarlo/plan.ts';
import { terminalTable } from '../report/terminal.ts';
import { blockNumbers } from '../store/blocks.ts';
import { chipsOf } from '../store/manifest.ts';
import { openToReport } from '../store/run-directory.ts';
import { runPaths } from '../store/run-paths.ts';
import { checked, requireTargets } from './check-specs.ts';
import { Output } from './output.ts';
import { storeReport, warnOfRefusals } from './store-report.ts';
import { ranges } from './wording.ts';

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory')
    .description('Build the report of a run from the rows that are in it, also while blocks are missing.')
    .option('--check', 'exit with 4 if a spec misses its target, 3 if it is not yet known whether')
    .option('--quiet', 'no notes')
    .option('--json', 'print one JSON object: run directory, report and summary')
    .addHelpText('after', '\nExample:\n  $ cp shard-2/trials/*.parquet shard-1/trials/ && dyadsim report shard-1')
    .action(async (run: string, { check, quiet, json }: { check?: boolean; quiet?: boolean; json?: boolean }) => {
      const output = new Output(quiet ?? false);
      const { manifest, release } = await openToReport(run);
      try {
        if (check) requireTargets(manifest.scenario);
        const done = new Set(await blockNumbers(run));
        const blocks = planBlocks(chipsOf(manifest), manifest.chipsPerBlock);
        const missing = blocks.map(({ index }) => index).filter((index) => !done.has(index));
        if (missing.length > 0)
          output.warn(`${missing.length} of ${blocks.length} blocks are missing: ${ranges(missing)}`);
        const summary = await storeReport(run, manifest, output, 'some');
        const report = runPaths.html(run);
        if (json) output.json({ run, report, missingBlocks: missing.length, summary });
        else output.result(`${terminalTable(summary)}\n${report}`);
        warnOfRefusals(summary, output);
        if (check) process.exitCode = checked(summary, output);
      } finally {
        await release();
      }
    });
}
