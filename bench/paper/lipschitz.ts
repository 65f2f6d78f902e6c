import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { doublesOf } from '../../src/learning/arithmetic.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { GradientSum } from '../../src/learning/gradient.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { multiplyDown, multiplyUp } from '../../src/linear/batch-products.ts';
import { spectralNorm } from '../../src/linear/spectral-norm.ts';
import type { Dataset } from '../../src/network/dataset.ts';
import { loadDataset } from '../../src/network/load-dataset.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { stream } from '../../src/random/stream.ts';
import { descentOf } from '../../src/training/descent.ts';
import { performanceOn, type Samples, samplesAt } from '../../src/training/evaluate.ts';
import { byBackprop, byIteration, type UpdateSource } from '../../src/training/update.ts';
import { idealChip, TRAINING } from './ideal-chip.ts';
import { percent, type Section, type Size, table } from './section.ts';

const LAYERS = [784, 128, 128, 10];
const BETA = 0.5;
const RADIUS = 0.1;
const PGD_STEPS = 10;

interface Mode {
  readonly name: string;
  readonly alpha: number;
  readonly source: SourceOf;
  readonly rule: 'dp' | 'dp-transpose';
}

type SourceOf = (circuit: Circuit, into: GradientSum) => UpdateSource;

const damped: SourceOf = (circuit, into) =>
  byIteration(circuit, doublesOf(circuit), { ...TRAINING, passes: 15, damping: 'tikhonov' }, into);
const plain: SourceOf = (circuit, into) => byIteration(circuit, doublesOf(circuit), { ...TRAINING, passes: 5 }, into);

/** One step against the loss at the input, then the ordinary gradient there: mode 6 of the authors' train_DP.jl. */
const adversarial: SourceOf = (circuit, into) => {
  const source = byBackprop(circuit, into);
  return (batch, streams, learn) => {
    const rise = riseAt(circuit, batch);
    const input = batch.input.map((x, i) => x + batch.beta * rise[i]);
    return source({ ...batch, input }, streams, learn);
  };
};

const MODES: readonly Mode[] = [
  { name: 'backprop', alpha: 0.5, rule: 'dp', source: byBackprop },
  { name: 'adversarial', alpha: 0.5, rule: 'dp', source: adversarial },
  { name: 'dp, alpha 0, damped', alpha: 0, rule: 'dp', source: damped },
  { name: 'dp, alpha 1/2', alpha: 0.5, rule: 'dp', source: plain },
  { name: 'dp, alpha 1, damped', alpha: 1, rule: 'dp', source: damped },
  { name: 'dp-transpose, alpha 0', alpha: 0, rule: 'dp-transpose', source: plain },
  { name: 'dp-transpose, alpha 1', alpha: 1, rule: 'dp-transpose', source: plain },
];

interface Course {
  readonly mode: Mode;
  /** |W_2 W_1 W_0|_2 after each epoch. */
  readonly norms: readonly number[];
  readonly accuracy: number;
  /** Accuracies under attack. */
  readonly fgsm: number;
  readonly pgd: number;
}

/** The Lipschitz experiment of the authors' train_DP.jl. */
export function lipschitz({ quick }: Size): Section {
  const [images, epochs] = quick ? [5000, 4] : [50_000, 20];
  const data = loadDataset({ dataset: 'mnist' }, images);
  const [train, test] = [samplesOf(data.train), samplesOf(data.test)];
  const courses = MODES.map((mode) => trainedBy(mode, train, test, epochs));
  const shown = [1, 2, Math.ceil(epochs / 2), epochs].filter((epoch, i, all) => all.indexOf(epoch) === i);
  const rows = courses.map(({ mode, norms, accuracy, fgsm, pgd }) => [
    mode.name,
    ...shown.map((epoch) => norms[epoch - 1].toFixed(2)),
    percent(accuracy),
    percent(fgsm),
    percent(pgd),
  ]);
  const of = (name: string) => courses.find(({ mode }) => mode.name === name)!;
  const [backprop, dp, adversary] = ['backprop', 'dp, alpha 0, damped', 'adversarial'].map(of);
  const end = (course: Course) => course.norms[course.norms.length - 1];
  const [transposed, mirrored] = ['dp-transpose, alpha 0', 'dp-transpose, alpha 1'].map(of);
  const than = (is: boolean, word: string) => (is ? word : `not ${word}`);
  return {
    title: 'The Lipschitz experiment: is alpha = 0 adversarial training?',
    claim:
      'SPROVR, alpha = 0, bounds the loss under a budget of energy, so DP trained there is robust as if trained adversarially: the norm |W2 W1 W0| stays lower than backprop’s (section 4, train_DP.jl).',
    ours: `784-128-128-10, relu, squared error, Adam 1e-3, batch 50, beta 1/2, ${images} images, ${epochs} epochs, weights N(0, 1/n), zero biases, one seed. DP at alpha 0 and 1 with the authors’ damping and 15 passes, else 5; passes forward instead of their order. Spectral norm after so many epochs; accuracy in per cent, plain and under attacks of ${RADIUS} a pixel: FGSM, and PGD of ${PGD_STEPS} steps.`,
    result: table([['', ...shown.map((epoch) => `epoch ${epoch}`), 'accuracy', 'FGSM', 'PGD'], ...rows]),
    verdict:
      `The norm of DP at alpha 0 ends ${than(end(dp) < end(backprop), 'lower than')} backprop’s (${end(dp).toFixed(2)}, ${end(backprop).toFixed(2)}), ` +
      `that of the adversarial mode ${than(end(adversary) < end(dp), 'lower still')} (${end(adversary).toFixed(2)}). Under PGD DP at alpha 0 is ` +
      `${than(dp.pgd > backprop.pgd, 'more robust than')} backprop (${percent(dp.pgd)}, ${percent(backprop.pgd)} %), the adversarial mode ` +
      `${than(adversary.pgd > backprop.pgd, 'more robust')} (${percent(adversary.pgd)} %). DP-transpose, whose mean is the forward pass but for kinks of relu ` +
      `between its compartments, ends at ${end(transposed).toFixed(2)} and ${end(mirrored).toFixed(2)} at alpha 0 and 1.`,
  };
}

