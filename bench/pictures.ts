import { mkdirSync, writeFileSync } from 'node:fs';
import type { LegendEntry } from '../src/report/charts/frame.ts';
import { standalone } from '../src/report/charts/frame.ts';
import { type Layers, plotted } from '../src/report/charts/plot.ts';
import { colour } from '../src/report/charts/theme.ts';
import { threeDigits } from '../src/report/format.ts';
import type { Series } from './findings.ts';
import { ROOT } from './peers/programs.ts';
import type { PartResult, Results } from './results.ts';

const FOLDER = `${ROOT}docs/pictures/`;
const HEIGHT = 200;
const PADDING = { left: 62, right: 16, top: 8, bottom: 48 };

/** A picture: which series of a part, on which scales, under which title. */
interface Picture {
  readonly id: string;
  readonly part: string;
  readonly series: (name: string) => boolean;
  readonly title: string;
  readonly scale: 'log' | 'linear';
}

const PICTURES: readonly Picture[] = [
  picture('neurons', 'Time per event against neurons per layer'),
  picture('layers', 'Time per event against layers'),
  picture('events', 'Time of a run against its events'),
  picture('length', 'Time per event against the length of a run'),
  picture('threads', 'Speed of the demo sweep against threads', 'linear'),
  picture('chips', 'Time of the demo sweep against chips'),
  crossing('64-64-64-10'),
  crossing('784-256-128-10'),
];

function picture(name: string, title: string, scale: Picture['scale'] = 'log'): Picture {
  return { id: `performance-${name}`, part: 'scaling', series: (other) => other === name, title, scale };
}

function crossing(size: string): Picture {
  const title = `Where events stop paying, ${size}`;
  return {
    id: `performance-crossover-${size}`,
    part: 'crossover',
    series: (name) => name === `events, ${size}` || (name.startsWith('step') && name.endsWith(` ${size}`)),
    title,
    scale: 'log',
  };
}

/** Colour, dash and shape of the first series, of the second and of the third. */
const MARKS = [
  { colour: colour('dpTranspose'), dash: [], shape: 'diamond', filled: true },
  { colour: colour('dp'), dash: [5, 3], shape: 'circle', filled: false },
  { colour: colour('muted'), dash: [1, 3], shape: 'circle', filled: true },
] as const;

/** Writes the pictures of all parts there are into docs/pictures. */
export async function drawPictures({ parts }: Results): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const each of PICTURES) {
    const part = parts[each.part];
    if (part === undefined) continue;
    const series = part.series.filter(({ name }) => each.series(name));
    if (series.length > MARKS.length) throw new Error(`${each.id}: ${series.length} series, marks for ${MARKS.length}`);
    writeFileSync(`${FOLDER}${each.id}.svg`, await drawn(each, part, series));
  }
}

async function drawn({ id, title, scale }: Picture, part: PartResult, series: readonly Series[]): Promise<string> {
  const plot = await plotted(
    id,
    series.flatMap((each, i) => marks(each, scale, MARKS[i])),
    HEIGHT,
    PADDING,
  );
  const listed = series.map(
    ({ name, points }) => `${name}: ${points.map((p) => p.map(threeDigits).join(' ')).join(', ')}`,
  );
  return standalone(
    {
      id,
      title,
      note: `Medians; ${part.machine}, ${part.date}, commit ${part.commit}.`,
      alt: `${series[0].y} against ${series[0].x}. ${listed.join('. ')}`,
      legend: series.length > 1 ? series.map(({ name }, i) => legendEntry(name, MARKS[i])) : [],
      patterns: '',
    },
    plot,
  );
}

type Mark = (typeof MARKS)[number];

/** What is counted on a linear axis has whole ticks. */
function wholeSteps(field: 'x' | 'y', scale: Picture['scale']) {
  return field === 'x' && scale === 'linear' ? { tickMinStep: 1 } : {};
}

function marks({ x, y, points }: Series, scale: Picture['scale'], mark: Mark): Layers {
  const values = points.map(([px, py]) => ({ x: px, y: py }));
  const axis = (field: 'x' | 'y', title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: scale === 'log' ? { type: 'log' as const, nice: false, padding: 12 } : { zero: true },
    axis: {
      format: '~g',
      labelOverlap: 'greedy' as const,
      grid: field === 'y',
      tickCount: 5,
      ...wholeSteps(field, scale),
    },
  });
  const encoding = { x: axis('x', x), y: axis('y', y) };
  const fill = mark.filled ? mark.colour : 'transparent';
  return [
    {
      data: { values },
      mark: { type: 'line', color: mark.colour, strokeDash: [...mark.dash], strokeWidth: 2 },
      encoding,
    },
    {
      data: { values },
      mark: { type: 'point', shape: mark.shape, size: 46, fill, stroke: mark.colour, strokeWidth: 1.6, opacity: 1 },
      encoding,
    },
  ];
}

function legendEntry(label: string, { colour, dash, shape, filled }: Mark): LegendEntry {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const point = shape === 'circle' ? '<circle cx="13" cy="6" r="4.8"' : '<path d="M13 1.4L17.6 6L13 10.6L8.4 6Z"';
  const paint = filled ? `fill="${colour}"` : `fill="none" stroke="${colour}" stroke-width="1.6"`;
  return {
    label,
    width: 26,
    swatch: `<path d="M0 6H26" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>${point} ${paint}/>`,
  };
}
