import { describe, expect, it } from 'vitest';
import { AdaptiveScale } from '../../../src/montecarlo/rare/adaptive-scale.ts';
import { isMove } from '../../../src/montecarlo/rare/chains.ts';

describe('the scale of moves', () => {
  it('grows where more than 44 % of them are made, shrinks where fewer are, and stays where none is tried', () => {
    const scale = new AdaptiveScale();
    const first = scale.scale;
    scale.beginLevel();
    scale.adapt(54, 100);
    // exp((0.54 - 0.44) / sqrt 1), then exp((0.34 - 0.44) / sqrt 2).
    expect(scale.scale).toBeCloseTo(first * Math.exp(0.1), 12);
    scale.adapt(34, 100);
    expect(scale.scale).toBeCloseTo(first * Math.exp(0.1 - 0.1 / Math.SQRT2), 12);
    const before = scale.scale;
    scale.adapt(0, 0);
    expect(scale.scale).toBe(before);
    scale.beginLevel();
    scale.adapt(34, 100);
    expect(scale.scale).toBeCloseTo(before * Math.exp(-0.1), 12);
  });

  it('is never more than 1, which forgets where it was', () => {
    const scale = new AdaptiveScale();
    for (let group = 0; group < 5; group++) scale.adapt(100, 100);
    expect(scale.scale).toBe(1);
  });
});

describe('a move', () => {
  it('is made to a larger score than that of the level, not to the same, and not where it is unknown', () => {
    expect([isMove(2, 1), isMove(1, 1), isMove(0, 1), isMove(null, -1)]).toEqual([true, false, false, false]);
    expect(isMove(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(false);
  });
});
