import { threeDigits } from '../format.ts';
import { analyzeCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
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
  const least = places
    .filter(({ cell }) => cell.lostBranch === 0)
    .reduce<Place | null>((a, b) => (a === null || marginValue(b) < marginValue(a) ? b : a), null);
  const found = least?.cell.smallestMargin ?? null;
  if (least === null) return { text: lost.trim() || 'Not known: no chip could be run.', command: null };
  if (found === null)
    return { text: `${lost}No chip ${lost === '' ? '' : 'elsewhere '}has a finite gain margin.`, command: null };
  const { rule } = least.cell;
  const where = atPlaces([least], summary);
  const start = lost === '' ? '' : `${lost}Where none ends: `;
  return {
    text: `${start}${decibels(found.value)} (beta \u00d7 ${threeDigits(found.value)}, linearised), chip ${found.chip}${where}${ends(places)}.`,
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

function marginValue({ cell }: Place): number {
  return cell.smallestMargin?.value ?? Number.POSITIVE_INFINITY;
}

/** Of a factor on a gain: "12.3 dB". */
export function decibels(factor: number): string {
  return `${(20 * Math.log10(factor)).toFixed(1).replace('-', '\u2212')} dB`;
}
