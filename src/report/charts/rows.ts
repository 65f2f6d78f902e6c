import { coordinateOf, type Panel } from '../axes.ts';
import type { AxisSummary, PointSummary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { textWidth } from './frame.ts';
import type { Layers, Tag } from './plot.ts';
import { colour, markOf, type RuleMark } from './theme.ts';

/** One line of a chart with a row for every point and rule. */
export interface Row {
  /** Centre, px from the top of the plot area. */
  readonly y: number;
  readonly cell: CellSummary;
  readonly point: PointSummary;
  /** On the first row of a point. */
  readonly pointLabel: string;
  readonly ruleLabel: string;
  readonly mark: RuleMark;
  readonly tag: Tag;
}

export interface RowLayout {
  readonly rows: readonly Row[];
  readonly height: number;
  /** Room for the labels, px. */
  readonly left: number;
  readonly layers: Layers;
}

/** Heads of the columns, px from the top of the plot area, and the room they need above it. */
export const HEADER = -10;
export const HEADER_ROOM = 30;

const ROW = 21;
const GAP = 9;
const LONGEST_LABEL = 120;

/** A row per point and rule, with labels on the left: readable with any number of points and on a narrow screen. */
export function rowLayout(panel: Panel, along: AxisSummary | null): RowLayout {
  const rows: Row[] = [];
  let top = 0;
  for (const point of panel.points) {
    point.cells.forEach((cell, i) => {
      const pointLabel = i === 0 && along !== null ? coordinateOf(point, along).label : '';
      const mark = markOf(cell.rule, i);
      const tag = { rule: mark.name, point: point.label };
      rows.push({ y: top + ROW / 2, cell, point, pointLabel, ruleLabel: mark.name, mark, tag });
      top += ROW;
    });
    top += GAP;
  }
  const ruleWidth = Math.max(...rows.map(({ ruleLabel }) => textWidth(ruleLabel, 12)));
  const names = along === null ? [] : [along.name, ...rows.map(({ pointLabel }) => pointLabel)];
  const pointWidth = Math.min(LONGEST_LABEL, Math.max(0, ...names.map((name) => textWidth(name, 12))));
  const points = rows.map(({ y, pointLabel, point }) => ({ y, pointLabel, tag: { point: point.label } }));
  const rules = rows.map(({ y, ruleLabel, tag }) => ({ y, ruleLabel, tag }));
  const header = along === null ? [] : [{ y: HEADER, pointLabel: along.name }];
  return {
    rows,
    height: Math.max(ROW, top - GAP),
    left: ruleWidth + 8 + (pointWidth === 0 ? 0 : pointWidth + 12),
    layers: [
      text([...header, ...points], 'pointLabel', -8 - ruleWidth - 12, 'right', colour('text')),
      text(rules, 'ruleLabel', -8, 'right', colour('muted')),
    ],
  };
}

/** Texts at pixel positions: `x` from the left edge of the plot area, `y` and the text from the data. */
export function text(
  values: readonly { readonly y: number; readonly [field: string]: unknown }[],
  field: string,
  x: number,
  align: 'left' | 'right' | 'center',
  fill: string,
): Layers[number] {
  return {
    data: { values: [...values] },
    // Vega believes texts to be wider than they are.
    mark: { type: 'text', align, baseline: 'middle', color: fill, limit: 1.3 * LONGEST_LABEL },
    encoding: {
      x: { value: x },
      y: { field: 'y', type: 'quantitative', scale: null },
      text: { field, type: 'nominal' },
    },
  };
}
