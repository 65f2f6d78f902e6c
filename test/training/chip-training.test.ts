import { describe, expect, it } from 'vitest';
import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import { Outlook } from '../../src/analysis/outlook.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit } from '../../src/engine/circuit.ts';
import { doublesOf } from '../../src/learning/arithmetic.ts';
import { LayerIteration } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES, type ShippedRule } from '../../src/model/rules.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { ChipTraining, RunawayError, type TrainingTask } from '../../src/training/chip-training.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { naiveIteration } from '../learning/naive-iteration.ts';
import { samples, taskOf } from './small-task.ts';

const weightsOf = ({ chip }: ChipTraining) => chip.forward.flatMap(({ weights, bias }) => [...weights, ...bias]);
const largest = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

function trained(task: TrainingTask, epochs = task.training.epochs): ChipTraining {
  const training = new ChipTraining(task);
  for (let epoch = 0; epoch < epochs; epoch++) training.epoch();
  return training;
}

/**
 * One epoch written down once more with what a synapse sees and nothing else: the mean of its sender and the difference of its
 * receiver, one neuron at a time, the states from an iteration of its own.
 */
function naiveEpoch(task: TrainingTask, rule: ShippedRule) {
  const { chip, train, training, beta } = task;
  const forward = chip.forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias: bias.slice() }));
  const feedback = chip.feedback.map((array) => array?.slice() ?? null);
  const circuit: Circuit = circuitOf({ ...chip, forward, feedback }, rule);
  const order = shuffledIndices(train.count, task.streams('order', 0));
  const last = chip.layers.length - 1;
  for (let from = 0; from < train.count; from += training.batch) {
    const sums = forward.map(({ weights, bias }) => ({ weights: weights.map(() => 0), bias: bias.map(() => 0) }));
    const batch = order.subarray(from, from + training.batch);
    for (const image of batch) {
      const input = train.input.subarray(4 * image, 4 * image + 4);
      const target = train.target.subarray(3 * image, 3 * image + 3);
      const drive = { input, target, loss: 'squared-error', beta, nudge: 'live' } as const;
      const { plus, minus } = naiveIteration(circuit, drive, 'forward', training.passes);
      for (let k = 0; k < last; k++) {
        const { weightPlus, weightMinus } = circuit.nudging[Math.max(k, 1)]!;
        const m = (j: number) => (k === 0 ? input[j] : weightPlus[j] * plus[k][j] + weightMinus[j] * minus[k][j]);
        for (let i = 0; i < chip.layers[k + 1]; i++) {
          const d = (plus[k + 1][i] - minus[k + 1][i]) / beta / batch.length;
          sums[k].bias[i] += d;
          for (let j = 0; j < chip.layers[k]; j++) sums[k].weights[i * chip.layers[k] + j] += d * m(j);
        }
      }
    }
    sums.forEach(({ weights, bias }, k) => {
      for (let i = 0; i < bias.length; i++) forward[k].bias[i] += training.learningRate * bias[i];
      for (let w = 0; w < weights.length; w++) {
        forward[k].weights[w] += training.learningRate * weights[w];
        const below = feedback[k];
        if (below !== null) below[w] += training.learningRate * weights[w];
      }
    });
  }
  return { forward, feedback };
}

