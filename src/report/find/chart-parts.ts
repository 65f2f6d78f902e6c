import { type LegendEntry, type PictureFile, type Plot, pictureFile } from '../charts/frame.ts';
import { lineLegend } from '../charts/legend.ts';
import type { Layers } from '../charts/plot.ts';
import { colour } from '../charts/theme.ts';
import { counted } from '../format.ts';
import { findings } from './findings.ts';
import type { FindSummary, Limit } from './summary.ts';

export const HEIGHT = 210;
export const PADDING = { left: 58, right: 14, top: 8, bottom: 46 };

export const YIELD = {
  type: 'quantitative' as const,
  title: null,
  scale: { domain: [0, 1] },
  axis: { labelExpr: "format(100 * datum.value, '.0f') + ' %'", domain: false, ticks: false },
};

/** The target as a line. */
export function goal(target: number): Layers[number] {
  return {
    data: { values: [{ target }] },
    mark: { type: 'rule', color: colour('muted'), strokeDash: [2, 3] },
    encoding: { y: { ...YIELD, field: 'target' } },
  };
}

export function axisOf({ along: { title, values } }: FindSummary) {
  const numbers = values.map(Number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const type = low > 0 && high / low >= 30 ? ('log' as const) : ('linear' as const);
  return {
    field: 'value',
    type: 'quantitative' as const,
    title,
    scale: { type, domain: [low, high], nice: false },
    axis: { grid: false },
  };
}

export function rests({ chips, probes, seed, engine }: FindSummary): string {
  return `${counted(chips, 'chip')} on ${counted(probes, 'input')}, engine ${engine}, seed ${seed}.`;
}

/** A plot with its legend, described by what was found. */
export function drawn(
  summary: FindSummary,
  limits: readonly Limit[],
  { id, title, note }: { readonly id: string; readonly title: string; readonly note: string },
  plot: Plot,
): PictureFile {
  const legend: readonly LegendEntry[] = lineLegend(summary.rules);
  const alt = findings({ ...summary, limits }).join(' ');
  return pictureFile({ id, title, note, alt, legend, patterns: '' }, plot);
}
