import { threeDigits } from '../format.ts';
import type { Reach } from '../glance/reach.ts';
import { CHART_WIDTH, type LegendEntry, type Plot, textWidth } from './frame.ts';
import { logTicks } from './log-ticks.ts';
import { type Layers, plotted, type Tag } from './plot.ts';
import { HEADER, HEADER_ROOM, text } from './rows.ts';
import { colour, markOf } from './theme.ts';

const ROW = 26;
const COLUMN = 60;

interface Bar {
  readonly tag: Tag;
  readonly y: number;
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/** What each bar is, told by its height too. */
const BARS = [
  { label: 'half of the chips', height: 18, opacity: 0.18, of: ({ median }: Reach) => median },
  { label: 'every chip', height: 11, opacity: 0.5, of: ({ first }: Reach) => first },
  { label: 'every chip, proved', height: 4, opacity: 1, of: ({ proved }: Reach) => proved },
] as const;

/**
 * How far beta may go, a bar for each rule on one axis: proved for every chip, up to the first chip's branch that ends, and up to
 * where half have ended. Dashed: the betas of the run. Framed: where enough chips are stable and aligned.
 */
export async function reachPlot(id: string, reaches: readonly Reach[], betas: readonly number[]): Promise<Plot> {
  const rows = reaches.map((reach, i) => {
    const mark = markOf(reach.rule, reach.index);
    return { reach, y: ROW * (i + 0.5), mark, tag: { rule: mark.name } };
  });
  const domain = domainOf(reaches, betas);
  const end = (value: number | null) => Math.min(value ?? domain[1], domain[1]);
  const left = Math.max(...rows.map(({ mark }) => textWidth(mark.name, 12))) + 8;
  const columns = [
    { title: 'first', of: (reach: Reach) => beyond(reach.first, reach) },
    { title: 'half', of: (reach: Reach) => beyond(reach.median, reach) },
  ];
  const right = 10 + COLUMN * columns.length;
  const width = CHART_WIDTH - left - right;
  const bars = BARS.map(({ height, opacity, of }) =>
    bar(
      rows.flatMap(({ reach, y, mark, tag }) =>
        of(reach) === 0 ? [] : [{ tag, y, colour: mark.colour, from: domain[0], to: end(of(reach)) }],
      ),
      domain,
      { height, fillOpacity: opacity, strokeWidth: 0 },
    ),
  );
  const usable = rows.flatMap(({ reach, y, mark, tag }) =>
    reach.usable.map(([from, to]) => ({ tag, y, colour: mark.colour, from, to })),
  );
  const names = rows.map(({ y, mark, tag }) => ({ tag, y, value: mark.name }));
  const layers: Layers = [
    ...bars,
    ...(usable.length === 0 ? [] : [frames(usable)]),
    lines(betas),
    text(names, 'value', -8, 'right', colour('text')),
    ...columns.map(({ title, of }, i) => {
      const values = rows.map(({ y, reach, tag }) => ({ tag, y, value: of(reach) }));
      return text(
        [{ y: HEADER, value: title }, ...values],
        'value',
        width + 6 + COLUMN * (i + 1),
        'right',
        colour('muted'),
      );
    }),
  ];
  return plotted(id, layers, ROW * rows.length, { left, right, top: HEADER_ROOM, bottom: 44 });
}

/** The bars by their heights, those that are drawn. */
export function reachLegend(reaches: readonly Reach[]): LegendEntry[] {
  const ink = colour('text');
  const isDrawn = ({ of }: (typeof BARS)[number]) => reaches.some((reach) => of(reach) !== 0);
  const entries = [...BARS]
    .reverse()
    .filter(isDrawn)
    .map(({ label, height, opacity }) => {
      const size = Math.min(12, height);
      return {
        label,
        width: 22,
        swatch: `<rect y="${6 - size / 2}" width="22" height="${size}" fill="${ink}" fill-opacity="${opacity}"/>`,
      };
    });
  const usable = {
    label: 'usable',
    width: 22,
    swatch: `<rect x="0.7" y="0.7" width="20.6" height="10.6" fill="none" stroke="${ink}" stroke-width="1.4"/>`,
  };
  return reaches.some((reach) => reach.usable.length > 0) ? [...entries, usable] : entries;
}

function beyond(value: number | null, { followed }: Reach): string {
  return value === null ? `> ${threeDigits(followed)}` : threeDigits(value);
}

/** From below all that is drawn to where the last rule has lost half of its chips. */
function domainOf(reaches: readonly Reach[], betas: readonly number[]): [number, number] {
  const ends = reaches.flatMap(({ proved, first, median, followed }) => [
    proved ?? followed,
    first ?? followed,
    median ?? followed,
  ]);
  const all = [...ends, ...betas].filter((value) => value > 0);
  return [Math.min(...all) / 2, 1.1 * Math.max(...all)];
}

const y = { field: 'y', type: 'quantitative' as const, scale: null };

function bar(values: readonly Bar[], domain: readonly [number, number], look: object): Layers[number] {
  const x = {
    field: 'from',
    type: 'quantitative' as const,
    title: 'nudging strength, beta',
    scale: { domain: [...domain], type: 'log' as const, nice: false },
    axis: { grid: true, format: '.3~g', labelOverlap: 'greedy' as const, values: logTicks(domain) },
  };
  return {
    data: { values: [...values] },
    mark: { type: 'bar', ...look },
    encoding: { x, x2: { field: 'to' }, y, fill: { field: 'colour', type: 'nominal', scale: null } },
  };
}

function frames(values: readonly Bar[]): Layers[number] {
  return {
    data: { values: [...values] },
    mark: { type: 'bar', height: 22, filled: false, fill: 'none', strokeWidth: 1.6 },
    encoding: {
      x: { field: 'from', type: 'quantitative' },
      x2: { field: 'to' },
      y,
      stroke: { field: 'colour', type: 'nominal', scale: null },
    },
  };
}

function lines(betas: readonly number[]): Layers[number] {
  return {
    data: { values: betas.map((beta) => ({ beta })) },
    mark: { type: 'rule', color: colour('text'), strokeDash: [4, 3], strokeWidth: 1.3 },
    encoding: { x: { field: 'beta', type: 'quantitative' } },
  };
}
