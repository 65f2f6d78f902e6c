import type { Chip, LayerNeurons } from '../chip/chip.ts';
import { functionOfAlpha, type OfAlpha } from '../config/rule-expression.ts';
import type { OwnRule } from '../config/scenario.ts';
import type { Circuit } from '../engine/circuit.ts';
import type { Nudging } from '../engine/nudging.ts';
import { RULES, type Rule, type ShippedRule } from '../vocabulary.ts';

/** A learning rule as a chip is wired for it: nominal gains and weights of the two compartments, of alpha. */
export interface RuleDefinition {
  readonly title: string;
  readonly citation: string;
  readonly nudge: { readonly plus: OfAlpha; readonly minus: OfAlpha };
  readonly mean: { readonly plus: OfAlpha; readonly minus: OfAlpha };
}

const itself: OfAlpha = (alpha) => alpha;
const rest: OfAlpha = (alpha) => 1 - alpha;

/** The shipped learning rules as data: they share the mean and differ in the nudging gains only. */
export const RULE_DEFINITIONS: Readonly<Record<ShippedRule, RuleDefinition>> = Object.freeze({
  dp: {
    title: 'DP',
    citation: 'Høier, Staudt, Zach: Dual Propagation, ICML 2023, arXiv:2302.01228',
    nudge: { plus: itself, minus: rest },
    mean: { plus: itself, minus: rest },
  },
  'dp-transpose': {
    title: 'DP-transpose',
    citation: 'Høier, Zach: Two Tales of Single-Phase Contrastive Hebbian Learning, ICML 2024, arXiv:2402.08573',
    // What is left of the plus gain, to the last bit.
    nudge: { plus: rest, minus: (alpha) => 1 - (1 - alpha) },
    mean: { plus: itself, minus: rest },
  },
});

export function isShipped(rule: Rule): rule is ShippedRule {
  return Object.hasOwn(RULE_DEFINITIONS, rule);
}

/** As a reader knows it. */
export function ruleTitle(rule: Rule): string {
  return isShipped(rule) ? RULE_DEFINITIONS[rule].title : rule;
}

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
