import type { Chip, LayerNeurons } from '../chip/chip.ts';
import { functionOfAlpha } from '../config/rule-expression.ts';
import type { OwnRule } from '../config/scenario.ts';
import type { Circuit } from '../engine/circuit.ts';
import type { Nudging } from '../engine/nudging.ts';
import { isShipped, RULE_DEFINITIONS, RULES, type Rule, type RuleDefinition } from '../model/rules.ts';

/** The definition of a rule that is shipped or among a scenario's own; throws where it is neither. */
export function ruleNamed(rule: Rule, own: readonly OwnRule[] = []): RuleDefinition {
  if (isShipped(rule)) return RULE_DEFINITIONS[rule];
  const found = own.find(({ name }) => name === rule);
  if (found === undefined) {
    throw new Error(`rule: expected ${[...RULES, ...own.map(({ name }) => name)].join(' or ')}, got ${rule}`);
  }
  const pair = ({ plus, minus }: OwnRule['nudge']) => ({ plus: functionOfAlpha(plus), minus: functionOfAlpha(minus) });
  return { title: found.name, citation: 'the scenario', nudge: pair(found.nudge), mean: pair(found.mean) };
}

/** g_c and w_c of every neuron of a layer, mismatch factors included. */
export function nudging({ nudge, mean }: RuleDefinition, { alpha, nudgeGain, meanWeight }: LayerNeurons): Nudging {
  return {
    gainPlus: alpha.map((a, i) => nudge.plus(a) * nudgeGain.plus[i]),
    gainMinus: alpha.map((a, i) => nudge.minus(a) * nudgeGain.minus[i]),
    weightPlus: alpha.map((a, i) => mean.plus(a) * meanWeight.plus[i]),
    weightMinus: alpha.map((a, i) => mean.minus(a) * meanWeight.minus[i]),
  };
}

/** The chip wired for a rule: a shipped one by its name, or any. */
export function circuitOf(chip: Chip, rule: Rule | RuleDefinition): Circuit {
  const definition = typeof rule === 'string' ? ruleNamed(rule) : rule;
  return { chip, nudging: chip.neurons.map((neurons) => (neurons === null ? null : nudging(definition, neurons))) };
}