function trainedBy(mode: Mode, train: Samples, test: Samples, epochs: number): Course {
  const circuit = circuitOf(
    idealChip(mode.alpha, randomNetwork({ layers: LAYERS }, 'relu', 1, 'lipschitz')),
    mode.rule,
  );
  const { chip } = circuit;
  const gradient = new GradientSum(LAYERS);
  const adam = { ...TRAINING, optimizer: 'adam', learningRate: 1e-3 } as const;
  const parts = chip.forward.map(({ weights, bias }) => ({
    weights,
    bias,
    ofWeights: descentOf(adam, weights),
    ofBias: descentOf(adam, bias),
  }));
  const norms: number[] = [];
  const source = mode.source(circuit, gradient);
  const noise = () => stream('lipschitz', 'unused');
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledIndices(train.count, stream('lipschitz', 'order', epoch));
    for (let from = 0; from < train.count; from += 50) {
      const batch = samplesAt(train, order.subarray(from, from + 50));
      source(
        driveOf(batch),
        () => noise,
        () => {
          parts.forEach(({ weights, bias, ofWeights, ofBias }, k) => {
            const [n, m] = [LAYERS[k], LAYERS[k + 1]];
            const direction = new Float64Array(n * m);
            const ofBiases = new Float64Array(m);
            for (let i = 0; i < m; i++) {
              for (let j = 0; j < n; j++) direction[i * n + j] = gradient.layers[k][i * (n + 1) + j] / batch.count;
              ofBiases[i] = gradient.layers[k][i * (n + 1) + n] / batch.count;
            }
            add(weights, ofWeights.change(direction, 1e-3));
            add(bias, ofBias.change(ofBiases, 1e-3));
          });
        },
      );
    }
    norms.push(normOf(circuit));
  }
  const { accuracy } = performanceOn(circuit, test, 'squared-error');
  return { mode, norms, accuracy, fgsm: attacked(circuit, test, 1), pgd: attacked(circuit, test, PGD_STEPS) };
}

function add(values: Float64Array, change: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] += change[i];
}

/** |W_2 W_1 W_0|_2. */
function normOf({ chip }: Circuit): number {
  const [n, ...above] = LAYERS;
  // Columns of the product: what each input alone leads to, one after the other.
  let reached: Float64Array = new Float64Array(n * n);
  for (let j = 0; j < n; j++) reached[j * n + j] = 1;
  above.forEach((m, k) => {
    const next = new Float64Array(n * m);
    multiplyUp(chip.forward[k].weights, new Float64Array(m), reached, n, next);
    reached = next;
  });
  return spectralNorm(reached, above[above.length - 1]);
}

function driveOf({ input, target }: Samples): Drive {
  return { input, target, loss: 'squared-error', beta: BETA, nudge: 'live' };
}

/** dl/dx of every sample. */
function riseAt(circuit: Circuit, { input, target, loss }: Drive): Float64Array {
  const { signal } = referenceGradient(circuit, input, target, loss);
  const descent = new Float64Array(input.length);
  multiplyDown(circuit.chip.forward[0].weights, LAYERS[1], signal[1]!, input.length / LAYERS[0], descent);
  return descent.map((value) => -value);
}

/** Accuracy under so many steps up the loss by its sign, no pixel further than RADIUS off, nor beyond 0 and 1. */
function attacked(circuit: Circuit, test: Samples, steps: number): number {
  const step = steps === 1 ? RADIUS : (2.5 * RADIUS) / steps;
  let input = test.input.slice();
  for (let count = 0; count < steps; count++) {
    const rise = riseAt(circuit, driveOf({ ...test, input }));
    input = input.map((x, i) => {
      const moved = x + step * Math.sign(rise[i]);
      const [low, high] = [Math.max(0, test.input[i] - RADIUS), Math.min(1, test.input[i] + RADIUS)];
      return Math.min(high, Math.max(low, moved));
    });
  }
  return performanceOn(circuit, { ...test, input }, 'squared-error').accuracy;
}

function samplesOf({ count, images, labels }: Dataset): Samples {
  const target = new Float64Array(count * 10);
  for (let i = 0; i < count; i++) target[i * 10 + labels[i]] = 1;
  return { count, input: images, target, labels };
}
