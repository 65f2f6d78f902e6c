import { VERDICTS } from '../../montecarlo/statistics/spec.ts';
import type { Summary } from '../summary.ts';
import type { SpecSummary, SpecYield } from '../summary-cell.ts';
import { boundText, ruleName, specName } from '../words.ts';
import { NONE, type Table, tableOf } from './table.ts';

/** Every spec of every point and rule, those that fail first, and all specs together where there are several. */
export function specTable({ points, setup }: Pick<Summary, 'points' | 'setup'>): Table {
  const lines = points.flatMap(({ label, cells }) =>
    cells.flatMap(({ rule, specs, allSpecs }) => [
      ...specs.map((spec) => ({ label, rule: ruleName(rule), spec, of: spec as SpecYield })),
      ...(specs.length > 1 && allSpecs !== null ? [{ label, rule: ruleName(rule), spec: null, of: allSpecs }] : []),
    ]),
  );
  const rank = (spec: SpecSummary | null) => (spec?.verdict == null ? VERDICTS.length : VERDICTS.indexOf(spec.verdict));
  const sorted = lines.map((line, at) => ({ ...line, at })).sort((a, b) => rank(a.spec) - rank(b.spec) || a.at - b.at);
  return tableOf(2, sorted, [
    ['point', ({ label }) => label],
    ['rule', ({ rule }) => rule],
    ['spec', ({ spec }) => (spec === null ? 'all together' : specName(spec.name))],
    ['bound', ({ spec }) => (spec === null ? NONE : boundText(spec.metric, spec.min, spec.max))],
    [`yield (${setup.until === null ? 'one-sided 95 %' : '95 % sequence'})`, ({ of }) => yieldInWords(of)],
    ['sigma', ({ of }) => sigmaInWords(of)],
    ['target', ({ spec }) => spec?.target?.asked ?? NONE],
    ['status', ({ spec }) => spec?.verdict ?? NONE],
  ]);
}

/** "98/100 (93.8 to 99.6 %), 1 not known, 1 refused". */
function yieldInWords({ passed, failed, unknown, refused, bounds }: SpecYield): string {
  const n = passed + failed + unknown + refused;
  if (n === 0) return NONE;
  const left = [unknown > 0 ? `, ${unknown} not known` : '', refused > 0 ? `, ${refused} refused` : ''].join('');
  return `${passed}/${n} (${bounds.map(nearAll).join(' to ')} %)${left}`;
}

/** Near 100 % as many digits as tell it from there. */
export function nearAll(fraction: number): string {
  const digits = fraction > 0 && fraction < 1 ? Math.max(1, Math.ceil(-Math.log10(1 - fraction)) - 1) : 0;
  return (100 * fraction).toFixed(Math.min(digits, 8));
}

/** "2.05 (1.54 to 2.68)". */
function sigmaInWords({ sigma, fraction }: SpecYield): string {
  if (fraction === null || sigma.fraction === null) return NONE;
  const text = (value: number | null, at: number) =>
    value?.toFixed(2).replace('-', '\u2212') ?? (at > 0.5 ? '\u221e' : '\u2212\u221e');
  const [low, high] = fraction.map((value, k) => text(sigma.fraction![k], value));
  const own = low === high ? low : `${low} to ${high}`;
  return `${own} (\u2265 ${text(sigma.bounds[0], 0)})`;
}

/** What its columns mean. */
export function specNote({ setup }: Pick<Summary, 'setup'>): string {
  const bounds = setup.until === null ? 'exact one-sided 95 % bounds' : 'the 95 % confidence sequence';
  return (
    `Yield: chips that keep the spec, of all, with ${bounds}, the lower end with every chip that is undecided or could not be run ` +
    'failing, the upper end with it passing; in sigmas of a normal law, one-sided (3 sigma: 99.865 %), and at least. Status: pass ' +
    'where the lower end reaches the target, fail where the upper one does not, else not yet known: more chips would tell.'
  );
}
