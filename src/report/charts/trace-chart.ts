import { threeDigits } from '../format.ts';
import type { NeuronCourse } from '../trace/courses.ts';
import type { Moment } from '../trace/moment.ts';
import { spaced, thinned } from '../trace/thinned.ts';
import { CHART_WIDTH, type Frame, type LegendEntry, type Plot, standalone, textWidth } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { text } from './rows.ts';
import { colour } from './theme.ts';

/** What a picture of one run shows and says. */
export interface TracePicture {
  /** Chip, rule, beta and input. */
  readonly subject: string;
  readonly neurons: readonly NeuronCourse[];
  /** "the output layer", or which of its neurons. */
  readonly shown: string;
  /** Full scales; null: none. */
  readonly rails: readonly [low: number, high: number] | null;
  /** The word for how the run ended. */
  readonly outcome: string;
  /** When that came about, s, and in words. */
  readonly moment: Moment;
}

/** Height of the potentials of a neuron, of its two lanes of ticks, and between two neurons, px. */
const COURSE = 64;
const LANE = 9;
const GAP = 14;
const ROW = COURSE + 2 * LANE + GAP;
const PADDING = { left: 62, right: 16, top: 24, bottom: 44 };
const COLUMNS = CHART_WIDTH - PADDING.left - PADDING.right;
/** Rails that are no further than so many times the range of the courses are drawn. */
const NEAR = 0.5;

const PLUS = { colour: colour('dp'), dash: [1, 0], lane: 0 } as const;
const MINUS = { colour: colour('dpTranspose'), dash: [4, 3], lane: 1 } as const;

/** Courses of both compartments of some neurons one below the other, their events as ticks, and the moment of the outcome. */
export async function traceChart(picture: TracePicture): Promise<string> {
  const { frame, plot } = await tracePlot('trace', `How the run went: ${picture.outcome}`, picture);
  return standalone(frame, plot);
}

/** "All neurons of the output layer", or how many of them. */
export function shownNeurons(shown: number, all: number): string {
  return shown === all
    ? 'All neurons of the output layer'
    : `The ${shown} of ${all} neurons of the output layer that move most, those first`;
}

/** The same, to be put under any name and title. */
export async function tracePlot(
  id: string,
  title: string,
  { subject, neurons, shown, rails, moment }: TracePicture,
): Promise<{ readonly frame: Frame; readonly plot: Plot }> {
  const end = Math.max(moment.time, ...neurons.map(({ time }) => time.at(-1) ?? 0)) || 1;
  const courses = rangeOf(neurons);
  const drawnRails = (rails ?? []).filter((rail) => distance(rail, courses) <= NEAR * (courses[1] - courses[0]));
  const range: Range = [Math.min(courses[0], ...drawnRails), Math.max(courses[1], ...drawnRails)];
  const layers = [...neuronLayers(neurons, end, range, drawnRails), ...momentLayers(moment, end, neurons.length)];
  const beyond = (rails ?? []).filter((rail) => !drawnRails.includes(rail));
  const note =
    `${subject}. ${shown}. Potentials in full scales, straight between the recorded times; ticks: events of activity (upper) and of ` +
    `difference (lower).${rails === null ? ' No rails.' : ''}${drawnRails.length > 0 ? ' Dotted: rails.' : ''}` +
    `${beyond.length > 0 ? ` Not in the picture: rails at ${beyond.map(threeDigits).join(' and ')}.` : ''}`;
  const alt = `${title} (${moment.label}). ${note}`;
  const frame = { id, title, note, alt, legend: LEGEND, patterns: '' };
  return { frame, plot: await plotted(id, layers, ROW * neurons.length, PADDING) };
}

type Range = readonly [low: number, high: number];

