import { wilsonInterval } from '../../montecarlo/statistics/proportion.ts';
import { counted, percentInterval } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { CriticalChip, CriticalSummary } from '../summary-critical.ts';
import { ruleName } from '../words.ts';
import type { Chart } from './charts.ts';
import { fittingTitle } from './fitting-title.ts';
import { pictureFile } from './frame.ts';
import { lineLegend } from './legend.ts';
import { logTicks } from './log-ticks.ts';
import { type Layers, plotted } from './plot.ts';
import { colour, markOf } from './theme.ts';

const HEIGHT = 330;
const PADDING = { left: 64, right: 14, top: 8, bottom: 46 };

/** Along every line of betas: where chips were found to end against where their branches do. */
export async function criticalCharts(summary: Summary): Promise<Chart[]> {
  const facets = [...new Set(summary.critical.map(({ facet }) => facet))];
  const charts: Chart[] = [];
  for (const [at, facet] of facets.entries()) {
    const own = summary.critical.filter((one) => one.facet === facet);
    if (own.some(({ drawn }) => drawn.length > 0)) charts.push(await picture(summary, facet, own, at, facets.length));
  }
  return charts;
}

async function picture(
  summary: Summary,
  facet: string,
  own: readonly CriticalSummary[],
  at: number,
  of: number,
): Promise<Chart> {
  const id = of > 1 ? `critical-beta-${at + 1}` : 'critical-beta';
  const otherwise = `Critical beta, predicted and observed${facet === '' ? '' : `: ${facet}`}`;
  const found = own.map(({ rule, agreeing, chips, beyond }) => {
    return `${ruleName(rule)} ${chips === beyond ? 'none ends' : `${agreeing} of ${chips - beyond}`}`;
  });
  const parts = own.map((one) => {
    const { rule, agreeing, chips, beyond, drawn, leftOut } = one;
    const ending = chips - beyond;
    const words = [
      `${counted(chips, 'chip')} run at every beta`,
      ...(beyond > 0 ? [`${beyond} neither end nor were foretold to`] : []),
      ...(ending > 0
        ? [`as predicted ${agreeing} of ${ending} (95 % interval ${percentInterval(wilsonInterval(agreeing, ending))})`]
        : []),
      ...(drawn.length < ending ? [`the first ${drawn.length} drawn`] : []),
      ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ];
    return `${ruleName(rule)}: ${words.join(', ')}.`;
  });
  const note =
    'Across: smallest beta at which a branch ends. Up: from the last beta of the sweep at which the chip was stable to the first at which it was not. Diagonal: as ' +
    `predicted; crosses: outside their step. ${parts.join(' ')} Seed ${summary.seed}.`;
  const frame = {
    id,
    title: fittingTitle(`Ends as predicted: ${found.join(', ')}`, otherwise),
    note,
    alt: `${otherwise}. ${found.join(', ')} as predicted. ${note}`,
    legend: lineLegend(summary.rules).filter((_, index) => own.some(({ rule }) => rule === summary.rules[index])),
    patterns: '',
  };
  return { subject: 'critical', ...pictureFile(frame, await plotted(id, layersOf(summary, own), HEIGHT, PADDING)) };
}

function layersOf({ rules }: Summary, own: readonly CriticalSummary[]): Layers {
  const [{ betas }] = own;
  const [first, last] = [betas[0], betas[betas.length - 1]];
  // A step beyond either end, for what lies there.
  const [low, high] = [first ** 2 / betas[1], last ** 2 / betas[betas.length - 2]];
  const scale = { type: 'log' as const, domain: [low, high], nice: false, clamp: true };
  const axis = {
    values: betas.length > 8 ? logTicks([low, high]) : [...betas],
    format: '.3~g',
    labelOverlap: 'greedy' as const,
  };
  const quantity = (field: string, title: string) => ({ field, type: 'quantitative' as const, title, scale, axis });
  const x = quantity('x', 'predicted: a branch ends at beta');
  // Where Vega puts the title by itself, it is cut: it believes numbers to be wider than they are.
  const upright = quantity('from', 'observed: beta at which it is not stable');
  const y = { ...upright, axis: { ...axis, titleX: -48 } };
  const bars = own.map(({ rule, drawn, off }): Layers => {
    const { colour: stroke, name, shape, filled, size } = markOf(rule, rules.indexOf(rule));
    const values = drawn.map((chip) => ({ tag: { rule: name }, ...ends(chip, [low, high]) }));
    const isOff = new Set(off.map(({ chip }) => chip));
    const astray = drawn
      .filter(({ chip }) => isOff.has(chip))
      .map((chip) => ({ tag: { rule: name }, ...ends(chip, [low, high]) }));
    const middle = { ...y, field: 'middle' };
    return [
      {
        data: { values },
        mark: { type: 'rule', color: stroke, strokeWidth: 1, opacity: 0.55 },
        encoding: { x, y, y2: { field: 'to' } },
      },
      {
        data: { values },
        mark: {
          type: 'point',
          shape,
          size: size / 2,
          stroke,
          fill: filled ? stroke : 'transparent',
          strokeWidth: 1.2,
          opacity: 0.8,
        },
        encoding: { x, y: middle },
      },
      {
        data: { values: astray },
        mark: {
          type: 'point',
          shape: 'cross',
          size: 110,
          angle: 45,
          fill: colour('text'),
          stroke: colour('surface'),
          strokeWidth: 1,
          opacity: 1,
        },
        encoding: { x, y: middle },
      },
    ];
  });
  const diagonal: Layers[number] = {
    data: {
      values: [
        { x: low, from: low },
        { x: high, from: high },
      ],
    },
    mark: { type: 'line', color: colour('text'), strokeDash: [4, 3], strokeWidth: 1.3 },
    encoding: { x, y },
  };
  return [diagonal, ...bars.flat()];
}

/** As drawn: what is beyond the ends of the picture stands at them. */
function ends({ predicted, from, to }: CriticalChip, [low, high]: readonly [number, number]) {
  const [bottom, top] = [from ?? low, to ?? high];
  const x = Math.min(high, Math.max(low, predicted ?? high));
  return { x, from: bottom, to: top, middle: Math.sqrt(bottom * top) };
}
