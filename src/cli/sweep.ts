import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { loadScenario } from '../config/load-scenario.ts';
import { type Block, pendingBlocks, planBlocks, type Shard } from '../montecarlo/plan.ts';
import { runBlocks } from '../montecarlo/pool.ts';
import type { Study } from '../montecarlo/study.ts';
import { terminalTable } from '../report/terminal.ts';
import { doneBlocks, dropDamagedBlocks, dropUnfinished, storeBlock } from '../store/blocks.ts';
import type { Manifest } from '../store/manifest.ts';
import { checkRun, type IfPresent, openRun } from '../store/run-directory.ts';
import { runPaths } from '../store/run-paths.ts';
import { checkStudy } from './check-study.ts';
import { Interrupted } from './errors.ts';
import { wholeNumber } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { manifestOf } from './manifest-of.ts';
import { formatWarning, Output, writeError } from './output.ts';
import { showProgress } from './progress.ts';
import { parseShard } from './shard.ts';
import { storeReport } from './store-report.ts';

interface Flags {
  readonly output: string;
  readonly threads: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly shard: Shard;
  readonly ignoreMemory?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  command
    .argument('<scenario>', 'scenario file')
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
      new Option('--shard <I/N>', 'only the I-th of N parts; merge by copying trials/*.parquet into one run directory')
        .argParser(parseShard)
        .default({ index: 1, of: 1 }, '1/1'),
    )
    .option('--ignore-memory', 'do not ask whether the study fits into the memory of this machine')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object: run directory, report and summary')
    .addHelpText('after', EXAMPLES)
    .action(sweep);
}

const EXAMPLES = `
Ctrl-C stops a sweep; what is done is kept, and --resume continues to exactly the same bytes.

Examples:
  $ dyadsim sweep scenarios/ideal-quick.yaml -o runs/quick
  $ dyadsim sweep scenarios/asymmetric-nudging.yaml -o runs/nudging --threads 8 --resume
  $ dyadsim sweep big.yaml -o runs/big-$SLURM_ARRAY_TASK_ID --shard $SLURM_ARRAY_TASK_ID/20`;

async function sweep(file: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const run = flags.output;
  const ifPresent: IfPresent = flags.resume ? 'resume' : flags.overwrite ? 'overwrite' : 'refuse';
  const loaded = loadScenario(file);
  await checkRun(run, ifPresent);
  const { study, warnings } = checkStudy(file, loaded, {
    threads: flags.threads,
    ignoreMemory: flags.ignoreMemory ?? false,
    patience: Infinity,
    note: (text) => output.note(text),
  });
  if (study === null) throw new Error('a sweep has the patience to make its network');
  for (const warning of warnings) writeError(formatWarning(warning));
  const manifest = manifestOf(loaded, study, commandLine());
  await openRun(run, manifest, ifPresent);
  for (const reason of await dropDamagedBlocks(run, manifest)) output.warn(`${reason}; computing it again`);

  const blocks = planBlocks(loaded.scenario.chips, manifest.chipsPerBlock);
  await compute(study, manifest, blocks, flags);
  const missing = blocks.length - (await doneBlocks(run)).length;
  if (missing > 0) {
    const { index, of } = flags.shard;
    output.note(`shard ${index}/${of} is done; ${missing} of ${blocks.length} blocks are with other shards`);
    if (flags.json) output.json({ run, report: null, missingBlocks: missing, summary: null });
    return;
  }
  await dropUnfinished(run);
  const summary = await storeReport(run, manifest);
  const report = runPaths.html(run);
  if (flags.json) output.json({ run, report, missingBlocks: 0, summary });
  else output.result(`${terminalTable(summary)}\n${report}`);
}

/** Computes and stores the shard's blocks that are not done yet; on a signal, keeps those that are. */
async function compute(study: Study, manifest: Manifest, blocks: readonly Block[], flags: Flags): Promise<void> {
  const run = flags.output;
  const pending = pendingBlocks(blocks, flags.shard, new Set(await doneBlocks(run)));
  const mine = pendingBlocks(blocks, flags.shard, new Set());
  let done = chipsIn(mine) - chipsIn(pending);
  const progress = showProgress(chipsIn(mine), done, flags.quiet ?? false);
  const { signal, release } = interruptSignal();
  try {
    await runBlocks(study, pending, { threads: flags.threads, signal }, async (block, rows) => {
      await storeBlock(run, manifest, block.index, rows);
      done += block.chips;
      progress.update(done);
    });
  } finally {
    release();
    progress.stop();
  }
  if (signal.aborted) {
    throw new Interrupted(`interrupted with ${done} of ${chipsIn(mine)} chips done; to go on: ${resumeCommand()}`);
  }
}

function chipsIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { chips }) => sum + chips, 0);
}

/** As the user typed it, apart from where dyadsim is installed. */
function commandLine(): string {
  return ['dyadsim', ...process.argv.slice(2).map(quoted)].join(' ');
}

function resumeCommand(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--overwrite' && word !== '--resume');
  return ['dyadsim', ...words.map(quoted), '--resume'].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