describe('an update is what a synapse sees, and no more', () => {
  for (const rule of RULES) {
    for (const activation of ['relu', 'tanh'] as const) {
      for (const separateFeedback of [false, true]) {
        it(`${rule}, ${activation}, ${separateFeedback ? 'feedback of its own' : 'one array'}: as written down once more`, () => {
          const task = taskOf(rule, { activation, separateFeedback, rails: [-1.5, 1.5] });
          const { chip } = trained(task, 1);
          const naive = naiveEpoch(task, rule);
          chip.forward.forEach(({ weights, bias }, k) => {
            expect(
              largest([...weights, ...bias], [...naive.forward[k].weights, ...naive.forward[k].bias]),
            ).toBeLessThan(1e-10);
            if (naive.feedback[k] === null) expect(chip.feedback[k]).toBeNull();
            else expect(largest([...chip.feedback[k]!], [...naive.feedback[k]])).toBeLessThan(1e-10);
          });
          expect(weightsOf({ chip } as ChipTraining)).not.toEqual(
            task.chip.forward.flatMap(({ weights, bias }) => [...weights, ...bias]),
          );
        });
      }
    }
  }

  it('leaves the chip that was sampled as it was', () => {
    const task = taskOf('dp', { separateFeedback: true });
    const before = structuredClone(task.chip);
    trained(task);
    expect(task.chip).toEqual(before);
  });
});

describe('with beta to 0 the weights are those that the exact gradient leads to', () => {
  /** Largest distance of the weights to those of the exact gradient, after all epochs, for halved betas. */
  function orders(rule: ShippedRule, alpha: number): number[] {
    const wish = { alpha, spread: 0 } as const;
    const exact = weightsOf(trained(taskOf(null, wish)));
    const errors = [0.08, 0.04, 0.02, 0.01].map((beta) =>
      largest(weightsOf(trained(taskOf(rule, wish, {}, beta))), exact),
    );
    return errors.slice(1).map((error, i) => Math.log2(errors[i] / error));
  }

  // Terms of first order are (1 - 2 alpha) times something (research: the limit of small beta), so at 1/2 there are none.
  it.each([
    ['dp', 0, 1],
    ['dp', 1, 1],
    ['dp', 0.5, 2],
    ['dp-transpose', 0, 1],
    ['dp-transpose', 0.5, 2],
  ] as const)('%s at alpha %d, in order %d of beta', (rule, alpha, order) => {
    for (const found of orders(rule, alpha)) expect(Math.abs(found - order)).toBeLessThan(0.2);
  });
});

describe('a chip learns', () => {
  /** The last row of a training on two hundred samples, tested on two hundred others. */
  function learned(task: TrainingTask) {
    const training = new ChipTraining({ ...task, train: samples('more', 200), test: samples('others', 200) });
    const before = training.row();
    for (let epoch = 1; epoch < 20; epoch++) training.epoch();
    return { before, after: training.epoch() };
  }
  const SETTINGS = { epochs: 20, learningRate: 0.02 };

  it('what is there to be learnt, in loss and in classes', () => {
    const { before, after } = learned(taskOf('dp-transpose', { spread: 0, alpha: 0.3 }, SETTINGS));
    expect(after.trainLoss).toBeLessThan(before.trainLoss / 2);
    expect(after.testAccuracy).toBeGreaterThan(0.8);
    expect(after).toMatchObject({ epoch: 20, presentations: 200, unsettled: 0 });
  });

  it('around everything but the zero offsets of d, which an auto-zero takes out', () => {
    const task = taskOf('dp-transpose', { spread: 0.1, alpha: 0.3 }, SETTINGS);
    const zeroed = task.chip.neurons.map((layer) => layer && { ...layer, autoZero: layer.alpha.map(() => 0) });
    const withOffsets = learned(task).after;
    const without = learned({ ...task, chip: { ...task.chip, neurons: zeroed } }).after;
    expect(withOffsets.testAccuracy).toBeLessThan(0.5);
    expect(without.testAccuracy).toBeGreaterThan(0.8);
  });
});

