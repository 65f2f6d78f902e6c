import { describe, expect, it } from 'vitest';
import type { Training } from '../../src/config/scenario.ts';
import { doublesOf } from '../../src/learning/arithmetic.ts';
import { LayerIteration } from '../../src/learning/fixed-point.ts';
import { LayerWise } from '../../src/learning/layer-wise.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { SingleCircuit } from '../../src/learning/single-circuit.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining, type TrainingTask } from '../../src/training/chip-training.ts';
import type { Samples } from '../../src/training/evaluate.ts';
import { planOf } from '../learning/convolutions.ts';
import { naiveIteration } from '../learning/naive-iteration.ts';
import { plainOuter, plainRead } from '../learning/plain-wiring.ts';
import { taskOf } from './small-task.ts';

const PLAN = planOf([
  [6, 6, 2],
  { convolution: 3, kernel: 3, padding: 1 },
  { convolution: 4, kernel: 2, padding: 1, pool: { max: 2 } },
  { dense: 5, pool: { average: 2 } },
  3,
]);
const INPUTS = PLAN.layers[0];

function images(address: string, count: number): Samples {
  const random = stream('images', address);
  const input = Float64Array.from({ length: INPUTS * count }, random);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const target = new Float64Array(3 * count);
  labels.forEach((label, i) => {
    target[3 * i + label] = 1;
  });
  return { count, input, target, labels };
}

function task(
  rule: 'dp' | 'dp-transpose' | null,
  training: Partial<Training> = {},
  separateFeedback = false,
): TrainingTask {
  const wish = { ...PLAN, activation: 'relu', alpha: 0.4, spread: 0.05, separateFeedback, autoZero: true } as const;
  return {
    ...taskOf(rule, wish, { margins: 'never', batch: 5, passes: 20, ...training }, 0.2),
    train: images('train', 12),
    test: images('test', 9),
  };
}

const weightsOf = ({ chip }: ChipTraining) => chip.forward.flatMap(({ weights, bias }) => [...weights, ...bias]);

it('an epoch is what the synapses of one shared array see at all places, one image at a time', () => {
  const own = task('dp', { epochs: 1, batch: 12, passes: 4, learningRate: 0.3 });
  const { chip, train, beta } = own;
  const forward = chip.forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias: bias.slice() }));
  const circuit = circuitOf(chip, 'dp');
  for (const b of shuffledIndices(train.count, own.streams('order', 0))) {
    const drive = {
      input: train.input.subarray(INPUTS * b, INPUTS * (b + 1)),
      target: train.target.subarray(3 * b, 3 * b + 3),
      loss: 'squared-error',
      beta,
      nudge: 'live',
    } as const;
    const options = { iterations: 4, order: 'forward' } as const;
    const { activity, difference } = new LayerIteration(circuit, doublesOf(circuit), drive, options).run();
    const { winners } = naiveIteration(circuit, drive, 'forward', 4);
    chip.forward.forEach(({ weights, bias }, k) => {
      const connection = chip.connections![k];
      const d = difference[k + 1]!.map((value) => (0.3 * value) / beta / 12);
      if (connection === null) {
        d.forEach((value, i) => {
          forward[k].bias[i] += value;
          activity[k].forEach((m, j) => {
            forward[k].weights[i * activity[k].length + j] += value * m;
          });
        });
        return;
      }
      const outer = plainOuter(connection, plainRead(connection, winners[k], activity[k]), d, weights.length);
      outer.weights.forEach((value, w) => {
        forward[k].weights[w] += value;
      });
      bias.forEach((_, i) => {
        forward[k].bias[i] += outer.bias[i];
      });
    });
  }
  const training = new ChipTraining(own);
  training.epoch();
  const expected = forward.flatMap(({ weights, bias }) => [...weights, ...bias]);
  weightsOf(training).forEach((weight, i) => {
    expect(Math.abs(weight - expected[i])).toBeLessThan(1e-12);
  });
});

it('by events the weights go where they go by the iteration, within what the thresholds leave', () => {
  const plan = planOf([[6, 6, 2], { convolution: 2, kernel: 3 }, { dense: 5, pool: { average: 2 } }, 3]);
  const moved = (inference: Training['inference'], threshold: number) => {
    const own = task(
      'dp-transpose',
      { inference, margins: 'every-epoch', batch: 4, passes: 300, learningRate: 0.2 },
      true,
    );
    const { chip } = taskOf('dp-transpose', {
      ...plan,
      activation: 'relu',
      alpha: 0.4,
      spread: 0.05,
      separateFeedback: true,
    });
    const encoder = { ...chip.encoder, activityThreshold: threshold, differenceThreshold: threshold };
    const training = new ChipTraining({ ...own, train: images('few', 6), chip: { ...chip, encoder } });
    const before = weightsOf(training);
    const { unsettled, lost } = training.epoch();
    expect({ unsettled, lost }).toEqual({ unsettled: 0, lost: 0 });
    const feedback = training.chip.feedback.flatMap((array) => [...(array ?? [])]);
    return [...weightsOf(training).map((weight, i) => weight - before[i]), ...feedback];
  };
  const expected = moved('layer-wise', 1);
  const offs = [4e-3, 4e-4].map((threshold) => {
    const found = moved('events', threshold);
    return Math.hypot(...found.map((move, i) => move - expected[i])) / Math.hypot(...expected);
  });
  expect(offs[0]).toBeLessThan(0.1);
  expect(offs[0] / offs[1]).toBeGreaterThan(5);
});

