import type { Criterion } from '../../model/metrics.ts';
import type { Rule } from '../../model/rules.ts';
import { coordinateOf, type Panel } from '../axes.ts';
import { threeDigits } from '../format.ts';
import type { AxisSummary, PointSummary } from '../summary.ts';
import { CHART_WIDTH, type Plot, textWidth } from './frame.ts';
import { type Layers, plotted, type Tag } from './plot.ts';
import { textureId } from './texture.ts';
import { markOf, type RuleMark } from './theme.ts';

interface Datum {
  readonly x: number | string;
  readonly rule: Rule;
  readonly tag: Tag;
  /** Its place among the rules. */
  readonly place: number;
  /** With every undecided chip failing, and with every one passing. */
  readonly yield: number;
  readonly best: number;
  /** Of its 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Of all chips, refused and undecided ones failing and passing; equal where these are few. */
  readonly worstOfAll: number;
  readonly bestOfAll: number;
}

const HEIGHT = 190;
const PADDING = { left: 54, right: 14, top: 8, bottom: 46 };

/**
 * Yield of each rule with its Wilson interval: a line with a band along a numeric axis, else points with bars. Hatched: where
 * the yield of all chips may lie, refused and undecided ones failing or passing.
 */
export async function yieldPlot(
  id: string,
  along: AxisSummary | null,
  panel: Panel,
  criterion: Criterion,
): Promise<Plot> {
  const data = panel.points.flatMap((point) => yields(point, along, criterion));
  if (along?.numeric && along.values.length > 1) return plotted(id, lines(id, data, along), HEIGHT, PADDING);
  const upright = lengthOfUpright(data);
  return plotted(id, bars(id, data, along, upright), HEIGHT, { ...PADDING, bottom: PADDING.bottom + upright });
}

/** How far names reach down that stand upright because side by side they would be printed over each other, px; 0: they fit. */
function lengthOfUpright(data: readonly Datum[]): number {
  const names = new Set(data.map(({ x }) => String(x)));
  const longest = Math.max(0, ...[...names].map((name) => textWidth(name, 12)));
  return longest > (CHART_WIDTH - PADDING.left - PADDING.right) / names.size ? longest : 0;
}

function yields(point: PointSummary, along: AxisSummary | null, criterion: Criterion): Datum[] {
  const coordinate = along && coordinateOf(point, along);
  return point.cells.flatMap((cell, place) => {
    const { fraction, wilson, ofAll } = cell[criterion];
    if (fraction === null) return [];
    const [worstOfAll, bestOfAll] = ofAll?.fraction ?? [fraction[0], fraction[0]];
    const x = coordinate === null ? 'all chips' : along?.numeric ? coordinate.value : coordinate.label;
    const [low, high] = wilson;
    const tag = { rule: markOf(cell.rule, place).name, point: point.label };
    return { x, rule: cell.rule, place, tag, yield: fraction[0], best: fraction[1], low, high, worstOfAll, bestOfAll };
  });
}

function lines(id: string, data: readonly Datum[], along: AxisSummary): Layers {
  const x = { field: 'x', type: 'quantitative' as const, title: along.title, ...ticks(along) };
  const line = (field: 'yield' | 'best', values: Datum[], { colour, dash }: RuleMark): Layers[number] => ({
    data: { values },
    mark: { type: 'line', color: colour, strokeDash: [...dash], strokeWidth: field === 'yield' ? 2 : 1.2 },
    encoding: { x, y: { ...Y, field } },
  });
  return [
    ...eachRule(data, (values, { colour }) => ({
      data: { values },
      mark: { type: 'area', color: colour, opacity: 0.16 },
      encoding: { x, y: { ...Y, field: 'low' }, y2: { field: 'high' } },
    })),
    ...eachRule(bounded(data), (_, mark) => ({
      data: { values: ownOf(data, mark) },
      mark: { type: 'area', fill: `url(#${textureId(id, mark.rule)})`, opacity: 1 },
      encoding: { x, y: { ...Y, field: 'worstOfAll' }, y2: { field: 'bestOfAll' } },
    })),
    ...eachRule(data, (values, mark) => line('yield', values, mark)),
    ...eachRule(
      data.filter((datum) => datum.best > datum.yield),
      (_, mark) => line('best', ownOf(data, mark), mark),
    ),
    ...eachRule(data, (values, mark) => ({ data: { values }, mark: pointOf(mark), encoding: { x, y: Y } })),
  ];
}

