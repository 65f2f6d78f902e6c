import { counted, percent } from './format.ts';
import type { Summary } from './summary.ts';

/** How many trials were refused, the commonest reason and what would not be refused; null: none was. */
export function refusalsInWords({ refusals, trials }: Pick<Summary, 'refusals' | 'trials'>): string | null {
  if (refusals.length === 0) return null;
  const verb = refusals.length === 1 ? 'was' : 'were';
  const [reason, times] = commonest(refusals.map(({ error }) => kindOf(error)));
  const how = times === refusals.length ? '' : `, most often (${times})`;
  return (
    `${refusals.length} of ${counted(trials.found, 'trial')} (${percent(refusals.length / trials.found)}) could not be run ` +
    `and ${verb} counted in no yield${how}: ${reason}.`
  );
}

/** A parameter that came out of its range, whatever the value, as `sampleChip` says it. */
const OUT_OF_RANGE = /(\S+) of a neuron came out as (\S+) \(nominal [^)]*?, (\S+) law\)/;

/** What refusals of the same kind have in common, and the law that would not. */
function kindOf(error: string): string {
  const [, path, , law] = OUT_OF_RANGE.exec(error) ?? [];
  if (path !== undefined) {
    return `${path} of a neuron came out at 0 or below, which its ${law} law allows; with ${path}.distribution: lognormal it cannot`;
  }
  // The chip's name, with its number, stands before what happened.
  return error.replace(/^.*?, chip \d+: /, '');
}

function commonest(kinds: readonly string[]): readonly [kind: string, times: number] {
  const times = new Map<string, number>();
  for (const kind of kinds) times.set(kind, (times.get(kind) ?? 0) + 1);
  return [...times].reduce((a, b) => (b[1] > a[1] ? b : a));
}
