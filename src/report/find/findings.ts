import { counted, percent } from '../format.ts';
import { ruleName, specName } from '../words.ts';
import { noiseInWords } from './noisy.ts';
import type { FindSummary, Limit, Range } from './summary.ts';

/** What was found, a sentence for each limit. */
export function findings(summary: FindSummary): string[] {
  return summary.limits.map((limit) => inWords(limit, summary));
}

function inWords(limit: Limit, { along, chips }: FindSummary): string {
  const { at, rule, spec, target, reached, shown, confirmed, curve } = limit;
  const who = `${ruleName(rule)}${at === '' ? '' : ` at ${at}`}`;
  const of = `${percent(target)} of chips`;
  if (reached === null) {
    const best = Math.max(...curve.map(({ passed }) => passed));
    return `${who}: ${specName(spec)} is kept by ${of} nowhere along ${along.name}; at best by ${best} of ${counted(chips, 'chip')}.`;
  }
  const proof =
    shown === null ? `${counted(chips, 'chip')} show it nowhere` : `shown ${range(shown)} by ${counted(chips, 'chip')}`;
  const events = confirmed.map(({ label, kept, chips: ran, same }) => {
    return ` Events at ${label}: ${kept} of ${ran} keep it, ${same} as foretold.`;
  });
  return `${who}: ${of} keep ${specName(spec)} for ${along.name} ${range(reached)}; ${proof}.${events.join('')}${noiseInWords(limit)}`;
}

function range({ from, to }: Range): string {
  const whole = from.open && to.open ? ', all of the axis' : '';
  return from.label === to.label ? `at ${from.label}` : `from ${from.label} to ${to.label}${whole}`;
}
