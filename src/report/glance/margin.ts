import { threeDigits } from '../format.ts';
import { analyzeCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { atPlaces, type Place } from './extremes.ts';

export interface Margin {
  readonly text: string;
  /** Tells the phase margin of that chip, and what feeds its loop; null: no chip has a finite margin. */
  readonly command: string | null;
}

/** The smallest gain margin of a rule. A chip whose branch is lost has none, and that is said first. */
export function marginOf(summary: Summary, places: readonly Place[]): Margin {
  const losing = places.filter(({ cell }) => cell.lostBranch > 0);
  const most = Math.max(0, ...losing.map(({ cell }) => cell.lostBranch));
  const atMost = losing.filter(({ cell }) => cell.lostBranch === most);
  const lost =
    atMost.length === 0
      ? ''
      : `None on ${most} of ${atMost[0].cell.stable.n} chips${atPlaces(atMost, summary)}, whose branch ends below this beta. `;
  const least = leastOf(
    places.filter(({ cell }) => cell.lostBranch === 0),
    ({ cell }) => cell.smallestMargin,
  );
  const found = least?.cell.smallestMargin ?? null;
  if (least === null) return { text: lost.trim() || 'Not known: no chip could be run.', command: null };
  if (found === null)
    return {
      text: `${lost}No chip ${lost === '' ? '' : 'elsewhere '}has a finite gain margin.${phase(summary, places)}`,
      command: null,
    };
  const { rule } = least.cell;
  const where = atPlaces([least], summary);
  const start = lost === '' ? '' : `${lost}Where none ends: `;
  return {
    text: `${start}${decibels(found.value)} (beta \u00d7 ${threeDigits(found.value)}, linearised), chip ${found.chip}${where}${ends(places)}.${phase(summary, places)}`,
    command: analyzeCommand(summary, { point: least.point.index, chip: found.chip, rule }),
  };
}

/** Growing beta for real, kinks and all, may end a branch before the linearised loop is at its limit. */
function ends(places: readonly Place[]): string {
  const factors = places
    .filter(({ cell }) => cell.lostBranch === 0)
    .flatMap(({ cell, point }) => (cell.lossBeta?.lowest == null ? [] : [cell.lossBeta.lowest / point.beta]));
  return factors.length === 0 ? '' : `; a first branch ends at beta \u00d7 ${threeDigits(Math.min(...factors))}`;
}

/** The smallest phase margin, where the run has them; of those chips that have one. */
function phase(summary: Summary, places: readonly Place[]): string {
  if (places.every(({ cell }) => cell.smallestPhaseMargin === undefined)) return '';
  const found = leastOf(places, ({ cell }) => cell.smallestPhaseMargin);
  const some = places.some(({ cell }) => cell.lostBranch + cell.marginBelowOne > 0)
    ? ' of the chips that have one'
    : '';
  const least = found?.cell.smallestPhaseMargin;
  if (found === null || least == null) return ' No chip has a finite phase margin.';
  return ` Smallest phase margin${some}: ${degrees(least.value)}, chip ${least.chip}${atPlaces([found], summary)}.`;
}

/** The first place with the smallest value; null: there is no place. */
export function leastOf(
  places: readonly Place[],
  of: (place: Place) => CellSummary['smallestPhaseMargin'],
): Place | null {
  const value = (place: Place) => of(place)?.value ?? Number.POSITIVE_INFINITY;
  return places.reduce<Place | null>((a, b) => (a === null || value(b) < value(a) ? b : a), null);
}

export function degrees(angle: number): string {
  return `${angle.toFixed(1)} deg`;
}

/** Of a factor on a gain: "12.3 dB". */
export function decibels(factor: number): string {
  return `${(20 * Math.log10(factor)).toFixed(1).replace('-', '\u2212')} dB`;
}
