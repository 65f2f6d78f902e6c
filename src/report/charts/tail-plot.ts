import { clopperPearsonInterval, type Interval } from '../../montecarlo/statistics/proportion.ts';
import type { Summary } from '../summary.ts';
import { bandAndLine, powersOfTen } from './band-line.ts';
import type { Plot } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { colour, markOf } from './theme.ts';

const HEIGHT = 230;
const PADDING = { left: 58, right: 14, top: 24, bottom: 46 };

/** Of every rule the part of chips with no more than a gain margin, on an axis on which a small part is seen too. */
export function tailPlot(id: string, { tails, rules }: Summary): Promise<Plot> {
  const decibels = tails.flatMap(({ steps }) => steps.map(({ margin }) => 20 * Math.log10(margin)));
  const [low, high] = [Math.min(-1, ...decibels), Math.max(1, ...decibels)];
  const lowest = Math.min(...tails.flatMap(({ steps }) => steps.map(({ interval }) => interval[0])), 0.1);
  const floor = 10 ** Math.floor(Math.log10(lowest));
  const x = {
    field: 'decibels',
    type: 'quantitative' as const,
    title: 'gain margin, dB',
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { grid: false, tickCount: 7 },
  };
  const shared = powersOfTen(floor);
  const y = { ...shared, scale: { ...shared.scale, domain: [floor, 1], clamp: true } };
  const curves = tails.flatMap(({ rule, chips, lost, unknown, steps }): Layers => {
    if (steps.length === 0 && lost === 0) return [];
    const mark = markOf(rule, rules.indexOf(rule));
    const tag = { rule: mark.name };
    const point = (decibels: number, below: number, [from, to]: Interval) => {
      return { tag, decibels, part: below / chips, low: from, high: to };
    };
    // Chips without a branch are below every margin.
    const interval = [
      clopperPearsonInterval(lost, chips)[0],
      clopperPearsonInterval(lost + unknown, chips)[1],
    ] as const;
    const firstStep = steps.length === 0 ? high : 20 * Math.log10(steps[0].margin);
    const start = lost === 0 ? [] : [low, firstStep].map((at) => point(at, lost, interval));
    const values = steps.map((step) => point(20 * Math.log10(step.margin), step.chips, step.interval));
    // As pale as other bands of a report, so that pages tell it from what is faint because it is not looked at.
    return bandAndLine([...start, ...values], { ...mark, band: 0.16 }, x, y, 'part');
  });
  const edge = { values: [{ decibels: 0, label: 'limit' }] };
  return plotted(
    id,
    [
      ...curves,
      {
        data: edge,
        mark: { type: 'rule', color: colour('text'), strokeDash: [4, 3], strokeWidth: 1.3 },
        encoding: { x },
      },
      {
        data: edge,
        mark: { type: 'text', baseline: 'middle', color: colour('text') },
        encoding: { x, y: { value: -12 }, text: { field: 'label', type: 'nominal' } },
      },
    ],
    HEIGHT,
    PADDING,
  );
}
