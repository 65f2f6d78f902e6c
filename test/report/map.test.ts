import { describe, expect, it } from 'vitest';
import { noOutcomes } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { mapAxesOf } from '../../src/report/axes.ts';
import { drawnCells } from '../../src/report/charts/map-cells.ts';
import { firstCharts } from '../../src/report/glance/first-charts.ts';
import { readings } from '../../src/report/glance/readings.ts';
import { reportOf, summaryOf } from './reports.ts';
import { ALPHA, syntheticRun, unsimulated } from './synthetic-run.ts';

const BETAS = [0.1, 0.2, 0.4, 0.8];
const BETA = { path: 'beta', labels: BETAS.map(String), values: BETAS };
const NONE = { stable: 0, unstable: 0, undecided: 0 };

/** All branches end between the betas 0.2 and 0.4; of the chips all are stable up to 0.2, three of four at 0.4, none at 0.8. */
function madeUp() {
  const { manifest, rows } = syntheticRun([ALPHA, BETA], { chips: 8 });
  const points = manifest.points.map((point) => ({ ...point, beta: Number(point.coordinates[1].value) }));
  const parts = new Map([
    [0.1, 1],
    [0.2, 1],
    [0.4, 0.75],
    [0.8, 0],
  ]);
  const changed = rows.map((row): TrialRow => {
    const { beta } = points[row.point];
    const stable = row.chip < 8 * parts.get(beta)!;
    return {
      ...rows[1],
      ...{ point: row.point, chip: row.chip, rule: row.rule, beta, lossBeta: 0.2 * Math.SQRT2 },
      ...{
        stable,
        inRange: stable,
        aligned: stable,
        angleDeg: stable ? [10, 10] : [null, null],
        deadZone: 0,
        surprise: null,
      },
      outcomes: { ...noOutcomes(), ...(stable ? { settled: 8 } : { diverged: 8 }) },
      branches: {
        stable: { ...NONE, stable: stable ? 8 : 0 },
        ...{ conditional: NONE, pinned: NONE },
        lost: { ...NONE, unstable: stable ? 0 : 8 },
      },
    };
  });
  return { manifest: { ...manifest, points }, rows: changed };
}

const { manifest, rows } = madeUp();
const report = await reportOf(manifest, rows);

