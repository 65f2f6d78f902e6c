import { counted, percent } from './format.ts';
import type { Summary } from './summary.ts';

/** How many trials were refused, the commonest reason and what would not be refused; null: none was. */
export function refusalsInWords({ reasons, trials }: Pick<Summary, 'reasons' | 'trials'>): string | null {
  if (reasons.length === 0) return null;
  const refused = reasons.reduce((sum, own) => sum + own.trials, 0);
  const verb = refused === 1 ? 'was' : 'were';
  const [commonest] = reasons;
  const how = commonest.trials === refused ? '' : `, most often (${commonest.trials})`;
  return (
    `${refused} of ${counted(trials.found, 'trial')} (${percent(refused / trials.found)}) could not be run ` +
    `and ${verb} counted in no yield${how}: ${commonest.reason}.`
  );
}

/** A parameter that came out of its range, whatever the value, as `sampleChip` says it. */
const OUT_OF_RANGE = /(\S+) of a neuron came out as (\S+) \(nominal [^)]*?, (\S+) law\)/;

/** What refusals of the same kind have in common, and the law that would not. */
export function kindOfRefusal(error: string): string {
  const [, path, , law] = OUT_OF_RANGE.exec(error) ?? [];
  if (path !== undefined) {
    return `${path} of a neuron came out at 0 or below, which its ${law} law allows; with ${path}.distribution: lognormal it cannot`;
  }
  // The chip's name, with its number, stands before what happened.
  return error.replace(/^.*?, chip \d+: /, '');
}
