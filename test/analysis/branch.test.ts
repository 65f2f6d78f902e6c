import { describe, expect, it } from 'vitest';
import { Branch } from '../../src/analysis/branch.ts';
import { loopModes } from '../../src/analysis/margins.ts';
import { firstLoss, Outlook } from '../../src/analysis/outlook.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { RULES } from '../../src/model/rules.ts';
import { idealChip } from '../engine/ideal-chip.ts';
import { mixedCircuit, type Wish } from '../learning/mixed-circuit.ts';

/** Bisects a growing function. */
function rootOf(f: (x: number) => number, low: number, high: number): number {
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * 1-1-2 relu, w = 1 to the first output, DP at alpha = 0, input -1/2, the first output biased by 1, its target 0.9. The
 * minus compartment alone sends m = relu(-1/2 - D) with D = beta (0.9 - 1 - m): silent up to beta = 5, and from there on
 * m (1 - beta) = beta/10 - 1/2, which is above 0 for smaller beta only: the branch turns back at its kink.
 */
function bistable(rails: readonly [number, number] | null, beta: number) {
  const chip = idealChip({ layers: [1, 1, 2], weights: [[1], [1, 0]], activation: 'relu', alpha: 0, rails });
  chip.forward[1].bias.set([1, 0]);
  const drive: Drive = {
    input: Float64Array.of(-0.5),
    target: Float64Array.of(0.9, 0),
    loss: 'squared-error',
    beta,
    nudge: 'live',
  };
  return { circuit: circuitOf(chip, 'dp'), drive };
}

/** 1-1-1 with unit weights and input 0.3, target 1. */
function chain(alpha: number, beta: number, rails: readonly [number, number] | null = null, activation = 'identity') {
  const chip = idealChip({
    layers: [1, 1, 1],
    weights: [[1], [1]],
    alpha,
    rails,
    activation: activation as 'identity',
  });
  const [input, target] = [Float64Array.of(0.3), Float64Array.of(1)];
  return {
    circuit: circuitOf(chip, 'dp'),
    drive: { input, target, loss: 'squared-error', beta, nudge: 'live' } as Drive,
  };
}

describe('the end of a branch', () => {
  it('at a kink behind which it does not go on, where every mode is still damped', () => {
    const { circuit, drive } = bistable(null, 3);
    const outlook = new Outlook(circuit, drive);
    expect(outlook).toMatchObject({ fate: 'stable', margins: { gainMargin: null, unstableModes: 0 } });
    expect(Math.abs(outlook.lossBeta()! - 5)).toBeLessThan(1e-10);
    expect(outlook.ending).toMatchObject({ by: 'kink' });
  });

  it('where a mode grows: exact on a linear chip, the state there in closed form', () => {
    // m = 0.3 - D, D = beta (1 - m): m = (0.3 - beta) / (1 - beta), which runs away at 1.
    const { circuit, drive } = chain(0, 0.6);
    const branch = new Branch(circuit, drive);
    expect(branch.at(0.6)!.output[0]).toBeCloseTo((0.3 - 0.6) / 0.4, 12);
    expect(branch.endBefore(60)).toBeCloseTo(1, 11);
    expect(branch.end!.by).toBe('mode');
    expect(branch.at(2)).toBeNull();
  });

  it('where an oscillation grows: as the margin of the linear chip says at any beta below', () => {
    const { circuit, drive } = chain(1, 0.01);
    const branch = new Branch(
      { ...circuit, chip: { ...circuit.chip, encoder: { ...circuit.chip.encoder, delay: 1e-5 } } },
      drive,
    );
    const { gainMargin, angularFrequency } = loopModes(branch.at(0.01)!.signal);
    expect(angularFrequency).toBeGreaterThan(0);
    expect(branch.endBefore(1000)! / (0.01 * gainMargin!)).toBeCloseTo(1, 9);
    expect(branch.end!.by).toBe('mode');
  });

  it('at a fold of a smooth chip: the largest beta of beta(m) = (0.3 - atanh m) / (0.295 - m)', () => {
    const { circuit, drive } = chain(0, 0.01, null, 'tanh');
    drive.target.set([0.295]);
    // d beta/dm = 0: (0.295 - m)/(1 - m^2) = 0.3 - atanh m, on the way down from tanh 0.3.
    const m = rootOf((x) => (0.295 - x) / (1 - x * x) - (0.3 - Math.atanh(x)), 0.1, Math.tanh(0.3));
    const fold = (0.3 - Math.atanh(m)) / (0.295 - m);
    const branch = new Branch(circuit, drive);
    expect(Math.abs(branch.endBefore(10)! / fold - 1)).toBeLessThan(1e-5);
  });

  /*
   * 1-2-1 relu under DP at alpha = 1: negative feedback of two lags and two hops of a tau, which grows from a gain of
   * 1 + w^2 on, with 2 atan w + 2 w = pi. The first neuron, at 0.3, makes the gain beta; the second, of weight 3, wakes where
   * 3 beta (1 - a) = -input with a = (0.3 + beta)/(1 + beta), and then the gain is 10 beta.
   */
  it.each([
    ['at once where a neuron wakes, if the loop is too strong from there on', -0.5, (kink: number) => kink],
    ['later, if it is not yet', -0.05, (_: number, limit: number) => limit / 10],
  ])('where an oscillation grows: %s', (_, second, expected) => {
    const w = rootOf((x) => 2 * Math.atan(x) + 2 * x - Math.PI, 0, 3);
    const chip = idealChip({
      layers: [2, 2, 1],
      weights: [
        [1, 0, 0, 1],
        [1, 3],
      ],
      activation: 'relu',
      alpha: 1,
    });
    const circuit = circuitOf({ ...chip, encoder: { ...chip.encoder, delay: chip.neurons[1]!.tau.plus[0] } }, 'dp');
    const drive = { ...chain(1, 0.01).drive, input: Float64Array.of(0.3, second) };
    const kink = -second / (2.1 + second);
    const end = expected(kink, 1 + w * w);
    const branch = new Branch(circuit, drive);
    expect(branch.endBefore(10)! / end).toBeCloseTo(1, 9);
    expect(branch.end!.by).toBe('mode');
    expect(new Branch(circuit, drive).at(0.999 * end)).not.toBeNull();
    expect(new Branch(circuit, drive).at(1.001 * end)).toBeNull();
  });

  it('where its states run off to infinity, far before the trial step that finds kinks behind that', () => {
    const wish: Wish = {
      seed: 'o1597',
      activation: 'relu',
      loss: 'squared-error',
      layers: [5, 2, 6],
      beta: 0.04,
      spread: 0,
      gain: 0.5,
    };
    const { circuit, drive } = mixedCircuit('dp', wish);
    const branch = new Branch(circuit, drive);
    expect(branch.at(0.04)).not.toBeNull();
    const end = branch.endBefore(100 * drive.beta)!;
    expect(branch.end!.by).toBe('mode');
    const { gainMargin } = loopModes(new Branch(circuit, drive).at(0.999 * end)!.signal);
    expect(0.999 * gainMargin!).toBeCloseTo(1, 9);
  });

  it('comes first among several drives where it does, and not where the margins have it', () => {
    // One that ends at its kink at 5, of which no margin tells; one whose margin says 8, truly.
    const kinked = bistable(null, 3);
    const weak = idealChip({ layers: [1, 1, 1], weights: [[1], [Math.sqrt(1 / 8)]], alpha: 0 });
    const far = { circuit: circuitOf(weak, 'dp'), drive: chain(0, 0.3).drive };
    const outlooks = () => [kinked, far].map(({ circuit, drive }) => new Outlook(circuit, drive));
    expect(outlooks().map(({ expectedLoss }) => expectedLoss)[0]).toBe(Infinity);
    expect(outlooks()[1].expectedLoss).toBeCloseTo(8, 10);
    expect(firstLoss(outlooks(), 30)).toBeCloseTo(5, 9);
    expect(firstLoss(outlooks().reverse(), 30)).toBeCloseTo(5, 9);
  });

  it('of a chip on which nothing is fed back is none', () => {
    const chip = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha: 0 });
    const outlook = new Outlook(circuitOf(chip, 'dp-transpose'), chain(0, 5).drive);
    expect(outlook).toMatchObject({ fate: 'stable', margins: { gainMargin: null } });
    expect(outlook.lossBeta()).toBeNull();
  });
});

