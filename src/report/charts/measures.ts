import type { Quantiles } from '../../montecarlo/statistics/quantile.ts';
import type { CellSummary, Summary } from '../summary.ts';
import type { Measure } from './box-chart.ts';

const cellsOf = (summary: Summary) => summary.points.flatMap(({ cells }) => cells);

/** Worst layer's angle of the stable chips; null: no chip is stable. */
export function angleMeasure(summary: Summary): Measure | null {
  const limits = summary.points.map(({ acceptAngleDeg }) => acceptAngleDeg);
  const limit = Math.max(...limits);
  const quantiles = ({ angleDeg }: CellSummary) => angleDeg;
  const range = rangeOf(cellsOf(summary), quantiles);
  if (range === null) return null;
  return {
    title: 'angle to the reference gradient, worst layer (deg)',
    quantiles,
    scale: 1,
    domain: [0, Math.min(180, 15 * Math.ceil(Math.max(range[1], 1.1 * limit) / 15))],
    logarithmic: false,
    limit: limits.every((other) => other === limit) ? { value: limit, label: `accepted: ${limit} deg` } : null,
    columns: [{ title: 'n', value: (cell) => String(cell.angleDeg?.n ?? 0) }],
  };
}

const TIME_UNITS: readonly (readonly [unit: string, seconds: number])[] = [
  ['s', 1],
  ['ms', 1e-3],
  ['\u00b5s', 1e-6],
  ['ns', 1e-9],
];

/** Settling time; null: nothing settled. */
export function settlingMeasure(summary: Summary): Measure | null {
  const quantiles = ({ settleTime }: CellSummary) => settleTime;
  const range = rangeOf(cellsOf(summary), quantiles);
  if (range === null) return null;
  const [unit, seconds] = TIME_UNITS.find(([, size]) => range[1] >= size) ?? TIME_UNITS[3];
  return {
    title: `settling time, median of the chip\u2019s settled inputs (${unit})`,
    quantiles,
    scale: 1 / seconds,
    ...extent(range[0] / seconds, range[1] / seconds),
    limit: null,
    columns: [{ title: 'n', value: (cell) => String(cell.settleTime?.n ?? 0) }],
  };
}

/** Gain margin where it is finite, beside how many chips it condemns and how many failed; null: none is finite. */
export function marginMeasure(summary: Summary): Measure | null {
  const quantiles = ({ gainMargin }: CellSummary) => gainMargin;
  const range = rangeOf(cellsOf(summary), quantiles);
  if (range === null) return null;
  return {
    title: 'gain margin, smallest of the chip\u2019s inputs (factor on beta)',
    quantiles,
    scale: 1,
    ...extent(Math.min(range[0], 0.9), Math.max(range[1], 1.1)),
    limit: { value: 1, label: '1' },
    columns: [
      { title: 'finite', value: (cell) => String(cell.gainMargin?.n ?? 0) },
      { title: '< 1', value: (cell) => String(cell.predictedUnstable) },
      { title: 'failed', value: (cell) => String(cell.chips - cell.errors - cell.stable.count) },
    ],
  };
}

/** Lowest and highest whisker; null without any. */
function rangeOf(cells: readonly CellSummary[], quantiles: (cell: CellSummary) => Quantiles | null) {
  const present = cells.map(quantiles).filter((found) => found !== null);
  if (present.length === 0) return null;
  return [Math.min(...present.map(({ q05 }) => q05)), Math.max(...present.map(({ q95 }) => q95))] as const;
}

/** From zero, or logarithmic with a margin where values span a factor of 20. */
function extent(low: number, high: number): Pick<Measure, 'domain' | 'logarithmic'> {
  const logarithmic = low > 0 && high / low >= 20;
  if (logarithmic) return { logarithmic, domain: [low / 1.15, high * 1.15] };
  return { logarithmic, domain: [Math.min(0, low), high > 0 ? 1.05 * high : 1] };
}
