import { nominalChip } from '../chip/sample-chip.ts';
import type { Drive } from '../engine/circuit.ts';
import { circuitOf, ruleNamed } from '../learning/rules.ts';
import { isStable, type Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import { foresee } from '../verdict/foresee.ts';
import { Simulator } from '../verdict/simulate.ts';
import { atPoint, type Finding } from './preflight.ts';
import type { Study, StudyPoint } from './study.ts';
import { trialLimits } from './trial-limits.ts';

export interface NominalFindings {
  /** Under which rules, and where, the nominal chip is not stable at the beta that the scenario asks for. */
  readonly unstable: readonly Finding[];
  /** What was left out, because it would have taken too long, in a sentence; null: nothing. */
  readonly leftOut: string | null;
}

/** Runs the nominal chip at the points of a study, as far as that takes seconds. */
export function checkNominal(study: Study): NominalFindings {
  const checks = checkRules(study);
  const all = study.points.length * checks.length;
  const tried = checks.reduce((sum, check) => sum + check.tried, 0);
  const run = tried === 0 ? 'not run' : `run in ${tried} of ${all} cases (points and rules) only`;
  return {
    unstable: findings(study, checks),
    leftOut: tried < all ? `the nominal chip is ${run}, because more takes long` : null,
  };
}

function findings(study: Study, checks: readonly NominalCheck[]): Finding[] {
  return checks.flatMap(({ rule, tried, unstable }) => {
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

/** Probes at a point. */
const PROBES = 4;
/** Events, weights that are wired, and multiplications of solving for a branch, all of it some seconds, before the rest is left out. */
const EVENTS = 1e6;
const WEIGHTS = 1e9;
const SOLVING = 1e9;

/** The nominal chip at every point under every rule, until the next run would cost more than is left. */
function checkRules(study: Study): NominalCheck[] {
  const rules = [...new Set(study.points.flatMap(({ scenario }) => scenario.rules))];
  let spent = 0;
  return rules.map((rule) => {
    const unstable: NominalCheck['unstable'][number][] = [];
    const known = new Map<string, Omit<NominalCheck['unstable'][number], 'point'> | null>();
    let tried = 0;
    for (const point of study.points) {
      const { loss, nudge, horizon, maxEvents, engine } = point.scenario;
      const key = JSON.stringify([point.family, point.beta, loss, nudge, horizon, maxEvents, engine]);
      let found = known.get(key);
      if (found === undefined) {
        const result = tryPoint(study, point, rule, 1 - spent);
        if (result === null) break;
        spent += result.cost;
        const { outcome, failing, probes } = result;
        found = outcome === null ? null : { outcome, failing, probes };
        known.set(key, found);
      }
      tried++;
      if (found !== null) unstable.push({ point, ...found });
    }
    return { rule, tried, unstable };
  });
}

/** The nominal chip at one point, `cost` as a part of what may be spent; null: a run costs more than is left. */
function tryPoint({ tasks }: Study, { scenario, task, beta }: StudyPoint, rule: Rule, left: number) {
  const { network, probes } = tasks[task];
  const wiring = network.forward.reduce((sum, { weights }) => sum + weights.length, 0) / WEIGHTS;
  const solving = network.layers.slice(1, -1).reduce((sum, n) => sum + n ** 3, 0) / SOLVING;
  if (wiring + solving > left) return null;
  const { device, loss, nudge, engine } = scenario;
  const nominal = nominalChip(device, network);
  const chip = { ...nominal, noise: null, encoder: { ...nominal.encoder, jitter: 0 } };
  const circuit = circuitOf(chip, ruleNamed(rule, scenario.ownRules));
  const simulator = engine === 'static' ? null : new Simulator(circuit);
  const limits = trialLimits(device.neuron.tau.nominal, scenario);
  let cost = wiring;
  let outcome: Outcome | null = null;
  let failing = 0;
  let tried = 0;
  for (const { input, target } of probes.slice(0, PROBES)) {
    if (cost + solving > left) break;
    tried++;
    const drive: Drive = { input, target, loss, beta, nudge };
    const run =
      simulator === null
        ? foresee(circuit, drive)
        : simulator.run(drive, { ...limits, maxEvents: Math.min(limits.maxEvents ?? EVENTS, EVENTS) });
    cost += solving + ((run.events?.activity ?? 0) + (run.events?.difference ?? 0)) / EVENTS;
    if (isStable(run.outcome) !== false) continue;
    failing++;
    outcome ??= run.outcome;
  }
  return { cost, outcome, failing, probes: tried };
}