/** The lines of a picture, each as its points; with or without dashes. */
function linesOf(svg: string, isDashed: boolean): number[][][] {
  return [...svg.matchAll(/<path [^>]*d="(M[-\d.,L]+)"[^>]*>/g)]
    .filter(([tag]) => tag.includes('stroke="#1f2328"') && tag.includes('stroke-dasharray="5,3"') === isDashed)
    .map(([, d]) => [...d.matchAll(/([-\d.]+),([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]));
}

it('dots where half of the chips are proved stable, and says so, where the map has such a place', async () => {
  const proved = rows.map((row): TrialRow => ({ ...row, certifiedBeta: row.chip < 2 ? 0.01 : 0.1 * Math.SQRT2 }));
  const { plots, html } = await reportOf(manifest, proved);
  const dotted = [...(plots.get('stable-map.svg') ?? '').matchAll(/<path [^>]*d="(M[-\d.,L]+)"[^>]*>/g)]
    .filter(([tag]) => tag.includes('stroke-dasharray="1.5,2.5"') && tag.includes('stroke="#1f2328"'))
    .flatMap(([, d]) => [...d.matchAll(/,([-\d.]+)/g)].map(([, y]) => Number(y)));
  expect(dotted).toHaveLength(2 * 4 * 2);
  // Halfway between the rows of 0.2 and 0.1.
  const second = 24 + 4 * 22;
  for (const [k, y] of dotted.entries()) expect(y).toBeCloseTo(k < 8 ? 90 : 90 + second, 2);
  expect(html).toContain('Dotted: half are proved stable up to there.');
  expect(html).toContain('>proved stable</text>');
  const nowhere = rows.map((row): TrialRow => ({ ...row, certifiedBeta: null }));
  expect((await reportOf(manifest, nowhere)).html).not.toContain('Dotted');
});

describe('a map over two axes', () => {
  const svg = report.plots.get('stable-map.svg') ?? '';

  it('has the yield of every cell in per cent, the largest value of the second axis on top', () => {
    const numbers = [...svg.matchAll(/<text[^>]*font-size="11px"[^>]*>(\d+)<\/text>/g)].map(([, text]) => Number(text));
    // Each twice, once as its own background.
    const ofRule = [0, 75, 100, 100].flatMap((part) => Array<number>(5).fill(part));
    expect(numbers).toEqual([...ofRule, ...ofRule, ...ofRule, ...ofRule]);
  });

  it('draws where half of the branches end, by the logarithm between the betas, and where half of the chips are stable', () => {
    // Rows of 22 px below a head of 24: the centres of 0.8, 0.4 and 0.2 are at 35, 57 and 79.
    const heights = (isDashed: boolean) => linesOf(svg, isDashed).flatMap((line) => line.map(([, y]) => y));
    const predicted = heights(true);
    expect(predicted).toHaveLength(2 * 4 * 2);
    const second = 24 + 4 * 22;
    for (const [k, y] of predicted.entries()) expect(y).toBeCloseTo(k < 8 ? 68 : 68 + second, 2);
    const simulated = heights(false);
    expect(simulated).toHaveLength(2 * 4 * 2);
    for (const [k, y] of simulated.entries()) expect(y).toBeCloseTo(35 + (22 * 0.5) / 0.75 + (k < 8 ? 0 : second), 2);
  });

  it('has no simulated boundary where nothing was simulated, nor of other yields', async () => {
    const still = unsimulated({ manifest, rows });
    const { plots } = await reportOf(still.manifest, still.rows);
    expect(linesOf(plots.get('stable-map.svg') ?? '', true)).toHaveLength(8);
    expect(linesOf(plots.get('stable-map.svg') ?? '', false)).toEqual([]);
    expect(plots.get('stable-map.svg')).not.toContain('>simulated<');
    expect(linesOf(report.plots.get('aligned-map.svg') ?? '', false)).toEqual([]);
    expect(svg).toContain('>simulated<');
  });

  it('says how wide the widest interval of a cell is', () => {
    const widths = report.summary.points.flatMap(({ cells }) =>
      cells.map(({ stable: { wilson } }) => wilson[1] - wilson[0]),
    );
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
    expect(words).toContain(`at most ${(100 * Math.max(...widths)).toFixed(1)} points wide`);
  });

  it('stands on the first screen in the place of the bars over beta, and long tables are folded', () => {
    expect([...report.plots.keys()].filter((file) => /yield/.test(file))).toEqual([]);
    const charts = [...report.plots.keys()].map((file) => file.replace('.svg', ''));
    expect(charts).toContain('beta-reach');
    const screen = report.html.slice(report.html.indexOf('<main>'), report.html.indexOf('</section>'));
    expect(screen).toContain('id="stable-map-title"');
    expect(screen).not.toContain('id="beta-reach-title"');
    expect(report.html).toContain('<details><summary>Yield of every point and rule: 40 rows</summary>');
    expect(report.html).toContain('id="beta-reach-title"');
  });

  it('does not hide that a cell is short of all, or above none', () => {
    const cell = report.summary.points[0].cells[0];
    const of = (passed: number, n: number) => {
      const stable = { ...cell.stable, n, passed, fraction: [passed / n, passed / n] as const };
      return drawnCells([[{ ...cell, stable }]], [[{}]], 'stable', { column: 10, top: 0 })[0].number;
    };
    expect([of(0, 1000), of(1, 1000), of(999, 1000), of(1000, 1000), of(1, 2)]).toEqual(['0', '1', '99', '100', '50']);
    expect(drawnCells([[null]], [[{}]], 'stable', { column: 10, top: 0 })[0].number).toBe('\u2013');
  });

  it('is of two axes of numbers with room for their numbers', () => {
    const axis = (size: number, numeric = true) => ({
      ...report.summary.axes[0],
      numeric,
      values: Array<number>(size).fill(0),
      labels: [],
    });
    const found = (...axes: ReturnType<typeof axis>[]) => {
      const map = mapAxesOf({ axes });
      return map === null ? null : [map.x.values.length, map.y.values.length];
    };
    expect(found(axis(5), axis(3))).toEqual([5, 3]);
    expect(found(axis(30), axis(3))).toEqual([3, 30]);
    expect(found(axis(30), axis(17))).toBeNull();
    expect(found(axis(5), axis(3, false))).toBeNull();
    expect(found(axis(5), axis(1))).toBeNull();
    expect(found(axis(5))).toBeNull();
    expect(found(axis(5), axis(3), axis(2))).toBeNull();
  });
});

describe('a run without a simulation', () => {
  it('is not said to have no pinned branches, which are not counted', () => {
    const still = unsimulated(syntheticRun());
    const none = readings(summaryOf(still.manifest, still.rows)).find(({ subject }) => subject === 'None');
    expect(none?.text ?? '').not.toContain('pinned');
  });
});

describe('the pictures of the first screen', () => {
  it('keep the bars where beta is on no map', async () => {
    const SPREAD = { path: 'device.spread', labels: ['1', '2'], values: [1, 2] };
    const run = syntheticRun([ALPHA, SPREAD], { chips: 4 });
    const summary = summaryOf(run.manifest, run.rows);
    const charts = (['stable', 'inRange', 'aligned', 'reach', 'inputs'] as const).map((subject) => ({
      subject,
      file: '',
      title: '',
      note: '',
      inline: '',
      svg: '',
      spec: '',
    }));
    expect(firstCharts(summary, charts).map(({ subject }) => subject)).toEqual(['stable', 'reach']);
  });
});