describe('rails', () => {
  it('cut the branch where the closed form has it, and hold it where the chip without them is lost', () => {
    // v_minus of the output is a_L - D = m - beta (1 - m) = (0.3 - 2 beta + ...) and reaches -1 first: with
    // m = (0.3 - beta)/(1 - beta) it is m - 0.7 beta/(1 - beta) = (0.3 - 1.7 beta)/(1 - beta) = -1 at 1.3/2.7.
    const { circuit, drive } = chain(0, 0.5, [-1, 1]);
    const branch = new Branch(circuit, drive);
    expect(branch.at(0.4)).toMatchObject({ cut: false });
    expect(branch.at(0.5)).toMatchObject({ cut: true });
    expect(branch.cutFrom).toBeCloseTo(1.3 / 2.7, 10);
    for (const [beyond, cut] of [
      [-1e-6, false],
      [1e-6, true],
    ] as const) {
      expect(new Branch(circuit, drive).at(1.3 / 2.7 + beyond)).toMatchObject({ cut });
    }
    const outlook = new Outlook(circuit, drive);
    expect(outlook).toMatchObject({ fate: 'pinned', margins: null });
    // Without rails it goes to 1, and what it is driven to at 0.5 is (0.3 - 0.85)/0.5 = -1.1.
    expect(outlook.headroom!.driven[0]).toBeCloseTo(-1.1, 10);
    expect(outlook.lossBeta()).toBeCloseTo(1, 10);
    expect(new Outlook(circuit, { ...drive, beta: 1.5 }).headroom).toBeNull();
  });
});

