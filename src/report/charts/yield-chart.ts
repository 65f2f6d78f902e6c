import type { Rule } from '../../vocabulary.ts';
import { coordinateOf, type Panel } from '../axes.ts';
import { threeDigits } from '../format.ts';
import type { AxisSummary, PointSummary } from '../summary.ts';
import type { Plot } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { RULE_MARKS, type RuleMark } from './theme.ts';

/** Which yield a chart shows. */
export type Criterion = 'stable' | 'aligned';

interface Datum {
  readonly x: number | string;
  readonly rule: Rule;
  readonly yield: number;
  readonly low: number;
  readonly high: number;
}

const HEIGHT = 190;
const PADDING = { left: 54, right: 14, top: 8, bottom: 46 };

/** Yield of each rule with its Wilson interval: a line with a band along a numeric axis, else points with bars. */
export async function yieldPlot(
  id: string,
  along: AxisSummary | null,
  panel: Panel,
  criterion: Criterion,
): Promise<Plot> {
  const data = panel.points.flatMap((point) => yields(point, along, criterion));
  const layers = along?.numeric && along.values.length > 1 ? lines(data, along) : bars(data, along);
  return plotted(id, layers, HEIGHT, PADDING);
}

function yields(point: PointSummary, along: AxisSummary | null, criterion: Criterion): Datum[] {
  const coordinate = along && coordinateOf(point, along);
  return point.cells.flatMap((cell) => {
    const { fraction, wilson } = cell[criterion];
    if (fraction === null) return [];
    const x = coordinate === null ? 'all chips' : along?.numeric ? coordinate.value : coordinate.label;
    return { x, rule: cell.rule, yield: fraction, low: wilson[0], high: wilson[1] };
  });
}

function lines(data: readonly Datum[], along: AxisSummary): Layers {
  const x = { field: 'x', type: 'quantitative' as const, title: along.title, ...ticks(along) };
  return [
    ...eachRule(data, (values, { colour }) => ({
      data: { values },
      mark: { type: 'area', color: colour, opacity: 0.16 },
      encoding: { x, y: { ...Y, field: 'low' }, y2: { field: 'high' } },
    })),
    ...eachRule(data, (values, { colour, dash }) => ({
      data: { values },
      mark: { type: 'line', color: colour, strokeDash: [...dash], strokeWidth: 2 },
      encoding: { x, y: Y },
    })),
    ...eachRule(data, (values, mark) => ({ data: { values }, mark: pointOf(mark), encoding: { x, y: Y } })),
  ];
}

function bars(data: readonly Datum[], along: AxisSummary | null): Layers {
  const title = along === null ? null : along.title;
  const x = { field: 'x', type: 'nominal' as const, title, sort: null, axis: { labelAngle: 0, labelLimit: 110 } };
  const sort = [...new Set(data.map(({ rule }) => rule))];
  const xOffset = { field: 'rule', type: 'nominal' as const, scale: { domain: sort } };
  return [
    ...eachRule(data, (values, { colour }) => ({
      data: { values },
      mark: { type: 'rule', color: colour, strokeWidth: 2 },
      encoding: { x, xOffset, y: { ...Y, field: 'low' }, y2: { field: 'high' } },
    })),
    ...eachRule(data, (values, mark) => ({ data: { values }, mark: pointOf(mark), encoding: { x, xOffset, y: Y } })),
  ];
}

function eachRule(data: readonly Datum[], layer: (values: Datum[], mark: RuleMark) => Layers[number]): Layers {
  return [...new Set(data.map(({ rule }) => rule))].map((rule) =>
    layer(
      data.filter((datum) => datum.rule === rule),
      RULE_MARKS[rule],
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
