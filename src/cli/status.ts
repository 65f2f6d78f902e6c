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
      const training = await trainingStatusOf(run);
      if (training !== null) {
        if (json) output.json(training);
        else output.result(trainingInWords(training));
        return;
      }
      const inquiry = await inquiryStatusOf(run);
      if (inquiry !== null) {
        if (json) output.json(inquiry);
        else output.result(inquiryInWords(inquiry));
        return;
      }
      const status = await statusOf(run);
      if (json) output.json(status);
      else output.result(inWords(status));
    });
}

interface Status {
  readonly run: string;
  readonly name: string;
  readonly command: string;
  readonly scenarioFile: string;
  readonly versions: Manifest['versions'];
  readonly seed: string;
  /** Chips for each point; at most, of a sweep that may end before and has not yet. */
  readonly chips: number;
  /** Whether the sweep may end before all chips are run, and whether it has. */
  readonly until: 'none' | 'not yet' | 'ended';
  readonly blocks: { readonly done: number; readonly of: number; readonly missing: readonly number[] };
  readonly damaged: readonly string[];
  readonly report: boolean;
  /** Null: nobody. */
  readonly atWork: string | null;
}

interface TrainingStatus
  extends Pick<Status, 'run' | 'name' | 'command' | 'versions' | 'seed' | 'damaged' | 'report' | 'atWork'> {
  readonly chips: number;
  readonly trainings: { readonly over: number; readonly begun: number; readonly of: number };
}

/** Null: it is no folder of trainings. */
async function trainingStatusOf(run: string): Promise<TrainingStatus | null> {
  const manifest = await foundManifest(run, TRAININGS);
  if (manifest === null) return null;
  const { scenario, points, command, versions, seed } = manifest;
  const addresses = trainingsOf(points.length, scenario);
  const { found, damaged } = await readTrainings(run, runFingerprint(manifest), addresses);
  const over = found.filter(({ state }) => state === null).length;
  return {
    run,
    name: scenario.name,
    command,
    versions,
    seed,
    chips: scenario.chips,
    trainings: { over, begun: found.length - over, of: addresses.length },
    damaged,
    report: await isPresent(trainingPaths.html(run)),
    atWork: await atWork(run),
  };
}

function trainingInWords({ run, name, command, versions, seed, chips, trainings, ...more }: TrainingStatus): string {
  const { over, begun, of } = trainings;
  return [
    `${run}: ${name}, seed ${seed}, dyadsim ${versions.dyadsim}`,
    `  made by   ${command}`,
    `  trainings ${over} of ${of} are over, ${begun} begun; ${chips} chips`,
    ...tail(more),
  ].join('\n');
}

interface InquiryStatus
  extends Pick<Status, 'run' | 'name' | 'command' | 'versions' | 'seed' | 'damaged' | 'report' | 'atWork'> {
  readonly kind: string;
  /** How many there will be is known to nobody before. */
  readonly answers: number;
}

/** Null: it is no folder of answers. */
async function inquiryStatusOf(run: string): Promise<InquiryStatus | null> {
  const manifest = await foundManifest(run, ANSWERS);
  if (manifest === null) return null;
  const { scenario, command, versions, seed } = manifest;
  const { answers, damaged } = await countAnswers(run, runFingerprint(manifest));
  return {
    run,
    name: scenario.name,
    command,
    versions,
    seed,
    kind: scenario.kind,
    answers,
    damaged,
    report: await isPresent(answerPaths.html(run)),
    atWork: await atWork(run),
  };
}

function inquiryInWords({ run, name, command, versions, seed, kind, answers, ...more }: InquiryStatus): string {
  return [
    `${run}: ${name}, seed ${seed}, dyadsim ${versions.dyadsim}`,
    `  made by   ${command}`,
    `  ${kind.padEnd(9)} ${counted(answers, 'answer')}`,
    ...tail(more),
  ].join('\n');
}

/** What all kinds end with. */
function tail({ damaged, report, atWork: worker }: Pick<Status, 'damaged' | 'report' | 'atWork'>): string[] {
  return [
    ...damaged.map((reason) => `  damaged   ${reason}`),
    `  report    ${report ? 'there' : 'not there'}`,
    `  at work   ${worker ?? 'nobody'}`,
  ];
}

async function statusOf(run: string): Promise<Status> {
  const found = await runState(run);
  if (found.kind === 'absent') throw new RunDirectoryError(`${run}: no such folder`);
  if (found.kind === 'empty') throw new RunDirectoryError(`${run} is empty`);
  if (found.kind === 'older') throw new RunDirectoryError(`${run} is a run in the format ${found.format}`);
  if (found.kind === 'damaged') {
    throw new RunDirectoryError(`${run} cannot be read; the sweep with --resume mends it`, found.problems);
  }
  const manifest = await withStop(run, found.manifest);
  const { scenario, command, scenarioFile, versions, seed, chipsPerBlock, stoppedAt } = manifest;
  const { done, damaged } = await inspectBlocks(run, manifest);
  const blocks = planBlocks(chipsOf(manifest), chipsPerBlock).map(({ index }) => index);
  const there = new Set(done);
  const isOpen = untilOf(scenario) !== null && stoppedAt === undefined;
  return {
    run,
    name: scenario.name,
    command,
    scenarioFile,
    versions,
    seed,
    chips: chipsOf(manifest),
    until: stoppedAt !== undefined ? 'ended' : isOpen ? 'not yet' : 'none',
    blocks: {
      done: blocks.filter((index) => there.has(index)).length,
      of: blocks.length,
      // Of an open end only holes are missing: nobody knows how many there will be.
      missing: blocks.filter((index) => !there.has(index) && !(isOpen && index > (done.at(-1) ?? -1))),
    },
    damaged,
    report: await isPresent(runPaths.html(run)),
    atWork: await atWork(run),
  };
}

function inWords({ run, name, command, versions, seed, chips, until, blocks, ...more }: Status): string {
  const { done, of, missing } = blocks;
  const size = {
    none: `${done} of ${of} blocks, ${chips} chips in all`,
    'not yet': `${done} blocks, of at most ${of} (${chips} chips); enough is not known yet`,
    ended: `${done} of ${of} blocks, ended after ${chips} chips, when enough was known`,
  }[until];
  return [
    `${run}: ${name}, seed ${seed}, dyadsim ${versions.dyadsim}`,
    `  made by   ${command}`,
    `  rows      ${size}`,
    ...(missing.length > 0 ? [`  missing   ${ranges(missing)}; the sweep with --resume makes them`] : []),
    ...tail(more),
  ].join('\n');
}