const WISHES: Wish[] = [
  { seed: 'branch 1', activation: 'identity', loss: 'squared-error' },
  { seed: 'branch 2', activation: 'relu', loss: 'squared-error', layers: [4, 12, 10, 7, 3] },
  { seed: 'branch 3', activation: 'relu', loss: 'cross-entropy', separateFeedback: true },
  { seed: 'branch 4', activation: 'hard-sigmoid', loss: 'squared-error', gain: 2 },
  { seed: 'branch 5', activation: 'tanh', loss: 'cross-entropy', layers: [4, 6, 3], gain: 2 },
  { seed: 'branch 6', activation: 'relu', loss: 'squared-error', nudge: 'held', layers: [4, 5, 9, 6, 4] },
  { seed: 'branch 7', activation: 'relu', loss: 'squared-error', rails: [-1, 1], autoZero: true },
  { seed: 'branch 8', activation: 'relu', loss: 'squared-error', nudge: 'held', autoZero: true },
];

describe.each(RULES)('%s, a point of a branch', (rule) => {
  it.each(WISHES)('is the stationary state that Newton finds, and steps do not matter: $seed', (wish) => {
    const { circuit, drive } = mixedCircuit(rule, { ...wish, beta: 0.05 });
    const whole = new Branch(circuit, drive).at(0.05);
    const stepped = new Branch(circuit, drive);
    for (const beta of [1e-4, 0.003, 0.017, 0.04]) stepped.at(beta);
    const again = stepped.at(0.05);
    const found = staticState(circuit, drive);
    if (whole === null) return expect(again).toBeNull();
    expect(found.converged).toBe(true);
    for (const point of [whole, again!]) {
      found.state.forEach((layer, k) => {
        layer?.plus.forEach((s, i) => {
          expect(Math.abs(s - point.state[k]!.plus[i])).toBeLessThan(1e-9);
          expect(Math.abs(layer.minus[i] - point.state[k]!.minus[i])).toBeLessThan(1e-9);
        });
      });
    }
  });

  it.each(WISHES)(
    'has no growing mode, and past the end of the branch there is none or one that grows: $seed',
    (wish) => {
      const { circuit, drive } = mixedCircuit(rule, { ...wish, beta: 0.1 });
      const branch = new Branch(circuit, drive);
      const end = branch.endBefore(50);
      if (end === null || end === 0) return;
      const before = new Branch(circuit, drive).at(end * (1 - 1e-4));
      expect(before).not.toBeNull();
      expect(loopModes(before!.signal).unstableModes).toBe(0);
      expect(new Branch(circuit, drive).at(end * (1 + 1e-4))).toBeNull();
    },
  );
});
