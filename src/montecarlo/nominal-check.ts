import { nominalChip } from '../chip/sample-chip.ts';
import type { Drive } from '../engine/circuit.ts';
import { circuitOf } from '../learning/rules.ts';
import { Simulator } from '../verdict/simulate.ts';
import { isStable, type Outcome, type Rule } from '../vocabulary.ts';
import { atPoint, type Finding } from './preflight.ts';
import type { Study, StudyPoint } from './study.ts';
import { trialLimits } from './trial-limits.ts';

/** Under which rules, and where, the nominal chip is not stable at the beta that the scenario asks for. */
export function unstableNominal(study: Study): Finding[] {
  return checkNominal(study).flatMap(({ rule, tried, unstable }) => {
    if (unstable.length === 0) return [];
    const [{ point, outcome, failing, probes }] = unstable;
    const others = unstable.length > 1 ? `, as it is at ${unstable.length} of the ${tried} points tried` : '';
    const message =
      `the nominal chip is not stable under ${rule} at beta ${Number(point.beta.toPrecision(3))}: ${outcome} on ` +
      `${failing} of ${probes} probes${atPoint(point, study.points.length)}${others}`;
    return [{ path: 'beta', message }];
  });
}

/** Under one rule: where the nominal chip, without noise, does not end in a stable word. */
interface NominalCheck {
  readonly rule: Rule;
  /** Points that were tried, in order. */
  readonly tried: number;
  /** Those of them at which a probe is not stable, with the first such outcome and how many of the probes. */
  readonly unstable: readonly {
    readonly point: StudyPoint;
    readonly outcome: Outcome;
    readonly failing: number;
    readonly probes: number;
  }[];
}

/** Probes at a point, events in all, and weights that may be wired in all, before the rest is left out. */
const PROBES = 4;
const EVENTS = 1e6;
const WEIGHTS = 1e9;

/** Runs the nominal chip at every point under every rule, until it has cost enough. */
function checkNominal(study: Study): NominalCheck[] {
  const rules = [...new Set(study.points.flatMap(({ scenario }) => scenario.rules))];
  let spent = 0;
  return rules.map((rule) => {
    const unstable: NominalCheck['unstable'][number][] = [];
    const known = new Map<string, Omit<NominalCheck['unstable'][number], 'point'> | null>();
    let tried = 0;
    for (const point of study.points) {
      if (spent > 1) break;
      tried++;
      if (!point.scenario.rules.includes(rule)) continue;
      const { loss, nudge, horizon, maxEvents } = point.scenario;
      const key = JSON.stringify([point.family, point.beta, loss, nudge, horizon, maxEvents]);
      let found = known.get(key);
      if (found === undefined) {
        const { cost, ...result } = tryPoint(study, point, rule);
        spent += cost;
        found = result.failing > 0 && result.outcome !== null ? { ...result, outcome: result.outcome } : null;
        known.set(key, found);
      }
      if (found !== null) unstable.push({ point, ...found });
    }
    return { rule, tried, unstable };
  });
}

/** The nominal chip at one point; `cost` as a part of what may be spent. */
function tryPoint({ tasks }: Study, { scenario, task, beta }: StudyPoint, rule: Rule) {
  const { network, probes } = tasks[task];
  const { device, loss, nudge } = scenario;
  const nominal = nominalChip(device, network);
  const chip = { ...nominal, noise: null, encoder: { ...nominal.encoder, jitter: 0 } };
  const simulator = new Simulator(circuitOf(chip, rule));
  const limits = trialLimits(device.neuron.tau.nominal, scenario);
  let cost = network.forward.reduce((sum, { weights }) => sum + weights.length, 0) / WEIGHTS;
  let outcome: Outcome | null = null;
  let failing = 0;
  const tried = probes.slice(0, PROBES);
  for (const { input, target } of tried) {
    const drive: Drive = { input, target, loss, beta, nudge };
    const run = simulator.run(drive, { ...limits, maxEvents: Math.min(limits.maxEvents ?? EVENTS, EVENTS) });
    cost += (run.events.activity + run.events.difference) / EVENTS;
    if (isStable(run.outcome) !== false) continue;
    failing++;
    outcome ??= run.outcome;
  }
  return { cost, outcome, failing, probes: tried.length };
}
