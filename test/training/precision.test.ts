import { describe, expect, it } from 'vitest';
import type { Circuit } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { largestIndex } from '../../src/model/largest-index.ts';
import { lossNamed } from '../../src/model/losses.ts';
import { ChipTraining, RunawayError, type TrainingTask } from '../../src/training/chip-training.ts';
import { performanceOn, type Samples } from '../../src/training/evaluate.ts';
import { samples, taskOf } from './small-task.ts';

/** Half a unit in the last place of 1 in single precision. */
const U = 2 ** -24;

const SINGLE = { precision: 'f32' } as const;

/**
 * The states of one sample after one pass down, and how far those in single precision may be off: the first-order bound of
 * every operation, |fl(x op y) - x op y| <= u |x op y|, sums of n terms with n + 1 of them (Higham 2002, section 3.1), carried
 * through phi and rails, which stretch nothing.
 */
function bounded({ chip, nudging }: Circuit, input: Float64Array, target: Float64Array, beta: number) {
  const last = chip.layers.length - 1;
  type Bounded = { value: number; off: number };
  const at = (value: number, off: number): Bounded => ({ value, off });
  const times = (factor: number, { value, off }: Bounded) =>
    at(factor * value, Math.abs(factor) * (off + 2 * U * Math.abs(value)));
  const plus = (a: Bounded, b: Bounded) =>
    at(a.value + b.value, a.off + b.off + U * Math.abs(a.value + b.value) + U * (a.off + b.off));
  const sum = (terms: Bounded[], start: number) => {
    const size = terms.reduce((total, { value }) => total + Math.abs(value), Math.abs(start));
    const off = terms.reduce((total, term) => total + term.off, 0);
    return at(
      terms.reduce((total, { value }) => total + value, start),
      off + (terms.length + 3) * U * size,
    );
  };
  const phi = (k: number, { value, off }: Bounded) => {
    if (k === last || chip.activation === 'identity') return at(value, off);
    const own = chip.activation === 'relu' ? Math.max(0, value) : Math.tanh(value);
    return at(own, off + U * Math.abs(own));
  };
  const layers = chip.layers.map((n) => Array.from({ length: n }, () => ({ plus: at(0, 0), minus: at(0, 0) })));
  const mean = (k: number, j: number) => {
    if (k === 0) return at(input[j], U * Math.abs(input[j]));
    const { weightPlus, weightMinus } = nudging[k]!;
    return plus(times(weightPlus[j], layers[k][j].plus), times(weightMinus[j], layers[k][j].minus));
  };
  const difference = (k: number, i: number) => plus(layers[k][i].plus, times(-1, layers[k][i].minus));
  const sent = (value: Bounded, threshold: number) => times(1 / threshold, value);
  const update = (k: number, isNudged: boolean) => {
    const { gain, offset } = chip.neurons[k]!;
    const { gainPlus, gainMinus } = nudging[k]!;
    const { weights, bias } = chip.forward[k - 1];
    const n = chip.layers[k - 1];
    const below = Array.from({ length: n }, (_, j) =>
      k === 1 ? mean(0, j) : sent(mean(k - 1, j), chip.neurons[k - 1]!.threshold.activity[j]),
    );
    const a = Array.from(bias, (start, i) =>
      sum(
        below.map((m, j) => times(weights[i * n + j], m)),
        start,
      ),
    );
    const down = a.map((own, i) => {
      if (!isNudged) return at(0, 0);
      if (k === last) return times(beta, plus(at(target[i], 0), times(-1, own)));
      const above = chip.layers[k + 1];
      const array = chip.feedback[k] ?? chip.forward[k].weights;
      return sum(
        Array.from({ length: above }, (_, o) =>
          times(
            array[o * chip.layers[k] + i],
            sent(difference(k + 1, o), chip.neurons[k + 1]!.threshold.difference[o]),
          ),
        ),
        0,
      );
    });
    layers[k] = a.map((own, i) => ({
      plus: phi(k, plus(times(gain.plus[i], plus(own, times(gainPlus[i], down[i]))), at(offset.plus[i], U))),
      minus: phi(k, plus(times(gain.minus[i], plus(own, times(-gainMinus[i], down[i]))), at(offset.minus[i], U))),
    }));
  };
  for (let k = 1; k <= last; k++) update(k, false);
  for (let k = last; k > 0; k--) update(k, true);
  return { mean, difference };
}

