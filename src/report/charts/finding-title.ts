import type { Criterion } from '../../model/metrics.ts';
import { percentBetween } from '../format.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { fittingTitle } from './fitting-title.ts';

/** A title with each rule's lowest and highest yield over all points, or without where they do not fit on its line. */
export function findingTitle(title: string, { rules, points }: Summary, criterion: Criterion): string {
  const found = rules.map((rule) => {
    const yields = points.flatMap(({ cells }) =>
      cells.flatMap((cell) => (cell.rule === rule ? (cell[criterion].fraction ?? []) : [])),
    );
    if (yields.length === 0) return `${ruleName(rule)} unknown`;
    const between = percentBetween([Math.min(...yields), Math.max(...yields)]);
    return `${ruleName(rule)} ${between.replace(' \u2013 ', '\u2013')}`;
  });
  return fittingTitle(`${title}: ${found.join(', ')}`, title);
}
