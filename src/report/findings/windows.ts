import { chipsToShow } from '../../montecarlo/statistics/proportion.ts';
import { layoutOf } from '../axes.ts';
import { percentInterval } from '../format.ts';
import { atPlaces, extremesOf, type Place, placesOf } from '../glance/extremes.ts';
import type { Summary, UsableWindow } from '../summary.ts';
import { rangesInWords, ruleName } from '../words.ts';
import { surely } from '../yield.ts';
import { passedInWords } from '../yield-text.ts';
import type { Finding } from './finding.ts';

/** Where every rule is usable, what of it is shown, and what the others lack. With several panels the table tells. */
export function usable(summary: Summary): Finding[] {
  const { rules, windows, axes, points } = summary;
  if (windows.length === 0 || layoutOf({ axes, points }).panels.length > 1) return [];
  return windows.map((own) => ({
    subject: `Usable, ${ruleName(own.rule)}`,
    text: inWords(own, placesOf(summary, rules.indexOf(own.rule)), summary),
  }));
}

function inWords(
  { observed, shown, requiredYield, axis }: UsableWindow,
  places: readonly Place[],
  summary: Summary,
): string {
  const required = `${100 * requiredYield} %`;
  if (observed.length === 0) return `${missing(places, summary, required)}`;
  const where = `At least ${required} of chips are stable and aligned at ${axis} = ${rangesInWords(observed)}`;
  const shownAt = shown.length === 0 ? 'nowhere' : `at ${rangesInWords(shown)}`;
  return `${where}; shown by the whole interval ${shownAt}.${more(places, summary, requiredYield)}`;
}

/** What keeps a rule from being usable anywhere: the gradient, where the chips are stable. */
function missing(places: readonly Place[], summary: Summary, required: string): string {
  const extremes = extremesOf(places, 'aligned');
  if (extremes === null) return 'No chip could be run.';
  const { best } = extremes;
  const [{ cell }] = best;
  const { aligned, stable } = cell;
  const most = `${passedInWords(aligned)} of ${aligned.n} (${percentInterval(aligned.wilson)})${atPlaces(best, summary)}`;
  const there = best.length > 1 ? 'At the first of these' : 'There';
  const lack =
    stable.passed === stable.n
      ? `${there} all ${stable.n} are stable: what they lack is a gradient within the accepted angle.`
      : `${there} ${passedInWords(stable)} are stable.`;
  return `Fewer than ${required} of chips are both stable and aligned everywhere in the sweep, at most ${most}. ${lack}`;
}

/** Chips that would show it at the point that is next to be shown. */
function more(places: readonly Place[], { setup }: Summary, wanted: number): string {
  if (setup.until !== null) return '';
  const open = places
    .map(({ cell }) => surely(cell.aligned))
    .filter(({ fraction, limit }) => fraction > wanted && limit < wanted)
    .map(({ fraction }) => chipsToShow(fraction, wanted));
  return open.length === 0
    ? ''
    : ` With the same shares of more chips, ${Math.max(...open)} a point would show all of it.`;
}
