import type { OwnRule } from '../config/scenario.ts';
import { didYouMean } from '../config/suggest.ts';
import { ruleNamed } from '../learning/rules.ts';
import { RULES, type Rule, type RuleDefinition } from '../model/rules.ts';
import { flagError } from './errors.ts';

/** The rule that --rule names: a shipped one, or one of the scenario's own. */
export function ruleFlag(rule: Rule, own: readonly OwnRule[]): RuleDefinition {
  const names = [...RULES, ...own.map(({ name }) => name)];
  if (names.includes(rule)) return ruleNamed(rule, own);
  const hint = didYouMean(rule, names);
  const meant = hint.includes('did you mean') ? hint : '';
  throw flagError('--rule', `expected ${names.join(' or ')}, got ${JSON.stringify(rule)}${meant}`);
}
