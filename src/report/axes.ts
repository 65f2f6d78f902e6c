import type { Axis } from '../config/scenario.ts';
import type { AxisSummary, PointSummary, Summary } from './summary.ts';

const ALPHA = { name: 'alpha', title: 'asymmetry of the nudging, alpha' };
const BETA = { name: 'beta', title: 'nudging strength, beta' };
const SPREAD = { name: 'spread', title: 'factor on every spread of the device' };

/** Axes that have a name of their own, by path. */
const NAMED = new Map([
  ['device.dyad.alpha', ALPHA],
  ['device.dyad.alpha.nominal', ALPHA],
  ['beta', BETA],
  ['beta.value', BETA],
  ['beta.timesCritical', { name: 'beta / critical', title: 'nudging strength, beta / critical beta' }],
  ['train.synapse.device', { name: 'synapse', title: 'synapse device' }],
  ['train.synapse.scheme', { name: 'scheme', title: 'scheme of the pulses' }],
  ['train.synapse.transfer.rate', { name: 'transfer', title: 'part of a fast weight that is transferred' }],
  ['train.synapse.transfer.visible', { name: 'visible', title: 'part of the fast weights that the chip sees' }],
  ['train.learningRate', { name: 'rate', title: 'learning rate' }],
  ['train.inference', { name: 'inference', title: 'inference' }],
  ['device.oneAtATime', { name: 'change', title: 'one change of the device' }],
  ['device.corner', { name: 'corner', title: 'corner of the device' }],
  ['device.spread', SPREAD],
  ['device.spread.all', SPREAD],
]);
const PREFIX = /^(device\.constants|device|train)\./;

/** An axis in words; numeric when all its values are numbers. */
export function axisSummary({ path, labels, values }: Axis): AxisSummary {
  const short = path.replace(PREFIX, '');
  const { name, title } = NAMED.get(path) ?? { name: short, title: path };
  return { path, name, title, labels, values, numeric: values.every((value) => typeof value === 'number') };
}

export function isBeta({ path }: Pick<Axis, 'path'>): boolean {
  return path === 'beta' || path.startsWith('beta.');
}

/** The axes of a sweep that is drawn as a map: two with numbers, and no other; null: it is drawn otherwise. */
export interface MapAxes {
  readonly x: AxisSummary;
  readonly y: AxisSummary;
}

/** More values than this have no room for their numbers. */
const MOST_COLUMNS = 16;

export function mapAxesOf({ axes }: Pick<Summary, 'axes'>): MapAxes | null {
  if (axes.length !== 2 || axes.some(({ numeric, values }) => !numeric || values.length < 2)) return null;
  const [x, y] = axes[0].values.length > MOST_COLUMNS ? [axes[1], axes[0]] : axes;
  return x.values.length > MOST_COLUMNS ? null : { x, y };
}

/** How a sweep is drawn: along one axis, in one panel for every combination of the others' values. */
export interface Layout {
  /** The first numeric axis, else the first; null: one point. */
  readonly along: AxisSummary | null;
  readonly panels: readonly Panel[];
}

export interface Panel {
  /** "nudge = held"; empty where there is one panel. */
  readonly title: string;
  /** In the order of the axis. */
  readonly points: readonly PointSummary[];
}

export function layoutOf({ axes, points }: Pick<Summary, 'axes' | 'points'>): Layout {
  const along = axes.find(({ numeric }) => numeric) ?? axes[0] ?? null;
  const panels = new Map<string, PointSummary[]>();
  for (const point of points) {
    const title = coordinatesInWords(
      axes,
      point.coordinates.filter(({ path }) => path !== along?.path),
    );
    panels.set(title, [...(panels.get(title) ?? []), point]);
  }
  return { along, panels: [...panels].map(([title, members]) => ({ title, points: members })) };
}

/** The coordinate of a point on an axis, or null. */
export function coordinateOf(point: PointSummary, axis: AxisSummary) {
  const found = point.coordinates.find(({ path }) => path === axis.path);
  if (!found) throw new Error(`report: point ${point.index} has no coordinate ${axis.path}`);
  return found;
}

/** "alpha = 0.25, nudge = held". */
export function coordinatesInWords(
  axes: readonly AxisSummary[],
  coordinates: readonly { readonly path: string; readonly label: string }[],
): string {
  const name = (path: string) => axes.find((axis) => axis.path === path)?.name ?? path;
  return coordinates.map(({ path, label }) => `${name(path)} = ${label}`).join(', ');
}
