import type { ReadChip } from '../chip/chip-file.ts';
import type { Drive } from '../engine/circuit.ts';
import { largestTau } from '../engine/limits.ts';
import { circuitOf } from '../learning/rules.ts';
import { noiseStreams } from '../montecarlo/noise-streams.ts';
import { trialLimits } from '../montecarlo/trial-limits.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';
import { horizonOf, ruleFlag } from './run-flags.ts';
import type { WiredChip } from './setup.ts';
import { oneHot, readInput, readTarget } from './vectors.ts';

/** Defaults of a measured chip, about which nothing else is known. */
const MEASURED = { loss: 'squared-error', nudge: 'live', beta: 0.1, seed: '1' } as const;

/** A chip file alone: everything else is on the command line. */
export function setUpChip({ chip, unstated }: ReadChip, flags: RunFlags): WiredChip {
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
  return {
    circuit: circuitOf(chip, ruleFlag(flags.rule, [])),
    rule: flags.rule,
    unstated,
    limits: trialLimits(largestTau(chip), { horizon: horizonOf(flags), maxEvents: flags.maxEvents ?? null }),
    drives: [{ probe: null, drive, noise: noiseStreams(flags.seed ?? MEASURED.seed, flags.chip ?? 0, 0) }],
  };
}
