import { describe, expect, it } from 'vitest';
import { frequencyResponse } from '../../src/analysis/frequency-response.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

const TAU = 1e-5;
const DELAY = 2e-6;

function response(circuit: Circuit, points = 300) {
  const { layers } = circuit.chip;
  const input = new Float64Array(layers[0]);
  const target = new Float64Array(layers[layers.length - 1]);
  const drive: Drive = { input, target, loss: 'squared-error', beta: 2, nudge: 'live' };
  return frequencyResponse(circuit, drive, { state: zeroState(circuit.chip), points })!;
}

describe('frequency response', () => {
  // One hidden layer, ideal: G = h(omega) G(0), so each locus is its static value times the same h.
  it('follows each locus of an ideal chip along h = exp(-2 j omega T) / (1 + j omega tau)^2', () => {
    const circuit = randomCircuit('dp', { layers: [3, 8, 4], seed: 'nyquist', alpha: 1, tau: TAU, delay: DELAY });
    const { omega, loci } = response(circuit);
    expect(omega.length).toBe(301);
    expect(omega[0]).toBe(0);
    expect(loci.length).toBe(4);
    for (const { re, im } of loci) {
      expect(re[0]).toBeLessThan(0);
      omega.forEach((w, p) => {
        if (p > 0) expect(w).toBeGreaterThan(omega[p - 1]);
        const modulus = 1 / (1 + (w * TAU) ** 2);
        const angle = -2 * w * DELAY - 2 * Math.atan(w * TAU);
        expect(Math.abs(re[p] / re[0] - modulus * Math.cos(angle))).toBeLessThan(1e-10);
        expect(Math.abs(im[p] / re[0] - modulus * Math.sin(angle))).toBeLessThan(1e-10);
      });
    }
  });

  it('covers the frequencies where a locus is more than 1 % of the largest', () => {
    const circuit = randomCircuit('dp', { layers: [3, 8, 4], seed: 'nyquist', alpha: 1, tau: TAU, delay: DELAY });
    const { loci } = response(circuit, 40);
    const modulus = (p: number) => Math.max(...loci.map(({ re, im }) => Math.hypot(re[p], im[p])));
    expect(modulus(40)).toBeLessThanOrEqual(0.01 * modulus(0));
  });

  it('is none where the branch has ended', () => {
    const circuit = randomCircuit('dp', { layers: [3, 8, 4], seed: 'nyquist', alpha: 0, tau: TAU, delay: DELAY });
    const [input, target] = [new Float64Array(3), new Float64Array(4)];
    expect(frequencyResponse(circuit, { input, target, loss: 'squared-error', beta: 1e3, nudge: 'live' })).toBeNull();
  });

  it('is taken on the branch where none is given, the same for a linear chip', () => {
    const circuit = randomCircuit('dp', { layers: [3, 8, 4], seed: 'nyquist', alpha: 1, tau: TAU, delay: DELAY });
    const drive: Drive = {
      input: new Float64Array(3),
      target: new Float64Array(4),
      loss: 'squared-error',
      beta: 2,
      nudge: 'live',
    };
    expect(frequencyResponse(circuit, drive)).toEqual(response(circuit));
  });

  it('of an open loop stays at the origin', () => {
    const { loci } = response(randomCircuit('dp-transpose', { layers: [3, 8, 4], seed: 'open', alpha: 0 }), 20);
    for (const { re, im } of loci) expect([...re, ...im].every((x) => x === 0)).toBe(true);
  });
});