const WAYS = [
  {},
  { order: 'forward-backward', passes: 2 },
  { order: 'parallel', passes: 8 },
  { order: 'random', passes: 3 },
  { state: 'carried', passes: 2 },
  { learn: 'pass', passes: 3 },
  { damping: 'tikhonov', passes: 5 },
  { optimizer: 'adam', learningRate: 0.004 },
  { momentum: 0.9, weightDecay: 0.01, warmUp: 0.3, decay: 'cosine' },
  { synapse: { device: 'Idealized', scheme: 'mixed-precision', fullWeight: 2, mostPulses: 31 } },
] as const;

describe.each(WAYS)('%j', (way) => {
  const settings = { learningRate: 0.01, ...way } as Partial<Training>;

  it('in single precision is as in double, to rounding', () => {
    for (const rule of ['dp', 'dp-transpose', null] as const) {
      const [double, single] = (['f64', 'f32'] as const).map((precision) => {
        const training = new ChipTraining(task(rule, { ...settings, precision }, rule === 'dp'));
        const rows = [training.row(), training.epoch(), training.epoch()];
        return { rows, weights: weightsOf(training) };
      });
      const off = Math.max(...double.weights.map((weight, i) => Math.abs(weight - single.weights[i])));
      // Hundreds of roundings an update, each of an update of some units at a rate of 1/100; a pulse more or less is 6e-4.
      expect(off).toBeLessThan('synapse' in way ? 5e-3 : 1e-5);
      expect(off).toBeGreaterThan(0);
      single.rows.forEach(({ trainLoss, angleDeg }, epoch) => {
        expect(trainLoss).toBeCloseTo(double.rows[epoch].trainLoss, 'synapse' in way ? 1 : 4);
        expect(angleDeg).toHaveLength(4);
      });
    }
  });

  it.each(['f64', 'f32'] as const)('goes on to the bit in %s', (precision) => {
    const own = task('dp', { ...settings, precision }, true);
    const whole = new ChipTraining(own);
    whole.row();
    whole.epoch();
    const kept = structuredClone(whole.state());
    const later = new ChipTraining(own);
    later.restore(kept);
    expect(later.epoch()).toEqual(whole.epoch());
    expect(later.state()).toEqual(whole.state());
  });
});

it('a feedback array follows by the same updates: with weight decay alone it comes to the forward one', () => {
  const training = new ChipTraining(task('dp', { weightDecay: 1, learningRate: 0.02, batch: 12, epochs: 60 }, true));
  const distance = () => {
    const { forward, feedback } = training.chip;
    return Math.hypot(...feedback[1]!.map((value, i) => value - forward[1].weights[i]));
  };
  const before = distance();
  for (let epoch = 0; epoch < 60; epoch++) training.epoch();
  // Each update takes 2 % of every difference (Kolen and Pollack 1994), whatever else it does.
  expect(Math.abs(distance() / (before * 0.98 ** 60) - 1)).toBeLessThan(1e-9);
});

it('many patches of many images fit into the memory of single precision, beside everything else', () => {
  // A batch has 40 x 64 patches, of which 2^17 numbers are made at once: more than there are neurons, or samples, in one product.
  const plan = planOf([[8, 8, 1], { convolution: 1, kernel: 3, padding: 1 }, 3]);
  const wish = { ...plan, activation: 'relu', alpha: 0.4, spread: 0.05 } as const;
  const random = stream('many patches');
  const input = Float64Array.from({ length: 64 * 40 }, random);
  const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 3);
  const target = Float64Array.from({ length: 120 }, (_, at) => (at % 3 === labels[Math.floor(at / 3)] ? 1 : 0));
  const own = { count: 40, input, target, labels };
  const [double, single] = (['f64', 'f32'] as const).map((precision) => {
    const base = taskOf('dp', wish, { margins: 'never', batch: 40, passes: 10, learningRate: 0.01, precision }, 0.2);
    const training = new ChipTraining({ ...base, train: own, test: own });
    training.epoch();
    return weightsOf(training);
  });
  const off = Math.max(...double.map((weight, i) => Math.abs(weight - single[i])));
  expect(off).toBeLessThan(1e-5);
});

it('as many samples as are asked for, pools and all, fit into it', () => {
  const samples = 3000;
  const { chip } = task('dp', {}, true);
  const circuit = circuitOf(chip, 'dp');
  const single = new SingleCircuit(chip, samples);
  const input = new Float64Array(samples * INPUTS);
  const drive = {
    input,
    target: new Float64Array(samples * 3),
    loss: 'squared-error',
    beta: 1,
    nudge: 'live',
  } as const;
  const network = new LayerWise(circuit, single, drive, false);
  network.update([1, 2, 3, 4]);
  single.updates.add(network.read(), network.difference(), 1);
  expect(network.output()).toHaveLength(samples * 3);
});
