import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { parseText } from '../config/document.ts';
import { loadScenario } from '../config/load-scenario.ts';
import { makeOneFolder } from '../files/make-folder.ts';
import { taskOf } from '../montecarlo/prepare-study.ts';
import { ReferenceCopies } from '../montecarlo/reference-copies.ts';
import type { TrainingProgress } from '../montecarlo/train-chip.ts';
import { runTrainings } from '../montecarlo/training-pool.ts';
import {
  type TrainingAddress,
  type TrainingStudy,
  trainingStudyOf,
  trainingsOf,
} from '../montecarlo/training-study.ts';
import { loadDataset } from '../network/load-dataset.ts';
import { writeSafetensors } from '../network/safetensors.ts';
import { stateDict } from '../network/state-dict.ts';
import { plotFiles } from '../report/charts/plot-files.ts';
import { alignedTable } from '../report/terminal.ts';
import { trainingSummary } from '../report/training/summary.ts';
import { driftTable, trainingTable } from '../report/training/tables.ts';
import { atomicWrite } from '../store/atomic-write.ts';
import { writeEpochs } from '../store/epochs-file.ts';
import { toExactJson } from '../store/exact-json.ts';
import type { IfPresent } from '../store/run-directory.ts';
import { sealedJson } from '../store/sealed-json.ts';
import { type StudyManifest, TRAINING_FORMAT } from '../store/study-manifest.ts';
import { type OpenTrainings, openTrainings, trainingPaths } from '../store/training-directory.ts';
import { placing } from './check-study.ts';
import { resumeCommand } from './command-line.ts';
import { Interrupted } from './errors.ts';
import { wholeNumber } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { studyManifestOf } from './manifest-of.ts';
import { Output } from './output.ts';
import { showProgress } from './progress.ts';
import { requireKind } from './require-kind.ts';

interface Flags {
  readonly output: string;
  readonly threads: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  command
    .argument('<scenario>', 'scenario file of kind: train, or name of a shipped one')
    .description(
      'Every rule trains every sampled chip, and so does its exact gradient; accuracy over epochs, and a report.',
    )
    .requiredOption('-o, --output <folder>', 'folder of the trainings')
    .option(
      '--threads <number>',
      'worker threads; 0: none; no effect on any result',
      wholeNumber,
      availableParallelism(),
    )
    .option('--resume', 'go on with the trainings that are there; begins them if there are none')
    .addOption(new Option('--overwrite', 'replace the trainings that are there').conflicts('resume'))
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object: folder, report and summary')
    .addHelpText('after', EXAMPLES)
    .action(trainAll);
}

const EXAMPLES = `
Ctrl-C (or SIGTERM, SIGHUP) stops; every training is stored about once a second, and --resume goes on to the same bytes.

Examples:
  $ dyadsim train train-digits -o runs/train
  $ dyadsim train train-digits -o runs/train --resume`;

async function trainAll(file: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const loaded = loadScenario(file);
  requireKind('train', file, loaded);
  const { scenario, points, source } = loaded;
  const study = placing(parseText(source, file), scenario.name, () => {
    const data = loadDataset(scenario.data, scenario.train.images ?? Infinity);
    return trainingStudyOf(scenario, points, taskOf, data);
  });
  const manifest = studyManifestOf(TRAINING_FORMAT, file, loaded, study.study);
  const addresses = trainingsOf(points.length, scenario);
  const opened = await openTrainings(flags.output, manifest, whatIfPresent(flags), addresses);
  try {
    for (const reason of opened.damaged) output.warn(`${reason}; beginning it anew`);
    const found = await goOn(study, addresses, opened, flags);
    await finish(opened.manifest, found, flags, output);
  } finally {
    await opened.release();
  }
}

function whatIfPresent({ resume, overwrite }: Flags): IfPresent {
  return overwrite ? 'overwrite' : resume ? 'resume' : 'refuse';
}

const nameOf = ({ point, chip, rule }: TrainingAddress) => `${point} ${chip} ${rule}`;

/** Goes on with what is not over; all trainings in their order, as far as they came. */
async function goOn(
  study: TrainingStudy,
  addresses: readonly TrainingAddress[],
  opened: OpenTrainings,
  { threads, quiet = false }: Flags,
): Promise<TrainingProgress[]> {
  const known = new Map(opened.found.map((progress) => [nameOf(progress), progress]));
  const isOver = (address: TrainingAddress) => known.get(nameOf(address))?.state === null;
  const copies = new ReferenceCopies(study);
  let over = addresses.filter(isOver).length;
  const { signal, release } = interruptSignal();
  const progress = showProgress(addresses.length, over, quiet, 'trainings');
  const take = async (now: TrainingProgress) => {
    await opened.store(now);
    known.set(nameOf(now), now);
    if (now.state !== null) return;
    progress.update(++over);
    for (const copy of copies.of(now)) if (!isOver(copy)) await take(copy);
  };
  try {
    for (const found of opened.found) for (const copy of copies.of(found)) if (!isOver(copy)) await take(copy);
    const pending = addresses
      .filter((address) => !isOver(address) && !copies.has(address))
      .map((address) => known.get(nameOf(address)) ?? address);
    await runTrainings(study, pending, { threads, signal }, take);
  } finally {
    progress.stop();
    release();
  }
  if (signal.aborted) {
    throw new Interrupted(
      `interrupted with ${over} of ${addresses.length} trainings over; to go on: ${resumeCommand()}`,
    );
  }
  return addresses.flatMap((address) => known.get(nameOf(address)) ?? []);
}

async function finish(manifest: StudyManifest, found: readonly TrainingProgress[], flags: Flags, output: Output) {
  const { output: folder } = flags;
  const summary = trainingSummary(manifest, found);
  const { trainingCharts } = await import('../report/training/charts.ts');
  const { trainingHtml, trainingMarkdown } = await import('../report/training/pages.ts');
  const charts = await trainingCharts(summary);
  makeOneFolder(join(folder, 'plots'));
  for (const [name, text] of plotFiles(charts)) await atomicWrite(join(folder, 'plots', name), text);
  await writeEpochs(trainingPaths.epochs(folder), found);
  makeOneFolder(trainingPaths.weights(folder));
  for (const { weights, ...at } of found) {
    if (weights === null) continue;
    const tensors = stateDict(weights, manifest.scenario.network);
    await atomicWrite(trainingPaths.weightsOf(folder, at), writeSafetensors(tensors));
  }
  await atomicWrite(trainingPaths.markdown(folder), trainingMarkdown(summary, charts));
  await atomicWrite(trainingPaths.html(folder), trainingHtml(summary, charts));
  await atomicWrite(trainingPaths.summary(folder), sealedJson(toExactJson(summary)));
  const report = trainingPaths.html(folder);
  if (flags.json) output.json({ folder, report, summary });
  else {
    const drift = summary.training.tasks.length > 0 ? `${alignedTable(driftTable(summary))}\n` : '';
    output.result(`${alignedTable(trainingTable(summary))}\n${drift}${report}`);
  }
  const failed = found.filter(({ error }) => error !== null).length;
  if (failed > 0) output.warn(`${failed} of ${found.length} trainings did not come to the end; the report says why`);
}
