import { describe, expect, it } from 'vitest';
import { Adam } from '../../src/network/adam.ts';
import { betaAt, descentOf, rateAt } from '../../src/training/descent.ts';
import { TRAINING } from './small-task.ts';

function stepping(settings: Partial<typeof TRAINING>, values: Float64Array) {
  const { change } = descentOf({ ...TRAINING, ...settings }, values);
  return (direction: Float64Array, rate: number) => {
    change(direction, rate).forEach((moved, i) => {
      values[i] += moved;
    });
  };
}

describe('the optimizers', () => {
  it('sgd with momentum moves by rate (1 - mu^n)/(1 - mu) at step n of a constant direction', () => {
    const values = Float64Array.of(1);
    const step = stepping({ momentum: 0.8 }, values);
    let expected = 1;
    for (let n = 1; n <= 20; n++) {
      step(Float64Array.of(2), 0.1);
      expected += (0.1 * 2 * (1 - 0.8 ** n)) / (1 - 0.8);
      expect(values[0]).toBeCloseTo(expected, 12);
    }
  });

  it('weight decay alone makes a weight die out by 1 - rate times decay a step', () => {
    const values = Float64Array.of(3, -2);
    const step = stepping({ weightDecay: 0.5 }, values);
    for (let n = 0; n < 10; n++) step(Float64Array.of(0, 0), 0.1);
    expect(values[0]).toBeCloseTo(3 * 0.95 ** 10, 12);
    expect(values[1]).toBeCloseTo(-2 * 0.95 ** 10, 12);
  });

  it('adam is that of the digital training', () => {
    const [own, other] = [Float64Array.of(1, 2), Float64Array.of(1, 2)];
    const { change, state } = descentOf({ ...TRAINING, optimizer: 'adam' }, own);
    const adam = new Adam(other);
    for (let n = 0; n < 5; n++) {
      const direction = Float64Array.of(Math.sin(n), n);
      change(direction, 0.01).forEach((moved, i) => {
        own[i] += moved;
      });
      adam.step(direction, 0.01);
    }
    own.forEach((value, i) => {
      expect(value).toBeCloseTo(other[i], 14);
    });
    expect(state.map((array) => [...array])).toEqual([[...adam.first], [...adam.second], [5]]);
  });
});

describe('the rate', () => {
  const rates = (settings: Partial<typeof TRAINING>) =>
    Array.from({ length: 20 }, (_, update) => rateAt({ ...TRAINING, learningRate: 1, ...settings }, update, 20));

  it('stays where nothing else is said', () => {
    expect(new Set(rates({}))).toEqual(new Set([1]));
  });

  it('rises along a line to the learning rate, and falls along a half cosine', () => {
    const found = rates({ warmUp: 0.2, decay: 'cosine' });
    expect(found.slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
    found.slice(4).forEach((rate, i) => {
      expect(rate).toBeCloseTo((1 + Math.cos((Math.PI * i) / 16)) / 2, 14);
    });
  });
});

describe('beta', () => {
  const betas = (betaSchedule: (typeof TRAINING)['betaSchedule'], epochs = 5) => {
    const training = betaSchedule === undefined ? TRAINING : { ...TRAINING, betaSchedule };
    return Array.from({ length: epochs }, (_, epoch) => betaAt({ ...training, epochs }, 0.8, epoch));
  };

  it('stays where no schedule is stated, and in a single epoch', () => {
    expect(betas(undefined)).toEqual([0.8, 0.8, 0.8, 0.8, 0.8]);
    expect(betas({ to: 0.1, along: 'linear' }, 1)).toEqual([0.8]);
  });

  it('goes by the same factor, or by the same step, to what the last epoch is to have', () => {
    [0.8, 0.4, 0.2, 0.1, 0.05].forEach((expected, epoch) => {
      expect(betas({ to: 1 / 16, along: 'geometric' })[epoch]).toBeCloseTo(expected, 15);
    });
    [0.8, 1, 1.2, 1.4, 1.6].forEach((expected, epoch) => {
      expect(betas({ to: 2, along: 'linear' })[epoch]).toBeCloseTo(expected, 15);
    });
  });
});
