import type { Device } from '../config/device.ts';
import { loadScenario } from '../config/load-scenario.ts';
import { usualFollow } from '../config/resolve-scenario.ts';
import type { Scenario } from '../config/scenario.ts';
import { rulesOf } from '../config/scenario-rules.ts';
import { scenarioSchema } from '../config/scenario-schema.ts';
import { poolOfLargest } from '../model/connection.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';

/** A scenario as written, its sweep left out, or with the values of one point of it. */
export function scenarioAt(file: string, point: number | undefined): Scenario {
  const { scenario, points } = loadScenario(file);
  if (poolOfLargest(scenario.network) >= 0) {
    throw flagError('--scenario', `${file} has pools of the largest, which dyadsim train alone works with`);
  }
  if (point === undefined) return scenario;
  if (point >= points.length) throw flagError('--point', `${file} has points 0 to ${points.length - 1}, got ${point}`);
  return points[point].scenario;
}

/** The task of commands that are given a device alone: a small network, trained on the digits. */
export function usualScenario(device: Device): Scenario {
  const {
    overrides: _none,
    rules,
    plan: _random,
    replicates: _independent,
    planned: _ofNoPlan,
    extremes: _sample,
    ...input
  } = scenarioSchema.parse({
    format: 'dyadsim/scenario@1',
    name: 'default',
    device: device.name,
    network: { layers: [64, 32, 10], weights: { from: 'train' } },
    beta: 0.1,
    probes: 1,
    chips: 1,
    seed: '1',
  });
  return {
    ...input,
    ...rulesOf(rules),
    device,
    data: { dataset: 'digits' },
    chips: 1,
    accept: { angleDeg: input.accept.angleDeg, specs: [] },
    beta: { value: 0.1 },
    follow: usualFollow(input.engine, input.screen.near),
    sweep: [],
    probes: 1,
    observe: { wait: null, window: null },
  };
}

/** The flags of the command line, which go before what a scenario says. */
export function withFlags(scenario: Scenario, flags: Partial<RunFlags>, horizon: number | null): Scenario {
  return {
    ...scenario,
    loss: flags.loss ?? scenario.loss,
    nudge: flags.nudge ?? scenario.nudge,
    beta: flags.beta === undefined ? scenario.beta : { value: flags.beta },
    seed: flags.seed ?? scenario.seed,
    horizon: horizon ?? scenario.horizon,
    maxEvents: flags.maxEvents ?? scenario.maxEvents,
  };
}
