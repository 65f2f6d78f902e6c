import { points as inPoints } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { PointChange } from '../summary-pairs.ts';
import { ruleName } from '../words.ts';
import type { Finding } from './finding.ts';
import { largest } from './largest.ts';

/** Chance of one false alarm among all points. */
const LEVEL = 0.05;

type Changed = { readonly label: string; readonly change: PointChange };

/** At how many points the aligned yield is another than at the one they are compared with. */
export function changeFindings({ points, rules }: Summary): Finding[] {
  const changes = points.flatMap(({ label, changes }) => changes.map((change): Changed => ({ label, change })));
  const tested = changes.filter(({ change }) => change.aligned.adjustedP !== null);
  const most = largest(tested, ({ change }) => Math.abs(change.aligned.difference ?? 0));
  if (most === null) return [];
  const references = [...new Set(tested.map(({ change }) => points[change.against].label))];
  const against = references.length === 1 ? references[0] : 'tt, or the first point there';
  const counts = rules.map((rule) => {
    const own = tested.filter(({ change }) => change.rule === rule);
    const differing = own.filter(({ change }) => change.aligned.adjustedP! <= LEVEL);
    return `${differing.length} of ${own.length} under ${ruleName(rule)}`;
  });
  const { tests, difference, interval, n } = most.change.aligned;
  const text =
    `Aligned yield is another than at ${against} at ${counts.join(', ')} (points; exact McNemar, p \u2264 ${LEVEL} by Holm over ${tests}). ` +
    `The largest change is at ${most.label} under ${ruleName(most.change.rule)}: ${inPoints(difference!)} points ` +
    `(${inPoints(interval[0])} to ${inPoints(interval[1])}, ${n} pairs).`;
  return [{ subject: 'Between points', text }];
}
