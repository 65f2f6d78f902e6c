import type { Mean } from '../../montecarlo/statistics/mean.ts';
import { points as inPoints, percent, percentInterval, threeDigits, withUnit } from '../format.ts';
import { type Column, NONE, type Table, tableOf } from '../tables/table.ts';
import { ruleName } from '../words.ts';
import type { TrainingCell, TrainingPointSummary, TrainingSummary } from './summary.ts';

interface Line {
  readonly point: TrainingPointSummary;
  readonly cell: TrainingCell;
}

/** Every point and rule, as a designer reads it. */
export function trainingTable({ points }: TrainingSummary): Table {
  const lines = points.flatMap((point) => point.cells.map((cell): Line => ({ point, cell })));
  return tableOf(2, lines, [
    ['point', ({ point }) => point.label],
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['chips', ({ cell }) => String(cell.chips)],
    ['failed', ({ cell }) => String(cell.failed.length)],
    ['test accuracy (95 %)', ({ cell }) => accuracy(cell.accuracy)],
    ['less backprop\u2019s (95 %)', ({ cell }) => difference(cell.difference)],
    ['unsettled', ({ cell }) => (cell.unsettled === null ? NONE : percent(cell.unsettled.mean))],
    ['angle, deg', ({ cell }) => cell.curves.at(-1)?.angleDeg?.median.toFixed(1) ?? NONE],
    ['gain margin', ({ cell }) => marginOf(cell)],
    ['lost', ({ cell }) => (cell.lost === null ? NONE : String(cell.lost))],
    ...SPENT.filter(({ of }) => lines.some(({ cell }) => of(cell) !== null)).map(
      ({ title, of, unit }): Column<Line> => [title, ({ cell }) => spent(of(cell), unit)],
    ),
  ]);
}

/** Where presentations are simulated. */
const SPENT = [
  { title: 'time of one', unit: 's', of: ({ time }: TrainingCell) => time },
  { title: 'energy of one', unit: 'J', of: ({ energy }: TrainingCell) => energy },
] as const;

function spent(found: Mean | null, unit: 's' | 'J'): string {
  return found === null ? NONE : withUnit(found.mean, unit);
}

/** Whether the weights came to rest, and which tasks they kept. */
export function driftTable({ points, training }: TrainingSummary): Table {
  const lines = points.flatMap((point) => point.cells.map((cell): Line => ({ point, cell })));
  return tableOf(2, lines, [
    ['point', ({ point }) => point.label],
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['moved in the last epoch', ({ cell }) => (cell.move === null ? NONE : percent(cell.move.mean))],
    ['cosine to the epoch before', ({ cell }) => cell.moveCosine?.mean.toFixed(2) ?? NONE],
    ...training.tasks.flatMap((classes, t): [string, (line: Line) => string][] => [
      [`${classes.join(' ')} learned`, ({ cell }) => accuracy(cell.tasks[t].learned)],
      [`${classes.join(' ')} kept`, ({ cell }) => accuracy(cell.tasks[t].kept)],
    ]),
  ]);
}

export const DRIFT_NOTE =
  'How far all weights moved in the last epoch, in per cent of their norm, and the cosine of the angle to how they moved in the ' +
  'epoch before, means over chips: near 1 they drift, near 0 they wander, below 0 they cycle. Of tasks in turn: test accuracy on its ' +
  'classes, all outputs to choose from, when its first turn ended, and when the next task\u2019s did.';

/** Chips that did not come to the end of their training. */
export function failureTable({ points }: TrainingSummary): Table {
  const lines = points.flatMap((point) =>
    point.cells.flatMap((cell) => cell.failed.map((failure) => ({ point, cell, failure }))),
  );
  return tableOf(2, lines, [
    ['point', ({ point }) => point.label],
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['chip', ({ failure }) => String(failure.chip)],
    ['epochs', ({ failure }) => String(Math.max(0, failure.epoch - 1))],
    ['why', ({ failure }) => failure.error],
  ]);
}

function marginOf({ gainMargin, lost }: TrainingCell): string {
  if (lost === null) return 'not looked at';
  return gainMargin === null ? 'none finite' : threeDigits(gainMargin.median);
}

function accuracy(found: Mean | null): string {
  if (found === null) return NONE;
  return found.n === 1 ? percent(found.mean) : `${percent(found.mean)} (${percentInterval(clipped(found.interval))})`;
}

function difference(found: Mean | null): string {
  if (found === null) return NONE;
  if (found.n === 1) return inPoints(found.mean);
  return `${inPoints(found.mean)} (${found.interval.map(inPoints).join(' to ')})`;
}

function clipped([low, high]: Mean['interval']): Mean['interval'] {
  return [Math.max(0, low), Math.min(1, high)];
}

export const TRAINING_NOTE =
  'Accuracy: of the free chip on the whole test set, mean over the chips that came to the last epoch, with Student\u2019s interval; ' +
  'the difference is taken chip by chip. Unsettled: presentations of the last epoch that did not come to rest. Angle: of the ' +
  'rule\u2019s update to the chip\u2019s exact gradient on the probes, worst layer, median over chips. Gain margin: smallest over the ' +
  'probes, median over the chips that have a finite one. Lost: chips with a probe whose branch has ended. Time and energy of one: ' +
  'of a presentation of the last epoch, where it is simulated, mean over chips; without the writing of synapses.';
