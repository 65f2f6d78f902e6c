import { describe, expect, it } from 'vitest';
import { weightTransport } from '../../src/analysis/weight-transport.ts';
import { idealChip } from '../engine/ideal-chip.ts';

describe('weight-transport error', () => {
  const chip = idealChip({
    layers: [2, 2, 2],
    weights: [
      [1, 0, 0, 1],
      [3, 0, 0, 4],
    ],
  });

  it('is absent where the forward array is read in transpose', () => {
    expect(weightTransport(chip)).toEqual([]);
  });

  it('a common factor is an error but no angle', () => {
    const [{ layer, angleDeg, relativeError }] = weightTransport({
      ...chip,
      feedback: [null, Float64Array.of(6, 0, 0, 8)],
    });
    expect(layer).toBe(1);
    expect(angleDeg).toBeCloseTo(0, 12);
    expect(relativeError).toBeCloseTo(1, 12);
  });

  it('is the angle between the arrays, also a tiny one', () => {
    // (3, 4) turned by phi in the plane of (3, 4) and (-4, 3).
    for (const phi of [90, 30, 1e-6]) {
      const radians = (phi * Math.PI) / 180;
      const [c, s] = [Math.cos(radians), Math.sin(radians)];
      const turned = Float64Array.of(3 * c - 4 * s, 0, 0, 4 * c + 3 * s);
      const [{ angleDeg, relativeError }] = weightTransport({ ...chip, feedback: [null, turned] });
      expect(Math.abs(angleDeg / phi - 1)).toBeLessThan(1e-8);
      expect(relativeError).toBeCloseTo(2 * Math.sin(radians / 2), 12);
    }
  });
});
