import type { Panel } from '../axes.ts';
import type { AxisSummary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { shownCounts } from '../tables/inputs.ts';
import { CHART_WIDTH, type Plot } from './frame.ts';
import { type Layers, plotted, type Tag } from './plot.ts';
import { HEADER, HEADER_ROOM, rowLayout, text } from './rows.ts';
import { colour } from './theme.ts';

const COLUMN = 66;

/** Where the yield on one number of inputs stands. */
interface Mark {
  readonly tag: Tag;
  readonly y: number;
  readonly colour: string;
  readonly at: number;
}

interface Span {
  readonly tag: Tag;
  readonly y: number;
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The stable yield of every point and rule, from that on one input (ring) over ticks between to that on all inputs (filled),
 * with its interval: the longer the line, the more the yield depends on how many inputs were tried.
 */
export async function inputsPlot(id: string, along: AxisSummary | null, panel: Panel): Promise<Plot> {
  const { rows, height, left, layers } = rowLayout(panel, along);
  const tried = rows.find(({ cell }) => cell.inputs !== null)?.cell.inputs?.tried ?? 1;
  const shown = tried > 1 ? [1, tried] : [1];
  const right = 10 + COLUMN * shown.length;
  const width = CHART_WIDTH - left - right;
  const marks = (counts: readonly number[]): Mark[] =>
    rows.flatMap(({ y, cell, mark, tag }) =>
      yieldsOn(cell, counts).flatMap(({ fraction }) =>
        [...new Set(fraction)].map((at) => ({ tag, y, colour: mark.colour, at })),
      ),
    );
  const spans = (ends: (cell: CellSummary) => readonly [number, number] | null): Span[] =>
    rows.flatMap(({ y, cell, mark, tag }) => {
      const found = ends(cell);
      return found === null ? [] : [{ tag, y, colour: mark.colour, from: found[0], to: found[1] }];
    });
  const columns = shown.map((count, i) => {
    const values = rows.map(({ y, cell, tag }) => ({
      tag,
      y,
      value: yieldsOn(cell, [count]).map(inWords)[0] ?? '\u2013',
    }));
    const head = { y: HEADER, value: `on ${count}` };
    return text([head, ...values], 'value', width + 10 + COLUMN * (i + 1) - 4, 'right', colour('muted'));
  });
  const between = shownCounts(tried).filter((count) => count > 1 && count < tried);
  const drawn = [
    bar(
      spans((cell) => yieldsOn(cell, [tried])[0]?.interval ?? null),
      9,
      0.22,
    ),
    bar(spans(reach), 2, 0.9),
    ticks(marks(between)),
    points(marks(tried > 1 ? [1] : []), false),
    points(marks([tried]), true),
  ];
  const padding = { left, right, top: HEADER_ROOM, bottom: 44 };
  return plotted(id, [...layers, ...drawn, ...columns], height, padding);
}

function yieldsOn({ inputs }: CellSummary, counts: readonly number[]) {
  return inputs === null ? [] : inputs.curve.filter((found) => counts.includes(found.inputs));
}

/** From the yield on all inputs to that on one. */
function reach({ inputs }: CellSummary): readonly [number, number] | null {
  const [one, all] = [inputs?.curve[0], inputs?.curve.at(-1)];
  return one && all ? [all.fraction[0], one.fraction[1]] : null;
}

function inWords({ fraction: [low, high] }: { readonly fraction: readonly [number, number] }): string {
  const short = (fraction: number) => (100 * fraction).toFixed(0);
  return short(low) === short(high) ? `${short(low)} %` : `${short(low)}\u2013${short(high)} %`;
}

const x = (field: 'at' | 'from') => ({
  field,
  type: 'quantitative' as const,
  title: 'stable yield',
  scale: { domain: [0, 1] },
  axis: { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: "format(100 * datum.value, '.0f') + ' %'", grid: true },
});
const y = { field: 'y', type: 'quantitative' as const, scale: null };
const paint = { field: 'colour', type: 'nominal' as const, scale: null };

function bar(values: readonly Span[], height: number, opacity: number): Layers[number] {
  return {
    data: { values: [...values] },
    mark: { type: 'bar', height, fillOpacity: opacity, strokeWidth: 0 },
    encoding: { x: x('from'), x2: { field: 'to' }, y, fill: paint },
  };
}

function ticks(values: readonly Mark[]): Layers[number] {
  return {
    data: { values: [...values] },
    mark: { type: 'tick', orient: 'vertical', size: 9, thickness: 1.4, opacity: 1 },
    encoding: { x: x('at'), y, color: paint },
  };
}

function points(values: readonly Mark[], filled: boolean): Layers[number] {
  const fill = filled ? { fill: paint } : { fill: { value: colour('surface') } };
  return {
    data: { values: [...values] },
    mark: { type: 'point', shape: filled ? 'diamond' : 'circle', size: filled ? 70 : 50, strokeWidth: 1.6, opacity: 1 },
    encoding: { x: x('at'), y, stroke: paint, ...fill },
  };
}
