import type { Panel } from '../axes.ts';
import { type AxisSummary, CHIP_OUTCOMES, type ChipOutcome } from '../summary.ts';
import { CHART_WIDTH, type Plot, textWidth } from './frame.ts';
import { plotted } from './plot.ts';
import { HEADER_ROOM, type Row, rowLayout } from './rows.ts';
import { OUTCOME_COLOURS } from './theme.ts';

interface Segment {
  readonly y: number;
  readonly start: number;
  readonly end: number;
  readonly middle: number;
  readonly fill: string;
  readonly ink: string;
  readonly label: string;
}

const BAR = 17;
const RIGHT = 10;

/** Chips by their worst outcome, stacked: the first segment is the stable yield. Labelled, so that colour is not needed. */
export async function outcomePlot(id: string, along: AxisSummary | null, panel: Panel): Promise<Plot> {
  const { rows, height, left, layers } = rowLayout(panel, along);
  const values = rows.flatMap((row) => segments(row, CHART_WIDTH - left - RIGHT));
  const y = { field: 'y', type: 'quantitative' as const, scale: null };
  const bar = {
    data: { values },
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
      fill: { field: 'fill', type: 'nominal' as const, scale: null },
    },
  };
  const label = {
    data: { values },
    mark: { type: 'text' as const, baseline: 'middle' as const, fontSize: 11, limit: 1000 },
    encoding: {
      x: { field: 'middle', type: 'quantitative' as const },
      y,
      text: { field: 'label', type: 'nominal' as const },
      color: { field: 'ink', type: 'nominal' as const, scale: null },
    },
  };
  return plotted(id, [...layers, bar, label], height, { left, right: RIGHT, top: HEADER_ROOM, bottom: 44 });
}

function segments({ y, cell }: Row, width: number): Segment[] {
  let before = 0;
  return CHIP_OUTCOMES.filter((outcome) => cell.chipOutcomes[outcome] > 0).map((outcome) => {
    const count = cell.chipOutcomes[outcome];
    const start = before / cell.chips;
    before += count;
    const end = before / cell.chips;
    const label = fitting(outcome, count, (end - start) * width);
    return { y, start, end, middle: (start + end) / 2, ...OUTCOME_COLOURS[outcome], label };
  });
}

/** "oscillating 23", "23" or nothing, as the segment has room. */
function fitting(outcome: ChipOutcome, count: number, width: number): string {
  const words = [`${outcome} ${count}`, `${outcome.slice(0, 3)} ${count}`, String(count)];
  return words.find((word) => textWidth(word, 11) + 4 <= width) ?? '';
}
