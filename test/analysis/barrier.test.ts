import { expect, it } from 'vitest';
import { Barrier, LINES } from '../../src/analysis/barrier.ts';

it('is two neighbouring lines that both hold, wherever they are, of which loci may leave their way by half the angle between', () => {
  const only =
    (...lines: number[]) =>
    (line: number) =>
      lines.includes(line);
  for (const first of [0, 7, LINES.length - 2]) {
    const barrier = new Barrier();
    expect(barrier.keeps(0.07, only(first))).toBe(false);
    expect(barrier.keeps(0.07, only(first, first + 1))).toBe(true);
    // It is remembered, and no other is taken for it.
    expect(barrier.keeps(0.07, only(first))).toBe(false);
    expect(barrier.keeps(0.07, only(first + 1))).toBe(false);
    expect(barrier.keeps(0.07, only(first, first + 1))).toBe(true);
    expect(barrier.keeps(0.08, () => true)).toBe(false);
  }
});
