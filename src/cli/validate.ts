import type { Command } from 'commander';
import { type InputDocument, readDocument } from '../config/document.ts';
import { formatProblem, InputError, type Problem } from '../config/input-error.ts';
import { anyFile } from '../config/shipped-file.ts';
import { BAD_INPUT } from './exit-codes.ts';
import { documentKind, type FileKind } from './file-kind.ts';
import { Output } from './output.ts';
import { writeError } from './standard-streams.ts';

interface Verdict {
  readonly file: string;
  /** Null: not told by the file. */
  readonly kind: FileKind | null;
  /** What the file describes; null where it has problems. */
  readonly name: string | null;
  readonly problems: readonly Problem[];
}

export default function declare(command: Command): void {
  command
    .argument('<file...>', 'device, scenario and chip files, or names of shipped ones')
    .description('Check files. All problems of all files are listed, each with its place.')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print problems only')
    .addHelpText('after', '\nExample:\n  $ dyadsim validate my-device.yaml my-scenario.yaml')
    .action(async (files: string[], { json, quiet }: { json?: boolean; quiet?: boolean }) => {
      const output = new Output(quiet ?? false);
      const verdicts: Verdict[] = [];
      for (const file of files) verdicts.push(await verdictOn(file));
      if (json) output.json({ valid: verdicts.every(({ problems }) => problems.length === 0), files: verdicts });
      for (const { file, kind, name, problems } of verdicts) {
        for (const problem of problems) writeError(formatProblem(problem));
        if (problems.length === 0 && !json && !quiet) output.result(`${file}: ${kind} "${name}" is valid`);
      }
      if (verdicts.some(({ problems }) => problems.length > 0)) process.exitCode = BAD_INPUT;
    });
}

async function verdictOn(file: string): Promise<Verdict> {
  let kind: FileKind | null = null;
  try {
    const document = readDocument(anyFile(file));
    kind = documentKind(document);
    return { file, kind, name: await nameOf(kind, document), problems: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, kind, name: null, problems: error.problems };
  }
}

/** Each kind of file loads only the code that reads it. */
async function nameOf(kind: FileKind, document: InputDocument): Promise<string> {
  if (kind === 'device') return (await import('../config/load-device.ts')).deviceOf(document).name;
  if (kind === 'scenario')
    return (await import('../config/load-scenario.ts')).loadScenario(document.file).scenario.name;
  return (await import('../chip/chip-file.ts')).chipIn(document).name;
}