function bars(id: string, data: readonly Datum[], along: AxisSummary | null, upright: number): Layers {
  const title = along === null ? null : along.title;
  // Vega believes texts to be longer than they are.
  const axis =
    upright > 0
      ? { labelAngle: -90, labelLimit: 2 * upright, titleY: upright + 16 }
      : { labelAngle: 0, labelLimit: 2 * CHART_WIDTH };
  const x = { field: 'x', type: 'nominal' as const, title, sort: null, axis };
  const sort = [...new Set(data.map(({ rule }) => rule))];
  const xOffset = { field: 'rule', type: 'nominal' as const, scale: { domain: sort } };
  return [
    ...eachRule(bounded(data), (values, { rule }) => ({
      data: { values },
      mark: { type: 'bar', width: 18, fill: `url(#${textureId(id, rule)})`, strokeWidth: 0 },
      encoding: { x, xOffset, y: { ...Y, field: 'worstOfAll' }, y2: { field: 'bestOfAll' } },
    })),
    ...eachRule(data, (values, { colour }) => ({
      data: { values },
      mark: { type: 'rule', color: colour, strokeWidth: 2 },
      encoding: { x, xOffset, y: { ...Y, field: 'low' }, y2: { field: 'high' } },
    })),
    ...(['best', 'yield'] as const).flatMap((field) =>
      eachRule(
        data.filter((datum) => field === 'yield' || datum.best > datum.yield),
        (values, mark) => ({ data: { values }, mark: pointOf(mark), encoding: { x, xOffset, y: { ...Y, field } } }),
      ),
    ),
  ];
}

/** Where refused and undecided chips are many. */
function bounded(data: readonly Datum[]): Datum[] {
  return data.filter(({ worstOfAll, bestOfAll }) => bestOfAll > worstOfAll);
}

function ownOf(data: readonly Datum[], { rule }: RuleMark): Datum[] {
  return data.filter((datum) => datum.rule === rule);
}

function eachRule(data: readonly Datum[], layer: (values: Datum[], mark: RuleMark) => Layers[number]): Layers {
  const rules = new Map(data.map(({ rule, place }) => [rule, place]));
  return [...rules].map(([rule, place]) =>
    layer(
      data.filter((datum) => datum.rule === rule),
      markOf(rule, place),
    ),
  );
}

function pointOf({ shape, colour, filled, size }: RuleMark) {
  const fill = filled ? colour : 'transparent';
  return { type: 'point' as const, shape, size, fill, stroke: colour, strokeWidth: 1.6, opacity: 1 };
}

/** Ticks at the sweep's own values, labelled as the scenario writes them; logarithmic where they span a factor of 30. */
function ticks({ values, labels }: AxisSummary) {
  const numbers = values.map(Number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const words = Object.fromEntries(numbers.map((value, i) => [value, labels[i] ?? threeDigits(value)]));
  return {
    scale: {
      type: low > 0 && high / low >= 30 ? ('log' as const) : ('linear' as const),
      domain: [low, high],
      nice: false,
      padding: 12,
    },
    axis: {
      values: numbers,
      labelExpr: `(${JSON.stringify(words)})[datum.value]`,
      labelOverlap: 'greedy' as const,
      grid: false,
    },
  };
}

const Y = {
  field: 'yield',
  type: 'quantitative' as const,
  title: null,
  scale: { domain: [0, 1] },
  axis: {
    values: [0, 0.25, 0.5, 0.75, 1],
    labelExpr: "format(100 * datum.value, '.0f') + ' %'",
    domain: false,
    ticks: false,
  },
};
