import { type LegendEntry, type PictureFile, type Plot, pictureFile } from '../charts/frame.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { colour } from '../charts/theme.ts';
import { counted, percent } from '../format.ts';
import { ruleName } from '../words.ts';
import type { ShareCell, Shares } from './cell.ts';
import { findings, quantity } from './findings.ts';
import type { SensitivitySummary, SharePoint } from './summary.ts';

/** More groups than this are in the table only. */
const MOST_GROUPS = 12;
/** Of a group, px: its name and two bars. */
const GROUP_HEIGHT = 44;
const PADDING = { left: 10, right: 18, top: 4, bottom: 40 };

/** For every point and rule the shares of the groups, the largest Shapley effect first. */
export async function shareCharts(summary: SensitivitySummary): Promise<PictureFile[]> {
  const charts: PictureFile[] = [];
  for (const point of summary.points) {
    for (const [r, cell] of point.cells.entries()) {
      if (cell.shares !== null && cell.sameAs === null) {
        charts.push(await draw(summary, point, cell, cell.shares, `shares-${point.index}-${r}`));
      }
    }
  }
  return charts;
}

async function draw(summary: SensitivitySummary, point: SharePoint, cell: ShareCell, shares: Shares, id: string) {
  const { seed, resamples } = summary;
  const at = point.at === '' ? '' : `, ${point.at}`;
  const title = `What varies ${summary.metric}: ${ruleName(cell.rule)}${at}`;
  const left = shares.groups.length - MOST_GROUPS;
  const note =
    `Parts of the variance of ${quantity(summary)}; ${counted(cell.used, 'chip')}, 95 % intervals of ${resamples} resamples, seed ${seed}. ` +
    `Alone, the draws sum to ${percent(shares.firstSum.value)}.${left > 0 ? ` ${counted(left, 'smaller group')} not drawn.` : ''}`;
  const alt = findings({ ...summary, points: [{ ...point, cells: [cell] }], changes: [] }).join(' ');
  const plot = await bars(id, shares);
  return pictureFile({ id, title, note, alt, legend: LEGEND, patterns: '' }, plot);
}

function bars(id: string, shares: Shares): Promise<Plot> {
  const groups = shares.groups.slice(0, MOST_GROUPS);
  const values = groups.flatMap(({ name, first, total, shapley }) => [
    { name, slot: 'name', shapley: shapley.value },
    { name, slot: 'total', share: total.value, low: total.interval?.[0], high: total.interval?.[1] },
    { name, slot: 'alone', share: first.value, low: first.interval?.[0], high: first.interval?.[1] },
  ]);
  const ends = values.flatMap(({ share = 0, low = 0, high = 0 }) => [share, low, high]);
  const domain = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const y = { field: 'name', type: 'nominal' as const, sort: groups.map(({ name }) => name), axis: null };
  const yOffset = { field: 'slot', type: 'nominal' as const, scale: { domain: ['name', 'total', 'alone'] } };
  const x = {
    field: 'share',
    type: 'quantitative' as const,
    title: 'part of the variance',
    scale: { domain, nice: false },
    axis: { labelExpr: "format(100 * datum.value, '.0f') + ' %'", tickCount: 6 },
  };
  const of = (slot: string) => values.filter((value) => value.slot === slot);
  const layers: Layers = [
    {
      data: { values: of('total') },
      mark: { type: 'bar', color: colour('surface'), stroke: colour('dp'), strokeWidth: 1.4 },
      encoding: { y, yOffset, x },
    },
    { data: { values: of('alone') }, mark: { type: 'bar', color: colour('dp') }, encoding: { y, yOffset, x } },
    {
      data: { values: values.filter(({ low }) => low !== undefined) },
      mark: { type: 'rule', color: colour('text'), strokeWidth: 1.4 },
      encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: {
        values: of('name').map((value) => ({
          ...value,
          text: `${value.name}, Shapley ${percent(value.shapley ?? 0)}`,
        })),
      },
      mark: { type: 'text', align: 'left', baseline: 'middle', dy: -3, color: colour('text') },
      encoding: { y, yOffset, x: { datum: Math.max(0, domain[0]) }, text: { field: 'text' } },
    },
  ];
  return plotted(id, layers, GROUP_HEIGHT * groups.length, PADDING);
}

const LEGEND: readonly LegendEntry[] = [
  {
    label: 'with interactions',
    width: 18,
    swatch: `<rect x="0.7" y="0.7" width="16.6" height="10.6" fill="${colour('surface')}" stroke="${colour('dp')}" stroke-width="1.4"/>`,
  },
  { label: 'alone', width: 18, swatch: `<rect width="18" height="12" fill="${colour('dp')}"/>` },
  { label: '95 % interval', width: 18, swatch: `<path d="M0 6H18" stroke="${colour('text')}" stroke-width="1.4"/>` },
];
