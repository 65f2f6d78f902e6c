import { sampleChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULE_DEFINITIONS } from '../../src/model/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { samplesOf } from '../../src/montecarlo/samples-of.ts';
import { loadDataset } from '../../src/network/load-dataset.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining } from '../../src/training/chip-training.ts';
import { firstOf, samplesAt } from '../../src/training/evaluate.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { Findings } from '../findings.ts';
import { interleave, processorSecondsOf } from '../measure.ts';
import { TRAINING } from '../paper/ideal-chip.ts';

const DEVICE = 'subthreshold-cmos-180nm';
const LAYERS = [64, 32, 10];
const [BETA, BATCH, IMAGES, ROUNDS] = [0.3, 20, 100, 9];
const SEED = 'event training';
const RULE = 'dp-transpose';

/**
 * An epoch of training by events, accuracies and angles after it included, against the runs of its presentations alone, each
 * with its word. Weights hardly move, so that both simulate the same.
 */
export async function eventTraining(): Promise<Findings> {
  const findings = new Findings();
  const device = loadDevice(DEVICE);
  const network = randomNetwork({ layers: LAYERS }, device.neuron.activation, 1, SEED);
  const chip = sampleChip(device, network, SEED, 0);
  const limits = { horizon: 500 * device.neuron.tau.nominal, maxEvents: null };
  const train = firstOf(samplesOf(loadDataset({ dataset: 'digits' }, IMAGES).train, network, 'squared-error'), IMAGES);
  const training = new ChipTraining({
    ...{ chip, rule: RULE_DEFINITIONS[RULE], beta: BETA, track: null, loss: 'squared-error', nudge: 'live', limits },
    training: { ...TRAINING, inference: 'events', margins: 'never', batch: BATCH, learningRate: 1e-12 },
    ...{ train, test: train, probes: 1 },
    streams: (...address) => stream(SEED, ...address),
  });
  const simulator = new Simulator(circuitOf(chip, RULE));
  const runs = () => {
    for (let i = 0; i < IMAGES; i++) {
      const { input, target } = samplesAt(train, [i]);
      const drive = { input, target, loss: 'squared-error', beta: BETA, nudge: 'live' } as const;
      simulator.run(drive, limits, { noise: noiseStreams(SEED, 0, i) });
    }
  };
  const { epoch, alone } = await interleave(
    [
      () => ({ epoch: processorSecondsOf(() => training.epoch()) / IMAGES }),
      () => ({ alone: processorSecondsOf(runs) / IMAGES }),
    ],
    ROUNDS,
  );
  const name = `${DEVICE}, ${LAYERS.join('-')}, noisy, a presentation`;
  findings.measured(`${name}: trained by events`, epoch);
  findings.measured(`${name}: its run alone`, alone);
  findings.ratio(`${name}: trained / alone`, epoch, alone, { atMost: 1.3 });
  return findings;
}
