import { describe, expect, it } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { mcNemarExact } from '../../src/montecarlo/statistics/paired.ts';
import { wilsonInterval } from '../../src/montecarlo/statistics/proportion.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { verdict } from '../../src/report/verdict.ts';
import type { Rule } from '../../src/vocabulary.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const summary = buildSummary(manifest, rows);
const own = (point: number, rule: Rule) => rows.filter((row) => row.point === point && row.rule === rule);
const changed = (isChanged: (row: TrialRow) => boolean, change: Partial<TrialRow>) =>
  rows.map((row) => (isChanged(row) ? { ...row, ...change } : row));

describe('numbers of a point and rule', () => {
  it('count stable and aligned chips out of all chips', () => {
    for (const { index, cells } of summary.points) {
      for (const { rule, chips, stable, aligned } of cells) {
        const expected = own(index, rule);
        expect(chips).toBe(100);
        expect(stable.count).toBe(expected.filter((row) => row.stable).length);
        expect(aligned.count).toBe(expected.filter((row) => row.aligned).length);
        expect(stable.n).toBe(100);
        expect(stable.wilson).toEqual(wilsonInterval(stable.count, 100));
      }
    }
  });

  it('put every chip and every probe into one outcome', () => {
    for (const { cells } of summary.points) {
      for (const { chips, errors, stable, chipOutcomes, probeOutcomes } of cells) {
        const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
        expect(total(chipOutcomes)).toBe(chips);
        expect(total(probeOutcomes)).toBe(8 * (chips - errors));
        expect(chipOutcomes.settled).toBe(stable.count);
        expect(chipOutcomes.error).toBe(errors);
      }
    }
  });

  it('take the worst probe as the outcome of a chip', () => {
    const outcomes = { settled: 5, slow: 1, oscillating: 0, saturated: 1, diverged: 1 };
    const isFirst = (row: TrialRow) => row.point === 2 && row.chip === 0 && row.rule === 'dp';
    const changes = changed(isFirst, { outcomes, stable: false, aligned: false, angleDeg: [null, null] });
    const [dp] = buildSummary(manifest, changes).points[2].cells;
    expect(dp.chipOutcomes).toEqual({ settled: 99, slow: 0, oscillating: 0, saturated: 0, diverged: 1, error: 0 });
    expect(dp.unstableChips).toEqual([0]);
  });

  it('count failed trials as failures and list them', () => {
    const [dp, transpose] = summary.points[1].cells;
    for (const cell of [dp, transpose]) {
      expect(cell.errors).toBe(1);
      expect(cell.chips).toBe(100);
      expect(cell.stable.count).toBeLessThan(100);
      expect(cell.unstableChips).toContain(17);
      expect(cell.events?.n).toBe(99);
    }
    expect(summary.failures.map(({ point, chip, rule }) => [point, chip, rule])).toEqual([
      [1, 17, 'dp'],
      [1, 17, 'dp-transpose'],
    ]);
  });

  it('do not believe a row that claims stability and an error', () => {
    const claims = changed((row) => row.point === 2 && row.chip === 3 && row.rule === 'dp', { error: 'no' });
    const [dp] = buildSummary(manifest, claims).points[2].cells;
    expect([dp.errors, dp.stable.count, dp.aligned.count, dp.angleDeg?.n]).toEqual([1, 99, 99, 99]);
  });

  it('take the angle of the worst layer of stable chips', () => {
    const [dp] = summary.points[4].cells;
    const worst = own(4, 'dp').flatMap(({ angleDeg: [first, second] }) =>
      first === null || second === null ? [] : [Math.max(first, second)],
    );
    worst.sort((a, b) => a - b);
    expect(dp.angleDeg?.n).toBe(worst.length);
    expect(dp.angleDeg?.median).toBeCloseTo((worst[34] + worst[35]) / 2, 12);
  });

  it('say how many inputs the event budget ended', () => {
    const ended = buildSummary(
      manifest,
      changed((row) => row.chip < 3 && row.point === 0, { budgetEnded: 2 }),
    );
    expect(ended.points[0].cells.map(({ budgetEnded }) => budgetEnded)).toEqual([6, 6]);
    expect(verdict(ended).at(-1)?.text).toBe('12 inputs were ended by the event budget before the horizon.');
  });

  it('do not depend on the order of the rows', () => {
    const shuffled = rows.map((row, i) => ({ row, key: (i * 7919) % rows.length })).sort((a, b) => a.key - b.key);
    const again = buildSummary(
      manifest,
      shuffled.map(({ row }) => row),
    );
    expect(JSON.stringify(again)).toBe(JSON.stringify(summary));
  });
});

