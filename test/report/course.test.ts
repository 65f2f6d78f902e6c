import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { yieldSequence } from '../../src/montecarlo/statistics/spec.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { RunTally } from '../../src/report/tally/run-tally.ts';
import { reportOf, summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const until = { interval: 0.05 };
const run = syntheticRun([ALPHA], { until });
const summary = summaryOf(run.manifest, run.rows);
const PER_BLOCK = run.manifest.chipsPerBlock;
const TARGET = {
  name: 'angle',
  metric: 'angleDeg',
  min: null,
  max: 30,
  target: { fraction: 0.5 },
  rules: null,
} as const;
const WITHOUT = { name: 'quick', metric: 'settleTime', min: null, max: 1e-4, target: null, rules: null } as const;

describe('the course of a sweep that could end', () => {
  it('is, after each block, of the chips so far', () => {
    expect(PER_BLOCK).toBe(4);
    for (const { index, cells } of summary.points) {
      for (const { rule, courses } of cells) {
        expect(courses?.map(({ name }) => name)).toEqual(['stable', 'inRange', 'aligned']);
        for (const [at, name] of (['stable', 'inRange', 'aligned'] as const).entries()) {
          const expected = Array.from({ length: 25 }, (_, block) => {
            const chips = run.rows.filter(
              (row) => row.point === index && row.rule === rule && row.chip < PER_BLOCK * (block + 1),
            );
            const count = (answer: boolean) => chips.filter((row) => row.error === null && row[name] === answer).length;
            const [passed, failed] = [count(true), count(false)];
            const counts = { passed, failed, unknown: chips.length - passed - failed };
            return { ...counts, bounds: yieldSequence(counts) };
          });
          expect(courses?.[at].steps).toEqual(expected);
        }
      }
    }
  });

  it('is the same of parts, merged in any order', () => {
    const parts = [0, 1].map((which) => {
      const tally = new RunTally(run.manifest);
      tally.add(columnsOf(run.rows.filter(({ chip }) => (chip % 8 < 4 ? 0 : 1) === which)));
      return tally;
    });
    parts[1].merge(parts[0]);
    expect(buildSummary(run.manifest, parts[1]).points).toEqual(summary.points);
  });

  it('keeps so many steps, and the last', () => {
    const manifest = { ...run.manifest, chipsPerBlock: 1 };
    const [step] = summaryOf(manifest, run.rows).points[0].cells[0].courses!;
    const sizes = step.steps.map(({ passed, failed, unknown }) => passed + failed + unknown);
    expect(sizes).toEqual([...Array.from({ length: 33 }, (_, k) => 3 * (k + 1)), 100]);
  });

  it('is of what decided when it ended: specs with a target, or all specs', () => {
    const names = (changes: object) => {
      const { manifest, rows } = syntheticRun([], { accept: { angleDeg: 45, specs: [TARGET, WITHOUT] }, ...changes });
      return summaryOf(manifest, rows).points[0].cells.map(({ courses }) => courses?.map(({ name }) => name));
    };
    expect(names({ until: { decided: true } })).toEqual([['angle'], ['angle']]);
    expect(names({ until })).toEqual(Array(2).fill(['angle', 'quick']));
    expect(names({ until: null })).toEqual([undefined, undefined]);
  });

  it('is drawn for each yield, with the target, at the point of which least is known', async () => {
    const specs = [TARGET];
    const { manifest, rows } = syntheticRun([ALPHA], { until: { decided: true }, accept: { angleDeg: 45, specs } });
    const { plots, html, summary } = await reportOf(manifest, rows);
    expect([...plots.keys()].filter((name) => name.startsWith('course'))).toEqual(['course-0.svg', 'course-0.vl.json']);
    const svg = plots.get('course-0.svg') ?? '';
    expect(svg).toContain('Dashed: the target, 50.0 %.'.replaceAll(' %', '\u00a0%'));
    const widths = summary.points.map(({ label, cells: [{ courses }] }) => {
      const [low, high] = courses![0].steps.at(-1)!.bounds;
      return { label, width: high - low };
    });
    const widest = widths.reduce((a, b) => (b.width > a.width ? b : a));
    expect(svg).toContain(`DP, ${widest.label}: `);
    expect(html).toContain('id="course-0-title"');
  });
});
