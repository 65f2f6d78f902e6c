/** A gain or weight of a neuron as a function of its nudging asymmetry. */
export type OfAlpha = (alpha: number) => number;

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
export const RULE_DEFINITIONS = {
  /** Dual propagation. */
  dp: {
    title: 'DP',
    citation: 'Høier, Staudt, Zach: Dual Propagation, ICML 2023, arXiv:2302.01228',
    nudge: { plus: itself, minus: rest },
    mean: { plus: itself, minus: rest },
  },
  /** Its variant with the nudging gains swapped. */
  'dp-transpose': {
    title: 'DP-transpose',
    citation: 'Høier, Zach: Two Tales of Single-Phase Contrastive Hebbian Learning, ICML 2024, arXiv:2402.08573',
    // What is left of the plus gain, to the last bit.
    nudge: { plus: rest, minus: (alpha) => 1 - (1 - alpha) },
    mean: { plus: itself, minus: rest },
  },
} satisfies Record<string, RuleDefinition>;

export type ShippedRule = keyof typeof RULE_DEFINITIONS;
export const RULES = Object.keys(RULE_DEFINITIONS) as ShippedRule[];
/** Name of a learning rule: a shipped one, or one that a scenario defines. */
export type Rule = string;

export function isShipped(rule: Rule): rule is ShippedRule {
  return Object.hasOwn(RULE_DEFINITIONS, rule);
}

/** Stands for the exact gradient of a chip where rules are compared in training; no rule has this name. */
export const REFERENCE_RULE = 'backprop';

/** As a reader knows it. */
export function ruleTitle(rule: Rule): string {
  if (rule === REFERENCE_RULE) return 'Backprop';
  return isShipped(rule) ? RULE_DEFINITIONS[rule].title : rule;
}