describe('in single precision', () => {
  it.each([
    ['dp', 'relu', false],
    ['dp-transpose', 'relu', true],
    ['dp', 'tanh', true],
    ['dp-transpose', 'identity', false],
  ] as const)(
    'an update of %s (%s, feedback apart: %s) is off by no more than its operations',
    (rule, activation, separateFeedback) => {
      const wish = { activation, separateFeedback, layers: [4, 9, 6, 3] } as const;
      const settings = { epochs: 1, batch: 12, passes: 1, order: 'forward-backward', learningRate: 1 } as const;
      const task = taskOf(rule, wish, settings, 0.2);
      const [double, single] = [task, { ...task, training: { ...task.training, ...SINGLE } }].map((own) => {
        const training = new ChipTraining(own);
        training.epoch();
        return training.weights();
      });
      const { chip, train, beta } = task;
      const circuit = circuitOf(chip, rule);
      const states = Array.from({ length: train.count }, (_, b) =>
        bounded(circuit, train.input.subarray(4 * b, 4 * b + 4), train.target.subarray(3 * b, 3 * b + 3), beta),
      );
      let most = 0;
      let widest = 0;
      for (let k = 0; k < chip.layers.length - 1; k++) {
        const n = chip.layers[k];
        double[k].weights.forEach((weight, w) => {
          const [i, j] = [Math.floor(w / n), w % n];
          let bound = 0;
          for (const { mean, difference } of states) {
            const [d, m] = [difference(k + 1, i), mean(k, j)];
            const size = Math.abs(d.value * m.value);
            bound += d.off * Math.abs(m.value) + m.off * Math.abs(d.value) + d.off * m.off;
            bound += (states.length + 4) * U * size;
          }
          bound /= beta * states.length;
          const off = Math.abs(single[k].weights[w] - weight);
          expect(off).toBeLessThanOrEqual(bound);
          most = Math.max(most, off);
          widest = Math.max(widest, bound);
        });
      }
      // It is single precision, and a worst case of some thousand roundings is some hundred times what they come to.
      expect(most).toBeGreaterThan(U / 8);
      expect(widest).toBeLessThan(8000 * U);
    },
  );

  const ways = [
    {},
    { order: 'forward-backward', passes: 1 },
    { order: 'parallel', passes: 6 },
    { order: 'random', passes: 3 },
    { state: 'carried', passes: 2 },
    { learn: 'pass', passes: 3 },
    { damping: 'tikhonov', passes: 5 },
    { optimizer: 'adam', learningRate: 0.004 },
    { momentum: 0.9, weightDecay: 0.01, warmUp: 0.3, decay: 'cosine' },
    { synapse: { device: 'Idealized', scheme: 'mixed-precision', fullWeight: 2, mostPulses: 31 } },
  ] as const;

  function run(task: TrainingTask) {
    const training = new ChipTraining(task);
    const rows = [training.row()];
    for (let epoch = 0; epoch < 3; epoch++) rows.push(training.epoch());
    return { rows, weights: training.weights().flatMap(({ weights, bias }) => [...weights, ...bias]) };
  }

  // 5 does not divide 12: the last batch is smaller.
  it.each(ways)('%j: as in double precision, to rounding', (way) => {
    for (const rule of ['dp', 'dp-transpose', null] as const) {
      for (const wish of [
        { activation: 'relu', autoZero: true },
        { activation: 'relu', separateFeedback: true },
      ] as const) {
        const settings = { batch: 5, ...way } as Partial<TrainingTask['training']>;
        const [double, single] = [settings, { ...settings, ...SINGLE }].map((own) =>
          run(taskOf(rule, { alpha: 0.4, spread: 0.05, ...wish }, own, 0.2)),
        );
        const off = Math.max(...double.weights.map((weight, i) => Math.abs(weight - single.weights[i])));
        // Some thousand roundings of an update of about 1 at a rate of 1/20, none of which a stable training amplifies. A pulse that
        // comes an update later takes other noise: 4.5 times 30 % of a step of 6e-4, of some 180 pulses in either run.
        expect(off).toBeLessThan('synapse' in way ? 4.5 * Math.sqrt(2 * 180) * 0.3 * 6e-4 : 1e-5);
        expect(off).toBeGreaterThan(0);
        single.rows.forEach((row, epoch) => {
          expect(row.trainLoss).toBeCloseTo(double.rows[epoch].trainLoss, 'synapse' in way ? 2 : 4);
          if (!('synapse' in way)) expect(row.testAccuracy).toBe(double.rows[epoch].testAccuracy);
          expect(row.presentations).toBe(double.rows[epoch].presentations);
        });
      }
    }
  });

  it.each(ways)('%j goes on to the bit', (way) => {
    const task = taskOf(
      'dp',
      { activation: 'relu', separateFeedback: true, alpha: 0.4 },
      { batch: 5, ...way, ...SINGLE } as object,
      0.2,
    );
    const whole = new ChipTraining(task);
    whole.row();
    whole.epoch();
    const kept = whole.state();
    const later = new ChipTraining(task);
    later.restore(structuredClone(kept));
    expect(later.epoch()).toEqual(whole.epoch());
    expect(later.state()).toEqual(whole.state());
  });

  it('leaves the chip that was sampled as it was, and another training too', () => {
    const task = taskOf('dp', { separateFeedback: true }, SINGLE);
    const before = structuredClone(task.chip);
    const [one, other] = [new ChipTraining(task), new ChipTraining(task)];
    const untouched = other.state();
    one.epoch();
    expect(task.chip).toEqual(before);
    expect(other.state()).toEqual(untouched);
  });

  it('a weight that runs away is told', () => {
    const task = taskOf('dp', {}, { ...SINGLE, learningRate: 1e6, epochs: 50 });
    const training = new ChipTraining(task);
    const all = () => {
      for (let epoch = 0; epoch < 50; epoch++) training.epoch();
    };
    expect(all).toThrow(RunawayError);
  });
});

