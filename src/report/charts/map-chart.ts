import type { Criterion } from '../../model/metrics.ts';
import { coordinateOf, type MapAxes } from '../axes.ts';
import type { AxisSummary, PointSummary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { boundary, type GridSegment } from './boundary.ts';
import { CHART_WIDTH, type LegendEntry, type Plot, textWidth } from './frame.ts';
import { areas, type Cells, drawnCells, label, numbers, partOf, ROW, STEPS, stepLegend } from './map-cells.ts';
import { type Layers, plotted, type Tag } from './plot.ts';
import { colour, markOf } from './theme.ts';

/** Above each map, for the name of its rule. */
const HEAD = 24;
const RIGHT = 8;

/** A line in the map, told by its dashes too. */
const PREDICTED = { dash: [5, 3], width: 2 } as const;
const SIMULATED = { dash: [1, 0], width: 2.4 } as const;
const PROVED = { dash: [1.5, 2.5], width: 2 } as const;

/**
 * A map for each rule, one under the other: in every cell the yield in per cent, refused and undecided chips failing where they are
 * noticeable. Dashed: where half of the chips lose a branch, as the ends of the branches foretell. Solid, of the stable yield where
 * runs were simulated: where half of the chips are stable. Dotted: up to where half of the chips are proved stable.
 */
export async function mapPlot(
  id: string,
  axes: MapAxes,
  points: readonly PointSummary[],
  criterion: Criterion,
): Promise<Plot> {
  const { x, y } = axes;
  const [columns, rows] = [inOrder(x), inOrder(y).reverse()];
  const left = 22 + Math.max(...rows.map((label) => textWidth(label, 12)));
  const width = CHART_WIDTH - left - RIGHT;
  const column = width / columns.length;
  const grid = gridOf(points, axes, columns, rows);
  const tall = HEAD + ROW * rows.length;
  const maps = points[0].cells.map(({ rule }, place): Layers => {
    const { name } = markOf(rule, place);
    const tag = { rule: name };
    const top = place * tall + HEAD;
    const own = grid.map((row) => row.map((point) => point?.cells[place] ?? null));
    const lines = linesOf(own, grid, criterion, points);
    const tags = grid.map((row) => row.map((point): Tag => ({ ...tag, point: point?.label })));
    const cells = drawnCells(own, tags, criterion, { column, top });
    return [
      areas(cells),
      ...lines.flatMap(({ pieces, look }) => lineLayers(pieces, column, top, look, tag)),
      // The number is kept off the lines by the same number, wider and in the colour of the cell, under it.
      numbers(cells, true),
      numbers(cells, false),
      label(name, 0, top - 10, 'left', tag),
      ...rows.map((value, row) => label(value, -6, top + ROW * (row + 0.5), 'right', tag)),
    ];
  });
  const height = tall * maps.length;
  const below = columns.map((value, i) => label(value, column * (i + 0.5), height + 11, 'center'));
  const titles = [label(x.title, width / 2, height + 30, 'center'), label(`up: ${y.title}`, width, HEAD - 10, 'right')];
  return plotted(id, [...maps.flat(), ...below, ...titles], height, { left, right: RIGHT, top: 0, bottom: 42 });
}

/** What is drawn in the map. */
export function mapLegend(criterion: Criterion, points: readonly PointSummary[]): LegendEntry[] {
  const ink = colour('text');
  const line = (label: string, { dash, width }: Look): LegendEntry => ({
    label,
    width: 26,
    swatch: `<path d="M0 6H26" fill="none" stroke="${ink}" stroke-width="${width}" stroke-dasharray="${dash.join(' ')}"/>`,
  });
  return [
    ...stepLegend(STEPS),
    line('predicted, half of the chips', PREDICTED),
    ...(isProved(points) ? [line('proved stable', PROVED)] : []),
    ...(isSimulated(criterion, points) ? [line('simulated', SIMULATED)] : []),
  ];
}

type Look = typeof PREDICTED | typeof SIMULATED | typeof PROVED;

/** By row and column, from the top; null: a point that is not there. */
function gridOf(
  points: readonly PointSummary[],
  { x, y }: MapAxes,
  columns: readonly string[],
  rows: readonly string[],
): (PointSummary | null)[][] {
  const key = (column: string, row: string) => JSON.stringify([column, row]);
  const at = new Map(points.map((point) => [key(coordinateOf(point, x).label, coordinateOf(point, y).label), point]));
  return rows.map((row) => columns.map((column) => at.get(key(column, row)) ?? null));
}

/** The labels of an axis by their values, the smallest first. */
function inOrder({ labels, values }: AxisSummary): string[] {
  return labels
    .map((label, i) => ({ label, value: Number(values[i]) }))
    .sort((a, b) => a.value - b.value)
    .map(({ label }) => label);
}

function isSimulated(criterion: Criterion, points: readonly PointSummary[]): boolean {
  return criterion === 'stable' && points.every(({ engine }) => engine !== 'static');
}

/** Whether the boundary runs through the map: some chips are proved stable to this beta, and some are not. */
export function isProved(points: readonly PointSummary[]): boolean {
  const signs = points.flatMap((point) => point.cells.map((cell) => provedAbove(cell, point.beta)));
  return [true, false].every((isAbove) => signs.some((sign) => sign !== null && sign >= 0 === isAbove));
}

function linesOf(
  cells: Cells,
  grid: readonly (readonly (PointSummary | null)[])[],
  criterion: Criterion,
  points: readonly PointSummary[],
) {
  const foretold = cells.map((row) => row.map((cell) => foretoldAbove(cell)));
  const proved = cells.map((row, r) => row.map((cell, c) => provedAbove(cell, grid[r][c]?.beta ?? null)));
  const half = cells.map((row) => row.map((cell) => partOf(cell, criterion, 0.5)));
  return [
    { pieces: boundary(proved), look: PROVED as Look },
    { pieces: boundary(foretold), look: PREDICTED as Look },
    ...(isSimulated(criterion, points) ? [{ pieces: boundary(half), look: SIMULATED as Look }] : []),
  ];
}

/** Above 0 where the branches of half of the chips end beyond this beta: then half of the chips are foretold to be stable. */
function foretoldAbove(cell: CellSummary | null): number | null {
  return cell?.lossFactor == null ? null : Math.log(cell.lossFactor.median);
}

/** Beyond any factor that a map shows: of a chip that is proved stable for every beta, and of one that is for none. */
const FAR = 1e3;

/** Above 0 where half of the chips are proved stable to beyond this beta. */
function provedAbove(cell: CellSummary | null, beta: number | null): number | null {
  if (cell?.certifiedBeta == null || beta === null) return null;
  const { median } = cell.certifiedBeta;
  return median === null ? Math.log(FAR) : Math.log(Math.max(median / beta, 1 / FAR));
}

/** Under a line lies a wider one in the colour of the page, which keeps it off the cells. */
function lineLayers(
  pieces: readonly GridSegment[],
  column: number,
  top: number,
  { dash, width }: Look,
  tag: Tag,
): Layers {
  const values = pieces.flatMap((piece, detail) =>
    piece.map(([i, j], order) => ({ tag, detail, order, x: column * (i + 0.5), y: top + ROW * (j + 0.5) })),
  );
  const encoding = {
    x: { field: 'x', type: 'quantitative' as const, scale: null },
    y: { field: 'y', type: 'quantitative' as const, scale: null },
    detail: { field: 'detail', type: 'nominal' as const },
    order: { field: 'order', type: 'quantitative' as const },
  };
  return [
    {
      data: { values },
      mark: { type: 'line', color: colour('surface'), strokeWidth: width + 2.4, opacity: 0.9 },
      encoding,
    },
    {
      data: { values },
      mark: { type: 'line', color: colour('text'), strokeWidth: width, strokeDash: [...dash] },
      encoding,
    },
  ];
}
