import type { Rule } from '../../model/rules.ts';
import { withoutSimulation } from '../engines.ts';
import { percentInterval } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { Yield } from '../summary-cell.ts';
import { passedInWords } from '../yield-text.ts';
import { remedy, weakness } from './breaks.ts';
import { atPlaces, extremesOf, type Place, placesOf } from './extremes.ts';
import { type Limiting, limitingOf } from './limiting.ts';
import { type Margin, marginOf } from './margin.ts';

/** What a run answers of one rule. */
export interface Answer {
  readonly rule: Rule;
  /** On how many chips, with the interval, where it does worst and best. */
  readonly stability: string;
  /** How far the worst chip is from its limit. */
  readonly margin: Margin;
  readonly breaksFirst: string;
  readonly limiting: Limiting;
  readonly change: string;
}

/** The five questions of a designer, answered for every rule. */
export function answersOf(summary: Summary): Answer[] {
  return summary.rules.map((rule, index) => {
    const places = placesOf(summary, index);
    return {
      rule,
      stability: stability(summary, places),
      margin: marginOf(summary, places),
      breaksFirst: weakness(summary, places),
      limiting: limitingOf(summary, places),
      change: remedy(summary, places, index),
    };
  });
}

/** "Stable on 15 of 100 chips (9.3 - 23.3 %) at alpha = 0, up to 100 of 100 (96.3 - 100 %) at alpha = 1." */
function stability(summary: Summary, places: readonly Place[]): string {
  const extremes = extremesOf(places, 'stable');
  if (extremes === null) return 'No chip could be run.';
  const { worst, best, isFlat } = extremes;
  const start = withoutSimulation(summary) === null ? 'Stable' : 'Foretold stable';
  const words = (of: readonly Place[], unit = ' chips') =>
    `${yieldInWords(of[0].cell.stable, unit)}${atPlaces(of, summary)}`;
  if (isFlat) return `${start} on ${words(places)}.`;
  if (worst.length === places.length) return `${start} on ${words(worst.slice(0, 1))}, and on the same part elsewhere.`;
  return `${start} on ${words(worst)}, up to ${words(best, '')}.`;
}

/** "94 of 97 chips (87.5 - 97.2 %)". */
function yieldInWords(own: Yield, unit: string): string {
  return `${passedInWords(own)} of ${own.n}${unit} (${percentInterval(own.wilson)})`;
}
