import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Chip } from '../chip/chip.ts';
import { chipToJson } from '../chip/chip-file.ts';
import { loadScenario } from '../config/load-scenario.ts';
import { makeOneFolder } from '../files/make-folder.ts';
import type { InquiryKind } from '../model/vocabulary.ts';
import { inquire } from '../montecarlo/inquiry-pool.ts';
import type { Study } from '../montecarlo/study.ts';
import { plotFiles } from '../report/charts/plot-files.ts';
import type { InquiryReport } from '../report/inquiries/pages.ts';
import { ANSWERS, answerName, answerPaths } from '../store/answers-directory.ts';
import { atomicWrite } from '../store/atomic-write.ts';
import { toExactJson } from '../store/exact-json.ts';
import { type OpenResults, openResults } from '../store/results-folder.ts';
import { sealedJson } from '../store/sealed-json.ts';
import { INQUIRY_FORMAT, type StudyManifest } from '../store/study-manifest.ts';
import { checkStudy } from './check-study.ts';
import { resumeCommand } from './command-line.ts';
import { Interrupted } from './errors.ts';
import { wholeNumber } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { studyManifestOf } from './manifest-of.ts';
import { formatWarning, Output } from './output.ts';
import { showProgress } from './progress.ts';
import { requireKind } from './require-kind.ts';
import { writeError } from './standard-streams.ts';

/** What an inquiry comes to: its numbers, what is printed of them, and its report. */
export interface Conclusion {
  readonly summary: object;
  readonly text: string;
  readonly report: InquiryReport;
  /** Chip files, by their paths in the folder; none: it finds no chips. */
  readonly chips?: readonly { readonly file: string; readonly chip: Chip }[];
}

/** An inquiry as a command. */
export interface InquiryCommand {
  readonly kind: InquiryKind;
  readonly description: string;
  readonly examples: string;
  /** What it is going to take, in a line said before it begins; none: it is not known. */
  announce?(study: Study): string;
  /** The answers, in order, are those of the kind. */
  conclude(manifest: StudyManifest, study: Study, answers: readonly unknown[]): Promise<Conclusion>;
}

interface Flags {
  readonly output: string;
  readonly threads: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly ignoreMemory?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function declareInquiry(command: Command, inquiry: InquiryCommand): void {
  const { kind, description, examples } = inquiry;
  command
    .argument('<scenario>', `scenario file of kind: ${kind}, or name of a shipped one`)
    .description(description)
    .requiredOption('-o, --output <folder>', 'folder of the answers and the report')
    .option(
      '--threads <number>',
      'worker threads; 0: none; no effect on any result',
      wholeNumber,
      availableParallelism(),
    )
    .option('--resume', 'go on with the answers that are there; begins if there are none')
    .addOption(new Option('--overwrite', 'replace what is there').conflicts('resume'))
    .option('--ignore-memory', 'do not ask whether the study fits into the memory of this machine')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object: folder, report and summary')
    .addHelpText(
      'after',
      `\nCtrl-C (or SIGTERM, SIGHUP) stops; what is answered is kept, and --resume goes on to the same bytes.\n\nExamples:\n${examples}`,
    )
    .action((file: string, flags: Flags) => run(file, flags, inquiry));
}

async function run(file: string, flags: Flags, inquiry: InquiryCommand): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const loaded = loadScenario(file);
  requireKind(inquiry.kind, file, loaded);
  const { study, warnings } = checkStudy(file, loaded, {
    threads: flags.threads,
    ignoreMemory: flags.ignoreMemory ?? false,
    patience: Number.POSITIVE_INFINITY,
    note: (text) => output.note(text),
  });
  if (study === null) throw new Error('an inquiry has the patience to make its network');
  for (const warning of warnings) writeError(formatWarning(warning));
  if (inquiry.announce !== undefined) output.note(`${file}: ${inquiry.announce(study)}`);
  const manifest = studyManifestOf(INQUIRY_FORMAT, file, loaded, study);
  const ifPresent = flags.overwrite ? 'overwrite' : flags.resume ? 'resume' : 'refuse';
  const opened = await openResults<object>(flags.output, ANSWERS, manifest, ifPresent);
  try {
    const answers = await answersOf(study, inquiry, opened, flags, output);
    await finish(await inquiry.conclude(opened.manifest, study, answers), flags, output);
  } finally {
    await opened.release();
  }
}

async function answersOf(
  study: Study,
  { kind }: InquiryCommand,
  opened: OpenResults<object>,
  { threads, quiet = false }: Flags,
  output: Output,
): Promise<unknown[]> {
  const { signal, release } = interruptSignal();
  const kept = {
    read: async (number: number) => {
      const found = await opened.read(answerName(number));
      if (found.kind === 'damaged') for (const reason of found.reasons) output.warn(`${reason}; asking again`);
      return found.kind === 'kept' ? found.result : null;
    },
    store: (number: number, answer: unknown) => opened.store(answerName(number), answer as object),
  };
  let shown = { asked: 0, answered: 0, view: showProgress(0, 0, true) };
  try {
    const answers = await inquire(kind, study, { threads, signal }, kept, (answered, asked) => {
      // Every round asks more: a view for each.
      if (asked !== shown.asked) {
        shown.view.stop();
        shown = { asked, answered, view: showProgress(asked, answered - 1, quiet, 'answers') };
      }
      shown.answered = answered;
      shown.view.update(answered);
    });
    if (answers !== null) return answers;
  } finally {
    shown.view.stop();
    release();
  }
  throw new Interrupted(`interrupted with ${shown.answered} answers of ${shown.asked}; to go on: ${resumeCommand()}`);
}

async function finish(conclusion: Conclusion, { output: folder, json }: Flags, output: Output): Promise<void> {
  const { summary, text, report, chips = [] } = conclusion;
  const { inquiryHtml, inquiryMarkdown } = await import('../report/inquiries/pages.ts');
  makeOneFolder(answerPaths.plots(folder));
  for (const [name, text] of plotFiles(report.charts)) await atomicWrite(join(answerPaths.plots(folder), name), text);
  if (chips.length > 0) makeOneFolder(answerPaths.chips(folder));
  for (const { file, chip } of chips) await atomicWrite(join(folder, file), `${JSON.stringify(chipToJson(chip))}\n`);
  await atomicWrite(answerPaths.markdown(folder), inquiryMarkdown(report));
  await atomicWrite(answerPaths.html(folder), inquiryHtml(report));
  await atomicWrite(answerPaths.summary(folder), sealedJson(toExactJson(summary)));
  const page = answerPaths.html(folder);
  if (json) output.json({ folder, report: page, summary });
  else output.result(`${text}\n${page}`);
}
