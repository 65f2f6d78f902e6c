import { threeDigits, withUnit } from '../src/report/format.ts';
import { isMet, type Measurement, type Ratio, type Required } from './findings.ts';
import type { PartResult } from './results.ts';

/** A part for a terminal. */
export function asText(name: string, part: PartResult): string {
  const lines = [
    `\n${name} (${threeDigits(part.seconds)} s)`,
    ...part.absent.map((what) => `  ABSENT  ${what}`),
    ...part.notes.map((note) => `  ${note}`),
    ...part.measurements.map((entry) => `  ${entry.what}: ${spread(entry)}`),
    ...part.ratios.map((ratio) => `  ${ratio.what}: ${ratioSpread(ratio)}${judged(ratio)}`),
    ...part.series.map(
      ({ name, x, y, points }) =>
        `  ${name}, ${y} against ${x}: ${points.map((point) => point.map(threeDigits).join(': ')).join('; ')}`,
    ),
  ];
  return lines.join('\n');
}

function judged(ratio: Ratio): string {
  const met = isMet(ratio);
  return met === null ? '' : `, required ${requirement(ratio.required)}: ${met ? 'met' : 'NOT MET'}`;
}

export function spread({ median, min, max, runs, unit }: Measurement): string {
  const ends = runs > 1 ? ` (${withUnit(min, unit)} to ${withUnit(max, unit)})` : '';
  return `${withUnit(median, unit)}${ends}, n = ${runs}`;
}

export function ratioSpread({ median, min, max, runs }: Ratio): string {
  return `${threeDigits(median)}${runs > 1 ? ` (${threeDigits(min)} to ${threeDigits(max)})` : ''}, n = ${runs}`;
}

export function requirement(required: Required): string {
  if (required === null) return '';
  return 'atLeast' in required ? `at least ${required.atLeast}` : `at most ${required.atMost}`;
}
