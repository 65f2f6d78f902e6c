import { bandAndLine } from '../charts/band-line.ts';
import { fittingTitle } from '../charts/fitting-title.ts';
import type { PictureFile } from '../charts/frame.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { percent } from '../format.ts';
import { ruleName, specName } from '../words.ts';
import { axisOf, drawn, goal, HEIGHT, PADDING, rests, YIELD } from './chart-parts.ts';
import { fitChart } from './fit-chart.ts';
import type { FindSummary, Limit } from './summary.ts';
import { rangeInWords } from './tables.ts';

/** For every spec and place on the other axes its yield along the axis; with one other numeric axis also the boundary over both. */
export async function findCharts(summary: FindSummary): Promise<PictureFile[]> {
  if (!summary.along.numeric) return [];
  const [other] = summary.others;
  const plane = summary.others.length === 1 && other.numeric && other.values.length > 1;
  const specs = [...new Set(summary.limits.map(({ spec }) => spec))];
  const charts: PictureFile[] = [];
  for (const [s, spec] of specs.entries()) {
    const own = summary.limits.filter((limit) => limit.spec === spec);
    const places = [...new Set(own.map(({ at }) => at))];
    if (plane) charts.push(await boundary(summary, own, `boundary-${s}`));
    else
      for (const [p, at] of places.entries()) {
        const here = own.filter((limit) => limit.at === at);
        charts.push(await curves(summary, here, `yield-${s}-${p}`));
        if (here.some(({ noisy }) => noisy !== undefined)) charts.push(await fitChart(summary, here, `fit-${s}-${p}`));
      }
  }
  return charts;
}

async function curves(summary: FindSummary, limits: readonly Limit[], id: string): Promise<PictureFile> {
  const [{ target }] = limits;
  const title = titleOf(summary, limits);
  const x = axisOf(summary);
  const layers = limits.flatMap((limit): Layers => {
    const values = limit.curve.map(({ value, passed, failed, unknown, low, high }) => {
      return { value, fraction: passed / (passed + failed + unknown), low, high };
    });
    return bandAndLine(values, markOf(limit.rule, summary.rules.indexOf(limit.rule)), x, YIELD, 'fraction');
  });
  const note = `Exact one-sided 95 % bounds; dotted: the target, ${percent(target)}; ${rests(summary)}`;
  return drawn(summary, limits, { id, title, note }, await plotted(id, [...layers, goal(target)], HEIGHT, PADDING));
}

/** How far the target is reached along the axis, against the other one; the band from where it is shown to where it is not missed. */
async function boundary(summary: FindSummary, limits: readonly Limit[], id: string): Promise<PictureFile> {
  const [{ spec, target }] = limits;
  const [other] = summary.others;
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    title: other.title,
    scale: { zero: false },
    axis: { grid: false },
  };
  const y = { type: 'quantitative' as const, title: null, scale: { zero: false } };
  const layers = summary.rules.flatMap((rule, index): Layers => {
    const { colour: paint, dash, shape } = markOf(rule, index);
    const values = limits
      .filter((limit) => limit.rule === rule)
      .flatMap(({ coordinates, reached, shown, possible }) => {
        const [{ value }] = coordinates;
        const ends = (['from', 'to'] as const).map((side) => {
          const low = shown?.[side].value ?? null;
          return {
            x: value,
            side,
            limit: reached?.[side].value ?? null,
            shown: low,
            possible: possible?.[side].value ?? null,
          };
        });
        return reached === null ? [] : ends;
      });
    return [
      {
        data: { values },
        mark: { type: 'rule', color: paint, opacity: 0.4, strokeWidth: 3 },
        encoding: { x, y: { ...y, field: 'shown' }, y2: { field: 'possible' } },
      },
      {
        data: { values },
        mark: { type: 'line', color: paint, strokeDash: [...dash], strokeWidth: 2, point: { shape, color: paint } },
        encoding: { x, y: { ...y, field: 'limit' }, detail: { field: 'side', type: 'nominal' } },
      },
    ];
  });
  const title = `${specName(spec)}: ${summary.along.name} within which ${percent(target)} of chips keep it`;
  const note = `Bars: from where the target is shown to where it is not missed (95 %); ${rests(summary)}`;
  return drawn(summary, limits, { id, title, note }, await plotted(id, layers, HEIGHT, PADDING));
}

/** What was found, where it fits on the line of a title. */
function titleOf({ along }: FindSummary, limits: readonly Limit[]): string {
  const [{ spec, target, at }] = limits;
  const place = at === '' ? '' : `, ${at}`;
  const found = limits.map(({ rule, reached }) => `${ruleName(rule)} ${rangeInWords(reached)}`);
  const title = `${percent(target)} ${specName(spec)}: ${found.join(', ')}${place}`;
  return fittingTitle(title, `${specName(spec)}: yield along ${along.name}${place}`);
}
