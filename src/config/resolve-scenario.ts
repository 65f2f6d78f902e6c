import type { Engine } from '../model/vocabulary.ts';
import type { Device } from './device.ts';
import type { InputDocument } from './document.ts';
import { deepFreeze } from './freeze.ts';
import { dataOf, sizesOf } from './own-data.ts';
import { planOf } from './plan.ts';
import type { Axis, Beta, Scenario, Spec, Weights } from './scenario.ts';
import { rulesOf } from './scenario-rules.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import type { SpecInput } from './spec-schema.ts';

/** Of chips: auto, if nothing is known before. */
const MOST_CHIPS = 1_000_000;

/** A validated scenario file as the rest of the program sees it. */
export function resolveScenario(
  input: ScenarioInput,
  document: InputDocument,
  device: Device,
  sweep: readonly Axis[],
): Scenario {
  const { format, kind, name, description, network, loss, nudge, rules, probes, chips, seed, accept } = input;
  const { until, engine, screen, follow, horizon, observe, worst, maxEvents, train, find, sensitivity, rare } = input;
  const data = dataOf(input, document);
  const plan = planOf(input);
  const beta: Beta = typeof input.beta === 'number' ? { value: input.beta } : input.beta;
  return deepFreeze<Scenario>({
    format,
    kind,
    name,
    description,
    device,
    network: { ...network, weights: weightsOf(network.weights, document) },
    data,
    loss,
    nudge,
    beta,
    ...rulesOf(rules),
    engine,
    screen,
    follow: follow ?? usualFollow(engine, screen.near),
    probes: probes === 'all' ? sizesOf(data).testImages : probes,
    chips: chips === 'auto' ? MOST_CHIPS : chips,
    until,
    ...(plan === null ? {} : { plan }),
    seed,
    sweep: sweep.map(({ path, labels, values }) => ({ path, labels, values })),
    accept: { ...accept, specs: accept.specs.map(specOf) },
    horizon,
    observe: { wait: observe.wait, window: observe.until ?? observe.window },
    worst,
    maxEvents,
    train,
    find,
    sensitivity,
    rare,
    ...(input.extremes === null ? {} : { extremes: input.extremes }),
  });
}

/** A spec with a name: its own, or its metric and bounds. */
function specOf({ name, metric, target, rules, ...bounds }: SpecInput): Spec {
  const { min, max } = { min: null, max: null, ...bounds };
  const low = min === null ? '' : ` ≥ ${Number(min.toPrecision(6))}`;
  const high = max === null ? '' : ` ≤ ${Number(max.toPrecision(6))}`;
  return { name: name ?? `${metric}${low}${high}`, metric, min, max, target, rules };
}

/** Times beta that branches are followed to, where a scenario does not say: what screening needs is little. */
export function usualFollow(engine: Engine, near: number): number {
  return engine === 'screened' ? 1 + near : 100;
}

/** Paths in a scenario start at its folder. */
function weightsOf(weights: ScenarioInput['network']['weights'], { file, files }: InputDocument): Weights {
  return weights.from === 'file' ? { from: 'file', path: files.beside(file, weights.path) } : weights;
}
