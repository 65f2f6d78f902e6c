import type { Panel } from '../axes.ts';
import type { AxisSummary } from '../summary.ts';
import { CHIP_OUTCOMES, type ChipOutcome } from '../summary-cell.ts';
import { CHART_WIDTH, type Plot, textWidth } from './frame.ts';
import { plotted, type Tag } from './plot.ts';
import { HEADER_ROOM, type Row, rowLayout } from './rows.ts';
import { textureId } from './texture.ts';
import { OUTCOME_MARKS } from './theme.ts';

interface Segment {
  readonly tag: Tag;
  readonly y: number;
  readonly start: number;
  readonly end: number;
  readonly middle: number;
  readonly fill: string;
  readonly ink: string;
  /** Paint over the fill; null: none. */
  readonly texture: string | null;
  readonly label: string;
}

const BAR = 17;
const RIGHT = 10;

/** Chips by their worst outcome, stacked, best first. Labelled where there is room, and textured, so that colour is not needed. */
export async function outcomePlot(id: string, along: AxisSummary | null, panel: Panel): Promise<Plot> {
  const { rows, height, left, layers } = rowLayout(panel, along);
  const values = rows.flatMap((row) => segments(id, row, CHART_WIDTH - left - RIGHT));
  const y = { field: 'y', type: 'quantitative' as const, scale: null };
  const bar = (field: 'fill' | 'texture') => ({
    data: { values: values.filter((segment) => segment[field] !== null) },
    mark: { type: 'bar' as const, height: BAR, strokeWidth: 0 },
    encoding: {
      x: {
        field: 'start',
        type: 'quantitative' as const,
        title: 'chips',
        scale: { domain: [0, 1] },
        axis: { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: "format(100 * datum.value, '.0f') + ' %'", grid: false },
      },
      x2: { field: 'end' },
      y,
      fill: { field, type: 'nominal' as const, scale: null },
    },
  });
  const label = (under: boolean) => ({
    data: { values: values.filter((segment) => !under || segment.texture !== null) },
    mark: { type: 'text' as const, baseline: 'middle' as const, fontSize: 11, limit: 1000, strokeWidth: under ? 4 : 0 },
    encoding: {
      x: { field: 'middle', type: 'quantitative' as const },
      y,
      text: { field: 'label', type: 'nominal' as const },
      fill: { field: under ? 'fill' : 'ink', type: 'nominal' as const, scale: null },
      ...(under ? { stroke: { field: 'fill', type: 'nominal' as const, scale: null } } : {}),
    },
  });
  // The texture is kept off the letters by the same letters, wider and in the colour of the segment, under them.
  return plotted(id, [...layers, bar('fill'), bar('texture'), label(true), label(false)], height, {
    left,
    right: RIGHT,
    top: HEADER_ROOM,
    bottom: 44,
  });
}

function segments(id: string, { y, cell, tag }: Row, width: number): Segment[] {
  let before = 0;
  return CHIP_OUTCOMES.filter((outcome) => cell.chipOutcomes[outcome] > 0).map((outcome) => {
    const count = cell.chipOutcomes[outcome];
    const start = before / cell.chips;
    before += count;
    const end = before / cell.chips;
    const label = fitting(outcome, count, (end - start) * width);
    const { fill, ink, texture } = OUTCOME_MARKS[outcome];
    const over = texture === null ? null : `url(#${textureId(id, outcome)})`;
    return { tag, y, start, end, middle: (start + end) / 2, fill, ink, texture: over, label };
  });
}

/** "oscillating 23", "23" or nothing, as the segment has room. */
function fitting(outcome: ChipOutcome, count: number, width: number): string {
  const words = [`${outcome} ${count}`, `${outcome.slice(0, 3)} ${count}`, String(count)];
  return words.find((word) => textWidth(word, 11) + 4 <= width) ?? '';
}
