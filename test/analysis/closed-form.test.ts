import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { dominantTimeConstant } from '../../src/analysis/spectral-abscissa.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

const TAU = 1e-5;

function driveOf({ chip }: Circuit, beta: number): Drive {
  const target = new Float64Array(chip.layers[chip.layers.length - 1]);
  return { input: new Float64Array(chip.layers[0]), target, loss: 'squared-error', beta, nudge: 'live' };
}

function analyze(circuit: Circuit, beta: number) {
  return analyzeLoop(circuit, driveOf(circuit, beta), zeroState(circuit.chip));
}

/** lambda_max(sum_k P_k P_k^T), P_k = W_{L-1} ... W_k, k = 1 .. L-1. */
function largestOfSum({ layers, forward }: Chip): number {
  const n = layers[layers.length - 1];
  let product = Matrix.eye(n);
  let sum = Matrix.zeros(n, n);
  for (let k = layers.length - 2; k >= 1; k--) {
    product = product.mmul(Matrix.from1DArray(layers[k + 1], layers[k], forward[k].weights));
    sum = sum.add(product.mmul(product.transpose()));
  }
  return Math.max(...new EigenvalueDecomposition(sum, { assumeSymmetric: true }).realEigenvalues);
}

/** Root of an increasing function on (low, high). */
function bisect(low: number, high: number, f: (x: number) => number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 200; step++) {
    const middle = (from + to) / 2;
    if (f(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

describe('DP at alpha = 0 on a linear ideal chip', () => {
  it.each([
    { layers: [4, 9, 7, 3], delay: 0, tauSpread: 0 },
    { layers: [4, 9, 7, 3], delay: 2e-7, tauSpread: 0.3 },
    { layers: [4, 9, 7, 3], delay: 3e-5, tauSpread: 0 },
    { layers: [3, 8, 6, 5, 4], delay: 2e-6, tauSpread: 0.2 },
    { layers: [5, 6, 2], delay: 2e-7, tauSpread: 0 },
  ])(
    'runs away at beta = 1 / lambda_max: $layers, delay $delay s, tau spread $tauSpread',
    ({ layers, delay, tauSpread }) => {
      const circuit = randomCircuit('dp', { layers, seed: 'runaway', alpha: 0, delay, tauSpread });
      const critical = 1 / largestOfSum(circuit.chip);
      for (const share of [0.2, 0.98, 1.02, 3]) {
        const { gainMargin, criticalBeta, kind, unstableModes, spectralAbscissa } = analyze(circuit, share * critical);
        // Both sides are eigenvalues of symmetric matrices of size 4 at most: rounding only.
        expect(Math.abs(gainMargin! * share - 1)).toBeLessThan(1e-11);
        expect(Math.abs(criticalBeta! / critical - 1)).toBeLessThan(1e-11);
        expect(kind).toBe('runaway');
        expect(unstableModes! > 0).toBe(share > 1);
        expect(spectralAbscissa! > 0).toBe(share > 1);
      }
    },
  );
});

describe('DP at alpha = 1, one neuron per layer', () => {
  // Around the loop: two hops and two poles, G = -beta w^2 exp(-2 j omega T) / (1 + j omega tau)^2.
  const loop = (delay: number, feedThrough = 1) => {
    const circuit = randomCircuit('dp', { layers: [1, 1, 1], seed: 'scalar', alpha: 1, delay, tau: TAU });
    const weight = circuit.chip.forward[1].weights[0];
    return { circuit, square: feedThrough * weight * weight };
  };

  it.each([2e-8, 2e-7, 2e-6, 1e-5, 1e-4])('starts to oscillate where the phase says, delay %s s', (delay) => {
    const { circuit, square } = loop(delay);
    // -2 omega T - 2 atan(omega tau) = -pi, and there |G| = 1.
    const omega = bisect(0, Math.PI / (2 * delay), (w) => w * delay + Math.atan(w * TAU) - Math.PI / 2);
    const critical = (1 + (omega * TAU) ** 2) / square;
    const { gainMargin, angularFrequency, kind } = analyze(circuit, 1);
    expect(kind).toBe('oscillation');
    // The crossing is solved to 1e-11 of |lambda|; the phase changes by order 1 over omega.
    expect(Math.abs(angularFrequency! / omega - 1)).toBeLessThan(1e-9);
    expect(Math.abs(gainMargin! / critical - 1)).toBeLessThan(1e-9);
    expect(analyze(circuit, 0.99 * critical).unstableModes).toBe(0);
    expect(analyze(circuit, 1.01 * critical).unstableModes).toBe(2);
  });

  it('never oscillates without delay', () => {
    const { circuit } = loop(0);
    expect(analyze(circuit, 1)).toMatchObject({
      gainMargin: null,
      criticalBeta: null,
      angularFrequency: null,
      kind: 'none',
    });
    expect(analyze(circuit, 1e4).unstableModes).toBe(0);
  });

  it.each([1.5, 20, 100])('has the phase margin of two poles and two hops at loop gain %s', (gain) => {
    const delay = 2e-7;
    const { circuit, square } = loop(delay);
    const omega = Math.sqrt(gain - 1) / TAU;
    const margin = 180 - (360 / Math.PI) * (omega * delay + Math.atan(omega * TAU));
    const { phaseMarginDeg } = analyze(circuit, gain / square);
    expect(Math.abs(phaseMarginDeg! - Math.abs(margin))).toBeLessThan(1e-7);
  });

  it('has no phase margin below loop gain 1', () => {
    const { circuit, square } = loop(2e-7);
    expect(analyze(circuit, 0.9 / square).phaseMarginDeg).toBeNull();
  });
});

describe('spectral abscissa of one neuron per layer', () => {
  // Without delay DP at alpha = 0 has (1 + s tau)^2 = beta w^2.
  it.each([0.01, 0.25, 0.98, 4])('is (sqrt(gain) - 1) / tau at loop gain %s, and gives the settling time', (gain) => {
    const circuit = randomCircuit('dp', { layers: [1, 1, 1], seed: 'scalar', alpha: 0, tau: TAU });
    const beta = gain / circuit.chip.forward[1].weights[0] ** 2;
    const { spectralAbscissa } = analyze(circuit, beta);
    const expected = (Math.sqrt(gain) - 1) / TAU;
    expect(Math.abs(spectralAbscissa! / expected - 1)).toBeLessThan(1e-12);
    if (gain < 1) expect(dominantTimeConstant(spectralAbscissa!)! * -expected).toBeCloseTo(1, 11);
    else expect(dominantTimeConstant(spectralAbscissa!)).toBeNull();
  });
});

describe('a loop that is open', () => {
  const shape = { layers: [4, 9, 7, 3], seed: 'open', delay: 2e-7 };
  const none = { gainMargin: null, criticalBeta: null, kind: 'none', angularFrequency: null, phaseMarginDeg: null };

  it.each([0, 0.3, 0.5, 1])('DP-transpose on an ideal chip, alpha %s', (alpha) => {
    const circuit = randomCircuit('dp-transpose', { ...shape, alpha });
    const { spectralAbscissa, ...rest } = analyze(circuit, 100);
    expect(rest).toMatchObject({ ...none, unstableModes: 0 });
    // Triangular: every eigenvalue is -1/tau, but repeated, and (-p w+ - p w-)/(w+ + w-) is rounded.
    expect(Math.abs(spectralAbscissa! * TAU + 1)).toBeLessThan(1e-14);
  });

  it('DP at alpha = 1/2 on an ideal chip', () => {
    expect(analyze(randomCircuit('dp', { ...shape, alpha: 0.5 }), 100)).toMatchObject({ ...none, unstableModes: 0 });
  });

  it('a chip without hidden layers', () => {
    expect(analyze(randomCircuit('dp', { ...shape, layers: [4, 3], alpha: 0 }), 100)).toMatchObject(none);
  });

  it('an error that is held, and beta = 0', () => {
    const circuit = randomCircuit('dp', { ...shape, alpha: 0 });
    const drive = { ...driveOf(circuit, 100), nudge: 'held' } as const;
    expect(analyzeLoop(circuit, drive, zeroState(circuit.chip))).toMatchObject({ ...none, unstableModes: 0 });
    expect(analyze(circuit, 0)).toMatchObject({ ...none, unstableModes: 0 });
  });
});

describe('encoder thresholds that are off', () => {
  it('scale the loop by nominal / own, once for d above and once for m below', () => {
    const circuit = randomCircuit('dp', { layers: [1, 1, 1], seed: 'scalar', alpha: 0 });
    const [, hidden, output] = circuit.chip.neurons;
    const alone = analyze(circuit, 1).gainMargin!;
    hidden!.threshold.activity[0] = 1.25;
    hidden!.threshold.difference[0] = 3;
    output!.threshold.difference[0] = 0.8;
    output!.threshold.activity[0] = 5;
    expect(Math.abs(analyze(circuit, 1).gainMargin! / (alone * 1.25 * 0.8) - 1)).toBeLessThan(1e-12);
  });
});
