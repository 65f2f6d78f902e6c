import { medianText, percentInterval, points, pValue, threeDigits, withUnit } from './format.ts';
import type { CellSummary, PairedDifference, PointSummary, Summary } from './summary.ts';
import { outcomesInWords, rangesInWords, ruleName } from './words.ts';

/** A table before it is written as HTML, Markdown or plain text. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Leading columns that name the row; equal neighbours in the first are written once. */
  readonly heads: number;
}

const NONE = '\u2013';

export const YIELD_COLUMNS = {
  point: 'point',
  rule: 'rule',
  beta: 'beta',
  stable: 'stable (95 %)',
  aligned: 'aligned (95 %)',
  outcomes: 'chips by worst outcome',
  angle: 'angle, deg (95 %)',
  settling: 'settling',
  slowest: 'slowest',
  events: 'events',
  energy: 'energy',
} as const;

/** Every point and rule, as a designer reads it. */
export function yieldTable(summary: Summary): Table {
  const betas =
    new Set(summary.points.map(({ beta }) => beta)).size > 1 && !summary.axes.some(({ path }) => path === 'beta');
  const columns: readonly (readonly [string, (point: PointSummary, cell: CellSummary) => string])[] = [
    [YIELD_COLUMNS.point, ({ label }) => label],
    [YIELD_COLUMNS.rule, (_, { rule }) => ruleName(rule)],
    ...(betas ? [[YIELD_COLUMNS.beta, ({ beta }: PointSummary) => threeDigits(beta)] as const] : []),
    [YIELD_COLUMNS.stable, (_, { stable }) => yieldText(stable)],
    [YIELD_COLUMNS.aligned, (_, { aligned }) => yieldText(aligned)],
    [YIELD_COLUMNS.outcomes, (_, cell) => outcomesInWords(cell)],
    [YIELD_COLUMNS.angle, (_, { angleDeg }) => (angleDeg ? medianText(angleDeg, (deg) => deg.toFixed(1)) : NONE)],
    [YIELD_COLUMNS.settling, (_, { settleTime }) => (settleTime ? withUnit(settleTime.median, 's') : NONE)],
    [YIELD_COLUMNS.slowest, (_, { settleTimeMax }) => (settleTimeMax === null ? NONE : withUnit(settleTimeMax, 's'))],
    [YIELD_COLUMNS.events, (_, { events }) => (events ? String(Math.round(events.median)) : NONE)],
    [YIELD_COLUMNS.energy, (_, { energy }) => (energy ? withUnit(energy.median, 'J') : NONE)],
  ];
  return {
    heads: 2,
    columns: columns.map(([title]) => title),
    rows: summary.points.flatMap((point) => point.cells.map((cell) => columns.map(([, value]) => value(point, cell)))),
  };
}

function yieldText({ count, n, wilson }: CellSummary['stable']): string {
  return n === 0 ? NONE : `${count}/${n} (${percentInterval(wilson)})`;
}

/** Both rules on the same chips; a point where they are one circuit has no difference. */
export function pairedTable({ points: all, rules }: Summary): Table {
  const [first, second] = rules.map(ruleName);
  const numbers = ({ n, onlyFirst, onlySecond, difference, interval, p }: PairedDifference) => [
    String(n),
    String(onlyFirst),
    String(onlySecond),
    difference === null ? NONE : `${points(difference)} (${points(interval[0])} to ${points(interval[1])})`,
    pValue(p),
  ];
  const sameText = ['all', NONE, NONE, 'same circuit', NONE];
  return {
    heads: 2,
    columns: ['point', 'yield', 'chips', `${first} only`, `${second} only`, 'difference, points (95 %)', 'McNemar p'],
    rows: all.flatMap(({ label, comparison }) => {
      if (comparison === null) return [];
      if (comparison.circuit === 'same') return [[label, 'both', ...sameText]];
      const note = comparison.circuit === 'nominally same' ? ' *' : '';
      return [
        [label, `stable${note}`, ...numbers(comparison.stable)],
        [label, `aligned${note}`, ...numbers(comparison.aligned)],
      ];
    }),
  };
}

/** Where along the sweep the required yield is reached. */
export function windowTable({ windows }: Summary): Table {
  return {
    heads: 2,
    columns: ['at', 'rule', 'axis', 'yield observed', 'lower limit of its interval'],
    rows: windows.map(({ rule, axis, facet, observed, shown }) => [
      facet || 'all points',
      ruleName(rule),
      axis,
      rangesInWords(observed),
      rangesInWords(shown),
    ]),
  };
}

/** Prediction of the small-signal analysis against what the simulation did. */
export function marginTable({ margins }: Summary): Table {
  return {
    heads: 2,
    columns: ['rule', 'gain margin', 'trials', 'stable', 'slow', 'unstable'],
    rows: (margins ?? []).flatMap(({ rule, predictedUnstable, predictedStable }) =>
      [['below 1', predictedUnstable] as const, ['above 1 or infinite', predictedStable] as const].map(
        ([label, row]) => [ruleName(rule), label, ...[row.chips, row.stable, row.slow, row.unstable].map(String)],
      ),
    ),
  };
}

/** Angle and length of the gradient, layer by layer. */
export function layerTable({ points: all }: Summary): Table {
  return {
    heads: 2,
    columns: [
      'point',
      'rule',
      'weight layer',
      'angle, deg: median (5 \u2013 95 % of chips)',
      'length / reference: median (5 \u2013 95 %)',
      'n',
    ],
    rows: all.flatMap(({ label, cells }) =>
      cells.flatMap(({ rule, layers }) =>
        layers.map(({ angleDeg, normRatio }, k) => [
          label,
          ruleName(rule),
          `${k} to ${k + 1}`,
          angleDeg
            ? `${angleDeg.median.toFixed(1)} (${angleDeg.q05.toFixed(1)} \u2013 ${angleDeg.q95.toFixed(1)})`
            : NONE,
          normRatio
            ? `${threeDigits(normRatio.median)} (${threeDigits(normRatio.q05)} \u2013 ${threeDigits(normRatio.q95)})`
            : NONE,
          String(angleDeg?.n ?? 0),
        ]),
      ),
    ),
  };
}

export function failureTable({ failures, points: all }: Summary): Table {
  return {
    heads: 1,
    columns: ['point', 'chip', 'rule', 'why'],
    rows: failures.map(({ point, chip, rule, error }) => [all[point].label, String(chip), ruleName(rule), error]),
  };
}

/** Chips worth looking at. */
export function unstableTable({ points: all }: Summary): Table {
  return {
    heads: 2,
    columns: ['point', 'rule', 'not stable', 'first of them'],
    rows: all.flatMap(({ label, cells }) =>
      cells
        .filter(({ unstableChips }) => unstableChips.length > 0)
        .map(({ rule, chips, stable, unstableChips }) => [
          label,
          ruleName(rule),
          String(chips - stable.count),
          unstableChips.join(', '),
        ]),
    ),
  };
}

export function sourceTable({ device }: Summary): Table {
  return {
    heads: 1,
    columns: ['parameter', 'value', 'quality', 'source'],
    rows: device.provenance.map(({ path, value, quality, source }) => [path, value, quality, source]),
  };
}