describe('ways of the 2023 paper', () => {
  const wish = { activation: 'relu', alpha: 0.3, spread: 0.1 } as const;
  const ends = (training: Partial<TrainingTask['training']>) => weightsOf(trained(taskOf('dp', wish, training, 0.2)));

  it('multistep: a weight follows every pass, from the state that the pass before left', () => {
    const task = taskOf('dp', wish, { epochs: 1, batch: 12, passes: 3, learn: 'pass', learningRate: 0.2 }, 0.2);
    const { chip, train } = task;
    const forward = chip.forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias: bias.slice() }));
    const circuit = circuitOf({ ...chip, forward }, 'dp');
    const order = shuffledIndices(train.count, task.streams('order', 0));
    const pick = (of: Float64Array, n: number) =>
      Float64Array.from([...order].flatMap((image) => [...of.subarray(n * image, n * image + n)]));
    const drive = {
      input: pick(train.input, 4),
      target: pick(train.target, 3),
      loss: 'squared-error',
      beta: 0.2,
      nudge: 'live',
    } as const;
    const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, { iterations: 3, order: 'forward' });
    for (let pass = 0; pass < 3; pass++) {
      iteration.pass();
      const { activity, difference } = iteration.result();
      forward.forEach(({ weights, bias }, k) => {
        const [n, m] = [chip.layers[k], chip.layers[k + 1]];
        for (let i = 0; i < m; i++) {
          for (let b = 0; b < 12; b++) {
            const d = (0.2 * difference[k + 1]![b * m + i]) / 0.2 / 12;
            bias[i] += d;
            for (let j = 0; j < n; j++) weights[i * n + j] += d * activity[k][b * n + j];
          }
        }
      });
    }
    const found = weightsOf(trained(task, 1));
    expect(
      largest(
        found,
        forward.flatMap(({ weights, bias }) => [...weights, ...bias]),
      ),
    ).toBeLessThan(1e-12);
    expect(largest(found, ends({ epochs: 1, batch: 12, passes: 3, learningRate: 0.2 }))).toBeGreaterThan(1e-4);
  });

  it('corrupted: a presentation begins where the last one ended; where it settles anyway, nothing changes', () => {
    const short = { epochs: 1, passes: 1 };
    expect(ends({ ...short, state: 'carried' })).not.toEqual(ends(short));
    expect(largest(ends({ epochs: 1, state: 'carried' }), ends({ epochs: 1 }))).toBeLessThan(1e-9);
  });

  it.each(['parallel', 'random'] as const)('%s: the same weights in the end, where it settles', (order) => {
    expect(largest(ends({ order, epochs: 1, passes: 400 }), ends({ epochs: 1, passes: 400 }))).toBeLessThan(1e-9);
  });

  it.each([{ state: 'carried' }, { order: 'random' }, { learn: 'pass' }, { damping: 'tikhonov' }] as const)(
    '%j goes on to the bit',
    (own) => {
      const task = taskOf('dp', wish, { ...own, passes: 2 }, 0.2);
      const straight = trained(task, 3);
      const first = trained(task, 2);
      const second = new ChipTraining(task);
      second.restore(first.state());
      second.epoch();
      expect(weightsOf(second)).toEqual(weightsOf(straight));
    },
  );

  it('damped: the same where the iteration settles either way, and settling where it alone would not', () => {
    const own = { epochs: 1, passes: 2000 };
    expect(largest(ends({ ...own, damping: 'tikhonov' }), ends(own))).toBeLessThan(1e-8);
  });
});

