import type { Quantiles } from '../../montecarlo/statistics/quantile.ts';
import type { Panel } from '../axes.ts';
import type { AxisSummary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { CHART_WIDTH, type Plot } from './frame.ts';
import { logTicks } from './log-ticks.ts';
import { type Layers, type Padding, plotted, type Tag } from './plot.ts';
import { HEADER, HEADER_ROOM, rowLayout, text } from './rows.ts';
import { colour } from './theme.ts';

/** A quantity of every chip, drawn as one box per point and rule. */
export interface Measure {
  readonly title: string;
  readonly quantiles: (cell: CellSummary) => Quantiles | null;
  /** Values drawn are the quantities times this factor. */
  readonly scale: number;
  readonly domain: readonly [low: number, high: number];
  readonly logarithmic: boolean;
  /** A limit to compare with; null: none. */
  readonly limit: { readonly value: number; readonly label: string } | null;
  /** Numbers written to the right of each row. */
  readonly columns: readonly { readonly title: string; readonly value: (cell: CellSummary) => string }[];
}

const COLUMN = 46;

/** Whiskers 5 to 95 %, box quartiles, bar the 95 % interval of the median, tick the median. */
export async function boxPlot(id: string, along: AxisSummary | null, panel: Panel, measure: Measure): Promise<Plot> {
  const { rows, height, left, layers } = rowLayout(panel, along);
  const right = 10 + COLUMN * measure.columns.length;
  const padding: Padding = { left, right, top: HEADER_ROOM, bottom: 44 };
  const width = CHART_WIDTH - left - right;
  const boxes = rows.flatMap(({ y, cell, mark, tag }) => {
    const quantiles = measure.quantiles(cell);
    return quantiles === null ? [] : [{ tag, ...box(y, quantiles, measure.scale, mark.colour) }];
  });
  const columns = measure.columns.map(({ title, value }, i) => {
    const texts = rows.map(({ y, cell, tag }) => ({ y, tag, value: value(cell) }));
    const x = width + 10 + COLUMN * (i + 1) - 4;
    return text([{ y: HEADER, value: title }, ...texts], 'value', x, 'right', colour('muted'));
  });
  const marks = [...boxLayers(boxes, measure), ...limitLayers(measure), ...columns];
  return plotted(id, [...layers, ...marks], height, padding);
}

interface Box {
  readonly y: number;
  readonly colour: string;
  readonly q05: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly q95: number;
  readonly low: number | null;
  readonly high: number | null;
}

function box(y: number, quantiles: Quantiles, scale: number, ruleColour: string): Box {
  const [low, high] = quantiles.medianInterval;
  return {
    y,
    colour: ruleColour,
    q05: scale * quantiles.q05,
    q25: scale * quantiles.q25,
    median: scale * quantiles.median,
    q75: scale * quantiles.q75,
    q95: scale * quantiles.q95,
    low: low === null ? null : scale * low,
    high: high === null ? null : scale * high,
  };
}

function boxLayers(boxes: readonly (Box & { readonly tag: Tag })[], { title, domain, logarithmic }: Measure): Layers {
  const x = (field: keyof Box) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [...domain], type: logarithmic ? ('log' as const) : ('linear' as const), nice: false },
    axis: {
      grid: true,
      format: '.6~g',
      labelOverlap: 'greedy' as const,
      ...(logarithmic ? { values: logTicks(domain) } : { tickCount: 6 }),
    },
  });
  const y = { field: 'y', type: 'quantitative' as const, scale: null };
  const paint = { field: 'colour', type: 'nominal' as const, scale: null };
  const bar = (from: keyof Box, to: keyof Box, height: number, opacity: number): Layers[number] => ({
    data: { values: boxes.filter((b) => b[from] !== null && b[to] !== null) },
    mark: { type: 'bar', height, fillOpacity: opacity, strokeWidth: 0 },
    encoding: { x: x(from), x2: { field: to }, y, fill: paint },
  });
  return [
    bar('q05', 'q95', 1.4, 0.8),
    bar('q25', 'q75', 11, 0.3),
    bar('low', 'high', 4, 0.9),
    {
      data: { values: [...boxes] },
      mark: { type: 'tick', orient: 'vertical', size: 15, thickness: 2, opacity: 1 },
      encoding: { x: x('median'), y, color: paint },
    },
  ];
}

function limitLayers({ limit }: Measure): Layers {
  if (limit === null) return [];
  const data = { values: [limit] };
  const x = { field: 'value', type: 'quantitative' as const };
  return [
    { data, mark: { type: 'rule', strokeDash: [4, 3], color: colour('text'), strokeWidth: 1.2 }, encoding: { x } },
    {
      data,
      mark: { type: 'text', baseline: 'middle', align: 'center', color: colour('text'), limit: 1000 },
      encoding: { x, y: { value: HEADER }, text: { field: 'label', type: 'nominal' } },
    },
  ];
}
