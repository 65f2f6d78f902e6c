import { circuitOf } from '../../src/learning/rules.ts';
import { countedRun } from '../counting.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf } from '../measure.ts';
import { driveOf, peerChip, RULE } from '../peer-chip.ts';

const DURATION = 1.5e-4;
const ROUNDS = 3;
const SIZES = [
  [784, 512, 256, 128, 10],
  [3072, 1024, 1024, 10],
];

/** Networks beyond those of the comparison, by events alone: judging such a run takes far longer than the run. */
export async function larger(): Promise<Findings> {
  const findings = new Findings();
  for (const layers of SIZES) {
    const peer = peerChip(layers, 'peers');
    const { name } = peer.chip;
    const circuit = circuitOf(peer.chip, RULE);
    const weights = peer.chip.forward.reduce((sum, array) => sum + array.weights.length, 0);
    const run = countedRun(circuit, driveOf(peer), DURATION);
    const { events, work, bytes } = run;
    const { time } = await interleave([() => ({ time: secondsOf(() => run.run()) })], ROUNDS);
    findings.measured(`${name}: one run, ${events} events`, time);
    findings.measured(
      `${name}: per event`,
      time.map((seconds) => seconds / events),
    );
    findings.measured(
      `${name}: per neuron brought up to date`,
      time.map((seconds) => seconds / work.updates),
    );
    findings.measured(`${name}: memory of a simulator, besides the chip's, per weight`, [bytes / weights], 'B');
  }
  return findings;
}
