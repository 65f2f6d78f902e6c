import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import type { Plot } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { colour } from './theme.ts';

/** A part of a variance. */
export interface ShareBar {
  readonly share: number;
  readonly interval: Interval | null;
  readonly isOutlined: boolean;
}

/** Bars of what varies together, under its text; of every group as many. */
export interface ShareGroup {
  readonly text: string;
  readonly bars: readonly ShareBar[];
}

/** Of a text, and of a bar, px. */
const SLOT = 15;
const PADDING = { left: 10, right: 18, top: 4, bottom: 40 };

/** Parts of a variance as bars with their intervals, in the order given. */
export function shareBars(id: string, groups: readonly ShareGroup[]): Promise<Plot> {
  const bars = groups.flatMap(({ bars: own }, group) =>
    own.map(({ share, interval, isOutlined }, slot) => {
      return { group, slot: String(slot), share, low: interval?.[0], high: interval?.[1], isOutlined };
    }),
  );
  const texts = groups.map(({ text }, group) => ({ group, slot: TEXT, text }));
  const slots = [TEXT, ...new Set(bars.map(({ slot }) => slot))];
  const ends = bars.flatMap(({ share, low = 0, high = 0 }) => [share, low, high]);
  const domain = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const y = { field: 'group', type: 'ordinal' as const, axis: null };
  const yOffset = { field: 'slot', type: 'nominal' as const, scale: { domain: slots } };
  const x = {
    field: 'share',
    type: 'quantitative' as const,
    title: 'part of the variance',
    scale: { domain, nice: false },
    axis: { labelExpr: "format(100 * datum.value, '.0f') + ' %'", tickCount: 6 },
  };
  const layers: Layers = [
    {
      data: { values: bars.filter(({ isOutlined }) => isOutlined) },
      mark: { type: 'bar', color: colour('surface'), stroke: colour('dp'), strokeWidth: 1.4 },
      encoding: { y, yOffset, x },
    },
    {
      data: { values: bars.filter(({ isOutlined }) => !isOutlined) },
      mark: { type: 'bar', color: colour('dp') },
      encoding: { y, yOffset, x },
    },
    {
      data: { values: bars.filter(({ low }) => low !== undefined) },
      mark: { type: 'rule', color: colour('text'), strokeWidth: 1.4 },
      encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: { values: texts },
      mark: { type: 'text', align: 'left', baseline: 'middle', dy: -3, color: colour('text') },
      encoding: { y, yOffset, x: { datum: Math.max(0, domain[0]) }, text: { field: 'text' } },
    },
  ];
  return plotted(id, layers, SLOT * slots.length * groups.length, PADDING);
}

const TEXT = 'text';
