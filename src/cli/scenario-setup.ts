import type { Chip } from '../chip/chip.ts';
import type { ReadChip } from '../chip/chip-file.ts';
import { originOf } from '../chip/origin.ts';
import { chipFrom, nominalChip } from '../chip/sample-chip.ts';
import type { Scenario } from '../config/scenario.ts';
import { circuitOf } from '../learning/rules.ts';
import type { Loss } from '../model/losses.ts';
import { noiseStreams } from '../montecarlo/noise-streams.ts';
import { taskOf } from '../montecarlo/prepare-study.ts';
import { resolveBeta } from '../montecarlo/resolve-beta.ts';
import type { Task } from '../montecarlo/task.ts';
import { trialLimits } from '../montecarlo/trial-limits.ts';
import { targetOf } from '../network/probes.ts';
import { networkName } from '../report/network-name.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';
import type { Target } from './open-target.ts';
import { horizonOf, ruleFlag } from './run-flags.ts';
import { scenarioAt, usualScenario, withFlags } from './scenario-of.ts';
import type { WiredChip } from './setup.ts';
import { readInput, readTarget } from './vectors.ts';

/** A chip of a device, or of a file, on the task of a scenario; without --scenario, on the usual task. */
export function setUpInScenario(given: Target | null, flags: RunFlags): WiredChip {
  const scenario = flags.scenario === undefined ? null : scenarioAt(flags.scenario, flags.point);
  if (scenario !== null && given?.kind === 'chip') return onChip(given, scenario, flags);
  const device = (given?.kind === 'device' ? given.device : null) ?? scenario?.device;
  if (device === undefined) throw flagError('device|chip', 'name a device or a chip, or give --scenario');
  const resolved = withFlags({ ...(scenario ?? usualScenario(device)), device }, flags, horizonOf(flags));
  const task = taskOf(resolved);
  const { network } = task;
  const chip =
    flags.chip === undefined ? nominalChip(device, network) : chipFrom(device, network, originOf(resolved, flags.chip));
  return inScenario(chip, resolved, task, flags);
}

/** A chip file on the task of a scenario. */
function onChip({ chip, unstated }: ReadChip, scenario: Scenario, flags: RunFlags): WiredChip {
  const resolved = withFlags(scenario, flags, horizonOf(flags));
  const [stated, own] = [networkName(resolved.network), networkName(chip)];
  if (stated !== own) throw flagError('--scenario', `is for layers ${stated}, the chip has ${own}`);
  return { ...inScenario(chip, resolved, taskOf(resolved), flags), unstated };
}

function inScenario(chip: Chip, scenario: Scenario, task: Task, flags: RunFlags): WiredChip {
  const { loss, nudge, seed, device, ownRules } = scenario;
  const beta = resolveBeta(scenario, task);
  return {
    circuit: circuitOf(chip, ruleFlag(flags.rule, ownRules)),
    rule: flags.rule,
    unstated: [],
    limits: trialLimits(device.neuron.tau.nominal, scenario),
    drives: chosenProbes(task, loss, flags).map(({ probe, input, target }) => ({
      probe,
      drive: { input, target, loss, beta, nudge },
      noise: noiseStreams(seed, flags.chip ?? 0, probe ?? 0),
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
