import { METRICS, type Metric, metricNamed } from '../model/metrics.ts';
import { INQUIRY_KINDS, type InquiryKind } from '../model/vocabulary.ts';
import type { Fault } from './scenario-faults.ts';
import type { ScenarioInput } from './scenario-schema.ts';

/** What a scenario of each kind is to have, in words. */
const ASKED: Readonly<Record<InquiryKind, string>> = {
  find: 'find, which says along which axis,',
  sensitivity: 'sensitivity, which says of what,',
  rare: 'rare, which may be {},',
  extremes: 'extremes, which may be {},',
};

/** Chips of a rare's level: fewer leave hardly a seed for the next. */
const FEWEST_RARE = 50;
/** Metrics that are no yes or no, and of which the static engine knows. */
const HAS_LIMIT: ReadonlySet<Metric> = new Set(
  METRICS.filter((metric) => metricNamed(metric).kind === 'ratio' && metric !== 'events'),
);

/** What is wrong with a scenario that asks about chips; each kind has the field of its name, and no other has. */
export function* faultsOfInquiries(scenario: ScenarioInput): Generator<Fault> {
  const { kind, until, worst } = scenario;
  for (const own of INQUIRY_KINDS) {
    if (scenario[own] !== null && kind !== own) yield { path: [own], message: `expected kind: ${own}` };
    if (kind !== own) continue;
    if (scenario[own] === null) yield { path: [], message: `expected ${ASKED[own]} for kind: ${own}` };
    if (until !== null) yield { path: ['until'], message: `expected none: a ${own} runs its chips as stated` };
    if (worst !== null) yield { path: ['worst'], message: `expected none: a ${own} looks at the probes` };
    yield* FAULTS[own](scenario);
  }
}

const FAULTS: Readonly<Record<InquiryKind, (scenario: ScenarioInput) => Generator<Fault>>> = {
  *find({ engine, accept, find }) {
    if (engine === 'screened') {
      yield { path: ['engine'], message: 'expected engine: static or events to find limits with' };
    }
    if (engine === 'static' && find !== null && (find.presentations ?? 0) > 0) {
      const message = 'expected engine: events, which knows noise, or none';
      yield { path: ['find', 'presentations'], message };
    }
    if (!accept.specs.some(({ target }) => target !== null)) {
      const message = 'expected a spec with a target, such as { metric: stable, target: 95 % }';
      yield { path: ['accept', 'specs'], message };
    }
  },

  *sensitivity({ engine, chips }) {
    if (chips === 1) yield { path: ['chips'], message: 'expected two chips or more; with 30 there are intervals' };
    if (engine !== 'static') {
      yield { path: ['engine'], message: 'expected engine: static, whose numbers depend on the draws of a chip alone' };
    }
  },

  *rare({ rare, engine, chips, accept }) {
    if (engine !== 'static') {
      yield { path: ['engine'], message: 'expected engine: static; events confirm what it finds' };
    }
    if (typeof chips === 'number' && chips < FEWEST_RARE) {
      yield { path: ['chips'], message: `expected at least ${FEWEST_RARE}, the chips of a level` };
    }
    const sigmas = rare?.scaled?.sigmas ?? [];
    for (const [i, sigma] of sigmas.entries()) {
      if (sigmas.indexOf(sigma) === i) continue;
      yield { path: ['rare', 'scaled', 'sigmas', i], message: 'expected each sigma once' };
    }
    if (rare === null || rare.limit === 'lossBeta') return;
    const { spec } = rare.limit;
    const found = accept.specs.find(({ name }) => name === spec);
    const path = ['rare', 'limit', 'spec'];
    if (found === undefined) yield { path, message: 'expected the name of one of accept.specs' };
    else if (!HAS_LIMIT.has(found.metric)) {
      const message = `expected a spec on a number that engine: static knows, such as gainMarginDb, not on ${found.metric}`;
      yield { path, message };
    }
  },

  *extremes({ extremes, engine, chips }) {
    if (engine !== 'static') {
      yield { path: ['engine'], message: 'expected engine: static, which looks at all chips; events run the worst' };
    }
    if (extremes !== null && typeof chips === 'number' && extremes.worst > chips) {
      yield { path: ['extremes', 'worst'], message: `expected no more than the ${chips} chips` };
    }
    if (extremes !== null && extremes.worst > extremes.most) {
      yield { path: ['extremes', 'most'], message: `expected at least the ${extremes.worst} that are wanted` };
    }
  },
};
