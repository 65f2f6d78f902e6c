import { readFileSync, writeFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { counted } from '../../src/report/format.ts';
import type { TrainingSummary } from '../../src/report/training/summary.ts';
import { ROOT, run, workFolder } from '../peers/programs.ts';
import type { Size } from './section.ts';

export interface Trained {
  readonly summary: TrainingSummary;
  readonly epochs: readonly Readonly<Record<string, number | string | null>>[];
}

/** What is to be found in the text of a scenario, and what to put there. */
export type Change = readonly [RegExp, string];

/** How a scenario is made smaller for a quick look. */
const QUICK: readonly Change[] = [
  [/^ {2}images: .*\n/m, ''],
  [/^( {2}epochs:) .*$/m, '$1 2\n  images: 3000'],
  [/^chips: .*$/m, 'chips: 2'],
  [/^probes: .*$/m, 'probes: 20'],
];
/** Of one whose images are large. */
const QUICK_CIFAR: readonly Change[] = [
  [/^( {2}epochs:) .*$/m, '$1 1\n  images: 2000'],
  [/^probes: .*$/m, 'probes: 10'],
];
/** Of one whose images are few anyway. */
const QUICK_DIGITS: readonly Change[] = [[/^chips: .*$/m, 'chips: 4']];

/**
 * Trains a scenario of scenarios/paper by the command line, going on with what an interrupted run left; with `variant`, under this name
 * and with its changes.
 */
export async function trained(
  scenario: string,
  { quick }: Size,
  variant: { readonly name: string; readonly changes: readonly Change[] } = { name: scenario, changes: [] },
): Promise<Trained> {
  const { name } = variant;
  const folder = workFolder(`paper-${quick ? 'quick' : 'full'}`);
  const text = readFileSync(`${ROOT}scenarios/paper/${scenario}.yaml`, 'utf8');
  const smaller = text.includes('dataset: digits')
    ? QUICK_DIGITS
    : text.includes('dataset: cifar10')
      ? QUICK_CIFAR
      : QUICK;
  const changes = [...(quick ? smaller : []), ...variant.changes];
  const file = `${folder}/${name}.yaml`;
  writeFileSync(
    file,
    changes.reduce((own, [from, to]) => own.replace(from, to), text),
  );
  const out = `${folder}/${name}`;
  run(process.execPath, [`${ROOT}dist/program/main.js`, 'train', file, '-o', out, '--resume', '--quiet']);
  const bytes = readFileSync(`${out}/epochs.parquet`);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return {
    summary: JSON.parse(readFileSync(`${out}/summary.json`, 'utf8')) as TrainingSummary,
    epochs: (await parquetReadObjects({ file: buffer })) as Trained['epochs'],
  };
}

/** In words: epochs, images and seeds of a training. */
export function sizeOf({ training, chips }: TrainingSummary): string {
  return `${training.images ?? 'all'} images, ${counted(training.epochs, 'epoch')}, ${counted(chips, 'seed')}`;
}
