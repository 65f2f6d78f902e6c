import type { Ended } from '../../src/montecarlo/row.ts';
import { escapeMarkdown } from '../../src/report/escape.ts';
import * as prose from '../../src/report/prose.ts';
import type { Summary } from '../../src/report/summary.ts';

/** Words of the report that hold a number which is no result: names of methods, levels of intervals, definitions. */
const FIXED = [
  ...Object.values(prose).flatMap((own) =>
    typeof own === 'string' ? [own] : Array.isArray(own) ? (own as string[]) : [],
  ),
  '(3 sigma: 99.865 %)',
  '5 – 95 % of chips',
  '5 % of chips below',
  '95 %',
  'more than 1 %',
  '500 times the largest nominal time constant',
].map(escapeMarkdown);

/** Factors by which a number is printed: per cent, points and SI prefixes. */
const SCALES = [1, 100, 1e-6, 1e-3, 1e3, 1e6, 1e9, 1e12, 1e15, 1e18];

/**
 * Numbers in the Markdown of a report that are no number of its summary, rounded as they are printed; each with what stands
 * around it. Texts of the summary are left out wherever they stand, for they are in it as they are.
 */
export function untraceable(markdown: string, summary: Summary): string[] {
  const texts: string[] = [];
  const numbers = new Set<number>();
  visit(summary, texts, numbers);
  for (const sum of sumsOf(summary)) numbers.add(sum);
  const own = [...texts.map(escapeMarkdown), ...texts, ...FIXED]
    .filter((text) => /\d/.test(text))
    .sort((a, b) => b.length - a.length);
  let rest = markdown.replace(/^ {4}.*$/gm, '').replace(/plots\/[\w-]+\.svg/g, '');
  for (const text of new Set(own))
    rest = rest.replaceAll(text, (_, at: number) => (isWord(rest, at, text) ? ' ' : text));
  const values = [...numbers];
  return [...rest.matchAll(/(?<![\w.])[-\u2212+]?\d+(?:\.\d+)?(?:e[-+\u2212]?\d+)?/g)].flatMap(
    ({ 0: printed, index }) =>
      values.some((value) => isRounded(value, printed.replaceAll('\u2212', '-')))
        ? []
        : [rest.slice(index - 40, index + 20)],
  );
}

/** The only numbers that are worked out of others: runs of a branch’s kind, of all kinds that foretell, and those that ended otherwise. */
function sumsOf({ predictions }: Summary): number[] {
  const total = ({ stable, unstable, undecided }: Ended) => stable + unstable + undecided;
  return (predictions ?? []).flatMap(({ branches: { stable, conditional, pinned, lost } }) => [
    ...[stable, conditional, pinned, lost].map(total),
    total(stable) + total(lost),
    stable.unstable + lost.stable,
  ]);
}

/** Whether a text stands by itself, not within a longer number. */
function isWord(whole: string, at: number, text: string): boolean {
  const around = [whole[at - 1] ?? ' ', whole[at + text.length] ?? ' '];
  return !(/[\d.]/.test(text[0]) && /[\d.]/.test(around[0])) && !(/\d$/.test(text) && /[\d]/.test(around[1]));
}

function visit(value: unknown, texts: string[], numbers: Set<number>): void {
  if (typeof value === 'string') {
    // A label such as "0.25" stands for the number.
    if (Number.isFinite(Number(value))) numbers.add(Number(value));
    else texts.push(value);
  } else if (typeof value === 'number') numbers.add(value);
  if (typeof value === 'object' && value !== null) {
    // How many there are is a number of theirs.
    if (Array.isArray(value)) numbers.add(value.length);
    for (const own of Object.values(value)) visit(own, texts, numbers);
  }
}

/** A whole number is printed in full; another to half a unit of its last digit. */
function isRounded(value: number, printed: string): boolean {
  const shown = Math.abs(Number(printed));
  const [, decimals = '', exponent = '0'] = /^[-+]?\d+(?:\.(\d+))?(?:e([-+]?\d+))?$/.exec(printed) ?? [];
  const half = 0.5 * 10 ** (Number(exponent) - decimals.length);
  return SCALES.some((scale) => Math.abs(Math.abs(value * scale) - shown) <= half * (1 + 1e-9));
}
