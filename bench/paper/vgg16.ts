import { layerPlan } from '../../src/config/layer-plan.ts';
import type { LayersInput } from '../../src/config/layers-schema.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { LayerIteration } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { SingleCircuit } from '../../src/learning/single-circuit.ts';
import type { SingleUpdates } from '../../src/learning/single-updates.ts';
import { loadDataset } from '../../src/network/load-dataset.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { idealChip } from './ideal-chip.ts';
import { type Section, type Size, table } from './section.ts';

const BETAS = [0.01, 1];
const PASSES = 2;

/** VGG16 as the authors' code has it for images of 32 x 32: 13 convolutions of 3 x 3, five max-pools, three dense layers. */
function layers(): LayersInput {
  const channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];
  const pooled = [2, 4, 7, 10];
  const convolutions = channels.map((convolution, k) => {
    const own = { convolution, kernel: 3, padding: 1 };
    return pooled.includes(k) ? { ...own, pool: { max: 2 } } : own;
  });
  return [[32, 32, 3], ...convolutions, { dense: 4096, pool: { max: 2 } }, 4096, 10];
}

/** Figure 2 at the start of training: the angle of every layer on one mini-batch, with what it takes. */
export async function vgg16({ quick }: Size): Promise<Section> {
  const samples = quick ? 4 : 50;
  const { plan } = layerPlan(layers());
  const chip = idealChip(0, randomNetwork(plan, 'relu', Math.SQRT2, 'vgg16'));
  const circuit = circuitOf(chip, 'dp-transpose');
  const single = new SingleCircuit(chip, samples);
  const { images, labels } = loadDataset({ dataset: 'cifar10' }, samples).train;
  const target = Float64Array.from({ length: 10 * samples }, (_, i) => (labels[Math.floor(i / 10)] === i % 10 ? 1 : 0));
  const found = BETAS.map((beta) => {
    const drive: Drive = { input: images, target, loss: 'cross-entropy', beta, nudge: 'live' };
    return { beta, ...anglesOf(circuit, single, drive) };
  });
  const parameters = chip.forward.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
  const neurons = plan.layers.slice(1).reduce((sum, n) => sum + n, 0);
  const seconds = found.map(({ perImage }) => `${perImage.toFixed(2)} s`).join(' and ');
  const memory = (process.memoryUsage().rss / 1e9).toFixed(1);
  const rows = chip.forward.map((_, k) => [`W${k}`, ...found.map(({ angles }) => `${angles[k].toFixed(2)}°`)]);
  const most = found.map(({ beta, angles }) => `${Math.max(...angles).toFixed(1)}° at beta ${beta}`);
  return {
    title: 'Figure 2: angles through VGG16',
    claim:
      'Updates of DP-transpose at alpha 0 stay close to those of backprop in every layer of VGG16, closer at beta 0.01 than at 1.',
    ours: `${(parameters / 1e6).toFixed(1)} million weights, ${(neurons / 1e3).toFixed(0)} thousand neurons, random as He et al. start them, on ${samples} images of CIFAR-10 instead of over a training on CIFAR100; ${PASSES} passes down, f32. Inference and update took ${seconds} of one core an image, the process ${memory} GB.`,
    result: table([['', ...BETAS.map((beta) => `beta ${beta}`)], ...rows]),
    verdict: `At the start of training, the largest angle is ${most.join(', ')}.`,
  };
}

/** Of the mean update of every array to the exact one, deg, and what the former took, s of one core an image. */
function anglesOf(circuit: Circuit, single: SingleCircuit, drive: Drive) {
  const { updates, arithmetic } = single;
  const start = process.cpuUsage();
  arithmetic.reuse();
  const options = { iterations: PASSES, order: 'forward-backward' } as const;
  const iteration = new LayerIteration(circuit, single, drive, options);
  const { difference } = iteration.run();
  const { network } = iteration;
  updates.reset();
  updates.add(network.read(), difference, 1 / drive.beta);
  const { user, system } = process.cpuUsage(start);
  const perImage = (user + system) / 1e6 / network.batch;
  const own = copied(updates);
  network.begin(drive);
  const signals = network.exactSignals();
  updates.reset();
  updates.add(network.read(), signals, 1);
  const exact = copied(updates);
  return { angles: own.map((update, k) => angle(update, exact[k])), perImage };
}

function copied({ layers }: SingleUpdates): Float32Array[] {
  return layers.map(({ weights }) => weights.slice());
}

function angle(a: Float32Array, b: Float32Array): number {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  return (180 / Math.PI) * Math.acos(Math.min(1, ab / Math.sqrt(aa * bb)));
}
