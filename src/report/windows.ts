import type { Rule } from '../model/rules.ts';
import { coordinateOf, layoutOf } from './axes.ts';
import type { PointSummary, Range, Summary, UsableWindow } from './summary.ts';
import type { CellSummary } from './summary-cell.ts';
import { surely } from './yield.ts';

/** Aligned yield that a usable setting has to reach. */
export const REQUIRED_YIELD = 0.9;

/** Where each rule is usable along the first numeric axis, in every panel of the others. */
export function usableWindows({ axes, points, rules }: Pick<Summary, 'axes' | 'points' | 'rules'>): UsableWindow[] {
  const { along, panels } = layoutOf({ axes, points });
  if (!along?.numeric || along.values.length < 2) return [];
  return panels.flatMap(({ title, points: unsorted }) => {
    const position = (point: PointSummary) => Number(coordinateOf(point, along).value);
    const ordered = [...unsorted].sort((a, b) => position(a) - position(b));
    const labels = ordered.map((point) => coordinateOf(point, along).label);
    return rules.map((rule) => ({
      rule,
      axis: along.name,
      facet: title,
      requiredYield: REQUIRED_YIELD,
      observed: ranges(
        labels,
        reaching(ordered, rule, ({ aligned }) => surely(aligned).fraction),
      ),
      shown: ranges(
        labels,
        reaching(ordered, rule, ({ aligned }) => surely(aligned).limit),
      ),
    }));
  });
}

function reaching(points: readonly PointSummary[], rule: Rule, yieldOf: (cell: CellSummary) => number): boolean[] {
  return points.map(({ cells }) => cells.some((cell) => cell.rule === rule && yieldOf(cell) >= REQUIRED_YIELD));
}

/** Runs of neighbouring values that are good. */
function ranges(labels: readonly string[], good: readonly boolean[]): Range[] {
  const found: Range[] = [];
  for (let start = 0; start < good.length; start++) {
    if (!good[start]) continue;
    let end = start;
    while (end + 1 < good.length && good[end + 1]) end++;
    found.push({ from: labels[start], to: labels[end], openBelow: start === 0, openAbove: end === good.length - 1 });
    start = end;
  }
  return found;
}
