import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { loadScenario } from '../config/load-scenario.ts';
import { checkRun, type IfPresent, openRun } from '../store/run-directory.ts';
import { noteChips, requireTargets } from './check-specs.ts';
import { checkStudy } from './check-study.ts';
import { commandLine } from './command-line.ts';
import { flagError } from './errors.ts';
import { positiveWholeNumber, wholeNumber } from './flags.ts';
import { manifestOf } from './manifest-of.ts';
import { formatWarning, Output } from './output.ts';
import { requireKind } from './require-kind.ts';
import { runSweep, type SweepFlags } from './run-sweep.ts';
import { parseShard, type ShardFlag } from './shard.ts';
import { writeError } from './standard-streams.ts';

interface Flags extends SweepFlags {
  readonly shard: ShardFlag;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly ignoreMemory?: boolean;
  readonly chipsPerBlock?: number;
}

export default function declare(command: Command): void {
  command
    .argument('<scenario>', 'scenario file, or name of a shipped scenario')
    .description('Monte Carlo: every rule on the same sampled chips at every point of the sweep, and a report.')
    .requiredOption('-o, --output <folder>', 'run directory')
    .option(
      '--threads <number>',
      'worker threads; 0: none; no effect on any result',
      wholeNumber,
      availableParallelism(),
    )
    .option('--resume', 'continue the run that is there; starts it if there is none')
    .addOption(new Option('--overwrite', 'replace the run that is there').conflicts('resume'))
    .addOption(
      new Option(
        '--shard <I/N>',
        'only the I-th of N parts, all in one run directory, or merged by copying trials/*.parquet into one; auto: as the ' +
          'variables of Slurm or AWS Batch tell; auto/N: the same with N parts, also on Kubernetes',
      )
        .argParser(parseShard)
        .default({ index: 1, of: 1, task: null }, '1/1'),
    )
    .option(
      '--chips-per-block <number>',
      'chips that are stored at a time, which an interruption may cost (default: about a second of work)',
      positiveWholeNumber,
    )
    .option('--ignore-memory', 'do not ask whether the study fits into the memory of this machine')
    .option('--check', 'exit with 4 if a spec misses its target, 3 if it is not yet known whether')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object: run directory, report and summary')
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
  $ sbatch --array=0-19 --wrap 'dyadsim sweep big.yaml -o runs/big --shard auto'`;

async function sweep(file: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const run = flags.output;
  const { index, of, task } = flags.shard;
  if (task !== null) output.note(`shard ${index}/${of}: ${task}`);
  const ifPresent = whatIfPresent(flags);
  const loaded = loadScenario(file);
  requireKind('sweep', file, loaded);
  if (flags.check) requireTargets(loaded.scenario);
  if (loaded.scenario.until !== null && flags.shard.of > 1) {
    throw flagError('--shard', 'a sweep that ends when enough is known (until) is run as one');
  }
  await checkRun(run, ifPresent);
  const { study, warnings } = checkStudy(file, loaded, {
    threads: flags.threads,
    ignoreMemory: flags.ignoreMemory ?? false,
    patience: Infinity,
    note: (text) => output.note(text),
  });
  if (study === null) throw new Error('a sweep has the patience to make its network');
  for (const warning of warnings) writeError(formatWarning(warning));
  noteChips(loaded.scenario, output);
  const manifest = manifestOf(loaded, study, {
    command: commandLine(),
    scenarioFile: file,
    chipsPerBlock: flags.chipsPerBlock ?? null,
  });
  const opened = await openRun(run, manifest, ifPresent, flags.shard);
  try {
    for (const reason of opened.damaged) output.warn(`${reason}; making it again`);
    await runSweep({ study, manifest: opened.manifest, opened, flags, output });
  } finally {
    await opened.release();
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
