import type { FrequencyResponse } from '../../analysis/frequency-response.ts';
import { withUnit } from '../format.ts';
import { decibels } from '../glance/margin.ts';
import { CHART_WIDTH, type Plot, standalone } from './frame.ts';
import { type LoopLook, SINGLE } from './loop-looks.ts';
import { angleOf, type Crossing, type LoopMarks, loopMarks, magnitudeOf } from './loop-marks.ts';
import { LINE, LOOP_PADDING, type LoopPicture, lociOf, loopFrame, MARK } from './loop-picture.ts';
import { type Layers, plotted } from './plot.ts';
import { rounded } from './rounded.ts';
import { colour } from './theme.ts';

export type Part = 'magnitude' | 'phase';

/** A margin in a picture: from the curve to the limit, at a frequency in Hz. */
interface Mark {
  readonly frequency: number;
  readonly value: number;
  readonly limit: number;
  readonly label: string;
}

/** A loop, and how it is drawn. */
export interface SeenLoop {
  readonly response: FrequencyResponse;
  readonly look: LoopLook;
}

/** Magnitude or phase of every characteristic locus against frequency, with the margin that it shows. */
export async function bodeChart(part: Part, { subject, response }: LoopPicture): Promise<string> {
  const id = `bode-${part}`;
  const curve = curveOf(part, { response, look: SINGLE });
  const frame = loopFrame(id, `Bode plot, ${part}`, subject, noteOf(part, curve));
  return standalone(frame, await drawn(id, part, [curve], true));
}

/** The same of several loops in one picture, whose margins stand in its legend. */
export function bodePlot(id: string, part: Part, loops: readonly SeenLoop[]): Promise<Plot> {
  return drawn(
    id,
    part,
    loops.map((loop) => broken(curveOf(part, loop))),
    false,
  );
}

/** What is drawn of a loop. */
interface Curve {
  readonly look: LoopLook;
  readonly values: readonly {
    readonly locus: number;
    readonly frequency: number;
    readonly magnitude: number;
    readonly phase: number;
  }[];
  readonly marks: LoopMarks;
  readonly mark: Mark | null;
}

function curveOf(part: Part, { response, look }: SeenLoop): Curve {
  const values = lociOf(response)
    .filter(({ omega, re, im }) => omega > 0 && (re !== 0 || im !== 0))
    .map((point) => ({
      locus: point.locus,
      frequency: point.omega / (2 * Math.PI),
      magnitude: magnitudeOf(point),
      phase: angleOf(point),
    }))
    .filter(({ magnitude }) => magnitude > FLOOR_DB);
  const marks = loopMarks(response);
  return { look, values, marks, mark: markOf(part, marks, lowestOf(values)) };
}

/** Phases wrap at 180 deg: of many loci in one colour they are points. */
const POINTS = { type: 'point', color: LINE.color, size: 4, filled: true } as const;

/** Where a phase goes on at the other end of the circle, a line of its own begins. */
function broken({ values, ...curve }: Curve): Curve {
  let pieces = 0;
  const own = values.map((value, i) => {
    const before = values[i - 1];
    const isSame = before?.locus === value.locus && Math.abs(value.phase - before.phase) <= 180;
    if (!isSame) pieces++;
    const [frequency, magnitude, phase] = [value.frequency, value.magnitude, value.phase].map(rounded);
    return { locus: pieces, frequency, magnitude, phase };
  });
  return { ...curve, values: own };
}

async function drawn(id: string, part: Part, curves: readonly Curve[], isAlone: boolean): Promise<Plot> {
  const isMagnitude = part === 'magnitude';
  const x = {
    field: 'frequency',
    type: 'quantitative' as const,
    title: 'frequency, Hz',
    scale: { type: 'log' as const, nice: false },
    axis: { format: '~s', tickCount: 6 },
  };
  const y = { field: part, type: 'quantitative' as const, title: isMagnitude ? 'magnitude, dB' : 'phase, deg' };
  const detail = { field: 'locus', type: 'nominal' as const };
  const layers: Layers = [
    {
      data: { values: [{ level: 0 }] },
      mark: { type: 'rule', color: colour(isAlone ? 'dpTranspose' : 'text'), strokeDash: [5, 3] },
      encoding: { y: { field: 'level', type: 'quantitative' } },
    },
    ...curves.map(({ look, values }): Layers[number] => {
      const data = { values: [...values] };
      if (isAlone && !isMagnitude) return { data, mark: POINTS, encoding: { x, y, detail } };
      const line = { color: look.colour, strokeDash: [...look.dash], strokeWidth: look.width, opacity: LINE.opacity };
      return { data, mark: { type: 'line', ...line }, encoding: { x, y, detail } };
    }),
    ...curves.flatMap(({ look, values, mark }) =>
      mark === null || values.length === 0 ? [] : markLayers(mark, values, look, isAlone),
    ),
  ];
  return plotted(id, layers, 220, LOOP_PADDING);
}

