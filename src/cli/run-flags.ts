import { parseQuantity } from '../config/quantity.ts';
import type { OwnRule } from '../config/scenario.ts';
import { didYouMean } from '../config/suggest.ts';
import { ruleNamed } from '../learning/rules.ts';
import { RULES, type Rule, type RuleDefinition } from '../model/rules.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';

/** `--horizon` in s; null: not given. */
export function horizonOf({ horizon }: Pick<RunFlags, 'horizon'>): number | null {
  if (horizon === undefined) return null;
  const seconds = parseQuantity(horizon, 'time', '--horizon');
  if (!(seconds > 0)) throw flagError('--horizon', `expected a time above 0, got "${horizon}"`);
  return seconds;
}

/** The rule that --rule names: a shipped one, or one of the scenario's own. */
export function ruleFlag(rule: Rule, own: readonly OwnRule[]): RuleDefinition {
  const names = [...RULES, ...own.map(({ name }) => name)];
  if (names.includes(rule)) return ruleNamed(rule, own);
  const hint = didYouMean(rule, names);
  const meant = hint.includes('did you mean') ? hint : '';
  throw flagError('--rule', `expected ${names.join(' or ')}, got ${JSON.stringify(rule)}${meant}`);
}
