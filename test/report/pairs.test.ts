import { describe, expect, it } from 'vitest';
import type { Axis } from '../../src/config/scenario.ts';
import type { Rule } from '../../src/model/rules.ts';
import { failedRow } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { bcaMean } from '../../src/montecarlo/statistics/bca-mean.ts';
import { holmAdjusted } from '../../src/montecarlo/statistics/holm.ts';
import { mcNemarExact, newcombeInterval } from '../../src/montecarlo/statistics/paired.ts';
import { quantilesOf } from '../../src/montecarlo/statistics/quantile.ts';
import { changeFindings } from '../../src/report/findings/changes.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { referencePoints } from '../../src/report/reference-points.ts';
import { changeTable } from '../../src/report/tables/changes.ts';
import { pairedTable } from '../../src/report/tables/pairs.ts';
import { summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const summary = summaryOf(manifest, rows);
const own = (point: number, rule: Rule, of: readonly TrialRow[] = rows) =>
  of.filter((row) => row.point === point && row.rule === rule).sort((a, b) => a.chip - b.chip);

const DB = 20 / Math.LN10;
const VALUES: Readonly<Record<string, (row: TrialRow) => number | null>> = {
  angleDeg: ({ stable, angleDeg }) => (stable ? Math.max(...angleDeg.map(Number)) : null),
  gainMarginDb: ({ gainMargin, branches: { lost, pinned } }) => {
    const ended = [lost, pinned].flatMap((fate) => [fate.stable, fate.unstable, fate.undecided]);
    return gainMargin === null || ended.some((probes) => probes > 0) ? null : DB * Math.log(gainMargin);
  },
  settleTime: ({ stable, settleTimeMax }) => (stable ? settleTimeMax : null),
  energy: ({ energy }) => (energy === null ? null : energy / 8),
};

describe('points on the same chips', () => {
  it('are compared with the first, each rule with itself', () => {
    expect(summary.points[0].changes).toEqual([]);
    for (const { changes } of summary.points.slice(1)) {
      expect(changes.map(({ rule, against }) => [rule, against])).toEqual([
        ['dp', 0],
        ['dp-transpose', 0],
      ]);
    }
  });

  it.each(['stable', 'inRange', 'aligned'] as const)(
    'count whose answer %s differs, of chips known at both',
    (answer) => {
      for (const { index, changes } of summary.points) {
        for (const { rule, [answer]: found } of changes) {
          const first = own(0, rule);
          const pairs = own(index, rule).map((row, i) => [row[answer], first[i][answer]] as const);
          const count = (here: boolean, there: boolean) => pairs.filter(([a, b]) => a === here && b === there).length;
          const [both, onlyFirst, onlySecond, neither] = [
            count(true, true),
            count(true, false),
            count(false, true),
            count(false, false),
          ];
          const n = both + onlyFirst + onlySecond + neither;
          expect(found).toMatchObject({ both, onlyFirst, onlySecond, neither, n, leftOut: 100 - n, tests: 8 });
          expect(found.difference).toBeCloseTo((onlyFirst - onlySecond) / n, 14);
          expect(found.p).toBe(mcNemarExact(onlyFirst, onlySecond));
          expect(found.interval).toEqual(newcombeInterval({ both, onlyFirst, onlySecond, neither }));
        }
      }
      // Chip 17 at the second point; the undecided ones at the first.
      expect(summary.points[1].changes.map((own) => own.stable.leftOut)).toEqual([3, 3]);
    },
  );

  it('have the changes of what is measured, chip by chip, of those that have it at both', () => {
    const seen = new Set<string>();
    for (const { index, changes } of summary.points) {
      for (const { rule, metrics } of changes) {
        for (const { metric, ...found } of metrics) {
          seen.add(metric);
          const first = own(0, rule);
          const differences = own(index, rule).flatMap((row, i) => {
            const [here, there] = [VALUES[metric](row), VALUES[metric](first[i])];
            return row.error !== null || here === null || there === null ? [] : [here - there];
          });
          const n = differences.length;
          expect(found).toMatchObject({ n, leftOut: 100 - n });
          expect(found.more).toBe(differences.filter((d) => d > 0).length);
          expect(found.less).toBe(differences.filter((d) => d < 0).length);
          expect(found.p).toBe(mcNemarExact(found.more, found.less));
          const [mean, quantiles] = [bcaMean(differences)!, quantilesOf(differences)!];
          const size = Math.max(...differences.map(Math.abs));
          expect(Math.abs(found.mean - mean.mean) / size).toBeLessThan(1e-13);
          mean.interval?.forEach((end, k) => {
            expect(Math.abs(found.meanInterval![k] - end) / size).toBeLessThan(1e-12);
          });
          expect(Math.abs(found.median - quantiles.median) / size).toBeLessThan(1e-12);
        }
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(VALUES).sort());
  });

  it('are adjusted by Holm for all points and rules of the same quantity', () => {
    const all = summary.points.flatMap(({ changes }) => changes);
    for (const answer of ['stable', 'inRange', 'aligned'] as const) {
      expect(all.map((own) => own[answer].adjustedP)).toEqual(holmAdjusted(all.map((own) => own[answer].p)));
    }
    for (const metric of Object.keys(VALUES)) {
      const tests = all.flatMap(({ metrics }) => metrics.filter((own) => own.metric === metric));
      expect(tests.map(({ adjustedP }) => adjustedP)).toEqual(holmAdjusted(tests.map(({ p }) => p)));
      expect(new Set(tests.map((own) => own.tests))).toEqual(new Set([tests.length]));
    }
  });

  it('have no median interval, no test and no chips where none has been run at both', () => {
    const without = rows.filter((row) => row.point !== 4);
    const [dp] = summaryOf(manifest, without).points[4].changes;
    expect(dp.stable).toMatchObject({ n: 0, leftOut: 0, difference: null, adjustedP: null, tests: 6 });
    expect(dp.metrics).toEqual([]);
    const lines = changeTable(summaryOf(manifest, without)).rows.filter(([point]) => point.startsWith('alpha = 1'));
    expect(lines[0].slice(2)).toEqual(['stable', '0', '0', '0', '\u2013', '\u2013', '\u2013', '\u2013']);
  });

  it('leave out who could not be run at either', () => {
    for (const point of [0, 3]) {
      const refused = rows.map((row) => (row.point === point && row.chip < 4 ? failedRow(row, 2, 'no') : row));
      const found = summaryOf(manifest, refused).points[3].changes[1];
      const known = own(3, 'dp-transpose', refused).filter(
        (row, i) => row.stable !== null && own(0, 'dp-transpose', refused)[i].stable !== null,
      );
      expect(found.stable).toMatchObject({ n: known.length, leftOut: 100 - known.length });
      expect(found.metrics.find(({ metric }) => metric === 'energy')).toMatchObject({ n: 96, leftOut: 4 });
    }
  });

  it('do not believe a row that claims an answer and an error, at either', () => {
    for (const point of [0, 3]) {
      const claims = rows.map((row) => (row.point === point && row.chip === 50 ? { ...row, error: 'no' } : row));
      const [, found] = summaryOf(manifest, claims).points[3].changes;
      expect(found.aligned.n).toBe(summary.points[3].changes[1].aligned.n - 1);
    }
  });

  it('leave out settling and energy of chips that screening simulated on purpose', () => {
    const screened = rows.map((row): TrialRow => ({ ...row, near: row.chip < 30, sampled: row.chip < 10 }));
    const [change] = summaryOf(manifest, screened).points[3].changes;
    expect(change.metrics.find(({ metric }) => metric === 'energy')?.n).toBe(80);
    expect(change.stable.n).toBe(summary.points[3].changes[0].stable.n);
  });
});

describe('rules on the same chips', () => {
  it('have the changes of what is measured too, and one family of tests without the point where they are one circuit', () => {
    const compared = summary.points.filter(({ comparison }) => comparison?.circuit === 'different');
    const ps = compared.map(({ comparison }) => comparison!.aligned.p);
    expect(compared.map(({ comparison }) => comparison!.aligned.adjustedP)).toEqual(holmAdjusted(ps));
    expect(summary.points[2].comparison?.aligned).toMatchObject({ adjustedP: null, tests: 4 });
    const energy = summary.points[3].comparison!.metrics.find(({ metric }) => metric === 'energy')!;
    const pairs = own(3, 'dp').map((row, i) => row.energy! / 8 - own(3, 'dp-transpose')[i].energy! / 8);
    expect(energy.mean / (pairs.reduce((sum, own) => sum + own, 0) / 100)).toBeCloseTo(1, 12);
  });
});

describe('with which point each is compared', () => {
  const corners = (values: readonly string[]): Axis => ({ path: 'device.corner', labels: values, values });
  const referencesOf = (axes: readonly Axis[]) => referencePoints(syntheticRun(axes, { chips: 1 }).manifest.points);

  it('is the first without corners, and none where there is one point', () => {
    expect(referencesOf([ALPHA])).toEqual([null, 0, 0, 0, 0]);
    expect(referencesOf([])).toEqual([null]);
  });

  it('is the same point at tt for a corner, wherever tt stands', () => {
    expect(referencesOf([corners(['ss', 'tt'])])).toEqual([1, null]);
    const two: Axis = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
    // ss live, ss held, tt live, tt held
    expect(referencesOf([corners(['ss', 'tt']), two])).toEqual([2, 3, null, 2]);
    expect(referencesOf([two, corners(['tt', 'ss'])])).toEqual([null, 0, 0, 2]);
  });

  it('is the first corner where tt is not among them', () => {
    expect(referencesOf([corners(['ff', 'ss'])])).toEqual([null, 0]);
  });
});

describe('what is said of pairs', () => {
  it('names the point, the chips left out, the change with its interval, and over how many tests', () => {
    const row = changeTable(summary).rows.find(
      ([point, rule, of]) => point.startsWith('alpha = 1,') && rule === 'DP' && of === 'stable',
    );
    expect(row).toEqual([
      'alpha = 1, against alpha = 0',
      'DP',
      'stable',
      '98 (2 left out)',
      '65',
      '0',
      '+66.3 points (+55.4 to +74.7)',
      '\u2013',
      '5.4e-20',
      '2.7e-19 (of 8)',
    ]);
    const same = pairedTable(summary).rows.find(([point]) => point === 'alpha = 0.5');
    expect(same?.length).toBe(pairedTable(summary).columns.length);
  });

  it('counts the points at which the aligned yield is another, in the verdict', () => {
    const [{ text }] = changeFindings(summary);
    const differing = (rule: Rule) =>
      summary.points.filter(({ changes }) => changes.some((own) => own.rule === rule && own.aligned.adjustedP! <= 0.05))
        .length;
    expect(text).toContain(
      `than at alpha = 0 at ${differing('dp')} of 4 under DP, ${differing('dp-transpose')} of 4 under DP-transpose`,
    );
    expect(text).toContain('by Holm over 8');
    expect(text).toContain('The largest change is at alpha = 0.5 under DP: +100.0 points (+94.7 to +100.0, 98 pairs)');
    const one = syntheticRun([], { chips: 5 });
    expect(changeFindings(summaryOf(one.manifest, one.rows))).toEqual([]);
  });

  it('says that a sweep that could end has intervals of a fixed number of chips here', () => {
    const run = syntheticRun([ALPHA], { chips: 20, until: { interval: 0.02 } });
    expect(renderMarkdown(summaryOf(run.manifest, run.rows), [])).toContain('take them for a guide');
    expect(renderMarkdown(summary, [])).not.toContain('take them for a guide');
  });
});
