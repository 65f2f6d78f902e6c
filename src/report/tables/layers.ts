import type { Quantiles } from '../../montecarlo/statistics/quantile.ts';
import { threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import { NONE, type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

/** Angle and length of the gradient, layer by layer. */
export function layerTable(summary: Summary): Table {
  const rows = linesOf(summary).flatMap((line) => line.cell.layers.map((layer, k) => ({ ...line, layer, k })));
  return tableOf(2, rows, [
    ...PLACE,
    ['weight layer', ({ k }) => `${k} to ${k + 1}`],
    ['angle, deg: median (5 \u2013 95 % of chips)', ({ layer }) => spread(layer.angleDeg, (deg) => deg.toFixed(1))],
    ['length / reference: median (5 \u2013 95 %)', ({ layer }) => spread(layer.normRatio, threeDigits)],
    ['n', ({ layer }) => String(layer.angleDeg?.n ?? 0)],
  ]);
}

function spread(quantiles: Quantiles | null, format: (value: number) => string): string {
  if (quantiles === null) return NONE;
  return `${format(quantiles.median)} (${format(quantiles.q05)} \u2013 ${format(quantiles.q95)})`;
}
