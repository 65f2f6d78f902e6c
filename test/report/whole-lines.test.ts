import { describe, expect, it } from 'vitest';
import { wholeLines } from '../../src/report/glance/extremes.ts';
import type { Summary } from '../../src/report/summary.ts';
import { summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const BETA = { path: 'beta', labels: ['0.1', '0.5', '2'], values: [0.1, 0.5, 2] };
const { manifest, rows } = syntheticRun([ALPHA, BETA], { chips: 1 });
const summary: Summary = summaryOf(manifest, rows);

/** Of the points with these labels of alpha and beta. */
function among(isIn: (alpha: string, beta: string) => boolean): string | null {
  const points = summary.points.filter(({ coordinates: [alpha, beta] }) => isIn(alpha.label, beta.label));
  return wholeLines(
    points.map((point) => ({ point })),
    summary,
  );
}

describe('points of a map that are whole rows or columns of it', () => {
  it('are named by the values of one axis', () => {
    expect(among((_, beta) => beta !== '2')).toBe('beta = 0.1 and 0.5 at every alpha');
    expect(among((alpha) => alpha === '0.5')).toBe('alpha = 0.5 at every beta');
    expect(among((alpha) => ['0.25', '0.5', '1'].includes(alpha))).toBe('alpha = 0.25, 0.5 and 1 at every beta');
  });

  it('are those of the axis that covers more', () => {
    expect(among((alpha, beta) => alpha === '0.5' || beta !== '2')).toBe('beta = 0.1 and 0.5 at every alpha');
    expect(among((alpha, beta) => alpha !== '0' || beta === '2')).toBe('alpha = 0.25, 0.5, 0.75 and 1 at every beta');
  });

  it('are not named where there is none, or all are meant', () => {
    expect(among((alpha, beta) => alpha === '0.5' && beta === '2')).toBeNull();
    expect(among((alpha, beta) => Number(alpha) + Number(beta) > 2.2 || (alpha === '0' && beta === '0.1'))).toBeNull();
    expect(among(() => true)).toBeNull();
    expect(among(() => false)).toBeNull();
  });

  it('are of sweeps over two axes', () => {
    const one = syntheticRun([ALPHA], { chips: 1 });
    const { axes, points } = summaryOf(one.manifest, one.rows);
    expect(wholeLines([{ point: points[1] }], { axes, points })).toBeNull();
  });
});
