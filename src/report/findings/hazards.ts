import { counted, percent, percentInterval, threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import { cellsOf, type Finding } from './finding.ts';
import { largest } from './largest.ts';

/** What rails and noise do to runs that would do well without. */
export function hazards(summary: Summary): Finding[] {
  return [...clipping(summary), ...leaving(summary)];
}

function clipping(summary: Summary): Finding[] {
  const clipped = cellsOf(summary).flatMap(({ cell, where }) =>
    cell.railsNeeded === null ? [] : [{ where, needed: cell.railsNeeded }],
  );
  const most = largest(clipped, ({ needed }) => needed.chips);
  if (most === null) return [];
  const [low, high] = most.needed.enough.map((rail) => threeDigits(rail).replace('-', '\u2212'));
  const text =
    `Clipped inputs are on the most chips under ${most.where}: ${counted(most.needed.chips, 'chip')}. ` +
    `Rails from ${low} to ${high} full scales would cut none of these inputs.`;
  return [{ subject: 'Clipped', text }];
}

function leaving(summary: Summary): Finding[] {
  const watched = cellsOf(summary).flatMap(({ cell, where }) =>
    cell.left === null ? [] : [{ where, left: cell.left }],
  );
  const most = largest(watched, ({ left }) => left.fraction);
  if (most === null) return [];
  const { left, watched: n, chips, fraction, interval } = most.left;
  const text =
    `Noise made ${left} of ${counted(n, 'presentation')} leave their rest under ${most.where}${watched.length > 1 ? ', the most' : ''}: ` +
    `${percent(fraction)} (${percentInterval(interval)}, ${chips} chips as clusters).`;
  return [{ subject: 'Noise', text }];
}
