import { readdir, readFile, stat } from 'node:fs/promises';
import { formatProblem, InputError } from '../config/input-error.ts';
import { isUnfinished } from '../files/unfinished.ts';
import { blockNumbers } from './blocks.ts';
import { isClaim } from './claim.ts';
import { isPresent, namesIn } from './folder.ts';
import { FORMAT, type Manifest } from './manifest.ts';
import { readManifest, soundFormat } from './manifest-file.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { runPaths } from './run-paths.ts';

/** What stands where a run is to be. */
export type RunState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'run'; readonly manifest: Manifest }
  /** A run of an earlier dyadsim, whose rows are laid out in another way. */
  | { readonly kind: 'older'; readonly format: string }
  /** A run whose manifest is damaged or gone, and nothing but a run; `problems` are lines for the user. */
  | { readonly kind: 'damaged'; readonly problems: readonly string[] };

const OWN_NAMES = [
  'manifest.json',
  'stopped.json',
  'trials',
  'summary.json',
  'report.html',
  'report.md',
  'plots',
  'slurm',
];

/** Looks and changes nothing; refuses a place where other things are. */
export async function runState(run: string): Promise<RunState> {
  if (run === '') throw new RunDirectoryError('the name of the run directory is empty');
  if (!(await isPresent(run))) return { kind: 'absent' };
  if (!(await stat(run)).isDirectory()) throw new RunDirectoryError(`${run} is a file, not a folder for a run`);
  const problems: string[] = [];
  const hasManifest = await isPresent(runPaths.manifest(run));
  if (hasManifest) {
    try {
      return { kind: 'run', manifest: await readManifest(runPaths.manifest(run)) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const format = await soundFormat(runPaths.manifest(run));
      if (format !== null && format !== FORMAT) return { kind: 'older', format };
      problems.push(...error.problems.map(formatProblem));
    }
  }
  const names = (await readdir(run)).filter((name) => !isClaim(name) && !isUnfinished(name));
  // Another process has created the run since this one looked.
  if (!hasManifest && names.includes('manifest.json')) return runState(run);
  const others = names.filter((name) => !OWN_NAMES.includes(name));
  if ((await blockNumbers(run)).length > 0) {
    if (!hasManifest) problems.push(`${runPaths.manifest(run)}: is not there`);
  } else {
    if (names.every((name) => name === 'trials') && (await holdsNothing(run))) return { kind: 'empty' };
    // Without a single block, files of names like ours are most likely something else.
    if (!(hasManifest && (await isOfRun(runPaths.manifest(run))))) others.push(...names);
  }
  if (others.length === 0) return { kind: 'damaged', problems };
  const lacking = hasManifest ? 'its manifest.json is not one of a run' : 'there is no manifest.json in it';
  throw new RunDirectoryError(`${run} holds other files and no run (${lacking})`, [
    ...problems,
    ...others.slice(0, 3).map((name) => `there is ${name}`),
  ]);
}

/** Whether trials/, if it is there, is empty but for unfinished files. */
async function holdsNothing(run: string): Promise<boolean> {
  return (await namesIn(runPaths.trials(run))).every(isUnfinished);
}

/** Whether a manifest that cannot be read was one of a run, as far as it still tells. */
async function isOfRun(manifest: string): Promise<boolean> {
  const bytes = await readFile(manifest);
  return bytes.length === 0 || new TextDecoder().decode(bytes).includes('"dyadsim/run@');
}
