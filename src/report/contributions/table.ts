import type { Contributions } from '../../montecarlo/contributions/shares.ts';
import type { CovarianceShare } from '../../montecarlo/statistics/covariance-shares.ts';
import { percent, percentInterval, threeDigits } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';

/** A line for every group, the largest first, and one for what is left. */
export function contributionTable({ groups, notExplained }: Contributions): Table {
  const ordered = [...groups].sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const share = ({ share: value }: CovarianceShare) => (value === null ? NONE : percent(value));
  const interval = ({ interval: own }: CovarianceShare) => (own === null ? NONE : percentInterval(own));
  return tableOf(
    1,
    [...ordered, { name: 'not explained', ...notExplained }],
    [
      ['draws', ({ name }) => name],
      ['of the variance', share],
      ['95 %', interval],
    ],
  );
}

/** What it is of, and how well the parts add up. */
export function contributionNote({ chips, mean, deviation, r2 }: Contributions, leftOut: number): string {
  const left = leftOut === 0 ? '' : `; ${leftOut} chips left out`;
  const fit = r2 === null ? 'nothing varies' : `R² against the stored values ${r2.toFixed(4)}`;
  return `Loop gain (1 / gain margin) of ${chips} chips: mean ${threeDigits(mean)}, deviation ${threeDigits(deviation)}; ${fit}${left}.`;
}
