import { CHANGE, isOfConstant, isWithout } from '../../config/one-at-a-time.ts';
import { shellWord } from '../../files/shell-word.ts';
import { activationNamed } from '../../model/activations.ts';
import type { Criterion } from '../../model/metrics.ts';
import { points as inPoints } from '../format.ts';
import { runFolder } from '../pick-command.ts';
import type { Summary } from '../summary.ts';
import { metricName } from '../words.ts';
import { brokenOf } from './breaks.ts';
import type { Place } from './extremes.ts';
import { leastOf } from './margin.ts';

/** Which parameter limits a rule and what area would buy back, or how that is found out. */
export interface Limiting {
  readonly text: string;
  /** Tells it; null: the run does, or nothing can. */
  readonly command: string | null;
}

/** Of a change, adjusted for all of them. */
const LEVEL = 0.05;

export function limitingOf(summary: Summary, places: readonly Place[]): Limiting {
  if (summary.axes.some(({ path }) => path === CHANGE)) return { text: ofChanges(summary, places), command: null };
  const known = places.filter(({ cell: { gainMargin } }) => gainMargin !== null && gainMargin.n > 1);
  const least = leastOf(known, ({ cell }) => cell.smallestMargin);
  if (least === null) return { text: 'No loop gain to take apart: not two chips have a finite margin.', command: null };
  const { activation } = summary.device;
  if (activationNamed(activation).shape !== 'cut' || summary.setup.loss !== 'squared-error') {
    return {
      text: 'A scenario of kind: sensitivity tells which spread does, and what a larger area buys.',
      command: null,
    };
  }
  const place = summary.points.length > 1 ? ` --point ${least.point.index}` : '';
  return {
    text: 'Which spread, and what four times its area would leave:',
    command: `dyadsim contributions ${runFolder(summary.command)} --rule ${shellWord(least.cell.rule)}${place}`,
  };
}

/** Of a sweep of single changes: the spread without which, and the constant with which, most chips more pass. */
function ofChanges(summary: Summary, places: readonly Place[]): string {
  const criterion = brokenOf(places);
  if (criterion === null) return 'Nothing on the chips that were tried.';
  const found = [best(summary, places, criterion, isWithout), best(summary, places, criterion, isOfConstant)].filter(
    (text) => text !== null,
  );
  if (found.length > 0) return `${found.join('; ')}.`;
  return `No single change of this run moves the ${metricName(criterion)} yield beyond noise.`;
}

/** "without neuron.gain: +21.0 points stable (+9.1 to +32.0)"; null: no such change is shown to help. */
function best(
  { points }: Summary,
  places: readonly Place[],
  criterion: Criterion,
  isAsked: (label: string) => boolean,
): string | null {
  const helping = places.flatMap(({ point, cell: { rule } }) => {
    const label = point.coordinates.find(({ path }) => path === CHANGE)?.label ?? '';
    const change = point.changes.find((found) => found.rule === rule);
    const own = change?.[criterion];
    if (change === undefined || own?.difference == null || !isAsked(label)) return [];
    if (elsewhere(point) !== elsewhere(points[change.against])) return [];
    const { difference, interval, adjustedP } = own;
    return difference > 0 && (adjustedP ?? 1) <= LEVEL ? [{ label, difference, interval }] : [];
  });
  const [most] = helping.sort((a, b) => b.difference - a.difference);
  if (most === undefined) return null;
  const between = most.interval.map(inPoints).join(' to ');
  return `${most.label}: ${inPoints(most.difference)} points ${metricName(criterion)} (${between})`;
}

/** Where a point is on the other axes, as a key: what differs there too is no single change. */
function elsewhere({ coordinates }: Place['point']): string {
  return JSON.stringify(coordinates.filter(({ path }) => path !== CHANGE).map(({ label }) => label));
}
