import { sampleChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES } from '../../src/model/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { trialLimits } from '../../src/montecarlo/trial-limits.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf } from '../measure.ts';
import { peerChip } from '../peer-chip.ts';

const LAYERS = [784, 256, 128, 10];
const ROUNDS = 3;
const SEED = 'sampling';
/** One whose weights are exact, one whose every weight has a programming error and drifts. */
const DEVICES = ['subthreshold-cmos-180nm', 'pcm'];

/** Drawing a chip against simulating it once per rule. */
export async function sampling(): Promise<Findings> {
  const findings = new Findings();
  const { input, target } = peerChip(LAYERS, SEED);
  for (const name of DEVICES) {
    const device = loadDevice(name);
    const network = randomNetwork({ layers: LAYERS }, device.neuron.activation, 1, SEED);
    let index = 0;
    const samples = await interleave(
      [
        () => {
          index++;
          return { sample: secondsOf(() => sampleChip(device, network, SEED, index)) };
        },
        () => {
          const chip = sampleChip(device, network, SEED, index);
          const limits = trialLimits(device.neuron.tau.nominal, { horizon: null, maxEvents: null });
          const drive = { input, target, loss: 'squared-error', beta: 0.1, nudge: 'live' } as const;
          const noise = noiseStreams(SEED, index, 0);
          const simulate = () => {
            for (const rule of RULES) new Simulator(circuitOf(chip, rule)).run(drive, limits, { noise });
          };
          return { simulate: secondsOf(simulate) };
        },
      ],
      ROUNDS,
    );
    findings.measured(`${name}: sampling a ${LAYERS.join('-')} chip`, samples.sample);
    findings.measured(`${name}: simulating it once per rule`, samples.simulate);
    findings.ratio(`${name}: sampling / simulating`, samples.sample, samples.simulate, { atMost: 0.1 });
  }
  return findings;
}
