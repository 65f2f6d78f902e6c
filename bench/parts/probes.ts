import { Simulator, simulate } from '../../src/engine/simulate.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf } from '../measure.ts';
import { limitsOf } from '../ours.ts';
import { driveOf, peerChip, RULE } from '../peer-chip.ts';

const PROBES = 8;
const ROUNDS = 7;
const DURATION = 1.5e-4;

/** Several inputs on one chip: one simulator for all, against one for each. */
export async function probes(): Promise<Findings> {
  const findings = new Findings();
  for (const layers of [
    [64, 32, 10],
    [64, 64, 64, 10],
    [784, 256, 128, 10],
  ]) {
    const { chip, ...applied } = peerChip(layers, 'peers');
    const drives = Array.from({ length: PROBES }, (_, probe) => {
      const { input } = peerChip([layers[0], 1], `probe ${probe}`);
      return driveOf({ chip, ...applied, input });
    });
    const limits = limitsOf(DURATION);
    const together = () => {
      const simulator = new Simulator(circuitOf(chip, RULE));
      for (const drive of drives) simulator.run(drive, limits);
    };
    const apart = () => {
      for (const drive of drives) simulate(circuitOf(chip, RULE), drive, limits);
    };
    const samples = await interleave(
      [() => ({ together: secondsOf(together) }), () => ({ apart: secondsOf(apart) })],
      ROUNDS,
    );
    findings.measured(`${chip.name}: ${PROBES} probes, one simulator`, samples.together);
    findings.measured(`${chip.name}: ${PROBES} probes, a simulator each`, samples.apart);
    findings.ratio(`${chip.name}: a simulator each / one for all`, samples.apart, samples.together);
  }
  return findings;
}
