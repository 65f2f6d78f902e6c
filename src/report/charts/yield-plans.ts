import type { Criterion } from '../../model/metrics.ts';
import { mapAxesOf } from '../axes.ts';
import { percent } from '../format.ts';
import type { AxisSummary, Summary } from '../summary.ts';
import { anglesInWords, chipsInWords, intervalsInWords } from '../words.ts';
import { chipsWithYield, onInputs } from '../yield-text.ts';
import { findingTitle } from './finding-title.ts';
import { lineLegend } from './legend.ts';
import { isProved, mapLegend, mapPlot } from './map-chart.ts';
import type { Plan } from './plans.ts';
import { texturePattern } from './texture.ts';
import { markOf } from './theme.ts';
import { yieldPlot } from './yield-chart.ts';

/** The pictures of the three yields: maps over two axes of numbers, else along one axis in every panel. */
export function yieldPlans(summary: Summary, along: AxisSummary | null): Plan[] {
  const on = onInputs(summary.setup.probes);
  return [
    yieldPlan(summary, along, 'stable', 'stable', 'Stable chips', `Stable ${on}.`),
    yieldPlan(summary, along, 'inRange', 'in-range', 'In-range chips', `Stable and not clipped ${on}.`),
    yieldPlan(
      summary,
      along,
      'aligned',
      'aligned',
      'Aligned chips',
      `Stable ${on}, every layer within ${anglesInWords(summary)} of the reference.`,
    ),
  ];
}

function yieldPlan(
  summary: Summary,
  along: AxisSummary | null,
  criterion: Criterion,
  name: string,
  title: string,
  meaning: string,
): Plan {
  const on = onInputs(summary.setup.probes);
  const start = `${meaning} n = ${chipsInWords(summary, 'run')} per point and rule.`;
  const end = `Seed ${summary.seed}.`;
  const common = {
    subject: criterion,
    title,
    finding: findingTitle(title, summary, criterion),
    alt: (cell: Parameters<Plan['alt']>[0]) => `${on}: ${chipsWithYield(cell[criterion])}`,
  };
  const axes = mapAxesOf(summary);
  if (axes !== null) {
    return {
      ...common,
      name: `${name}-map`,
      note: `${start} ${widestInWords(summary, criterion)} Dashed: the branches of half of the chips end there.${isProved(summary.points) ? ' Dotted: half are proved stable up to there.' : ''} ${end}`,
      isWhole: true,
      legend: () => mapLegend(criterion, summary.points),
      patterns: () => '',
      plot: (id) => mapPlot(id, axes, summary.points, criterion),
    };
  }
  const isHatched = summary.points.some(({ cells }) =>
    cells.some(({ stable, inRange, aligned }) => [stable, inRange, aligned].some(({ ofAll }) => ofAll !== null)),
  );
  const hatched = isHatched ? ' Hatched: all chips, those refused or undecided failing to passing.' : '';
  return {
    ...common,
    name: `${name}-yield`,
    note: `${start} ${intervalsInWords(summary)}.${hatched} ${end}`,
    legend: () => lineLegend(summary.rules),
    patterns: (id) =>
      isHatched
        ? summary.rules.map((rule, index) => texturePattern(id, rule, 'rising', markOf(rule, index).colour)).join('')
        : '',
    plot: (id, panel) => yieldPlot(id, along, panel, criterion),
  };
}

/** Cells have no room for their intervals, so the widest is stated. */
function widestInWords(summary: Summary, criterion: Criterion): string {
  const widths = summary.points.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const { fraction, wilson, ofAll } = cell[criterion];
      const [low, high] = ofAll?.wilson ?? wilson;
      return fraction === null ? [] : [high - low];
    }),
  );
  if (widths.length === 0) return 'No chip could be run.';
  return `${intervalsInWords(summary)}, at most ${percent(Math.max(...widths)).replace(' %', '')} points wide.`;
}
