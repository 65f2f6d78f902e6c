import { type Command, Option } from 'commander';
import { loadScenario } from '../config/load-scenario.ts';
import type { LoadedScenario } from '../config/scenario-from.ts';
import { checkRun, type IfPresent, openRun } from '../store/run-directory.ts';
import { noteChips, requireTargets } from './check-specs.ts';
import { checkStudy } from './check-study.ts';
import { commandLine } from './command-line.ts';
import { positiveWholeNumber } from './flags.ts';
import { manifestOf } from './manifest-of.ts';
import { formatWarning, type Output } from './output.ts';
import { requireKind } from './require-kind.ts';
import type { Sweep, SweepFlags } from './run-sweep.ts';
import { writeError } from './standard-streams.ts';

/** Flags of the commands that begin or continue a run. */
export interface OpenFlags extends SweepFlags {
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly ignoreMemory?: boolean;
  readonly chipsPerBlock?: number;
}

/** The flags that both ways to run a sweep have, here and on a cluster. */
export function addSweepOptions(command: Command): Command {
  return command
    .requiredOption('-o, --output <folder>', 'run directory')
    .option('--resume', 'continue the run that is there; starts it if there is none')
    .addOption(new Option('--overwrite', 'replace the run that is there').conflicts('resume'))
    .option(
      '--chips-per-block <number>',
      'chips that are stored at a time, which an interruption may cost (default: about a second of work)',
      positiveWholeNumber,
    )
    .option('--check', 'exit with 4 if a spec misses its target, 3 if it is not yet known whether')
    .option('--no-report', 'rows and summary.json alone; dyadsim report makes pages and pictures of them later')
    .addOption(new Option('--open', 'open the report with the program that the system has for it').conflicts('report'))
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object: run directory, report and summary');
}

/** The scenario, if it is one of a sweep, and has what the flags ask for. */
export function loadSweep(file: string, { check }: SweepFlags): LoadedScenario {
  const loaded = loadScenario(file);
  requireKind('sweep', file, loaded);
  if (check) requireTargets(loaded.scenario);
  return loaded;
}

/** Checks what can be checked, says what is to be said before, and opens the run directory; that is to be released. */
export async function openSweep(
  file: string,
  loaded: LoadedScenario,
  flags: OpenFlags,
  ifPresent: IfPresent,
  output: Output,
): Promise<Sweep> {
  const run = flags.output;
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
  // The end of a run is decided on the blocks of all shards.
  const shard = loaded.scenario.until === null ? flags.shard : { index: 1, of: 1 };
  const opened = await openRun(run, manifest, ifPresent, shard);
  for (const reason of opened.damaged) output.warn(`${reason}; making it again`);
  return { study, manifest: opened.manifest, opened, flags, output };
}
