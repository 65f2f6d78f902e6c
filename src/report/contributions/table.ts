import { CONTRIBUTED, type ContributedMetric } from '../../model/contributed-metrics.ts';
import type { Contributions, LeftOut } from '../../montecarlo/contributions/shares.ts';
import type { CovarianceShare } from '../../montecarlo/statistics/covariance-shares.ts';
import { counted, percent, percentInterval, threeDigits } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import { capital } from '../words.ts';

/** What is named where groups are: draws and the rest. */
export const REST = 'not explained';

/** Area, in that of the run, of which it is told what it would leave. */
const AREA = 4;

/** A group, or the rest. */
export interface Line extends CovarianceShare {
  readonly name: string;
}

/** Every group, the largest share first, and what is left. */
export function linesOf({ groups, notExplained }: Contributions): Line[] {
  const ordered = [...groups].sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  return [...ordered, { name: REST, ...notExplained }];
}

/** A line for every group, the largest first, and one for what is left. */
export function contributionTable(result: Contributions): Table {
  const share = ({ share: value }: Line) => (value === null ? NONE : percent(value));
  const interval = ({ interval: own }: Line) => (own === null ? NONE : percentInterval(own));
  return tableOf(1, linesOf(result), [
    ['draws', ({ name }) => name],
    ['of the variance', share],
    ['95 %', interval],
    [`deviation, area × ${AREA}`, (line) => (line.name === REST ? NONE : deviationInWords(result, line))],
  ]);
}

/** "0.115 (0.102 to 0.130)": the deviation of the metric were the devices behind a group `AREA` times as large. */
export function deviationInWords({ deviation }: Contributions, { share, interval }: CovarianceShare): string {
  if (share === null) return NONE;
  // A spread of Pelgrom's law has a variance of 1 / area.
  const left = (part: number) => threeDigits(deviation * Math.sqrt(Math.max(0, 1 - part * (1 - 1 / AREA))));
  return interval === null ? left(share) : `${left(share)} (${left(interval[1])} to ${left(interval[0])})`;
}

/** What it is of, and how well the parts add up. */
export function contributionNote({ metric, chips, mean, deviation, r2, leftOut }: Contributions): string {
  const { name, definition, unit } = CONTRIBUTED[metric];
  const fit = r2 === null ? 'nothing varies' : `R² against the stored values ${r2.toFixed(4)}`;
  const left = leftOut.length === 0 ? '' : `; left out: ${reasonsInWords(leftOut)}`;
  const [middle, spread] = [mean, deviation].map((value) => `${threeDigits(value)}${unit === '' ? '' : ` ${unit}`}`);
  return `${capital(name)} (${definition}) of ${chips} chips: mean ${middle}, deviation ${spread}; ${fit}${left}.`;
}

/** "3 chips: a branch is lost", one after the other. */
export function reasonsInWords(leftOut: readonly LeftOut[]): string {
  return leftOut.map(({ why, chips }) => `${counted(chips, 'chip')}: ${why}`).join('; ');
}

/** What the last column of the table says. */
export function areaNote(metric: ContributedMetric): string {
  return (
    `Deviation, area × ${AREA}: what would be left of the deviation of the ${CONTRIBUTED[metric].name} if the devices behind these draws alone were that much ` +
    'larger and their variance went as 1/area (Pelgrom), the others as they are; of draws that do not mismatch by area it says nothing. Parts are taken as independent of each other.'
  );
}
