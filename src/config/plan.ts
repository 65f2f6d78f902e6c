import { z } from 'zod';
import { SAMPLING_PLANS } from '../model/vocabulary.ts';
import type { Scenario } from './scenario.ts';

/** How chips are spread over what is common to a die. Chips that are drawn independently of each other have no plan. */
export interface SamplingPlan {
  readonly kind: Exclude<(typeof SAMPLING_PLANS)[number], 'random'>;
  /** Independent randomizations, to which chips belong in turn: chip i to replicate i mod this. Intervals rest on them. */
  readonly replicates: number;
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
};

/** Fields of a scenario with which a plan has something to do. */
interface Planned extends Pick<Scenario, 'kind' | 'engine'> {
  readonly plan: (typeof SAMPLING_PLANS)[number];
  readonly replicates: number | null;
  readonly chips: number | 'auto';
  readonly until: unknown;
  readonly accept: { readonly specs: readonly unknown[] };
}

/** The plan of a scenario; null: its chips are independent. */
export function planOf({ plan, replicates }: Pick<Planned, 'plan' | 'replicates'>): SamplingPlan | null {
  return plan === 'random' ? null : { kind: plan, replicates: replicates ?? USUAL };
}

/** What of a scenario does not go with its plan, by where it stands. */
export function* planFaults(scenario: Planned): Generator<{ path: string[]; message: string }> {
  const { kind, engine, chips, until, accept, replicates } = scenario;
  const plan = planOf(scenario);
  if (plan === null) {
    if (replicates !== null) {
      yield { path: ['replicates'], message: 'expected plan: latin-hypercube or sobol, which has replicates' };
    }
    return;
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
