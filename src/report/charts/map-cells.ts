import type { Criterion } from '../../model/metrics.ts';
import type { CellSummary } from '../summary-cell.ts';
import { surely } from '../yield.ts';
import type { LegendEntry } from './frame.ts';
import type { Layers, Tag } from './plot.ts';
import { colour } from './theme.ts';

/** Height of a cell, px. */
export const ROW = 22;

/** By row and column, from the top; null: a point that is not there. */
export type Cells = readonly (readonly (CellSummary | null)[])[];

/** A step of what a map shows. */
export interface Step {
  /** The smallest value that it is of. */
  readonly from: number;
  readonly label: string;
  readonly fill: string;
  readonly ink: string;
}

const PAINTS = [
  { fill: colour('part0'), ink: colour('inkOnLight') },
  { fill: colour('part1'), ink: colour('inkOnLight') },
  { fill: colour('part2'), ink: colour('inkOnLight') },
  { fill: colour('part3'), ink: colour('inkOnPart') },
  { fill: colour('part4'), ink: colour('inkOnFull') },
] as const;

/** Five steps, each with its colour; the number stands in the cell too. */
export function painted(steps: readonly Pick<Step, 'from' | 'label'>[]): Step[] {
  return steps.map((step, i) => ({ ...step, ...PAINTS[i] }));
}

/** Of a yield. */
export const STEPS = painted([
  { from: 0, label: 'below 10 %' },
  { from: 0.1, label: '10 %' },
  { from: 0.5, label: '50 %' },
  { from: 0.9, label: '90 %' },
  { from: 0.99, label: '99 % or more' },
]);

/** Where a cell is, px, how it is painted, and its number. */
export interface DrawnCell {
  readonly tag: Tag;
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly middle: number;
  readonly centre: number;
  readonly fill: string;
  readonly ink: string;
  readonly number: string;
}

/** Where the cells of a map are, px. */
export interface Grid {
  /** Width of a column. */
  readonly column: number;
  readonly top: number;
}

/** A cell of row j and column i; null: it has no value. */
export function drawnCell(
  tag: Tag,
  { column, top }: Grid,
  [j, i]: readonly [j: number, i: number],
  steps: readonly Step[],
  value: number | null,
  text: (value: number) => string,
): DrawnCell {
  const step = steps.findLast(({ from }) => (value ?? -1) >= from);
  return {
    tag,
    x: column * i,
    x2: column * (i + 1),
    y: top + ROW * j,
    y2: top + ROW * (j + 1),
    middle: column * (i + 0.5),
    centre: top + ROW * (j + 0.5),
    fill: step?.fill ?? colour('surface'),
    ink: step?.ink ?? colour('inkOnLight'),
    number: value === null ? '\u2013' : text(value),
  };
}

/** Cells of yields in per cent. */
export function drawnCells(
  cells: Cells,
  tags: readonly (readonly Tag[])[],
  criterion: Criterion,
  grid: Grid,
): DrawnCell[] {
  return cells.flatMap((row, j) =>
    row.map((cell, i) => drawnCell(tags[j][i], grid, [j, i], STEPS, partOf(cell, criterion, 0), wholePercent)),
  );
}

const at = (field: keyof DrawnCell) => ({ field, type: 'quantitative' as const, scale: null });
const paint = (field: keyof DrawnCell) => ({ field, type: 'nominal' as const, scale: null });

export function areas(values: DrawnCell[]): Layers[number] {
  return {
    data: { values },
    mark: { type: 'rect', stroke: colour('surface'), strokeWidth: 1 },
    encoding: { x: at('x'), x2: { field: 'x2' }, y: at('y'), y2: { field: 'y2' }, fill: paint('fill') },
  };
}

export function numbers(values: DrawnCell[], under: boolean): Layers[number] {
  return {
    data: { values },
    mark: { type: 'text', baseline: 'middle', align: 'center', fontSize: 11, limit: 1000, strokeWidth: under ? 5 : 0 },
    encoding: {
      x: at('middle'),
      y: at('centre'),
      text: { field: 'number', type: 'nominal' },
      fill: paint(under ? 'fill' : 'ink'),
      ...(under ? { stroke: paint('fill') } : {}),
    },
  };
}

/** A word beside the cells. */
export function label(
  value: string,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
  tag?: Tag,
): Layers[number] {
  return {
    data: { values: [{ value, tag }] },
    mark: { type: 'text', align, baseline: 'middle', color: colour('text'), limit: 1000 },
    encoding: { x: { value: x }, y: { value: y }, text: { field: 'value', type: 'nominal' } },
  };
}

export function stepLegend(steps: readonly Step[]): LegendEntry[] {
  return steps.map(({ label, fill }) => ({
    label,
    width: 16,
    swatch: `<rect x="0.5" y="0.5" width="15" height="11" fill="${fill}" stroke="${colour('grid')}"/>`,
  }));
}

/** The yield above a part; null: no chip could be run. */
export function partOf(cell: CellSummary | null, criterion: Criterion, part: number): number | null {
  return cell === null || cell[criterion].fraction === null ? null : surely(cell[criterion]).fraction - part;
}

/** Only all chips are 100 %, and only none is 0 %. */
function wholePercent(part: number): string {
  const rounded = Math.round(100 * part);
  return String(part < 1 ? Math.min(99, part > 0 ? Math.max(1, rounded) : 0) : 100);
}
