import { describe, expect, it } from 'vitest';
import { type Lineage, pointOf, type Step, takeStep } from '../../../src/montecarlo/rare/lineage.ts';
import { normalCumulative } from '../../../src/random/cumulative.ts';
import { KOLMOGOROV_LIMIT_10000, kolmogorovDistance } from '../../statistics/kolmogorov.ts';
import { CORRELATION_LIMIT_10000, correlation } from '../../statistics/pairs.ts';
import { fastNormals } from './fast-normals.ts';

const N = 10_000;
const fresh = fastNormals(1, 0);
const root: Step = { level: 0, chain: 7, step: 1, scale: 1 };
const lineage: Lineage = [
  root,
  ...Array.from({ length: 30 }, (_, i) => ({ level: 1 + Math.floor(i / 9), chain: 3, step: 1 + (i % 9), scale: 0.5 })),
];

// Every comparison fails by chance once in a million.
describe('a point by its lineage', () => {
  it('is standard normal after 30 moves as at its root', () => {
    for (const steps of [1, 2, 31]) {
      const z = pointOf(lineage.slice(0, steps), N, fresh);
      expect(kolmogorovDistance(z, normalCumulative)).toBeLessThan(KOLMOGOROV_LIMIT_10000);
    }
  });

  it('is correlated with where it came from by sqrt(1 - s^2) a move', () => {
    const z = pointOf([root], N, fresh);
    for (const moves of [1, 2, 3]) {
      const there = pointOf(lineage.slice(0, 1 + moves), N, fresh);
      const rho = Math.sqrt(1 - 0.5 ** 2) ** moves;
      // Of Fisher's transform, whose standard error is 1/sqrt(n - 3): the limit at rho = 0 is that of r.
      expect(Math.abs(Math.atanh(correlation(z, there)) - Math.atanh(rho))).toBeLessThan(
        Math.atanh(CORRELATION_LIMIT_10000),
      );
    }
  });

  it('is where the chain was, to the bit', () => {
    const z = pointOf([root], 50, fresh);
    for (const step of lineage.slice(1)) takeStep(z, step, fresh, z);
    expect(pointOf(lineage, 50, fresh)).toEqual(z);
  });

  it('forgets where it was by a move of scale 1', () => {
    const anew: Step = { level: 1, chain: 0, step: 1, scale: 1 };
    expect(pointOf([root, anew], 50, fresh)).toEqual(pointOf([anew], 50, fresh));
  });
});