describe('beta that follows the limit of the chip', () => {
  const wish = { activation: 'relu', alpha: 0, spread: 0.1, separateFeedback: false } as const;
  const task = (track: number | null) => ({ ...taskOf('dp', wish, { epochs: 8, learningRate: 0.02 }, 3), track });

  it('is so many times the beta at which the first branch ends, as growing weights move it', () => {
    const training = new ChipTraining(task(0.5));
    const betas = [training.row().beta];
    for (let epoch = 0; epoch < 8; epoch++) {
      const limit = limitOf(training, betas[epoch]);
      const row = training.epoch();
      betas.push(row.beta);
      expect(Math.abs(row.beta / Math.min(3, 0.5 * limit) - 1)).toBeLessThan(1e-6);
    }
    expect(betas[0]).toBe(3);
    expect(new Set(betas).size).toBeGreaterThan(5);
  });

  it('stays as it is where it is not asked to follow, and is never above what is stated', () => {
    const training = new ChipTraining({ ...task(null), beta: 0.1 });
    expect([training.epoch().beta, training.epoch().beta]).toEqual([0.1, 0.1]);
    const far = new ChipTraining({ ...task(0.5), beta: 1e-3 });
    far.row();
    expect(far.epoch().beta).toBe(1e-3);
  });

  it('or a schedule, whichever is lower, which every epoch is trained with', () => {
    const scheduled = (track: number | null) => {
      const { training, ...rest } = task(track);
      return {
        ...rest,
        beta: 0.2,
        training: {
          ...training,
          learningRate: 1e-6,
          epochs: 4,
          betaSchedule: { to: 1 / 8, along: 'geometric' } as const,
        },
      };
    };
    const rowsOf = (track: number | null) => {
      const training = new ChipTraining(scheduled(track));
      return [training.row(), ...Array.from({ length: 4 }, () => training.epoch())].map(({ beta }) => beta);
    };
    const plain = rowsOf(null);
    [0.2, 0.2, 0.1, 0.05, 0.025].forEach((expected, epoch) => {
      expect(plain[epoch]).toBeCloseTo(expected, 14);
    });
    const followed = rowsOf(5e-3);
    expect(followed.every((beta, epoch) => beta <= plain[epoch])).toBe(true);
    expect(followed[4]).toBeLessThan(plain[4]);
    expect(rowsOf(1e6)).toEqual(plain);

    const straight = new ChipTraining(scheduled(null));
    const [first, second] = [new ChipTraining(scheduled(null)), new ChipTraining(scheduled(null))];
    const rows = [straight.epoch(), straight.epoch(), straight.epoch()];
    first.epoch();
    second.restore(first.state());
    expect([second.epoch(), second.epoch()]).toEqual(rows.slice(1));
  });

  it('goes on to the bit', () => {
    const straight = new ChipTraining(task(0.5));
    straight.row();
    straight.epoch();
    straight.epoch();
    const first = new ChipTraining(task(0.5));
    first.row();
    first.epoch();
    const second = new ChipTraining(task(0.5));
    second.restore(first.state());
    second.epoch();
    expect(weightsOf(second)).toEqual(weightsOf(straight));
  });

  /** The smallest beta at which a branch of the probes ends, each followed from 0 on. */
  function limitOf(training: ChipTraining, beta: number): number {
    const { test } = task(null);
    const circuit = circuitOf(training.chip, 'dp');
    return Math.min(
      ...[0, 1].map((i) => {
        const input = test.input.subarray(4 * i, 4 * i + 4);
        const target = test.target.subarray(3 * i, 3 * i + 3);
        const outlook = new Outlook(circuit, { input, target, loss: 'squared-error', beta, nudge: 'live' });
        // Where it goes on, as if its loop stayed.
        return outlook.point === null ? outlook.lossBeta()! : beta * (outlook.margins?.gainMargin ?? Infinity);
      }),
    );
  }
});

