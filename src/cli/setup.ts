import type { Chip } from '../chip/chip.ts';
import { nominalChip, sampleChip } from '../chip/sample-chip.ts';
import { parseQuantity } from '../config/quantity.ts';
import type { Scenario } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { largestTau } from '../engine/limits.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { circuitOf } from '../learning/rules.ts';
import { noiseStreams } from '../montecarlo/noise-streams.ts';
import { resolveBeta } from '../montecarlo/resolve-beta.ts';
import { type Task, taskOf } from '../montecarlo/task.ts';
import { trialLimits } from '../montecarlo/trial-limits.ts';
import { targetOf } from '../network/probes.ts';
import type { Loss, Rule } from '../vocabulary.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';
import { openTarget } from './open-target.ts';
import { scenarioAt, usualScenario, withFlags } from './scenario-of.ts';
import { oneHot, readInput, readTarget } from './vectors.ts';

/** One chip, wired for one rule, and all that may be applied to it. */
export interface Bench {
  readonly circuit: Circuit;
  readonly rule: Rule;
  readonly limits: Limits;
  /** One for each probe in use, at least one. */
  readonly drives: readonly ProbeDrive[];
}

export interface ProbeDrive {
  /** Index of the probe; null: an input from the command line. */
  readonly probe: number | null;
  readonly drive: Drive;
  readonly noise: NoiseStreams;
}

/** One run: a bench and one of its drives. */
export type Setup = Omit<Bench, 'drives'> & ProbeDrive;

/** The run of the probe that the command line names, or of probe 0. */
export function setUpOne(target: string | undefined, flags: RunFlags): Setup {
  const { drives, ...bench } = setUp(target, flags);
  return { ...bench, ...drives[0] };
}

/** Defaults of a measured chip, about which nothing else is known. */
const MEASURED = { loss: 'squared-error', nudge: 'live', beta: 0.1, seed: '1' } as const;

/** What the command line names: one drive with --probe or --input, else those of all probes. */
export function setUp(target: string | undefined, flags: RunFlags): Bench {
  const given = target === undefined ? null : openTarget(target);
  const scenario = flags.scenario === undefined ? null : scenarioAt(flags.scenario, flags.point);
  if (scenario === null && flags.point !== undefined) throw flagError('--point', 'needs --scenario');
  if (given?.kind === 'chip')
    return scenario === null ? measured(given.chip, flags) : onChip(given.chip, scenario, flags);
  const device = given?.device ?? scenario?.device;
  if (device === undefined) throw flagError('device|chip', 'name a device or a chip, or give --scenario');
  const resolved = withFlags({ ...(scenario ?? usualScenario(device)), device }, flags, horizonOf(flags));
  const task = taskOf(resolved);
  const { network } = task;
  const chip =
    flags.chip === undefined ? nominalChip(device, network) : sampleChip(device, network, resolved.seed, flags.chip);
  return inScenario(chip, resolved, task, flags);
}

/** A chip file on the task of a scenario. */
function onChip(chip: Chip, scenario: Scenario, flags: RunFlags): Bench {
  const resolved = withFlags(scenario, flags, horizonOf(flags));
  const { layers } = resolved.network;
  if (layers.join() !== chip.layers.join()) {
    throw flagError('--scenario', `is for layers ${layers.join('-')}, the chip has ${chip.layers.join('-')}`);
  }
  return inScenario(chip, resolved, taskOf(resolved), flags);
}

function inScenario(chip: Chip, scenario: Scenario, task: Task, flags: RunFlags): Bench {
  const { loss, nudge, seed, device } = scenario;
  const beta = resolveBeta(scenario, task);
  const noise = (probe: number): NoiseStreams => noiseStreams(seed, flags.chip ?? 0, probe);
  return {
    ...wired(chip, flags.rule),
    limits: trialLimits(chip, device.neuron.tau.nominal, scenario),
    drives: chosenProbes(task, loss, flags).map(({ probe, input, target }) => ({
      probe,
      drive: { input, target, loss, beta, nudge },
      noise: noise(probe ?? 0),
    })),
  };
}

/** Inputs and targets that are in use, those of the command line put in the place of a probe's. */
function chosenProbes({ network, probes }: Task, loss: Loss, { probe, input, target }: RunFlags) {
  if (probe !== undefined && probe >= probes.length) {
    throw flagError('--probe', `there are probes 0 to ${probes.length - 1}, got ${probe}`);
  }
  if (input !== undefined && target === undefined) throw flagError('--target', 'is needed with --input');
  const ownTarget =
    target === undefined
      ? null
      : readTarget(target, probes[0].target.length, (label) => targetOf(loss, network, label));
  if (input !== undefined) {
    return [{ probe: null, input: readInput(input, probes[0].input.length), target: ownTarget ?? probes[0].target }];
  }
  return probes.flatMap((each, i) =>
    probe === undefined || probe === i ? [{ probe: i, input: each.input, target: ownTarget ?? each.target }] : [],
  );
}

/** A chip file alone: everything else is on the command line. */
function measured(chip: Chip, flags: RunFlags): Bench {
  if (flags.probe !== undefined) throw flagError('--probe', 'a chip file has no probes: give --input, or --scenario');
  if (flags.input === undefined || flags.target === undefined) {
    const missing = flags.input === undefined ? '--input' : '--target';
    throw flagError(missing, 'a chip file needs --input and --target, or --scenario for a probe');
  }
  const { layers } = chip;
  const outputs = layers[layers.length - 1];
  const drive: Drive = {
    input: readInput(flags.input, layers[0]),
    target: readTarget(flags.target, outputs, (label) => oneHot(outputs, label)),
    loss: flags.loss ?? MEASURED.loss,
    nudge: flags.nudge ?? MEASURED.nudge,
    beta: flags.beta ?? MEASURED.beta,
  };
  const noise = noiseStreams(flags.seed ?? MEASURED.seed, flags.chip ?? 0, 0);
  return {
    ...wired(chip, flags.rule),
    limits: trialLimits(chip, largestTau(chip), { horizon: horizonOf(flags), maxEvents: flags.maxEvents ?? null }),
    drives: [{ probe: null, drive, noise }],
  };
}

function wired(chip: Chip, rule: Rule): Pick<Bench, 'circuit' | 'rule'> {
  return { circuit: circuitOf(chip, rule), rule };
}

/** `--horizon` in s; null: not given. */
function horizonOf({ horizon }: RunFlags): number | null {
  if (horizon === undefined) return null;
  const seconds = parseQuantity(horizon, 'time', '--horizon');
  if (!(seconds > 0)) throw flagError('--horizon', `expected a time above 0, got "${horizon}"`);
  return seconds;
}
