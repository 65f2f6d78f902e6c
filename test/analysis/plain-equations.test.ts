import { EigenvalueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { loopTransfer } from '../../src/analysis/loop-transfer.ts';
import { loopMargins } from '../../src/analysis/margins.ts';
import { smallSignal } from '../../src/analysis/small-signal.ts';
import { spectralAbscissa } from '../../src/analysis/spectral-abscissa.ts';
import type { Circuit } from '../../src/engine/circuit.ts';
import type { Nudge } from '../../src/model/vocabulary.ts';
import { PlainCircuit } from './plain-circuit.ts';
import type { ChipWish } from './random-circuit.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

function linearised(circuit: Circuit, beta: number, nudge: Nudge = 'live') {
  const { layers } = circuit.chip;
  const drive = { input: new Float64Array(layers[0]), target: new Float64Array(layers[layers.length - 1]) };
  return smallSignal(circuit, { ...drive, loss: 'squared-error', beta, nudge }, zeroState(circuit.chip));
}

const IMPERFECT = { mismatch: 0.3, tauSpread: 0.4, thresholdSpread: 0.2 };

describe.each(['dp', 'dp-transpose'] as const)('%s, against all equations at once', (rule) => {
  it.each([
    { layers: [2, 5, 3], alpha: 0.8, delay: 2e-6 },
    { layers: [2, 6, 5, 3], alpha: 0.2, delay: 2e-6, separateFeedback: true },
    { layers: [2, 4, 5, 6, 3], alpha: 0.9, delay: 5e-7 },
  ])('has their transfer matrix: $layers', (shape) => {
    const circuit = randomCircuit(rule, { ...IMPERFECT, ...shape, seed: 'transfer' });
    const plain = new PlainCircuit(circuit.chip, rule);
    const signal = linearised(circuit, 0.7);
    for (const omega of [0, 1e4, 1e5, 1e6]) {
      const expected = plain.loop(omega, 0.7);
      const { loop } = loopTransfer(signal, omega);
      const scale = expected.re.norm() + expected.im.norm();
      // Two direct solves of well-conditioned systems of 60 unknowns at most.
      for (let i = 0; i < loop.re.length; i++) {
        expect(Math.abs(loop.re[i] - expected.re.to1DArray()[i])).toBeLessThan(1e-12 * scale);
        expect(Math.abs(loop.im[i] - expected.im.to1DArray()[i])).toBeLessThan(1e-12 * scale);
      }
    }
  });

  it('has their spectral abscissa, and by Nyquist as many growing modes as eigenvalues with positive real part', () => {
    const modes = new Map<number, number>();
    for (let trial = 0; trial < 24; trial++) {
      const beta = 0.1 * 1.4 ** trial;
      const nudge = trial % 6 === 5 ? 'held' : 'live';
      const wish: ChipWish = {
        ...IMPERFECT,
        layers: [2, 6, 5, 3],
        seed: `modes ${trial}`,
        alpha: (trial % 4) / 3,
        weightGain: 2,
      };
      const circuit = randomCircuit(rule, wish);
      const signal = linearised(circuit, beta, nudge);
      const plain = new PlainCircuit(circuit.chip, rule).jacobian(nudge === 'held' ? 0 : beta);
      const { realEigenvalues } = new EigenvalueDecomposition(plain);
      const abscissa = Math.max(...realEigenvalues);
      // At alpha = 0 DP-transpose is triangular with nearly repeated eigenvalues, good in v to sqrt(epsilon) = 1.5e-8 only.
      expect(Math.abs(spectralAbscissa(signal) / abscissa - 1)).toBeLessThan(1e-6);
      const growing = realEigenvalues.filter((x) => x > 0).length;
      expect(loopMargins(signal).unstableModes).toBe(growing);
      modes.set(growing, (modes.get(growing) ?? 0) + 1);
    }
    // The trials reach stable and unstable loops.
    expect(modes.size).toBeGreaterThan(1);
  });

  it('has their spectral abscissa when the Krylov space is smaller than the state space', () => {
    const circuit = randomCircuit(rule, {
      ...IMPERFECT,
      layers: [5, 45, 35, 8],
      seed: 'large',
      alpha: 0.3,
      delay: 2e-7,
    });
    const { realEigenvalues } = new EigenvalueDecomposition(new PlainCircuit(circuit.chip, rule).jacobian(0.3));
    const abscissa = Math.max(...realEigenvalues);
    expect(Math.abs(spectralAbscissa(linearised(circuit, 0.3)) / abscissa - 1)).toBeLessThan(1e-4);
  });
});
