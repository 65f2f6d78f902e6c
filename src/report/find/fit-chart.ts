import { psychometricAt } from '../../montecarlo/psychometric/curve.ts';
import type { PictureFile } from '../charts/frame.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf, type RuleMark } from '../charts/theme.ts';
import { percent } from '../format.ts';
import { ruleName, specName } from '../words.ts';
import { axisOf, drawn, goal, HEIGHT, PADDING, rests, YIELD } from './chart-parts.ts';
import { endInWords, fittedInWords } from './noisy.ts';
import type { FindSummary, Limit, NoisyEnd } from './summary.ts';

/** Points of a curve. */
const POINTS = 100;

/** What chips answered under other noise about the limits of one spec, with the curves fitted to it. */
export async function fitChart(summary: FindSummary, limits: readonly Limit[], id: string): Promise<PictureFile> {
  const [{ spec, target, at }] = limits;
  const x = axisOf(summary);
  const layers = limits.flatMap((limit): Layers => {
    const mark = markOf(limit.rule, summary.rules.indexOf(limit.rule));
    return (limit.noisy ?? []).flatMap((noisy) => [
      pointsOf(noisy, mark, x),
      ...(noisy.standing === null ? fitOf(noisy, target, mark, x) : []),
    ]);
  });
  const found = limits.flatMap((limit) =>
    (limit.noisy ?? []).flatMap((noisy) =>
      noisy.standing === null ? [`${ruleName(limit.rule)} ${endInWords(limit, noisy)}${fittedInWords(noisy)}`] : [],
    ),
  );
  const place = at === '' ? '' : `, ${at}`;
  const title = `${specName(spec)} under other noise: ${found.length === 0 ? 'the count stands' : found.join(', ')}${place}`;
  const note = `Points: all runs; line: the fit, where it holds; bar: its limit, 95 %; dotted: the target, ${percent(target)}; ${rests(summary)}`;
  return drawn(summary, limits, { id, title, note }, await plotted(id, [...layers, goal(target)], HEIGHT, PADDING));
}

function pointsOf(
  { places }: NoisyEnd,
  { colour, shape, filled }: RuleMark,
  x: ReturnType<typeof axisOf>,
): Layers[number] {
  return {
    data: { values: places.map(({ value, kept, runs }) => ({ value, fraction: kept / runs })) },
    mark: { type: 'point', shape, size: 60, opacity: 1, ...(filled ? { filled, color: colour } : { stroke: colour }) },
    encoding: { x, y: { ...YIELD, field: 'fraction' } },
  };
}

/** The curve over what was run, and its limit with the interval, as far as that goes. */
function fitOf(
  { fit, places }: NoisyEnd,
  target: number,
  { colour, dash }: RuleMark,
  x: ReturnType<typeof axisOf>,
): Layers {
  if (fit === null || fit.limit === null) return [];
  const { curve, axis, limit } = fit;
  const numbers = places.map(({ value }) => Number(value));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const place = axis.logarithmic ? Math.log : (value: number) => value;
  const back = axis.logarithmic ? Math.exp : place;
  const values = Array.from({ length: POINTS + 1 }, (_, i) => {
    const along = place(least) + (i / POINTS) * (place(most) - place(least));
    return { value: back(along), fraction: psychometricAt(curve, along) };
  });
  return [
    {
      data: { values },
      mark: { type: 'line', color: colour, strokeDash: [...dash], strokeWidth: 2 },
      encoding: { x, y: { ...YIELD, field: 'fraction' } },
    },
    {
      data: { values: [{ value: limit.low ?? least, high: limit.high ?? most, fraction: target }] },
      mark: { type: 'rule', color: colour, strokeWidth: 4, opacity: 0.5 },
      encoding: { x, x2: { field: 'high' }, y: { ...YIELD, field: 'fraction' } },
    },
  ];
}
