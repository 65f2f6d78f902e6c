import type { Chip } from '../chip/chip.ts';
import { sampleChip } from '../chip/sample-chip.ts';
import type { Drive } from '../engine/circuit.ts';
import type { RunResult } from '../engine/run.ts';
import { Simulator } from '../engine/simulate.ts';
import { circuitOf } from '../learning/rules.ts';
import type { Rule } from '../vocabulary.ts';
import { failedRow } from './failed-row.ts';
import { noiseStreams } from './noise-streams.ts';
import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';
import type { Study, StudyPoint } from './study.ts';
import { summarize } from './summarize.ts';
import { trialLimits } from './trial-limits.ts';

/** The rows of a block by chip, then point, then rule: a function of its arguments alone. */
export function runBlock(study: Study, { firstChip, chips }: Block): TrialRow[] {
  const rows: TrialRow[] = [];
  for (let chip = firstChip; chip < firstChip + chips; chip++) {
    const sampled = new Map<number, Chip>();
    for (const point of study.points) {
      for (const rule of point.scenario.rules) rows.push(trial(study, point, rule, chip, sampled));
    }
  }
  return rows;
}

/** One chip under one rule at one point; what cannot be run is a row that says why. */
function trial(study: Study, point: StudyPoint, rule: Rule, index: number, sampled: Map<number, Chip>): TrialRow {
  const address = { point: point.index, chip: index, rule, beta: point.beta };
  const { network, probes } = study.tasks[point.task];
  try {
    const chip = sampled.get(point.family) ?? sampleChip(point.scenario.device, network, study.seed, index);
    sampled.set(point.family, chip);
    const { loss, nudge, device, accept } = point.scenario;
    const circuit = circuitOf(chip, rule);
    const simulator = new Simulator(circuit);
    const limits = trialLimits(chip, device.neuron.tau.nominal, point.scenario);
    const drives = probes.map(({ input, target }): Drive => ({ input, target, loss, beta: point.beta, nudge }));
    const results = drives.map(
      (drive, probe): RunResult => simulator.run(drive, limits, { noise: noiseStreams(study.seed, index, probe) }),
    );
    return { ...address, ...summarize(circuit, probes, drives, results, accept.angleDeg), error: null };
  } catch (error) {
    return failedRow(address, network.layers.length - 1, error instanceof Error ? error.message : String(error));
  }
}
