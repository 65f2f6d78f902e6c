import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BatchArray, batchScript } from '../cluster/batch-script.ts';
import { requireSlurm } from '../cluster/slurm.ts';
import { openRun } from '../store/run-directory.ts';
import { runPaths } from '../store/run-paths.ts';
import { flagError } from './errors.ts';
import { positiveWholeNumber, wholeNumber } from './flags.ts';
import { followArray } from './follow-array.ts';
import { addSweepOptions, loadSweep, type OpenFlags, openSweep } from './open-sweep.ts';
import { Output } from './output.ts';
import { runSweep } from './run-sweep.ts';
import { ranges } from './wording.ts';

/** Flags that sbatch has under the same name, and what they say. */
const PASSED_ON = {
  partition: ['<name>', 'partition of the cluster'],
  account: ['<name>', 'account that is charged'],
  qos: ['<name>', 'quality of service'],
  time: ['<time>', 'time limit of a task, such as 4:00:00; a task that meets it is submitted again'],
  mem: ['<size>', 'memory of a task, such as 4G'],
} as const;

interface Flags extends Omit<OpenFlags, 'threads' | 'shard'>, Partial<Record<keyof typeof PASSED_ON, string>> {
  readonly array: number;
  readonly atOnce?: number;
  readonly cpusPerTask: number;
  readonly sbatch?: readonly string[];
  readonly retries: number;
  readonly every: number;
  readonly cancelOnInterrupt?: boolean;
  readonly dryRun?: boolean;
}

export default function declare(command: Command): void {
  command
    .argument('<scenario>', 'scenario file, or name of a shipped scenario')
    .description('Run a sweep as an array of jobs of a cluster, follow it, and make its report.')
    .addOption(new Option('--engine <name>', 'who runs the array').choices(['slurm']).default('slurm'))
    .requiredOption('--array <N>', 'in how many tasks, at most one for each block of chips', positiveWholeNumber)
    .option('--at-once <number>', 'tasks that may run at the same time', positiveWholeNumber)
    .option('--cpus-per-task <number>', 'processors, and worker threads, of a task', positiveWholeNumber, 1);
  for (const [name, [value, description]] of Object.entries(PASSED_ON)) {
    command.option(`--${name} ${value}`, description, oneLine);
  }
  command
    .option('--sbatch <option>', 'anything else for sbatch, such as --sbatch=--nice=100; may be repeated', collect)
    .option('--retries <number>', 'how often in a row a task may end without a block before it is left', wholeNumber, 2)
    .option('--every <seconds>', 'how often to look, 1 to 60', seconds, 10)
    .option('--cancel-on-interrupt', 'Ctrl-C cancels the array; without it, it goes on')
    .option('--dry-run', 'print the batch script and do nothing');
  addSweepOptions(command).addHelpText('after', EXAMPLES).action(submit);
}

const EXAMPLES = `
The run directory has to be on a file system that all machines share. Ctrl-C stops looking; the same command with --resume
looks again, and submits only the tasks of which blocks are missing. A task that was cancelled is left until then.

Examples:
  $ dyadsim submit big.yaml -o runs/big --array 16 --partition short --time 1:00:00 --cpus-per-task 8
  $ dyadsim submit big.yaml -o runs/big --array 16 --dry-run`;

async function submit(file: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const sweepFlags: OpenFlags = {
    ...flags,
    threads: flags.cpusPerTask,
    shard: { index: 1, of: 1 },
    ignoreMemory: true,
  };
  const loaded = loadSweep(file, sweepFlags);
  const array = arrayFor(file, flags);
  if (flags.dryRun) {
    output.result(batchScript({ ...array, tasks: ranges(Array.from({ length: flags.array }, (_, i) => i)) }).trimEnd());
    return;
  }
  await requireSlurm();
  const ifPresent = flags.overwrite ? 'overwrite' : flags.resume ? 'resume' : 'refuse';
  const sweep = await openSweep(file, loaded, sweepFlags, ifPresent, output);
  try {
    await followArray(sweep, { ...flags, array, count: flags.array });
  } finally {
    await sweep.opened.release();
  }
  const opened = await openRun(flags.output, sweep.manifest, 'resume');
  try {
    await runSweep({ ...sweep, manifest: opened.manifest, opened });
  } finally {
    await opened.release();
  }
}

/** What all tasks have in common. The name is that of the run directory, so that a later call finds them. */
function arrayFor(file: string, flags: Flags): Omit<BatchArray, 'tasks'> {
  const run = resolve(flags.output);
  const folder = process.cwd();
  for (const [flag, path] of Object.entries({ '--output': run, scenario: file, 'working directory': folder })) {
    if (/[\\\n\r]/.test(path)) throw flagError(flag, 'a path with a backslash or a line break is none for Slurm');
  }
  const name = `dyadsim-${createHash('sha256').update(run).digest('hex').slice(0, 12)}-of-${flags.array}`;
  const passedOn = Object.keys(PASSED_ON) as (keyof typeof PASSED_ON)[];
  const blocks = flags.chipsPerBlock === undefined ? [] : ['--chips-per-block', `${flags.chipsPerBlock}`];
  return {
    name,
    atOnce: flags.atOnce ?? null,
    cpusPerTask: flags.cpusPerTask,
    options: [
      ...passedOn.flatMap((own) => (flags[own] === undefined ? [] : [`--${own}=${flags[own]}`])),
      ...(flags.sbatch ?? []),
    ],
    folder,
    logs: runPaths.slurm(run),
    command: [
      process.execPath,
      fileURLToPath(new URL('./main.js', import.meta.url)),
      ...['sweep', file, '--output', run, '--shard', `auto/${flags.array}`],
      ...['--threads', `${flags.cpusPerTask}`, ...blocks, '--quiet'],
    ],
  };
}

/** Slurm forgets how a task ended, by default after 300 s. */
function seconds(text: string): number {
  const value = positiveWholeNumber(text);
  if (value > 60) throw new InvalidArgumentError('Expected 1 to 60.');
  return value;
}

function oneLine(text: string): string {
  if (text === '' || /[\n\r]/.test(text)) throw new InvalidArgumentError('Expected one line.');
  return text;
}

function collect(text: string, before: readonly string[] = []): string[] {
  if (!text.startsWith('-')) throw new InvalidArgumentError('Expected an option of sbatch, such as --nice=100.');
  return [...before, oneLine(text)];
}