function rangeOf(neurons: readonly NeuronCourse[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { plus, minus } of neurons) {
    for (const side of [plus, minus]) {
      for (const value of side) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  return high > low ? [low, high] : [low - 1, high + 1];
}

function distance(value: number, [low, high]: Range): number {
  return Math.max(low - value, value - high, 0);
}

/** A layer holds a kind of mark of all neurons: layers take Vega more time than marks. */
function neuronLayers(
  neurons: readonly NeuronCourse[],
  end: number,
  [low, high]: Range,
  rails: readonly number[],
): Layers {
  const yOf = (row: number, value: number) => ROW * row + COURSE * (1 - (value - low) / (high - low));
  const line = (side: 'plus' | 'minus', { colour: stroke, dash }: typeof PLUS | typeof MINUS): Layers[number] => ({
    data: {
      values: neurons.flatMap(({ neuron, time, [side]: values }, row) =>
        thinned(time, values, end, COLUMNS).map((s) => ({ time: s.time, y: yOf(row, s.value), neuron })),
      ),
    },
    // Times are in order, some of them twice.
    mark: { type: 'line', order: false, color: stroke, strokeDash: [...dash], strokeWidth: 1.4 },
    encoding: { x: x(end), y: Y, detail: { field: 'neuron', type: 'nominal' } },
  });
  const ticks = (
    encoder: 'activity' | 'difference',
    { colour: stroke, lane }: typeof PLUS | typeof MINUS,
  ): Layers[number] => ({
    data: {
      values: neurons.flatMap(({ [encoder]: times }, row) => {
        const y = ROW * row + COURSE + LANE * (lane + 0.75);
        return spaced(times, end, COLUMNS).map((at) => ({ time: at, y }));
      }),
    },
    mark: { type: 'tick', orient: 'vertical', size: LANE - 2, thickness: 1, color: stroke, opacity: 1 },
    encoding: { x: x(end), y: Y },
  });
  const rules = (values: readonly number[], dash: readonly number[], stroke: string): Layers[number] => ({
    data: { values: neurons.flatMap((_, row) => values.map((value) => ({ y: yOf(row, value) }))) },
    mark: { type: 'rule', color: stroke, strokeDash: [...dash] },
    encoding: { y: Y },
  });
  const labels = neurons.flatMap(({ neuron }, row) => [
    { y: ROW * row + COURSE / 2, value: `neuron ${neuron}` },
    { y: ROW * row + 4, value: threeDigits(high) },
    { y: ROW * row + COURSE - 4, value: threeDigits(low) },
  ]);
  return [
    rules(low < 0 && high > 0 ? [low, 0] : [low], [1, 0], colour('grid')),
    ...(rails.length > 0 ? [rules(rails, [1, 3], colour('text'))] : []),
    line('plus', PLUS),
    line('minus', MINUS),
    ticks('activity', PLUS),
    ticks('difference', MINUS),
    text(labels, 'value', -6, 'right', colour('text')),
  ];
}

function momentLayers({ time, label }: TracePicture['moment'], end: number, rows: number): Layers {
  // From the line to the right, as far as there is room.
  const beyond = Math.max(0, (time / end) * COLUMNS + textWidth(label, 12) - COLUMNS - PADDING.right);
  const data = { values: [{ time, label, y: -10, top: 0, bottom: ROW * rows - GAP }] };
  return [
    {
      data,
      mark: { type: 'rule', color: colour('text'), strokeWidth: 1.2, strokeDash: [6, 3] },
      encoding: { x: x(end), y: { ...Y, field: 'top' }, y2: { field: 'bottom' } },
    },
    {
      data,
      mark: {
        type: 'text',
        align: time > end / 2 ? 'right' : 'left',
        ...(time > end / 2 || beyond === 0 ? {} : { dx: -beyond }),
        baseline: 'middle',
        color: colour('text'),
        limit: 600,
      },
      encoding: { x: x(end), y: Y, text: { field: 'label', type: 'nominal' } },
    },
  ];
}

const Y = { field: 'y', type: 'quantitative' as const, scale: null };

function x(end: number) {
  return {
    field: 'time',
    type: 'quantitative' as const,
    title: 'time, s',
    scale: { domain: [0, end], nice: false },
    // In prefixes of the unit, which 0 has none of.
    axis: { format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label", tickCount: 6, grid: false },
  };
}

const LEGEND: readonly LegendEntry[] = [
  { label: 'plus compartment', side: PLUS },
  { label: 'minus compartment', side: MINUS },
].map(({ label, side }) => ({
  label,
  width: 26,
  swatch: `<line x1="0" y1="6" x2="26" y2="6" stroke="${side.colour}" stroke-width="1.6" stroke-dasharray="${side.dash[1] === 0 ? 'none' : side.dash.join(' ')}"/>`,
}));