describe('where weights go', () => {
  it('moves and cosines are those of all forward weights, epoch by epoch', () => {
    const training = new ChipTraining(taskOf('dp', { separateFeedback: true }, {}, 0.2));
    const at = [weightsOf(training)];
    const rows = [training.row()];
    for (let epoch = 0; epoch < 3; epoch++) {
      rows.push(training.epoch());
      at.push(weightsOf(training));
    }
    const moved = at.slice(1).map((weights, e) => weights.map((w, i) => w - at[e][i]));
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    expect([rows[0].move, rows[0].moveCosine, rows[1].moveCosine]).toEqual([null, null, null]);
    moved.forEach((step, e) => {
      expect(rows[e + 1].move).toBeCloseTo(Math.sqrt(dot(step, step) / dot(at[e], at[e])), 12);
      if (e === 0) return;
      const cosine = dot(step, moved[e - 1]) / Math.sqrt(dot(step, step) * dot(moved[e - 1], moved[e - 1]));
      expect(rows[e + 1].moveCosine).toBeCloseTo(cosine, 12);
    });
  });

  it('is a cycle where the rate is 1.95 over the largest curvature, and a drift where it is far below', () => {
    const base = taskOf(null, { layers: [4, 3], activation: 'identity', spread: 0 }, { batch: 12, epochs: 60 });
    // Of squared error of one linear layer: the largest eigenvalue of the mean of (x, 1)(x, 1)^T.
    let v = [1, 1, 1, 1, 1];
    let curvature = 0;
    for (let step = 0; step < 500; step++) {
      const next = v.map(() => 0);
      for (let s = 0; s < 12; s++) {
        const x = [...base.train.input.subarray(4 * s, 4 * s + 4), 1];
        const along = x.reduce((sum, value, i) => sum + value * v[i], 0) / 12;
        x.forEach((value, i) => {
          next[i] += along * value;
        });
      }
      curvature = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
      v = next.map((value) => value / curvature);
    }
    const ends = (rate: number) => {
      const training = new ChipTraining({ ...base, training: { ...base.training, learningRate: rate } });
      const rows = Array.from({ length: 60 }, () => training.epoch());
      return rows[rows.length - 1];
    };
    expect(ends(1.95 / curvature).moveCosine).toBeLessThan(-0.8);
    expect(ends(0.01 / curvature).moveCosine).toBeGreaterThan(0.99);
    // Beyond 2 it grows without end.
    expect(ends(2.05 / curvature).move).toBeGreaterThan(ends(1.95 / curvature).move!);
  });
});

it('looks at margins when it is asked to', () => {
  const looked = (margins: 'every-epoch' | 'ends' | 'never') => {
    const training = new ChipTraining(taskOf('dp', { alpha: 0 }, { margins, epochs: 2 }, 0.2));
    return [training.row(), training.epoch(), training.epoch()].map(({ lost, gainMargin }) => [lost, gainMargin]);
  };
  const every = looked('every-epoch');
  expect(every.flat()).not.toContain(null);
  expect(looked('ends')).toEqual([every[0], [null, null], every[2]]);
  expect(looked('never')).toEqual([1, 2, 3].map(() => [null, null]));
});

describe('tasks in turn', () => {
  const training = { tasks: [[0], [1, 2]], taskEpochs: 2, epochs: 5 };

  it('train on the samples of their classes alone, each for its epochs, over and over', () => {
    const task = taskOf('dp', {}, training, 0.2);
    const counts = training.tasks.map((classes) => task.train.labels.filter((label) => classes.includes(label)).length);
    expect(counts[0] + counts[1]).toBe(12);
    const own = new ChipTraining(task);
    const rows = [own.row(), ...Array.from({ length: 5 }, () => own.epoch())];
    expect(rows.map((row) => row.task)).toEqual([null, 0, 0, 1, 1, 0]);
    expect(rows.slice(1).map(({ presentations }) => presentations)).toEqual([0, 0, 1, 1, 0].map((t) => counts[t]));
    for (const { taskAccuracy, testAccuracy } of rows) {
      const tested = training.tasks.map(
        (classes) => task.test.labels.filter((label) => classes.includes(label)).length,
      );
      const right = taskAccuracy.map((accuracy, t) => accuracy * tested[t]);
      expect((right[0] + right[1]) / 8).toBeCloseTo(testAccuracy, 12);
    }
  });

  it('come round again after the last of them', () => {
    const task = taskOf('dp', {}, { tasks: [[0], [1], [2]], taskEpochs: 1, epochs: 4 }, 0.2);
    const own = new ChipTraining(task);
    expect([1, 2, 3, 4].map(() => own.epoch().task)).toEqual([0, 1, 2, 0]);
  });

  it('forget what the others do not train: the answer of a single layer to its own classes only', () => {
    const base = taskOf(
      null,
      { layers: [4, 3], activation: 'identity', spread: 0 },
      {
        ...training,
        taskEpochs: 40,
        epochs: 80,
        learningRate: 0.5,
        batch: 4,
      },
    );
    const own = new ChipTraining({ ...base, train: samples('more', 200), test: samples('others', 200) });
    const rows = Array.from({ length: 80 }, () => own.epoch());
    expect(rows[39].taskAccuracy[0]).toBe(1);
    expect(rows[39].taskAccuracy[1]).toBe(0);
    expect(rows[79].taskAccuracy[0]).toBe(0);
    expect(rows[79].taskAccuracy[1]).toBeGreaterThan(0.6);
  });
});

