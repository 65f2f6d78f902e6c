import type { Ended } from '../../src/montecarlo/row.ts';
import { chipsToShow, wilsonInterval } from '../../src/montecarlo/statistics/proportion.ts';
import { chipsWithoutFailure, sequenceWithoutFailure } from '../../src/montecarlo/statistics/spec.ts';
import { escapeMarkdown } from '../../src/report/escape.ts';
import * as prose from '../../src/report/prose.ts';
import type { Summary } from '../../src/report/summary.ts';
import type { Yield } from '../../src/report/summary-cell.ts';

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
  '95 of 100 runs',
  '500 times the largest nominal time constant',
  // Of no run: what the laws of the bounds ask for.
  ...[chipsWithoutFailure, sequenceWithoutFailure].map(
    (needs) =>
      `${needs({ fraction: 0.99 })} chips without a failure would show 99 %, ${needs({ fraction: 0.999 })} 99.9 % (one-sided 95 %)`,
  ),
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
  for (const derived of derivedOf(summary)) numbers.add(derived);
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

/**
 * The only numbers that are worked out of others: runs of a branch’s kind, of all kinds that foretell, and those that ended otherwise;
 * chips that fail a yield, and that are stable but clipped; trials that are missing; margins in dB, and ends of branches in units of beta;
 * chips that would show a yield.
 */
function derivedOf({ predictions, points, trials, windows, loops, tails, critical }: Summary): number[] {
  const total = ({ stable, unstable, undecided }: Ended) => stable + unstable + undecided;
  const branches = (predictions ?? []).flatMap(({ branches: { stable, conditional, pinned, lost } }) => [
    ...[stable, conditional, pinned, lost].map(total),
    total(stable) + total(lost),
    stable.unstable + lost.stable,
  ]);
  const cells = points.flatMap(({ beta, cells }) =>
    cells.flatMap(({ stable, inRange, aligned, smallestMargin, lossBeta, worstChips }) => [
      ...[stable, inRange, aligned].map(({ n, passed, unknown }) => n - passed - unknown),
      stable.passed - inRange.passed,
      ...(smallestMargin === null ? [] : [20 * Math.log10(smallestMargin.value)]),
      ...worstChips.flatMap(({ gainMargin }) => (gainMargin === null ? [] : [20 * Math.log10(gainMargin)])),
      ...(lossBeta?.lowest == null ? [] : [lossBeta.lowest / beta]),
    ]),
  );
  const needed = windows.flatMap(({ requiredYield }) =>
    points.flatMap(({ cells }) => cells.flatMap(({ aligned }) => chipsNeeded(aligned, requiredYield))),
  );
  const margins = (loops ?? []).flatMap((own) =>
    own.loops.flatMap(({ gainMargin }) => (gainMargin === null ? [] : [20 * Math.log10(gainMargin)])),
  );
  const tail = tails.flatMap(({ chips, edges, steps }) => [
    ...edges.map((edge) => edge.chips / chips),
    ...steps.slice(0, 1).map(({ margin }) => 20 * Math.log10(margin)),
  ]);
  const along = critical.flatMap(({ chips, beyond, agreeing }) => [
    chips - beyond,
    ...(chips > beyond ? wilsonInterval(agreeing, chips - beyond) : []),
  ]);
  return [...branches, ...cells, ...needed, ...margins, ...tail, ...along, trials.expected - trials.found];
}

function chipsNeeded(aligned: Yield, wanted: number): number[] {
  const [part] = aligned.fraction ?? [0];
  return part > wanted ? [chipsToShow(part, wanted)] : [];
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
