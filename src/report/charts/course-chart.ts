import type { CourseStep } from '../course.ts';
import type { Plot } from './frame.ts';
import { type Layers, plotted, type Tag } from './plot.ts';
import { colour, type RuleMark } from './theme.ts';

const HEIGHT = 190;
const PADDING = { left: 54, right: 14, top: 8, bottom: 46 };

/** The course of one rule. */
export interface DrawnCourse {
  readonly mark: RuleMark;
  readonly tag: Tag;
  readonly steps: readonly CourseStep[];
}

/** A yield with its confidence sequence after so many chips; dashed: the target. */
export function coursePlot(id: string, courses: readonly DrawnCourse[], target: number | null): Promise<Plot> {
  const lowest = Math.min(
    ...courses.flatMap(({ steps }) => steps.slice(1).map(({ bounds }) => bounds[0])),
    target ?? 1,
  );
  // From a round tenth below all but the first step, which says least.
  const domain = [Math.max(0, Math.floor(10 * lowest) / 10), 1];
  const y = {
    type: 'quantitative' as const,
    title: null,
    scale: { domain, clamp: true },
    axis: { labelExpr: "format(100 * datum.value, '.0f') + ' %'", domain: false, ticks: false, tickCount: 5 },
  };
  const x = {
    field: 'chips',
    type: 'quantitative' as const,
    title: 'chips so far',
    scale: { nice: false },
    axis: { grid: false, tickCount: 6 },
  };
  const layers = courses.flatMap(({ mark, tag, steps }): Layers => {
    const values = steps.map(({ passed, failed, unknown, bounds: [low, high] }) => {
      const chips = passed + failed + unknown;
      return { tag, chips, fraction: passed / chips, low, high };
    });
    return [
      {
        data: { values },
        mark: { type: 'area', color: mark.colour, opacity: 0.16 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', color: mark.colour, strokeDash: [...mark.dash], strokeWidth: 2 },
        encoding: { x, y: { ...y, field: 'fraction' } },
      },
    ];
  });
  const goal: Layers[number] = {
    data: { values: [{ target }] },
    mark: { type: 'rule', color: colour('text'), strokeDash: [4, 3], strokeWidth: 1.3 },
    encoding: { y: { ...y, field: 'target' } },
  };
  return plotted(id, target === null ? layers : [...layers, goal], HEIGHT, PADDING);
}
