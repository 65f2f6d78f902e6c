import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { IfPresent } from '../store/run-directory.ts';
import { wholeNumber } from './flags.ts';
import { addSweepOptions, loadSweep, type OpenFlags, openSweep } from './open-sweep.ts';
import { Output } from './output.ts';
import { runSweep } from './run-sweep.ts';
import { parseShard, type ShardFlag } from './shard.ts';

interface Flags extends OpenFlags {
  readonly shard: ShardFlag;
}

export default function declare(command: Command): void {
  addSweepOptions(
    command
      .argument('<scenario>', 'scenario file, or name of a shipped scenario')
      .description('Monte Carlo: every rule on the same sampled chips at every point of the sweep, and a report.')
      .option(
        '--threads <number>',
        'worker threads; 0: none; no effect on any result',
        wholeNumber,
        availableParallelism(),
      )
      .addOption(
        new Option(
          '--shard <I/N>',
          'only the I-th of N parts, all in one run directory, or merged by copying trials/*.parquet into one; auto: as the ' +
            'variables of Slurm or AWS Batch tell; auto/N: the same with N parts, also on Kubernetes',
        )
          .argParser(parseShard)
          .default({ index: 1, of: 1, task: null }, '1/1'),
      )
      .option('--ignore-memory', 'do not ask whether the study fits into the memory of this machine'),
  )
    .addHelpText('after', EXAMPLES)
    .action(sweep);
}

const EXAMPLES = `
Ctrl-C (or SIGTERM, SIGHUP) stops a sweep; what is done is kept, and --resume continues to exactly the same bytes.
Shards may run at the same moment, also in one run directory: the last one to end makes the report.

Examples:
  $ dyadsim sweep ideal-quick -o runs/quick
  $ dyadsim sweep asymmetric-nudging -o runs/nudging --threads 8 --resume
  $ dyadsim sweep big.yaml -o runs/big --shard 3/20
  $ sbatch --array=0-19 --wrap 'exec dyadsim sweep big.yaml -o runs/big --shard auto'`;

async function sweep(file: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const { index, of, task } = flags.shard;
  if (task !== null) output.note(`shard ${index}/${of}: ${task}`);
  const loaded = loadSweep(file, flags);
  const opened = await openSweep(file, loaded, flags, whatIfPresent(flags), output);
  try {
    await runSweep(opened);
  } finally {
    await opened.opened.release();
  }
}

/**
 * Shards may begin at any moment, also together: each joins the run that is there if it is the same. So does the only task of
 * an array, which its scheduler may start again.
 */
function whatIfPresent({ resume, overwrite, shard }: Flags): IfPresent {
  if (overwrite) return 'overwrite';
  return resume || shard.of > 1 || shard.task !== null ? 'resume' : 'refuse';
}
