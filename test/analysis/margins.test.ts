import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import type { ChipWish } from './random-circuit.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

function analyze(circuit: Circuit, beta: number, change: Partial<Drive> = {}) {
  const { layers } = circuit.chip;
  const input = new Float64Array(layers[0]);
  const target = new Float64Array(layers[layers.length - 1]);
  const drive: Drive = { input, target, loss: 'squared-error', beta, nudge: 'live', ...change };
  return analyzeLoop(circuit, drive, zeroState(circuit.chip));
}

describe('gain margin and growing modes', () => {
  /**
   * Two answers found in two ways: the margin follows loci, the count of growing modes is the winding number of chi. The
   * count cannot change with beta unless a locus is at +1, so it is constant below the margin and jumps there.
   */
  it.each(['dp', 'dp-transpose'] as const)('agree on where stability changes, %s', (rule) => {
    const kinds = new Map<string, number>();
    for (let trial = 0; trial < 20; trial++) {
      const wish: ChipWish = {
        layers: [
          [3, 6, 4],
          [3, 7, 5, 4],
          [2, 5, 4, 6, 3],
        ][trial % 3],
        seed: `agree ${trial}`,
        alpha: (trial % 5) / 4,
        mismatch: 0.15,
        tauSpread: 0.3,
        thresholdSpread: 0.1,
        delay: [0, 2e-7, 5e-6, 3e-5][trial % 4],
        separateFeedback: trial % 7 === 0,
        weightGain: 1 + (trial % 3) / 2,
      };
      const circuit = randomCircuit(rule, wish);
      const loss = trial % 2 === 0 ? 'squared-error' : 'cross-entropy';
      const { criticalBeta, kind } = analyze(circuit, 1, { loss });
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (criticalBeta === null) continue;
      const modes = (share: number) => analyze(circuit, share * criticalBeta, { loss }).unstableModes;
      const below = modes(1e-4);
      for (const share of [0.03, 0.2, 0.5, 0.8, 0.95, 0.999]) expect(modes(share)).toBe(below);
      expect(Math.abs(modes(1.001)! - below!)).toBe(kind === 'runaway' ? 1 : 2);
    }
    expect(kinds.get('runaway')).toBeGreaterThanOrEqual(5);
    expect(kinds.get('oscillation')).toBeGreaterThanOrEqual(5);
  });

  it('do not depend on the unit of time', () => {
    const wish = { layers: [3, 7, 5, 4], seed: 'slow', alpha: 0.9, mismatch: 0.15, tauSpread: 0.3 };
    const fast = analyze(randomCircuit('dp', { ...wish, tau: 1e-5, delay: 4e-6 }), 3);
    const slow = analyze(randomCircuit('dp', { ...wish, tau: 1e-2, delay: 4e-3 }), 3);
    expect(Math.abs(slow.gainMargin! / fast.gainMargin! - 1)).toBeLessThan(1e-9);
    expect(Math.abs((slow.angularFrequency! * 1000) / fast.angularFrequency! - 1)).toBeLessThan(1e-9);
    expect(Math.abs((slow.spectralAbscissa! * 1000) / fast.spectralAbscissa! - 1)).toBeLessThan(1e-9);
    expect(slow.unstableModes).toBe(fast.unstableModes);
  });
});

describe('compartments at a rail', () => {
  const wish: ChipWish = { layers: [2, 4, 3], seed: 'rails', alpha: 0.1, mismatch: 0.1, delay: 2e-7, rails: [-1, 2] };

  it('pass no signal: the margin is that of the chip without the neuron', () => {
    const circuit = randomCircuit('dp', wish);
    const { chip } = circuit;
    const state = zeroState(chip);
    const { gain } = chip.neurons[1]!;
    state[1]!.plus[2] = 2 * gain.plus[2];
    state[1]!.minus[2] = -1 * gain.minus[2];
    const target = new Float64Array(3);
    const drive: Drive = { input: new Float64Array(2), target, loss: 'squared-error', beta: 1, nudge: 'live' };
    const railed = analyzeLoop(circuit, drive, state);

    const weights = chip.forward[1].weights.map((w, at) => (at % 4 === 2 ? 0 : w));
    const cut = { ...chip, forward: [chip.forward[0], { ...chip.forward[1], weights }] };
    const without = analyzeLoop({ ...circuit, chip: cut }, drive, zeroState(chip));
    expect(Math.abs(railed.gainMargin! / without.gainMargin! - 1)).toBeLessThan(1e-12);
    expect(railed.gainMargin).not.toBe(analyzeLoop(circuit, drive, zeroState(chip)).gainMargin);
  });
});

describe('feed-through', () => {
  it('is 2 alpha - 1 for DP and 0 for DP-transpose on an ideal chip', () => {
    const wish = { layers: [2, 4, 3, 2], seed: 'ideal', alpha: 0.2 };
    for (const { layer, mean, rms, worst } of analyze(randomCircuit('dp', wish), 1).feedThrough) {
      expect([1, 2]).toContain(layer);
      expect(mean).toBeCloseTo(-0.6, 15);
      expect(rms).toBeCloseTo(0.6, 15);
      expect(worst).toBeCloseTo(-0.6, 15);
    }
    const transposed = analyze(randomCircuit('dp-transpose', wish), 1).feedThrough;
    expect(transposed.map(({ layer }) => layer)).toEqual([1, 2]);
    for (const { mean, rms, worst } of transposed)
      for (const r of [mean, rms, worst]) expect(Math.abs(r)).toBeLessThan(1e-16);
  });

  it('is mean, rms and the neuron furthest off on a mismatched chip', () => {
    const circuit = randomCircuit('dp-transpose', { layers: [2, 3, 2], seed: 'off', alpha: 0.3 });
    circuit.nudging[1]!.weightPlus.set([0.3, 0.4, 0.2]);
    // w+ g+ - w- g- with g+ = 0.7, w- = 0.7, g- = 0.3: 0, 0.07, -0.07.
    circuit.nudging[1]!.weightMinus.set([0.7, 0.7, 0.6]);
    // and for the last 0.14 - 0.18 = -0.04.
    const [{ mean, rms, worst }] = analyze(circuit, 1).feedThrough;
    expect(mean).toBeCloseTo(0.01, 15);
    expect(rms).toBeCloseTo(Math.sqrt((0.07 ** 2 + 0.04 ** 2) / 3), 15);
    expect(worst).toBeCloseTo(0.07, 15);
  });
});
