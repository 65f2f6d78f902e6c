import type { OwnRule, Scenario } from './scenario.ts';

/** A rule as a scenario lists it: a shipped one by its name, or one of its own. */
type ListedRule = string | OwnRule;

export function nameOfRule(rule: ListedRule): string {
  return typeof rule === 'string' ? rule : rule.name;
}

/** Names of the rules, and those that are the scenario's own. */
export function rulesOf(rules: readonly ListedRule[]): Pick<Scenario, 'rules' | 'ownRules'> {
  return {
    rules: rules.map(nameOfRule),
    ownRules: rules.filter((rule) => typeof rule !== 'string'),
  };
}
