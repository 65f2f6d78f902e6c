import { percentBetween } from '../format.ts';
import type { Summary } from '../summary.ts';
import { onInputs } from '../yield-text.ts';
import { cellsOf, type Finding } from './finding.ts';
import { largest } from './largest.ts';

/** Where fewer inputs would have shown the most other yield. */
export function moreInputs(summary: Summary): Finding[] {
  const { probes } = summary.setup;
  const falls = cellsOf(summary).flatMap(({ cell, where }) => {
    const [one, all] = [cell.inputs?.curve[0], cell.inputs?.curve.at(-1)];
    return one && all ? [{ where, one, all, fall: one.fraction[0] - all.fraction[0] }] : [];
  });
  const most = largest(falls, ({ fall }) => fall);
  if (most === null || probes === 1) return [];
  if (most.fall === 0) {
    return [
      { subject: 'Inputs', text: `No yield would differ on 1 input instead of ${probes}. More may still break chips.` },
    ];
  }
  const text =
    `A yield holds for the inputs that were tried. ${most.where}: stable on 1 input ${percentBetween(most.one.fraction)} ` +
    `of the chips, ${onInputs(probes)} ${percentBetween(most.all.fraction)}. More inputs may break more chips.`;
  return [{ subject: 'Inputs', text }];
}