it('knows the certified beta of the chip as it is, where margins are looked at', () => {
  const training = new ChipTraining(taskOf('dp', { layers: [4, 6, 3] }, { margins: 'ends', epochs: 2 }));
  const certified = () => certifiedBeta(circuitOf(training.chip, 'dp'), 'squared-error', 'live').everywhere;
  const first = certified();
  expect(first).toBeGreaterThan(0);
  expect(training.row().certifiedBeta).toBe(first);
  expect(training.epoch()).toMatchObject({ certifiedBeta: null, lost: null });
  const last = training.epoch().certifiedBeta;
  expect(last).toBe(certified());
  expect(last).not.toBe(first);
  expect(new ChipTraining(taskOf(null, { activation: 'relu' })).row().certifiedBeta).toBeNull();
});

describe('by events', () => {
  it('the updates are those of the iteration but for the thresholds', () => {
    const wish = { activation: 'relu', spread: 0.1, alpha: 0.5 } as const;
    const iterated = weightsOf(trained(taskOf('dp', wish, { epochs: 1 }, 0.2)));
    const start = weightsOf(new ChipTraining(taskOf('dp', wish)));
    const moved = largest(iterated, start);
    const errors = [8e-3, 4e-3, 2e-3, 1e-3].map((threshold) => {
      const task = taskOf('dp', wish, { epochs: 1, inference: 'events' }, 0.2);
      const encoder = { ...task.chip.encoder, activityThreshold: threshold, differenceThreshold: threshold };
      return largest(weightsOf(trained({ ...task, chip: { ...task.chip, encoder } })), iterated);
    });
    expect(errors[3]).toBeLessThan(moved / 20);
    expect(errors[3]).toBeLessThan(errors[0] / 3);
  });

  it('counts events, and what did not come to rest', () => {
    const row = new ChipTraining(taskOf('dp', {}, { inference: 'events' })).epoch();
    expect(row.events).toBeGreaterThan(12);
    expect(row.unsettled).toBe(0);
    const short = { ...taskOf('dp', {}, { inference: 'events' }), limits: { horizon: 1e-6, maxEvents: null } };
    expect(new ChipTraining(short).epoch().unsettled).toBe(12);
    const few = new ChipTraining(taskOf('dp', {}, { passes: 1 })).epoch();
    expect(few).toMatchObject({ unsettled: 12, events: 0 });
  });

  it('adds up the time of all presentations, and what events and neurons take in it', () => {
    const energy = { event: 3e-12, staticPerNeuron: 2e-9 };
    const of = (rule: ShippedRule | null, own: Chip['energy'], inference: 'events' | 'layer-wise') => {
      const task = taskOf(rule, {}, { inference, batch: 12 });
      return { ...task, chip: { ...task.chip, energy: own } };
    };
    const task = of('dp', energy, 'events');
    const simulator = new Simulator(circuitOf(task.chip, 'dp'));
    let [time, events] = [0, 0];
    for (let i = 0; i < 12; i++) {
      const [input, target] = [
        task.train.input.subarray(4 * i, 4 * i + 4),
        task.train.target.subarray(3 * i, 3 * i + 3),
      ];
      const drive = { input, target, loss: 'squared-error', beta: 0.05, nudge: 'live' } as const;
      const run = simulator.run(drive, task.limits, {});
      time += run.endTime;
      events += run.events!.activity + run.events!.difference;
    }
    const row = new ChipTraining(task).epoch();
    // One sum in another order of the samples.
    expect(Math.abs(row.time! / time - 1)).toBeLessThan(1e-13);
    expect(row.events).toBe(events);
    const spent = energy.event * events + energy.staticPerNeuron * (6 + 5 + 3) * time;
    expect(Math.abs(row.energy! / spent - 1)).toBeLessThan(1e-13);
    expect(new ChipTraining(task).row()).toMatchObject({ time: null, energy: null });
    expect(new ChipTraining(of('dp', null, 'events')).epoch()).toMatchObject({ time: row.time, energy: null });
    for (const rule of ['dp', null] as const) {
      expect(new ChipTraining(of(rule, energy, 'layer-wise')).epoch()).toMatchObject({ time: null, energy: null });
    }
  });

  it('draws noise for every presentation of its own, and the same again', () => {
    const noisy = (): TrainingTask => {
      const task = taskOf('dp', { activation: 'relu' }, { inference: 'events', epochs: 1, batch: 12 });
      const noise = { thermal: { rms: 0.02, correlationTime: 1e-6 }, flicker: null, read: null };
      // Twice the same sample: without noise both would send the same.
      return { ...task, chip: { ...task.chip, noise }, train: samples('train', 2) };
    };
    const [first, second] = [trained(noisy()), trained(noisy())];
    expect(weightsOf(first)).toEqual(weightsOf(second));
    const addresses: string[] = [];
    const task = noisy();
    new ChipTraining({
      ...task,
      streams: (...address) => {
        addresses.push(address.join(' '));
        return task.streams(...address);
      },
    }).epoch();
    expect(addresses.some((address) => address.startsWith('noise 0 0 0'))).toBe(true);
    expect(addresses.some((address) => address.startsWith('noise 0 0 1'))).toBe(true);
  });
});

