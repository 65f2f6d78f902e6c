import type { Chip } from '../chip/chip.ts';
import { sampleChip } from '../chip/sample-chip.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
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
      const done: { circuit: Circuit; row: TrialRow }[] = [];
      for (const rule of point.scenario.rules) rows.push(trial(study, point, rule, chip, sampled, done));
    }
  }
  return rows;
}

/**
 * One chip under one rule at one point; what cannot be run is a row that says why. Rules that make the same circuit of a
 * chip, as both do where alpha is 1/2, share one run.
 */
function trial(
  study: Study,
  point: StudyPoint,
  rule: Rule,
  index: number,
  sampled: Map<number, Chip>,
  done: { circuit: Circuit; row: TrialRow }[],
): TrialRow {
  const address = { point: point.index, chip: index, rule, beta: point.beta };
  const { network, probes } = study.tasks[point.task];
  try {
    const chip = sampled.get(point.family) ?? sampleChip(point.scenario.device, network, study.seed, index);
    sampled.set(point.family, chip);
    const { loss, nudge, device, accept } = point.scenario;
    const circuit = circuitOf(chip, rule);
    const same = done.find((other) => isSameCircuit(other.circuit, circuit));
    if (same !== undefined) return { ...same.row, rule };
    const simulator = new Simulator(circuit);
    const limits = trialLimits(chip, device.neuron.tau.nominal, point.scenario);
    const drives = probes.map(({ input, target }): Drive => ({ input, target, loss, beta: point.beta, nudge }));
    const results = drives.map(
      (drive, probe): RunResult => simulator.run(drive, limits, { noise: noiseStreams(study.seed, index, probe) }),
    );
    const row = { ...address, ...summarize(circuit, probes, drives, results, accept.angleDeg), error: null };
    done.push({ circuit, row });
    return row;
  } catch (error) {
    return failedRow(address, network.layers.length - 1, error instanceof Error ? error.message : String(error));
  }
}

/** Whether two rules gave one chip the same nudging gains and mean weights, bit for bit. */
function isSameCircuit(a: Circuit, b: Circuit): boolean {
  const same = (x: Float64Array, y: Float64Array) => x.every((value, i) => value === y[i]);
  return a.nudging.every((one, k) => {
    const other = b.nudging[k];
    if (one === null || other === null) return one === other;
    return (
      same(one.gainPlus, other.gainPlus) &&
      same(one.gainMinus, other.gainMinus) &&
      same(one.weightPlus, other.weightPlus) &&
      same(one.weightMinus, other.weightMinus)
    );
  });
}