describe('the rules on the same chips', () => {
  it('pairs by chip index', () => {
    for (const point of [0, 1, 3, 4]) {
      const first = own(point, 'dp');
      const second = own(point, 'dp-transpose');
      const onlyFirst = first.filter((row, i) => row.aligned && !second[i].aligned).length;
      const onlySecond = first.filter((row, i) => !row.aligned && second[i].aligned).length;
      const { comparison } = summary.points[point];
      expect(comparison?.circuit).toBe('different');
      expect(comparison?.aligned).toMatchObject({ n: 100, onlyFirst, onlySecond });
      expect(comparison?.aligned.p).toBe(mcNemarExact(onlyFirst, onlySecond));
      expect(comparison?.aligned.difference).toBeCloseTo((onlyFirst - onlySecond) / 100, 12);
    }
  });

  it('leaves out chips that have run under one rule only', () => {
    const without = rows.filter((row) => !(row.rule === 'dp' && row.chip < 10));
    const partial = buildSummary(manifest, without);
    expect(partial.points[0].comparison?.stable.n).toBe(90);
    expect(partial.points[0].cells.map(({ chips }) => chips)).toEqual([90, 100]);
    expect(partial.trials).toEqual({ expected: 1000, found: 950 });
    expect(verdict(partial)[0]).toEqual({
      subject: 'Incomplete',
      text: '950 of 1000 trials have been run; all numbers are of those.',
    });
  });

  it('are the same circuit at alpha = 1/2', () => {
    expect(summary.points[2].comparison?.circuit).toBe('same');
    const same = verdict(summary).find(({ subject }) => subject === 'Same circuit');
    expect(same?.text).toBe(
      'At alpha = 0.5 DP and DP-transpose are the same circuit: all 100 chips gave identical results, so there is no difference to show.',
    );
    const paired = verdict(summary).find(({ subject }) => subject === 'Same chips');
    expect(paired?.text).toContain('The largest of 4 differences');
  });

  it('are nominally the same where alpha varies about 1/2', () => {
    const spread = changed((row) => row.point === 2 && row.rule === 'dp' && row.chip === 0, { angleDeg: [20, 21] });
    const report = buildSummary(manifest, spread);
    expect(report.points[2].comparison?.circuit).toBe('nominally same');
    expect(verdict(report).find(({ subject }) => subject === 'Same circuit')?.text).toContain(
      'nominally the same circuit',
    );
  });

  it('are compared by results where the sweep replaces the device', () => {
    const devices = { path: 'device', labels: ['a', 'b'], values: ['a', 'b'] };
    const run = syntheticRun([devices, { ...ALPHA, path: 'horizon', labels: ['1 ms'], values: ['1 ms'] }]);
    const report = buildSummary(run.manifest, run.rows);
    expect(report.points.map(({ alpha, comparison }) => [alpha, comparison?.circuit])).toEqual([
      [null, 'different'],
      [null, 'different'],
    ]);
  });

  it('are not compared when there is one', () => {
    const run = syntheticRun([ALPHA], { rules: ['dp-transpose'], chips: 5 });
    expect(buildSummary(run.manifest, run.rows).points.map(({ comparison }) => comparison)).toEqual(
      Array(5).fill(null),
    );
  });
});

describe('windows and margins', () => {
  it('finds the values at which the required yield is reached', () => {
    for (const { rule, observed, shown } of summary.windows) {
      const reaches = summary.points.map(({ cells }) => cells.find((cell) => cell.rule === rule)?.aligned);
      const inside = (ranges: typeof observed, label: string) =>
        ranges.some(({ from, to }) => Number(from) <= Number(label) && Number(label) <= Number(to));
      ALPHA.labels.forEach((label, i) => {
        expect(inside(observed, label)).toBe((reaches[i]?.fraction ?? 0) >= 0.9);
        expect(inside(shown, label)).toBe((reaches[i]?.wilson[0] ?? 0) >= 0.9);
      });
    }
    expect(summary.windows.map(({ rule, observed }) => [rule, observed])).toEqual([
      ['dp', [{ from: '0.5', to: '0.5', openBelow: false, openAbove: false }]],
      ['dp-transpose', [{ from: '0.25', to: '0.75', openBelow: false, openAbove: false }]],
    ]);
  });

  it('sorts a sweep that is not in order, and says where it ends', () => {
    const mixed = { path: ALPHA.path, labels: ['0.75', '0.5', '0'], values: [0.75, 0.5, 0] };
    const run = syntheticRun([mixed], { rules: ['dp-transpose'] });
    const [window] = buildSummary(run.manifest, run.rows).windows;
    expect(window.observed).toEqual([{ from: '0.5', to: '0.75', openBelow: false, openAbove: true }]);
  });

  it('has no window along words', () => {
    const run = syntheticRun([{ path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] }], { chips: 4 });
    expect(buildSummary(run.manifest, run.rows).windows).toEqual([]);
  });

  it('sets the margin against the simulation, chip by chip', () => {
    const dp = rows.filter((row) => row.rule === 'dp' && row.error === null);
    const predicted = dp.filter((row) => row.gainMargin !== null && row.gainMargin < 1);
    const [margin] = summary.margins ?? [];
    expect(margin.predictedUnstable.chips).toBe(predicted.length);
    expect(margin.predictedUnstable.stable).toBe(predicted.filter((row) => row.stable).length);
    for (const part of [margin.predictedUnstable, margin.predictedStable]) {
      expect(part.stable + part.slow + part.unstable).toBe(part.chips);
    }
    expect(margin.predictedStable.chips).toBe(dp.length - predicted.length);
  });

  it('says nothing of margins that are all infinite', () => {
    expect(
      buildSummary(
        manifest,
        changed(() => true, { gainMargin: null }),
      ).margins,
    ).toBeNull();
  });
});

describe('rows that contradict the manifest', () => {
  it.each([
    ['a point that is not there', { point: 5 }, 'point 5, rule dp, chip 0 is not part of the sweep'],
    ['a chip too many', { chip: 100 }, 'expected a chip below 100'],
    ['stable with a probe that is not settled', { stable: false }, 'says stable false with 8 of 8 settled'],
    ['a probe missing', { outcomes: { ...rows[0].outcomes, settled: 3, saturated: 0 } }, 'outcomes for 8 probes'],
    ['aligned and not stable', { aligned: true }, 'aligned and not stable'],
  ] as const)('%s', (_, change, message) => {
    const row = message.includes('stable false') ? own(2, 'dp')[0] : own(0, 'dp')[0];
    expect(() => buildSummary(manifest, [{ ...row, ...change }])).toThrow(message);
  });

  it('the same trial twice', () => {
    expect(() => buildSummary(manifest, [...rows, rows[7]])).toThrow('has two rows');
  });
});
