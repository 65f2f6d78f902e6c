import { threeDigits } from '../format.ts';
import type { RareResult } from './summary.ts';

/** "3.40e-6 (2.71e-6 - 4.26e-6)", or "below 1.3e-9". */
export function probabilityInWords({ probability, interval }: Pick<RareResult, 'probability' | 'interval'>): string {
  if (probability === null) return `below ${threeDigits(interval[1])}`;
  return `${threeDigits(probability)} (${interval.map(threeDigits).join(' \u2013 ')})`;
}

/** "3.27e-6 (1.1e-6 - 8.0e-6)" of chips of larger draws; or that they say nothing. */
export function extrapolationInWords({ extrapolated }: Pick<RareResult, 'extrapolated'>): string {
  const found = extrapolated?.toUsual ?? null;
  return found === null
    ? 'nothing: fewer than four sigmas at which some chips fail and some do not'
    : probabilityInWords(found);
}

/** "4.50 (4.45 - 4.55)", or "above 5.9". */
export function sigmaInWords({ sigma: { estimate, low, high } }: Pick<RareResult, 'sigma'>): string {
  const from = low === null ? '\u2212\u221e' : low.toFixed(2);
  if (estimate === null || high === null) return `above ${from}`;
  return `${estimate.toFixed(2)} (${from} \u2013 ${high.toFixed(2)})`;
}

/** "5 of 5 fail", and what else of them. */
export function eventsInWords(chips: RareResult['chips']): string {
  const count = (of: boolean | null) => chips.filter(({ fails }) => fails === of).length;
  const [fail, hold, open] = [count(true), count(false), count(null)];
  const rest = [hold > 0 ? `${hold} hold` : '', open > 0 ? `${open} not known` : ''].filter((part) => part !== '');
  return [`${fail} of ${chips.length} fail`, ...rest].join(', ');
}

/** A number of chips, however large. */
export function chipsInWords(count: number): string {
  return count < 1e6 ? String(count) : threeDigits(count);
}
