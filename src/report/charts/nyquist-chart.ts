import { threeDigits } from '../format.ts';
import { decibels } from '../glance/margin.ts';
import { CHART_WIDTH, standalone } from './frame.ts';
import { type LoopMarks, loopMarks } from './loop-marks.ts';
import { CRITICAL, LINE, LOOP_PADDING, type LoopPicture, lociOf, loopFrame, MARK } from './loop-picture.ts';
import { type Layers, plotted } from './plot.ts';
import { colour } from './theme.ts';

const SIDE = 362;
/** Loci smaller than this part of the way to +1 are magnified, and an overview shows where +1 is. */
const SMALL = 0.4;

/** Characteristic loci of G in the complex plane, with the critical point +1; magnified where they are far from it. */
export async function nyquistChart({ subject, response }: LoopPicture): Promise<string> {
  const marks = loopMarks(response);
  const { gain, radius } = marks;
  const values = lociOf(response);
  const mirrored = values.map(({ locus, omega, re, im }) => ({ locus: locus + 1e6, omega: -omega, re, im: -im }));
  const isSmall = radius > 0 && radius < SMALL;
  const reach = isSmall ? 1.3 * radius : 1.1 * Math.max(1, radius);
  const scale = { domain: [-reach, reach], nice: false };
  const encoding = {
    x: { field: 're', type: 'quantitative' as const, title: 'real part', scale },
    y: { field: 'im', type: 'quantitative' as const, title: 'imaginary part', scale },
    detail: { field: 'locus', type: 'nominal' as const },
    order: { field: 'omega', type: 'quantitative' as const },
  };
  const { x, y } = encoding;
  const layers: Layers = [
    { data: { values: mirrored }, mark: { type: 'line', ...LINE, strokeDash: [3, 3], opacity: 0.4 }, encoding },
    { data: { values }, mark: { type: 'line', ...LINE }, encoding },
    ...(isSmall ? overview(reach) : [{ data: { values: [{ re: 1, im: 0 }] }, mark: CRITICAL, encoding: { x, y } }]),
    ...(gain === null ? [] : [{ data: { values: [gain] }, mark: MARK, encoding: { x, y } }]),
  ];
  const note = `Eigenvalues of the loop transfer matrix; dashed: negative frequencies. ${distance(marks, isSmall)}`;
  return standalone(
    loopFrame('nyquist', 'Nyquist plot', subject, note),
    await plotted('nyquist', layers, SIDE, LOOP_PADDING),
  );
}

/** How far it is to +1, in words. */
function distance({ gain, radius }: LoopMarks, isSmall: boolean): string {
  if (radius === 0) return 'All are 0: nothing is fed back, and no beta brings the loop to its limit.';
  const ring =
    gain === null
      ? 'None meets the positive real axis: no beta brings the loop to +1, its limit.'
      : `Ring: farthest on the positive real axis, ${threeDigits(gain.re)}; a gain ${threeDigits(1 / gain.re)} times as large (${decibels(1 / gain.re)}) brings it to +1, the limit.`;
  return isSmall
    ? `${ring} Magnified: +1 is off to the right, ${threeDigits(1 / radius)} times as far as the farthest point; the overview has the frame of this picture, the unit circle and +1 (cross).`
    : `${ring} Cross: +1.`;
}

/** The whole way to +1, in a corner, with the frame of the magnified picture. Pixels. */
function overview(reach: number): Layers {
  const size = 96;
  const unit = size / 2 / 1.15;
  const right = CHART_WIDTH - LOOP_PADDING.left - LOOP_PADDING.right;
  const [cx, cy] = [right - size / 2 - 4, size / 2 + 4];
  const at = (field: string) => ({ field, type: 'quantitative' as const, scale: null });
  const box = (half: number) => ({ x: cx - half, x2: cx + half, y: cy - half, y2: cy + half });
  const sides = { x: at('x'), x2: { field: 'x2' }, y: at('y'), y2: { field: 'y2' } };
  const frame = Math.max(1.5, reach * unit);
  return [
    {
      data: { values: [box(size / 2)] },
      mark: { type: 'rect', fill: colour('surface'), stroke: colour('muted'), strokeWidth: 1, opacity: 1 },
      encoding: sides,
    },
    {
      data: { values: [{ x: cx, y: cy }] },
      mark: {
        type: 'point',
        shape: 'circle',
        size: (2 * unit) ** 2,
        stroke: colour('muted'),
        strokeDash: [2, 2],
        opacity: 1,
      },
      encoding: { x: at('x'), y: at('y') },
    },
    {
      data: { values: [box(frame)] },
      mark: { type: 'rect', fill: colour('dp'), fillOpacity: 0.25, stroke: colour('dp'), strokeWidth: 1.2, opacity: 1 },
      encoding: sides,
    },
    {
      data: { values: [{ x: cx + unit, y: cy }] },
      mark: { ...CRITICAL, size: 70 },
      encoding: { x: at('x'), y: at('y') },
    },
  ];
}
