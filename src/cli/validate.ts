import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { DISK, readDocument } from '../config/disk.ts';
import type { InputDocument } from '../config/document.ts';
import { formatProblem, InputError, type Problem } from '../config/input-error.ts';
import { anyFile } from '../config/named-file.ts';
import { describeUnstated } from './describe-input.ts';
import { BAD_INPUT } from './exit-codes.ts';
import { documentKind, type FileKind } from './open-target.ts';
import { formatWarning, Output } from './output.ts';
import { writeError } from './standard-streams.ts';

interface Verdict {
  readonly file: string;
  /** Null: not told by the file. */
  readonly kind: FileKind | null;
  /** What the file describes; null where it has problems. */
  readonly name: string | null;
  readonly problems: readonly Problem[];
  /** What can be run, but hardly as it was meant. */
  readonly warnings: readonly Problem[];
  /** What else is worth knowing of it. */
  readonly notes: readonly string[];
}

/** The network of a scenario is made if that takes no longer, s. */
const PATIENCE = 60;

export default function declare(command: Command): void {
  command
    .argument('<file...>', 'device, scenario and chip files, or names of shipped ones')
    .description('Check files. All problems of all files are listed, each with its place.')
    .option('--ignore-memory', 'do not ask whether a study fits into the memory of this machine')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print problems only')
    .addHelpText('after', '\nExample:\n  $ dyadsim validate my-device.yaml my-scenario.yaml')
    .action(async (files: string[], { json, quiet, ignoreMemory = false }: Flags) => {
      const output = new Output(quiet ?? false);
      const verdicts: Verdict[] = [];
      for (const file of files) verdicts.push(await verdictOn(file, ignoreMemory, output));
      if (json) output.json({ valid: verdicts.every(({ problems }) => problems.length === 0), files: verdicts });
      for (const { file, kind, name, problems, warnings, notes } of verdicts) {
        for (const problem of problems) writeError(formatProblem(problem));
        for (const warning of warnings) writeError(formatWarning(warning));
        if (problems.length > 0 || json || quiet) continue;
        output.result(`${file}: ${kind} "${name}" is valid`);
        for (const note of notes) output.result(`  ${note}`);
      }
      if (verdicts.some(({ problems }) => problems.length > 0)) process.exitCode = BAD_INPUT;
    });
}

interface Flags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly ignoreMemory?: boolean;
}

async function verdictOn(file: string, ignoreMemory: boolean, output: Output): Promise<Verdict> {
  let kind: FileKind | null = null;
  try {
    const document = readDocument(anyFile(DISK, file));
    kind = documentKind(document);
    return { file, kind, problems: [], ...(await contentOf(kind, document, ignoreMemory, output)) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, kind, name: null, problems: error.problems, warnings: [], notes: [] };
  }
}

type Content = Pick<Verdict, 'name' | 'warnings' | 'notes'>;

/** Each kind of file loads only the code that reads it. */
async function contentOf(
  kind: FileKind,
  document: InputDocument,
  ignoreMemory: boolean,
  output: Output,
): Promise<Content> {
  if (kind === 'scenario') return scenarioContent(document.file, ignoreMemory, output);
  if (kind === 'device') return deviceContent(document);
  const { chip, unstated } = (await import('../chip/chip-file.ts')).chipIn(document);
  return { name: chip.name, warnings: [], notes: describeUnstated(unstated) };
}

/** A device by itself is valid whatever it costs to simulate; what that is, is said of the usual network. */
async function deviceContent(document: InputDocument): Promise<Content> {
  const device = (await import('../config/device-from.ts')).deviceOf(document);
  const { preflight } = await import('../montecarlo/preflight.ts');
  const scenario = (await import('./scenario-of.ts')).usualScenario(device);
  const points = [{ index: 0, coordinates: [], scenario }];
  const { refusals, warnings } = preflight(scenario, points, { memory: Infinity, threads: 1 });
  const placed = [...refusals, ...warnings].map(({ path, message }): Problem => {
    const own = path.replace(/^device\./, '');
    const of = `with layers ${scenario.network.layers.join('-')}, ${message}`;
    return { file: document.file, ...document.position(own.split('.')), path: own, message: of };
  });
  return { name: device.name, warnings: placed, notes: [] };
}

/** A scenario is checked as a sweep of it would be. */
async function scenarioContent(file: string, ignoreMemory: boolean, output: Output): Promise<Content> {
  const loaded = (await import('../config/load-scenario.ts')).loadScenario(file);
  const { checkStudy } = await import('./check-study.ts');
  const note = (text: string) => output.note(text);
  const options = { threads: availableParallelism(), ignoreMemory, patience: PATIENCE, note };
  const { study, warnings } = checkStudy(file, loaded, options);
  const { name } = loaded.scenario;
  if (study === null) return { name, warnings, notes: [] };
  const { describeScale } = await import('./describe-input.ts');
  return { name, warnings, notes: study.tasks.map(({ network }) => describeScale(network)) };
}
