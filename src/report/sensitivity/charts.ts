import { fittingTitle } from '../charts/fitting-title.ts';
import { type LegendEntry, type PictureFile, type Plot, pictureFile } from '../charts/frame.ts';
import { shareBars } from '../charts/share-bars.ts';
import { colour } from '../charts/theme.ts';
import { counted, percent } from '../format.ts';
import { ruleName } from '../words.ts';
import type { ShareCell, Shares } from './cell.ts';
import { findings, quantity } from './findings.ts';
import type { SensitivitySummary, SharePoint } from './summary.ts';

/** More groups than this are in the table only. */
const MOST_GROUPS = 12;

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
  const [most] = shares.groups;
  const title = fittingTitle(
    `${ruleName(cell.rule)}${at}: ${most.name} is ${percent(most.shapley.value)} of it`,
    `What varies: ${ruleName(cell.rule)}${at}`,
  );
  const left = shares.groups.length - MOST_GROUPS;
  const note =
    `Parts of the variance of ${quantity(summary)}; ${counted(cell.used, 'chip')}, 95 % intervals of ${resamples} resamples, seed ${seed}. ` +
    `Alone, the draws sum to ${percent(shares.firstSum.value)}.${left > 0 ? ` ${counted(left, 'smaller group')} not drawn.` : ''}`;
  const alt = findings({ ...summary, points: [{ ...point, cells: [cell] }], changes: [] }).join(' ');
  const plot = await bars(id, shares);
  return pictureFile({ id, title, note, alt, legend: LEGEND, patterns: '' }, plot);
}

function bars(id: string, shares: Shares): Promise<Plot> {
  const groups = shares.groups.slice(0, MOST_GROUPS).map(({ name, first, total, shapley }) => ({
    text: `${name}, Shapley ${percent(shapley.value)}`,
    bars: [
      { share: total.value, interval: total.interval, isOutlined: true },
      { share: first.value, interval: first.interval, isOutlined: false },
    ],
  }));
  return shareBars(id, groups);
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
