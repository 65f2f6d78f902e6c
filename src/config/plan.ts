import { z } from 'zod';
import { SAMPLING_PLANS } from '../model/vocabulary.ts';
import type { Scenario } from './scenario.ts';
import { lineOfText } from './schema-parts.ts';
import { fields } from './validate.ts';

/** How chips are spread over what is common to a die. Chips that are drawn independently of each other have no plan. */
export interface SamplingPlan {
  readonly kind: Exclude<(typeof SAMPLING_PLANS)[number], 'random'>;
  /** Independent randomizations, to which chips belong in turn: chip i to replicate i mod this. Intervals rest on them. */
  readonly replicates: number;
  /** Mismatch that comes from the plan too; absent: none. */
  readonly groups?: readonly PlanGroup[];
}

/** Mismatch of one parameter, and how much of it comes from a plan. */
export interface PlanGroup {
  /** As `sensitivity` names it. */
  readonly parameter: string;
  /** As `sensitivity` names it; absent: all layers. */
  readonly layer?: string | undefined;
  /** Of each stream of the group, neuron after neuron or device after device; absent: all. */
  readonly first?: number | undefined;
}

/** Of Student's t between fewer, an interval is hardly worth its name. */
const FEWEST = 8;
const USUAL = 10;

/** The fields of a scenario that a plan is made of. */
export const planFields = {
  plan: z
    .enum(SAMPLING_PLANS)
    .describe(
      'How chips are spread over die and gradient: random; latin-hypercube, in blocks of 32; or sobol, a scrambled Sobol sequence. ' +
        'All else is random.',
    )
    .default('random'),
  replicates: z
    .int()
    .min(FEWEST)
    .max(1000)
    .describe(
      `Independent randomizations of a latin-hypercube or sobol plan, on which intervals rest; without it, ${USUAL}.`,
    )
    .nullable()
    .default(null),
  planned: z
    .array(
      fields({
        parameter: lineOfText('Its parameter, as a sensitivity names it, such as neuron.gain.'),
        layer: lineOfText(
          'Its layer, as a sensitivity names it, such as layer 1 or weights 0 to 1; without it, all layers.',
        ).optional(),
        first: z
          .int()
          .min(1)
          .max(100_000)
          .describe('So many leading numbers of each of its compartments, or arrays; without it, all of them.')
          .optional(),
      }).describe('Mismatch of one parameter.'),
    )
    .describe(
      'Mismatch that is spread by the plan as well, by groups; those that decide most, as a sensitivity finds them.',
    )
    .default([]),
};

/** Fields of a scenario with which a plan has something to do. */
interface Planned extends Pick<Scenario, 'kind' | 'engine'> {
  readonly plan: (typeof SAMPLING_PLANS)[number];
  readonly replicates: number | null;
  readonly planned: readonly PlanGroup[];
  readonly chips: number | 'auto';
  readonly until: unknown;
  readonly accept: { readonly specs: readonly unknown[] };
}

/** The plan of a scenario; null: its chips are independent. */
export function planOf({
  plan,
  replicates,
  planned,
}: Pick<Planned, 'plan' | 'replicates' | 'planned'>): SamplingPlan | null {
  if (plan === 'random') return null;
  return { kind: plan, replicates: replicates ?? USUAL, ...(planned.length === 0 ? {} : { groups: planned }) };
}

/** What of a scenario does not go with its plan, by where it stands. */
export function* planFaults(scenario: Planned): Generator<{ path: (string | number)[]; message: string }> {
  const { kind, engine, chips, until, accept, replicates, planned } = scenario;
  const plan = planOf(scenario);
  if (plan === null) {
    if (replicates !== null) {
      yield { path: ['replicates'], message: 'expected plan: latin-hypercube or sobol, which has replicates' };
    }
    if (planned.length > 0) {
      yield { path: ['planned'], message: 'expected plan: latin-hypercube or sobol, which spreads what is planned' };
    }
    return;
  }
  for (const [i, { parameter, layer }] of planned.entries()) {
    const twice = planned.findIndex((own) => own.parameter === parameter && meets(own.layer, layer));
    if (twice < i) yield { path: ['planned', i], message: `expected other draws than those of planned.${twice}` };
  }
  if (kind !== 'sweep') {
    yield { path: ['plan'], message: `expected random for kind: ${kind}, whose intervals are of independent chips` };
  }
  if (engine === 'screened') {
    yield { path: ['engine'], message: `expected events or static, whose yields a ${plan.kind} plan has intervals of` };
  }
  if (until !== null) {
    const message = 'expected plan: random, of whose chips a confidence sequence holds, or no until';
    yield { path: ['until'], message };
  }
  if (accept.specs.length > 0) {
    const message = 'expected plan: random, of whose chips the exact bounds of specs hold, or no specs';
    yield { path: ['accept', 'specs'], message };
  }
  if (typeof chips === 'number' && chips % plan.replicates !== 0) {
    const message = `expected a multiple of the ${plan.replicates} replicates, so that all have as many chips`;
    yield { path: ['chips'], message };
  }
}

function meets(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
