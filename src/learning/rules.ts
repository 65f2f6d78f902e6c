import type { Chip, LayerNeurons } from '../chip/chip.ts';
import type { Circuit } from '../engine/circuit.ts';
import type { Nudging } from '../engine/nudging.ts';
import { RULES, type Rule } from '../vocabulary.ts';

interface RuleDefinition {
  readonly title: string;
  readonly citation: string;
  /** Nominal nudging gain of the plus compartment; the minus compartment has 1 minus it. */
  readonly plusGain: (alpha: number) => number;
  /** Nominal weight of the plus compartment in the mean; the minus compartment has 1 minus it. */
  readonly plusWeight: (alpha: number) => number;
}

/** The learning rules as data: they share the mean and differ in the nudging gains only. */
export const RULE_DEFINITIONS: Readonly<Record<Rule, RuleDefinition>> = Object.freeze({
  dp: {
    title: 'DP',
    citation: 'Høier, Staudt, Zach: Dual Propagation, ICML 2023, arXiv:2302.01228',
    plusGain: (alpha) => alpha,
    plusWeight: (alpha) => alpha,
  },
  'dp-transpose': {
    title: 'DP-transpose',
    citation: 'Høier, Zach: Two Tales of Single-Phase Contrastive Hebbian Learning, ICML 2024, arXiv:2402.08573',
    plusGain: (alpha) => 1 - alpha,
    plusWeight: (alpha) => alpha,
  },
});

/** g_c and w_c of every neuron of a layer, mismatch factors included. */
export function nudging(rule: Rule, neurons: LayerNeurons): Nudging {
  if (!Object.hasOwn(RULE_DEFINITIONS, rule)) throw new Error(`rule: expected ${RULES.join(' or ')}, got ${rule}`);
  const { plusGain, plusWeight } = RULE_DEFINITIONS[rule];
  const { alpha, nudgeGain, meanWeight } = neurons;
  return {
    gainPlus: alpha.map((a, i) => plusGain(a) * nudgeGain.plus[i]),
    gainMinus: alpha.map((a, i) => (1 - plusGain(a)) * nudgeGain.minus[i]),
    weightPlus: alpha.map((a, i) => plusWeight(a) * meanWeight.plus[i]),
    weightMinus: alpha.map((a, i) => (1 - plusWeight(a)) * meanWeight.minus[i]),
  };
}

/** The chip wired for a rule. */
export function circuitOf(chip: Chip, rule: Rule): Circuit {
  return { chip, nudging: chip.neurons.map((neurons) => (neurons === null ? null : nudging(rule, neurons))) };
}