describe('a training', () => {
  it.each(['sgd', 'adam'] as const)('that is stopped and restored goes on to the same bits: %s', (optimizer) => {
    const wish = { separateFeedback: true };
    const settings = { optimizer, momentum: 0.7, weightDecay: 0.01, warmUp: 0.3, decay: 'cosine', epochs: 6 } as const;
    const whole = trained(taskOf('dp', wish, settings));
    const part = trained(taskOf('dp', wish, settings), 3);
    const again = new ChipTraining(taskOf('dp', wish, settings));
    again.restore(structuredClone(part.state()));
    for (let epoch = 3; epoch < 6; epoch++) again.epoch();
    expect(again.state()).toEqual(whole.state());
    expect(again.row()).toEqual(whole.row());
    expect(() => again.restore({ epoch: 1, arrays: whole.state().arrays.slice(1) })).toThrow(
      'not one of this training',
    );
  });

  it('that runs away says so, and in which epoch', () => {
    const wild = new ChipTraining(taskOf('dp', { activation: 'relu' }, { learningRate: 1e4, epochs: 200 }));
    const run = () => {
      for (let epoch = 0; epoch < 200; epoch++) wild.epoch();
    };
    expect(run).toThrow(RunawayError);
    expect(run).toThrow(/ran away in epoch \d+/);
  });

  it('knows its margin: a chip whose branch has ended is lost', () => {
    const rowAt = (beta: number) =>
      new ChipTraining(taskOf('dp', { alpha: 0, spread: 0, activation: 'identity' }, {}, beta)).row();
    const small = rowAt(0.01);
    expect(small).toMatchObject({ lost: 0, epoch: 0, presentations: 0 });
    // The loop of a linear chip at alpha = 0 is beta times something that stays.
    expect(rowAt(0.02).gainMargin! / small.gainMargin!).toBeCloseTo(0.5, 6);
    expect(rowAt(0.011 * small.gainMargin!).lost).toBe(2);
  });
});
