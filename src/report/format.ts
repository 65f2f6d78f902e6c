import type { Quantiles } from '../montecarlo/statistics/quantile.ts';

/** Three significant digits with an SI prefix: 1.234e-5 s is "12.3 \u00b5s". */
export function withUnit(value: number, unit: string): string {
  if (value === 0) return `0 ${unit}`;
  const power = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))) / 3);
  const prefix = PREFIXES.get(3 * power);
  if (prefix === undefined) return `${value.toExponential(2)} ${unit}`;
  return `${threeDigits(value / 10 ** (3 * power))} ${prefix}${unit}`;
}

/** Three significant digits in a unit as it is; '': a plain number. */
export function withPlainUnit(value: number, unit: string): string {
  return unit === '' ? threeDigits(value) : `${threeDigits(value)} ${unit}`;
}

const PREFIXES = new Map([
  [-18, 'a'],
  [-15, 'f'],
  [-12, 'p'],
  [-9, 'n'],
  [-6, '\u00b5'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
]);

/** Three significant digits, without an exponent from 0.001 to a million. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  if (size >= 1000) return String(Math.round(value));
  return value.toPrecision(3);
}

/** "87.0 %"; more decimals next to 0 and 100 %. */
export function percent(fraction: number): string {
  return `${percentNumber(fraction)} %`;
}

/** "79.0 - 92.2 %". */
export function percentInterval([low, high]: readonly [number, number]): string {
  return `${percentNumber(low)} \u2013 ${percentNumber(high)} %`;
}

function percentNumber(fraction: number): string {
  const distance = Math.min(Math.abs(fraction), Math.abs(1 - fraction));
  return (100 * fraction).toFixed(distance > 0 && distance < 1e-3 ? 3 : 1);
}

/** Difference of two yields in percentage points with its sign: "-13.0". */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(1);
  return difference > 0 ? `+${text}` : text.replace('-', '\u2212').replace(/^\u22120\.0$/, '0.0');
}

/** "87.0 %", or from one bound to the other where they differ: "80.0 - 87.0 %". */
export function percentBetween([low, high]: readonly [number, number]): string {
  return low === high ? percent(low) : percentInterval([low, high]);
}

/** "0.031", "1.6e-30". */
export function pValue(p: number): string {
  if (p === 0) return '< 1e-300';
  return p < 1e-3 ? p.toExponential(1) : p.toFixed(3);
}

/** Median and the interval of it: "14.5 (13.9 - 15.2)"; too few values for an interval: "14.5 (n = 5)". */
export function medianText({ n, median, medianInterval }: Quantiles, format: (value: number) => string): string {
  const [low, high] = medianInterval;
  if (low === null || high === null) return `${format(median)} (n = ${n})`;
  return `${format(median)} (${format(low)} \u2013 ${format(high)})`;
}

/** Plural where it is one. */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${n} ${n === 1 ? singular : plural}`;
}
