import type { DrawnLoop } from '../evidence/loops.ts';
import { DecibelPlane, type Place } from './decibel-plane.ts';
import { CHART_WIDTH, type Plot } from './frame.ts';
import { LOOP_LOOKS } from './loop-looks.ts';
import { type Crossing, loopMarks, magnitudeOf } from './loop-marks.ts';
import { CRITICAL } from './loop-picture.ts';
import { type Layers, plotted } from './plot.ts';
import { rounded } from './rounded.ts';
import { colour } from './theme.ts';

const SIDE = CHART_WIDTH - 32;
const PADDING = { left: 16, right: 16, top: 8, bottom: 8 };
/** Between two rings, dB; the middle is so far at least, and as far as this, below the unit circle. */
const RING = 20;
const FARTHEST = 120;
/** Points of a curve that are nearer to each other than this are not told apart, px. */
const NEAR = 1;

/** Nyquist plot of several loops with the radius in dB, so that the distance to +1 is seen whatever the margins are. */
export function polarPlot(id: string, loops: readonly DrawnLoop[]): Promise<Plot> {
  const plane = new DecibelPlane(floorOf(loops));
  const reach = reachOf(loops, plane);
  const pixels = SIDE / 2 / reach;
  const scale = { domain: [-reach, reach], nice: false };
  const x = { field: 'x', type: 'quantitative' as const, scale, axis: null };
  const y = { field: 'y', type: 'quantitative' as const, scale, axis: null };
  const encoding = { x, y };
  const order = { field: 'order', type: 'quantitative' as const };
  const detail = { field: 'locus', type: 'nominal' as const };
  const marks = loops.flatMap(({ margins: { which }, response }) => {
    const { gain, phase } = loopMarks(response);
    const { colour: stroke, shape } = LOOP_LOOKS[which];
    const points = [gain, phase].filter((found) => found !== null).map((found) => plane.place(found));
    const mark = {
      type: 'point',
      shape,
      size: 70,
      fill: colour('surface'),
      stroke,
      strokeWidth: 1.8,
      opacity: 1,
    } as const;
    return points.length === 0 ? [] : [{ data: { values: points }, mark, encoding }];
  });
  const layers: Layers = [
    ...rings(plane, reach, pixels, encoding),
    ...loops.map(({ margins: { which }, response: { omega, loci } }): Layers[number] => {
      const { colour: color, dash, width } = LOOP_LOOKS[which];
      const values = loci.flatMap(({ re, im }, locus) => {
        const places = Array.from(omega, (w, p): Crossing => ({ omega: w, re: re[p], im: im[p] }))
          .filter((point) => magnitudeOf(point) > plane.floor)
          .map((point) => plane.place(point));
        return spaced(places, NEAR / pixels).map(({ x, y }, at) => ({
          x: rounded(x),
          y: rounded(y),
          locus,
          order: at,
        }));
      });
      return {
        data: { values },
        mark: { type: 'line', color, strokeDash: [...dash], strokeWidth: width, interpolate: 'linear' },
        encoding: { ...encoding, detail, order },
      };
    }),
    ...marks,
    { data: { values: [{ x: 1, y: 0 }] }, mark: CRITICAL, encoding },
    {
      data: { values: [{ x: 1, y: 0, label: '+1' }] },
      mark: { type: 'text', align: 'left', dx: 6, dy: -10, fontWeight: 600, color: colour('text') },
      encoding: { ...encoding, text: { field: 'label', type: 'nominal' } },
    },
  ];
  return plotted(id, layers, SIDE, PADDING);
}

/** A ring below the smallest loop, dB. */
function floorOf(loops: readonly DrawnLoop[]): number {
  const sizes = loops
    .map(({ response }) => loopMarks(response).radius)
    .filter((radius) => radius > 0)
    .map((radius) => 20 * Math.log10(radius));
  const least = Math.min(-RING, ...sizes);
  return Math.max(-FARTHEST, RING * Math.floor(least / RING - 1));
}

function reachOf(loops: readonly DrawnLoop[], plane: DecibelPlane): number {
  const farthest = loops
    .map(({ response }) => loopMarks(response).radius)
    .map((r) => (r > 0 ? plane.radius(20 * Math.log10(r)) : 0));
  return 1.1 * Math.max(1, ...farthest);
}

/** Rings of equal size, the unit circle dashed, with the axes through the middle. */
function rings(
  plane: DecibelPlane,
  reach: number,
  pixels: number,
  encoding: NonNullable<Extract<Layers[number], { mark: unknown }>['encoding']>,
): Layers {
  const levels: number[] = [];
  for (let level = plane.floor + RING; plane.radius(level) <= reach; level += RING) levels.push(level);
  const ring = (level: number): Layers[number] => ({
    data: { values: [{ x: 0, y: 0 }] },
    mark: {
      type: 'point',
      shape: 'circle',
      size: (2 * plane.radius(level) * pixels) ** 2,
      stroke: colour(level === 0 ? 'text' : 'grid'),
      strokeWidth: level === 0 ? 1.3 : 1,
      ...(level === 0 ? { strokeDash: [5, 3] } : {}),
      opacity: 1,
    },
    encoding,
  });
  const axis = (values: readonly Place[]): Layers[number] => ({
    data: { values: [...values] },
    mark: { type: 'line', color: colour('grid'), strokeWidth: 1 },
    encoding,
  });
  // Half-way between the axes, where loci of few poles do not begin.
  const diagonal = Math.SQRT1_2;
  const labels = levels.map((level) => {
    const radius = plane.radius(level) * diagonal;
    return { x: -radius, y: radius, label: `${level} dB`.replace('-', '\u2212') };
  });
  return [
    axis([
      { x: -reach, y: 0 },
      { x: reach, y: 0 },
    ]),
    axis([
      { x: 0, y: -reach },
      { x: 0, y: reach },
    ]),
    ...levels.map(ring),
    {
      data: { values: labels },
      mark: { type: 'text', align: 'right', dx: -4, dy: -4, fontSize: 11, color: colour('muted') },
      encoding: { ...encoding, text: { field: 'label', type: 'nominal' } },
    },
  ];
}

/** Without what lies nearer than `least` to the place before it; the ends stay. */
function spaced(places: readonly Place[], least: number): Place[] {
  const kept: Place[] = [];
  places.forEach((place, i) => {
    const last = kept.at(-1);
    const isFar = last === undefined || Math.hypot(place.x - last.x, place.y - last.y) >= least;
    if (isFar || i === places.length - 1) kept.push(place);
  });
  return kept;
}