/** Eigenvalues smaller than this are rounding, dB. */
const FLOOR_DB = -120;

function lowestOf(values: readonly { readonly frequency: number }[]): number {
  return values.reduce((low, { frequency }) => Math.min(low, frequency), Number.POSITIVE_INFINITY);
}

/** The margin of a picture; a locus that begins on the real axis is marked at the lowest frequency drawn. */
function markOf(part: Part, { gain, phase }: LoopMarks, lowest: number): Mark | null {
  const found = part === 'magnitude' ? gain : phase;
  if (found === null) return null;
  const frequency = Math.max(lowest, found.omega / (2 * Math.PI));
  return part === 'magnitude'
    ? { frequency, value: magnitudeOf(found), limit: 0, label: decibels(1 / found.re) }
    : { frequency, value: angleOf(found), limit: 0, label: `${Math.abs(angleOf(found)).toFixed(1)} deg` };
}

function markLayers(
  { frequency, value, limit, label }: Mark,
  values: readonly { readonly frequency: number }[],
  { colour: stroke, shape }: LoopLook,
  isAlone: boolean,
): Layers {
  const data = { values: [{ frequency, value, limit, label }] };
  const x = { field: 'frequency', type: 'quantitative' as const };
  const y = { field: 'value', type: 'quantitative' as const };
  const lowest = lowestOf(values);
  const highest = values.reduce((high, other) => Math.max(high, other.frequency), lowest);
  // The label stands on the side where there is room.
  const isLeft = Math.log(frequency / lowest) > Math.log(highest / lowest) / 2;
  return [
    {
      data,
      mark: { type: 'rule', color: isAlone ? colour('text') : stroke, strokeWidth: 1.4 },
      encoding: { x, y, y2: { field: 'limit' } },
    },
    { data, mark: isAlone ? MARK : { ...MARK, shape, stroke, size: 60 }, encoding: { x, y } },
    // Kept off the curves by the same letters, wider and in the colour of the page, under it.
    ...(isAlone ? [5, 0] : []).map((strokeWidth): Layers[number] => ({
      data,
      mark: {
        type: 'text',
        align: isLeft ? 'right' : 'left',
        dx: isLeft ? -9 : 9,
        fontWeight: 600,
        color: strokeWidth > 0 ? colour('surface') : colour('text'),
        ...(strokeWidth > 0 ? { stroke: colour('surface'), strokeWidth } : {}),
        limit: CHART_WIDTH,
      },
      encoding: { x, y, text: { field: 'label', type: 'nominal' } },
    })),
  ];
}

function noteOf(part: Part, { marks: { gain, phase, radius }, mark }: Curve): string {
  if (radius === 0) return 'Every eigenvalue of the loop transfer matrix is 0: nothing is fed back.';
  const at = ({ omega }: Crossing) =>
    omega === 0 ? 'at 0 Hz, marked at the left' : `at ${withUnit(omega / (2 * Math.PI), 'Hz')}`;
  if (part === 'magnitude') {
    const margin =
      gain === null || mark === null
        ? 'No locus has the phase 0 deg: no gain margin.'
        : `Gain margin ${mark.label} ${at(gain)}, where the phase is 0 deg.`;
    return `Of each eigenvalue of the loop transfer matrix; dashed: 0 dB. ${margin}`;
  }
  const margin =
    phase === null || mark === null
      ? 'No locus reaches 0 dB: no phase margin, the loop is stable at every phase.'
      : `Phase margin ${mark.label} ${at(phase)}, where the magnitude is 0 dB.`;
  return `Of each eigenvalue of the loop transfer matrix; dashed: 0 deg, positive feedback. ${margin}`;
}
