import { counted, percent, pValue, threeDigits, withPlainUnit } from '../format.ts';
import type { Limit, NoisyEnd } from './summary.ts';

/** "from" and "to" where a limit has two ends. */
export function endInWords({ noisy = [] }: Limit, { end }: NoisyEnd): string {
  return noisy.length > 1 ? `${end} ` : '';
}

/** "0.231 (0.21 to 0.25)"; where an end lies beyond what was run: "(above 0.2)". */
export function fittedInWords({ fit, places }: NoisyEnd): string {
  if (fit === null || fit.limit === null) return 'none';
  const { limit, axis } = fit;
  const numbers = places.map(({ value }) => Number.parseFloat(String(value)));
  const text = (value: number) => withPlainUnit(value, axis.unit);
  const { low, high } = limit;
  const [least, most] = [text(Math.min(...numbers)), text(Math.max(...numbers))];
  const interval =
    low === null
      ? high === null
        ? 'not known within what was run'
        : `below ${text(high)}, perhaps below ${least}`
      : high === null
        ? `above ${text(low)}, perhaps above ${most}`
        : `${text(low)} to ${text(high)}`;
  return `${text(limit.value)} (${interval})`;
}

/** "deviance 4.1 on 6, p = 0.52". */
export function misfitInWords({ fit }: NoisyEnd): string {
  if (fit === null) return 'none';
  const { misfit, freedom } = fit;
  return `deviance ${threeDigits(misfit.deviance)} on ${freedom}, p = ${pValue(misfit.p)}`;
}

/** What other noise says of the ends of a limit, and which answer it rests on. */
export function noiseInWords(limit: Limit): string {
  const { noisy = [], target } = limit;
  return noisy
    .map((own) => {
      const { chips, changing, times, standing, fit } = own;
      const end = noisy.length > 1 ? ` at the end ${own.end}` : '';
      const seen = ` Of ${counted(chips, 'chip')} run ${counted(times, 'time')} more under other noise${end} ${changing.length} do not answer alike`;
      if (standing === null) {
        return `${seen}, and the limit is that of the psychometric fit: ${percent(target)} at ${fittedInWords(own)}, ${misfitInWords(own)}.`;
      }
      const how = fit === null ? '' : ` (${misfitInWords(own)})`;
      return `${seen}; the counted limit stands, since ${standing}${how}.`;
    })
    .join('');
}
