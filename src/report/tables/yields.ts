import type { Quantiles } from '../../montecarlo/statistics/quantile.ts';
import { medianText, threeDigits, withUnit } from '../format.ts';
import { decibels, degrees } from '../glance/margin.ts';
import { pickCommand } from '../pick-command.ts';
import type { PointSummary, Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { outcomesInWords, ruleName } from '../words.ts';
import { onInputs, yieldText } from '../yield-text.ts';
import { type Column, NONE, type Table, tableOf } from './table.ts';
import { traceCommand } from './trace-command.ts';

/** One rule at one point. */
export interface Line {
  readonly point: PointSummary;
  readonly cell: CellSummary;
}

export function linesOf({ points }: Pick<Summary, 'points'>): Line[] {
  return points.flatMap((point) => point.cells.map((cell) => ({ point, cell })));
}

/** The two columns that name a line. */
export const PLACE: readonly Column<Line>[] = [
  ['point', ({ point }) => point.label],
  ['rule', ({ cell }) => ruleName(cell.rule)],
];

/** Beta, where it differs between points that do not say so. */
export function betaColumn({ points, axes }: Summary): Column<Line>[] {
  const differs = new Set(points.map(({ beta }) => beta)).size > 1;
  return differs && !axes.some(({ path }) => path === 'beta') ? [['beta', ({ point }) => threeDigits(point.beta)]] : [];
}

/** The smallest margins over the chips, of runs that have both; a chip that has none is said before any number. */
function marginsColumn({ points }: Summary): Column<Line>[] {
  if (points.every(({ cells }) => cells.every(({ smallestPhaseMargin }) => smallestPhaseMargin === undefined)))
    return [];
  return [['smallest gain, phase margin', ({ cell }) => marginsInWords(cell)]];
}

function marginsInWords({
  stable,
  smallestMargin,
  smallestPhaseMargin,
  lostBranch,
  marginBelowOne,
}: CellSummary): string {
  if (stable.n === 0) return NONE;
  if (lostBranch > 0) return 'none';
  const gain = smallestMargin === null ? '\u221e' : decibels(smallestMargin.value);
  if (marginBelowOne > 0) return `${gain}, none`;
  return `${gain}, ${smallestPhaseMargin == null ? '\u221e' : degrees(smallestPhaseMargin.value)}`;
}

function joules(energy: Quantiles | null): string {
  return energy === null ? NONE : withUnit(energy.median, 'J');
}

/** Every point and rule, as a designer reads it. */
export function yieldTable(summary: Summary): Table {
  const on = onInputs(summary.setup.probes);
  const lines = linesOf(summary);
  const table = tableOf(2, lines, [
    ...PLACE,
    ...betaColumn(summary),
    [`stable ${on} (95 %)`, ({ cell }) => yieldText(cell.stable)],
    [`in range ${on} (95 %)`, ({ cell }) => yieldText(cell.inRange)],
    [`aligned ${on} (95 %)`, ({ cell }) => yieldText(cell.aligned)],
    ['chips by worst outcome', ({ cell }) => outcomesInWords(cell)],
    [
      'angle, deg (95 %)',
      ({ cell: { angleDeg } }) => (angleDeg ? medianText(angleDeg, (deg) => deg.toFixed(1)) : NONE),
    ],
    ...marginsColumn(summary),
    ['settling', ({ cell: { settleTime } }) => (settleTime ? withUnit(settleTime.median, 's') : NONE)],
    ['slowest', ({ cell: { settleTimeMax } }) => (settleTimeMax === null ? NONE : withUnit(settleTimeMax, 's'))],
    ['events', ({ cell: { events } }) => (events ? String(Math.round(events.median)) : NONE)],
    ['energy of an inference', ({ cell }) => joules(cell.energyPerInference)],
    ['energy of an update', ({ cell }) => joules(cell.energyPerUpdate)],
  ]);
  return { ...table, commands: lines.map((line) => [traceCommand(summary, line), pickCommand(summary, line)]) };
}
