import { ruleTitle } from '../learning/rules.ts';
import type { Rule } from '../vocabulary.ts';
import { counted } from './format.ts';
import type { Range, Summary } from './summary.ts';
import { type CellSummary, CHIP_OUTCOMES, type ChipOutcome } from './summary-cell.ts';

export function ruleName(rule: Rule): string {
  return ruleTitle(rule);
}

/** "45 deg", or the range where the sweep changes it. */
export function anglesInWords({ points }: Summary): string {
  const limits = [...new Set(points.map(({ acceptAngleDeg }) => acceptAngleDeg))].sort((a, b) => a - b);
  return limits.length > 1 ? `${limits[0]} to ${limits.at(-1)} deg` : `${limits[0]} deg`;
}

/** "100 chips", or "91 to 100 chips" where cells differ: those that could be run, or all. */
export function chipsInWords({ points }: Pick<Summary, 'points'>, which: 'run' | 'all'): string {
  const sizes = points.flatMap(({ cells }) => cells.map(({ chips, stable }) => (which === 'run' ? stable.n : chips)));
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return low === high ? counted(high, 'chip') : `${low} to ${counted(high, 'chip')}`;
}

/** "0.25 to 0.75 and 1 (end of the sweep)". */
export function rangesInWords(ranges: readonly Range[]): string {
  if (ranges.length === 0) return 'no value of the sweep';
  if (ranges.some(({ openBelow, openAbove }) => openBelow && openAbove)) return 'every value of the sweep';
  return ranges
    .map(({ from, to, openBelow, openAbove }) => {
      const range = from === to ? from : `${from} to ${to}`;
      return openBelow || openAbove ? `${range} (${openBelow ? 'start' : 'end'} of the sweep)` : range;
    })
    .join(' and ');
}

/** "settled 70, slow 7, oscillating 23". */
export function outcomesInWords({ chipOutcomes }: CellSummary): string {
  const found = CHIP_OUTCOMES.filter((outcome) => chipOutcomes[outcome] > 0);
  return found.map((outcome) => `${outcome}\u00a0${chipOutcomes[outcome]}`).join(', ') || 'no chips';
}

/** What the words for how a run, or a chip, ends mean. */
export const OUTCOME_MEANINGS: Readonly<Record<ChipOutcome, string>> = {
  settled: 'at rest in the state that grows out of the free response. Stable.',
  chattering: 'for ever within the encoders\u2019 bound of that state. Stable.',
  clipped: 'at rest in that state, cut by a rail, and stable without the rails too: headroom. Stable, out of range.',
  undecided: 'a budget ended the run, and what is known does not tell. Neither stable nor not.',
  lost: 'the branch ends below this beta; where the chip goes from there was not simulated. Not stable.',
  slow: 'still moving when the input ended. Not stable.',
  jumped: 'at rest in another state. Not stable.',
  oscillating: 'still swinging when the input ended. Not stable.',
  saturated: 'at rest and cut by a rail. Not stable.',
  diverged: 'grew beyond all bounds. Not stable.',
  refused: 'the chip could not be made or run. In no yield.',
};
