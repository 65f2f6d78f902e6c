import type { Scenario, Spec, Until } from '../config/scenario.ts';
import { CRITERIA } from '../model/metrics.ts';
import type { Rule } from '../model/rules.ts';
import { specsFor } from './tally/spec-tally.ts';

/** What a sweep that could end had to know of a rule: with `decided` its specs with a target, else all, or the three yields without any. */
export function watchedSpecs(until: Until, rule: Rule, accept: Scenario['accept']): Spec[] {
  const own = specsFor(rule, accept);
  if ('decided' in until) return own.filter(({ target }) => target !== null);
  return accept.specs.length > 0 ? own : YIELDS;
}

const YIELDS = CRITERIA.map((metric): Spec => {
  return { name: metric, metric, min: null, max: null, target: null, rules: null };
});
