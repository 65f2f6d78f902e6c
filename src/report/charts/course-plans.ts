import type { CourseStep } from '../course.ts';
import { percent } from '../format.ts';
import { placesOf } from '../glance/extremes.ts';
import type { Summary } from '../summary.ts';
import { ruleName, specName } from '../words.ts';
import { coursePlot } from './course-chart.ts';
import { lineLegend } from './legend.ts';
import type { Plan } from './plans.ts';
import { markOf } from './theme.ts';

interface Course {
  readonly index: number;
  readonly point: string;
  readonly target: number | null;
  readonly steps: readonly CourseStep[];
}

/** Of a sweep that could end, for each yield that it watched, how it became known: each rule where least is known at the end. */
export function coursePlans(summary: Summary): Plan[] {
  const cells = summary.points.flatMap((point) => point.cells);
  const names = [...new Set(cells.flatMap(({ courses }) => (courses ?? []).map(({ name }) => name)))];
  return names.map((name, at): Plan => {
    const courses = summary.rules.flatMap((_, index) => widestOf(summary, index, name));
    const target = courses[0]?.target ?? null;
    const where = summary.points.length > 1 ? ' Each rule at the point of which least is known at the end.' : '';
    const goal = target === null ? '' : ` Dashed: the target, ${percent(target)}.`;
    const last = courses.map(({ index, point, steps }) => {
      const [low, high] = steps[steps.length - 1].bounds;
      return `${ruleName(summary.rules[index])}, ${point}: ${percent(low)} to ${percent(high)} at the end`;
    });
    return {
      subject: 'course',
      isWhole: true,
      name: `course-${at}`,
      title: `How the yield became known: ${specName(name)}`,
      note: `95 % confidence sequence after each step, which holds at every number of chips at once.${goal}${where} Seed ${summary.seed}.`,
      legend: () => lineLegend(summary.rules).filter((_, index) => courses.some((course) => course.index === index)),
      patterns: () => '',
      plot: (id) =>
        coursePlot(
          id,
          courses.map(({ index, steps }) => {
            const mark = markOf(summary.rules[index], index);
            return { mark, tag: { rule: mark.name }, steps };
          }),
          target,
        ),
      alt: () => last.join('; '),
    };
  });
}

/** Of a rule, at the point whose last interval is widest; empty where nothing was watched. */
function widestOf(summary: Summary, index: number, name: string): Course[] {
  const found = placesOf(summary, index).flatMap(({ point, cell }): Course[] => {
    const course = (cell.courses ?? []).find((own) => own.name === name);
    if (course === undefined || course.steps.length === 0) return [];
    const target = cell.specs.find((spec) => spec.name === name)?.target?.fraction ?? null;
    return [{ index, point: point.label, target, steps: course.steps }];
  });
  const width = ({ steps }: Course) => steps[steps.length - 1].bounds[1] - steps[steps.length - 1].bounds[0];
  return found.sort((a, b) => width(b) - width(a)).slice(0, 1);
}
