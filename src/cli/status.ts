import type { Command } from 'commander';
import { planBlocks } from '../montecarlo/plan.ts';
import { trainingsOf } from '../montecarlo/training-study.ts';
import { counted } from '../report/format.ts';
import { ANSWERS, answerPaths, countAnswers } from '../store/answers-directory.ts';
import { inspectBlocks } from '../store/blocks.ts';
import { atWork } from '../store/claim.ts';
import { isPresent } from '../store/folder.ts';
import { chipsOf, type Manifest, untilOf } from '../store/manifest.ts';
import { runFingerprint } from '../store/manifest-file.ts';
import { foundManifest } from '../store/results-folder.ts';
import { RunDirectoryError } from '../store/run-directory-error.ts';
import { runPaths } from '../store/run-paths.ts';
import { runState } from '../store/run-state.ts';
import { withStop } from '../store/stopped-file.ts';
import { readTrainings, TRAININGS, trainingPaths } from '../store/training-directory.ts';
import { Output } from './output.ts';
import { ranges } from './wording.ts';

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory of a sweep, or folder of trainings or answers')
    .description('Say what is in a run directory: whose run, how far it has come, what is damaged, who works on it.')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nLooks and changes nothing, also while others are at work.\n\nExample:\n  $ dyadsim status runs/first',
    )
    .action(async (run: string, { json }: { json?: boolean }) => {
      const output = new Output(false);
      const found = (await ofTrainings(run)) ?? (await ofInquiry(run)) ?? (await ofSweep(run));
      if (json) output.json(found.status);
      else output.result(inWords(found));
    });
}

/** What is said of any run. */
interface Status {
  readonly run: string;
  readonly name: string;
  readonly command: string;
  readonly versions: Manifest['versions'];
  readonly seed: string;
  readonly damaged: readonly string[];
  readonly report: boolean;
  /** Null: nobody. */
  readonly atWork: string | null;
}

/** What a run directory has, and how far it has come in lines for a terminal. */
interface Found<S extends Status = Status> {
  readonly status: S;
  readonly lines: readonly string[];
}

/** Of a sweep. */
interface SweepStatus extends Status {
  readonly scenarioFile: string;
  /** Chips for each point; at most, of a sweep that may end before and has not yet. */
  readonly chips: number;
  /** Whether the sweep may end before all chips are run, and whether it has. */
  readonly until: 'none' | 'not yet' | 'ended';
  readonly blocks: { readonly done: number; readonly of: number; readonly missing: readonly number[] };
}

interface TrainingStatus extends Status {
  readonly chips: number;
  readonly trainings: { readonly over: number; readonly begun: number; readonly of: number };
}

interface InquiryStatus extends Status {
  readonly kind: string;
  /** How many there will be is known to nobody before. */
  readonly answers: number;
}

async function commonOf(
  run: string,
  { scenario, command, versions, seed }: Pick<Manifest, 'scenario' | 'command' | 'versions' | 'seed'>,
  damaged: readonly string[],
  page: string,
): Promise<Status> {
  const [report, worker] = [await isPresent(page), await atWork(run)];
  return { run, name: scenario.name, command, versions, seed, damaged, report, atWork: worker };
}

/** Null: it is no folder of trainings. */
async function ofTrainings(run: string): Promise<Found<TrainingStatus> | null> {
  const manifest = await foundManifest(run, TRAININGS);
  if (manifest === null) return null;
  const { scenario, points } = manifest;
  const addresses = trainingsOf(points.length, scenario);
  const { found, damaged } = await readTrainings(run, runFingerprint(manifest), addresses);
  const over = found.filter(({ state }) => state === null).length;
  const trainings = { over, begun: found.length - over, of: addresses.length };
  const common = await commonOf(run, manifest, damaged, trainingPaths.html(run));
  return {
    status: { ...common, chips: scenario.chips, trainings },
    lines: [`  trainings ${over} of ${trainings.of} are over, ${trainings.begun} begun; ${scenario.chips} chips`],
  };
}

/** Null: it is no folder of answers. */
async function ofInquiry(run: string): Promise<Found<InquiryStatus> | null> {
  const manifest = await foundManifest(run, ANSWERS);
  if (manifest === null) return null;
  const { kind } = manifest.scenario;
  const { answers, damaged } = await countAnswers(run, runFingerprint(manifest));
  const common = await commonOf(run, manifest, damaged, answerPaths.html(run));
  return { status: { ...common, kind, answers }, lines: [`  ${kind.padEnd(9)} ${counted(answers, 'answer')}`] };
}

async function ofSweep(run: string): Promise<Found<SweepStatus>> {
  const found = await runState(run);
  if (found.kind === 'absent') throw new RunDirectoryError(`${run}: no such folder`);
  if (found.kind === 'empty') throw new RunDirectoryError(`${run} is empty`);
  if (found.kind === 'older') throw new RunDirectoryError(`${run} is a run in the format ${found.format}`);
  if (found.kind === 'damaged') {
    throw new RunDirectoryError(`${run} cannot be read; the sweep with --resume mends it`, found.problems);
  }
  const manifest = await withStop(run, found.manifest);
  const { scenario, scenarioFile, chipsPerBlock, stoppedAt } = manifest;
  const chips = chipsOf(manifest);
  const { done, damaged } = await inspectBlocks(run, manifest);
  const blocks = planBlocks(chips, chipsPerBlock).map(({ index }) => index);
  const there = new Set(done);
  const isOpen = untilOf(scenario) !== null && stoppedAt === undefined;
  const count = blocks.filter((index) => there.has(index)).length;
  // Of an open end only holes are missing: nobody knows how many there will be.
  const missing = blocks.filter((index) => !there.has(index) && !(isOpen && index > (done.at(-1) ?? -1)));
  const until = stoppedAt !== undefined ? 'ended' : isOpen ? 'not yet' : 'none';
  const size = {
    none: `${count} of ${blocks.length} blocks, ${chips} chips in all`,
    'not yet': `${count} blocks, of at most ${blocks.length} (${chips} chips); enough is not known yet`,
    ended: `${count} of ${blocks.length} blocks, ended after ${chips} chips, when enough was known`,
  }[until];
  const common = await commonOf(run, manifest, damaged, runPaths.html(run));
  return {
    status: { ...common, scenarioFile, chips, until, blocks: { done: count, of: blocks.length, missing } },
    lines: [
      `  rows      ${size}`,
      ...(missing.length > 0 ? [`  missing   ${ranges(missing)}; the sweep with --resume makes them`] : []),
    ],
  };
}

function inWords({ status, lines }: Found): string {
  const { run, name, command, versions, seed, damaged, report, atWork: worker } = status;
  return [
    `${run}: ${name}, seed ${seed}, dyadsim ${versions.dyadsim}`,
    `  made by   ${command}`,
    ...lines,
    ...damaged.map((reason) => `  damaged   ${reason}`),
    `  report    ${report ? 'there' : 'not there'}`,
    `  at work   ${worker ?? 'nobody'}`,
  ].join('\n');
}
