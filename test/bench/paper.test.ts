import { describe, expect, it } from 'vitest';
import { arovr, lossAtRest, randomLevel, rovr, sprovr } from '../../bench/paper/objectives.ts';
import {
  descentOf,
  driveOf,
  firstOrderObjective,
  numericalDescent,
  relativeDistance,
  smallCircuit,
  updateOf,
} from '../../bench/paper/small-networks.ts';

const BETAS = [0.04, 0.02, 0.01];

function orders(distance: (beta: number) => number): number[] {
  const found = BETAS.map(distance);
  return found.slice(1).map((d, i) => Math.log2(found[i] / d));
}

describe('Proposition 4.1', () => {
  const alphas = [0, 0.3, 0.5, 0.8, 1];
  const betas = [0.03, 0.1, 0.2];

  it('J falls with alpha, b J grows with b, and the loss lies between ROVR and SPROVR', () => {
    for (let seed = 0; seed < 8; seed++) {
      const level = randomLevel(seed);
      const rest = lossAtRest(level);
      for (const b of betas) {
        alphas.slice(1).forEach((alpha, i) => {
          expect(arovr(level, alpha, b)).toBeLessThanOrEqual(arovr(level, alphas[i], b) + 1e-12);
        });
        expect(rovr(level, b)).toBeLessThanOrEqual(rest);
        expect(sprovr(level, b)).toBeGreaterThanOrEqual(rest);
        expect([arovr(level, 1, b), arovr(level, 0, b)]).toEqual([rovr(level, b), sprovr(level, b)]);
      }
      for (const alpha of alphas) {
        betas.slice(1).forEach((b, i) => {
          expect(betas[i] * arovr(level, alpha, betas[i])).toBeLessThanOrEqual(b * arovr(level, alpha, b) + 1e-12);
        });
      }
    }
  });

  it('is about values that no other state betters', () => {
    const level = randomLevel(3);
    const energy = (x: readonly number[]) => x.reduce((sum, v, j) => sum + v * v * 0.5 - level.a[j] * v, 0);
    const loss = (x: readonly number[]) =>
      level.v.reduce((sum, row, i) => sum + 0.5 * (row.reduce((dot, w, j) => dot + w * x[j], 0) - level.y[i]) ** 2, 0);
    const rest = level.a.map((a) => Math.max(0, a));
    const value = (x: readonly number[], sign: number) => loss(x) + (sign * (energy(x) - energy(rest))) / 0.1;
    for (let trial = 0; trial < 200; trial++) {
      const x = rest.map((r, j) => Math.max(0, r + 0.2 * Math.sin(7 * trial + 3 * j)));
      expect(value(x, 1)).toBeGreaterThanOrEqual(rovr(level, 0.1));
      expect(value(x, -1)).toBeLessThanOrEqual(sprovr(level, 0.1));
    }
  });
});

describe('Proposition 5.1: the update against the exact gradient', () => {
  const distance = (rule: 'dp' | 'dp-transpose', activation: 'relu' | 'tanh', alpha: number) => (beta: number) => {
    const circuit = smallCircuit(rule, { activation, alpha, seed: 2 });
    const drive = driveOf(2, beta);
    return relativeDistance(updateOf(circuit, drive), descentOf(circuit, drive));
  };

  it.each([0, 0.5, 1])('DP-transpose is exact with relu at alpha %d, away from kinks', (alpha) => {
    expect(distance('dp-transpose', 'relu', alpha)(0.001)).toBeLessThan(1e-11);
  });

  it.each([
    ['dp', 'tanh', 0, 1],
    ['dp', 'tanh', 0.5, 2],
    ['dp', 'tanh', 1, 1],
    ['dp-transpose', 'tanh', 0, 1],
    ['dp-transpose', 'tanh', 0.5, 2],
    ['dp-transpose', 'tanh', 1, 1],
  ] as const)('%s, %s, alpha %d: order %d in beta', (rule, activation, alpha, order) => {
    for (const found of orders(distance(rule, activation, alpha))) expect(Math.abs(found - order)).toBeLessThan(0.15);
  });
});

it.each([0, 0.25, 0.75, 1])(
  'DP at alpha %d descends the loss and beta (1 - 2 alpha)/2 times squared gradients, to order 2',
  (alpha) => {
    const distance = (beta: number) => {
      const circuit = smallCircuit('dp', { activation: 'tanh', alpha, seed: 4 });
      const drive = driveOf(4, beta);
      return relativeDistance(
        updateOf(circuit, drive),
        numericalDescent(circuit, (moved) => firstOrderObjective(moved, drive, alpha)),
      );
    };
    for (const found of orders(distance)) expect(Math.abs(found - 2)).toBeLessThan(0.15);
  },
);