describe('performance on many samples', () => {
  /** Of more samples than are worked out at once, and no multiple of them. */
  const many: Samples = samples('many', 531);

  function plain(circuit: Circuit) {
    const { output } = freeResponse(circuit, many.input);
    let [loss, right] = [0, 0];
    for (let i = 0; i < many.count; i++) {
      const own = output.subarray(3 * i, 3 * i + 3);
      loss += lossNamed('squared-error').value(own, many.target.subarray(3 * i, 3 * i + 3));
      if (largestIndex(own) === many.labels[i]) right++;
    }
    return { loss: loss / many.count, accuracy: right / many.count };
  }

  it('is that of all at once, to the bit', () => {
    const circuit = circuitOf(taskOf('dp').chip, 'dp');
    expect(performanceOn(circuit, many, 'squared-error')).toEqual(plain(circuit));
  });

  it('in single precision is the same to rounding', () => {
    const task = { ...taskOf('dp', {}, SINGLE), test: many };
    const { testLoss, testAccuracy } = new ChipTraining(task).row();
    const { loss, accuracy } = plain(circuitOf(task.chip, 'dp'));
    expect(Math.abs(testLoss / loss - 1)).toBeLessThan(1e-5);
    expect(testLoss).not.toBe(loss);
    expect(Math.abs(testAccuracy - accuracy)).toBeLessThan(2 / many.count);
  });
});
