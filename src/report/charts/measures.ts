import type { Quantiles } from '../../montecarlo/statistics/quantile.ts';
import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
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

const PREFIXES: readonly (readonly [prefix: string, size: number])[] = [
  ['', 1],
  ['m', 1e-3],
  ['\u00b5', 1e-6],
  ['n', 1e-9],
  ['p', 1e-12],
  ['f', 1e-15],
];

/** A quantity in the unit whose numbers are handy, over the chips that have it; null: none has. */
function inUnit(
  summary: Summary,
  quantiles: (cell: CellSummary) => Quantiles | null,
  title: string,
  unit: string,
): Measure | null {
  const range = rangeOf(cellsOf(summary), quantiles);
  if (range === null) return null;
  const found = PREFIXES.find(([, size]) => range[1] >= size) ?? PREFIXES[PREFIXES.length - 1];
  const [prefix, size] = unit === '' ? ['', 1] : found;
  return {
    title: unit === '' ? title : `${title} (${prefix}${unit})`,
    quantiles,
    scale: 1 / size,
    ...extent(range[0] / size, range[1] / size),
    limit: null,
    columns: [{ title: 'n', value: (cell) => String(quantiles(cell)?.n ?? 0) }],
  };
}

/** Settling time; null: nothing settled. */
export function settlingMeasure(summary: Summary): Measure | null {
  return inUnit(
    summary,
    ({ settleTime }) => settleTime,
    'settling time, median of the chip\u2019s settled inputs',
    's',
  );
}

/** Events of one input; null: nothing was simulated. */
export function eventsMeasure(summary: Summary): Measure | null {
  return inUnit(summary, ({ events }) => events, 'events for one input, mean of the chip\u2019s inputs', '');
}

/** Energy of one input's part of an update; null: nothing was simulated, or the device states none. */
export function updateMeasure(summary: Summary): Measure | null {
  return inUnit(summary, ({ energyPerUpdate }) => energyPerUpdate, 'energy of an update, for one input', 'J');
}

/** Gain margin where it is finite, beside how many chips lost a branch and how many failed; null: none is finite. */
export function marginMeasure(summary: Summary): Measure | null {
  const quantiles = ({ gainMargin }: CellSummary) => gainMargin;
  const range = rangeOf(cellsOf(summary), quantiles);
  if (range === null) return null;
  return {
    title: 'gain margin, smallest of the chip\u2019s branches (factor on beta)',
    quantiles,
    scale: 1,
    ...extent(Math.min(range[0], 0.9), Math.max(range[1], 1.1)),
    limit: { value: 1, label: '1' },
    columns: [
      { title: 'finite', value: (cell) => String(cell.gainMargin?.n ?? 0) },
      { title: 'lost', value: (cell) => String(cell.lostBranch) },
      { title: 'failed', value: ({ stable }) => String(stable.n - stable.passed - stable.unknown) },
    ],
  };
}

/** Beta at which the first branch of a chip ends, in units of the sweep's; null: none ends. */
export function lossMeasure(summary: Summary): Measure | null {
  const cells = cellsOf(summary);
  const ends = cells.some(({ lossFactor, lossBeta }) => lossFactor !== null && (lossBeta?.none ?? 0) < lossFactor.n);
  const quantiles = ({ lossFactor }: CellSummary) => lossFactor;
  const range = rangeOf(cells, quantiles);
  if (!ends || range === null) return null;
  return {
    title: 'beta at which the first branch of the chip ends / beta of the sweep',
    quantiles,
    scale: 1,
    ...extent(Math.min(range[0], 0.9), Math.max(...summary.points.map(({ follow }) => follow))),
    limit: { value: 1, label: '1' },
    columns: [
      { title: 'no end', value: (cell) => String(cell.lossBeta?.none ?? 0) },
      { title: 'n', value: (cell) => String(cell.lossFactor?.n ?? 0) },
    ],
  };
}

/** Fraction of a chip's inputs that fail, undecided ones among them; null: no chip was run. */
export function failingMeasure(summary: Summary): Measure | null {
  const quantiles = ({ inputs }: CellSummary) => inputs?.failing.high ?? null;
  if (rangeOf(cellsOf(summary), quantiles) === null) return null;
  return {
    title: 'failing inputs of a chip (%)',
    quantiles,
    scale: 100,
    domain: [0, 100],
    logarithmic: false,
    limit: null,
    columns: [
      { title: 'none', value: ({ stable }) => String(stable.passed) },
      { title: 'n', value: ({ stable }) => String(stable.n) },
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
