import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/model/rules.ts';
import { BRANCH_FATES } from '../../src/model/vocabulary.ts';
import { failedRow, noBranches, noOutcomes } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { mcNemarExact } from '../../src/montecarlo/statistics/paired.ts';
import { wilsonInterval } from '../../src/montecarlo/statistics/proportion.ts';
import { readings } from '../../src/report/glance/readings.ts';
import { verdict } from '../../src/report/verdict.ts';
import { yieldText } from '../../src/report/yield-text.ts';
import { summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const summary = summaryOf(manifest, rows);
const own = (point: number, rule: Rule) => rows.filter((row) => row.point === point && row.rule === rule);
const changed = (isChanged: (row: TrialRow) => boolean, change: Partial<TrialRow>) =>
  rows.map((row) => (isChanged(row) ? { ...row, ...change } : row));

describe('numbers of a point and rule', () => {
  it('count the chips that pass of those that could be run', () => {
    for (const { index, cells } of summary.points) {
      for (const { rule, chips, refused, stable, inRange, aligned } of cells) {
        const run = own(index, rule).filter(({ error }) => error === null);
        expect([chips, refused]).toEqual([100, 100 - run.length]);
        for (const [answer, found] of [
          ['stable', stable],
          ['inRange', inRange],
          ['aligned', aligned],
        ] as const) {
          const passing = run.filter((row) => row[answer] === true);
          const unknown = run.filter((row) => row[answer] === null).length;
          expect(found).toMatchObject({ n: run.length, passed: passing.length, unknown, refused });
          expect(found.deadZone).toBe(passing.filter(({ deadZone }) => deadZone > 0).length);
          expect(found.fraction).toEqual([passing.length / run.length, (passing.length + unknown) / run.length]);
          expect(found.wilson).toEqual([
            wilsonInterval(passing.length, run.length)[0],
            wilsonInterval(passing.length + unknown, run.length)[1],
          ]);
        }
      }
    }
    const [dp] = summary.points[1].cells;
    expect([dp.stable.passed, dp.inRange.passed, dp.aligned.passed]).toEqual([98, 67, 67]);
    const [undecided] = summary.points[0].cells;
    expect([undecided.stable.passed, undecided.stable.unknown, undecided.stable.deadZone]).toEqual([3, 2, 0]);
  });

  it('put every chip and every probe into one outcome', () => {
    for (const { cells } of summary.points) {
      for (const { chips, refused, stable, chipOutcomes, probeOutcomes } of cells) {
        const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
        expect(total(chipOutcomes)).toBe(chips);
        expect(total(probeOutcomes)).toBe(8 * (chips - refused));
        expect(chipOutcomes.settled + chipOutcomes.chattering + chipOutcomes.clipped).toBe(stable.passed);
        expect(chipOutcomes.undecided).toBe(stable.unknown);
        expect(chipOutcomes.refused).toBe(refused);
      }
    }
  });

  it('take the worst probe as the outcome of a chip', () => {
    const none = noOutcomes();
    const outcomes = { ...none, settled: 3, clipped: 1, undecided: 1, slow: 1, saturated: 1, diverged: 1 };
    const isFirst = (row: TrialRow) => row.point === 2 && row.chip === 1 && row.rule === 'dp';
    const answers = { stable: false, inRange: false, aligned: false };
    const changes = changed(isFirst, { outcomes, ...answers, angleDeg: [null, null], branches: noBranches() });
    const [dp] = summaryOf(manifest, changes).points[2].cells;
    expect(dp.chipOutcomes).toMatchObject({ diverged: 1, slow: 0, saturated: 0, undecided: 0, clipped: 0 });
    expect(dp.unstableChips).toEqual([1]);
  });

  it('leave out trials that could not be run, and count them', () => {
    for (const cell of summary.points[1].cells) {
      expect(cell).toMatchObject({ chips: 100, refused: 1, events: { n: 99 }, inputs: { tried: 8 } });
      expect(cell.stable).toMatchObject({ n: 99, refused: 1, ofAll: null });
      expect(cell.unstableChips).not.toContain(17);
    }
    expect(summary.refusals.map(({ point, chip, rule }) => [point, chip, rule])).toEqual([
      [1, 17, 'dp'],
      [1, 17, 'dp-transpose'],
    ]);
  });

  it('say what the yield of all chips may be where more than one in a hundred was refused', () => {
    const row = (chip: number) => failedRow({ point: 2, chip, rule: 'dp', beta: 0.84, engine: 'events' }, 2, 'no');
    const refuse = rows.map((each) =>
      each.point === 2 && each.rule === 'dp' && each.chip < 2 ? row(each.chip) : each,
    );
    const [dp] = summaryOf(manifest, refuse).points[2].cells;
    expect(dp.stable).toMatchObject({ n: 98, passed: 98, refused: 2, fraction: [1, 1] });
    expect(dp.stable.ofAll).toEqual({
      chips: 100,
      fraction: [0.98, 1],
      wilson: [wilsonInterval(98, 100)[0], 1],
    });
    expect(yieldText(dp.stable)).toMatch(
      /^98\/98 \(96\.2 \u2013 100\.0 %; \d held by thresholds only; 2 refused; of all 100: 98\.0 \u2013 100\.0 %\)$/,
    );
  });

  it('do not believe a row that claims stability and an error', () => {
    const claims = changed((row) => row.point === 2 && row.chip === 3 && row.rule === 'dp', { error: 'no' });
    const [dp] = summaryOf(manifest, claims).points[2].cells;
    expect([dp.refused, dp.stable.passed, dp.aligned.passed, dp.angleDeg?.n]).toEqual([1, 99, 99, 99]);
  });

  it('take the angle of the worst layer of stable chips', () => {
    const [dp] = summary.points[4].cells;
    const worst = own(4, 'dp').flatMap(({ angleDeg: [first, second] }) =>
      first === null || second === null ? [] : [Math.max(first, second)],
    );
    worst.sort((a, b) => a - b);
    expect(dp.angleDeg?.n).toBe(worst.length);
    expect(worst).toHaveLength(70);
    expect(dp.angleDeg?.median).toBeCloseTo((worst[34] + worst[35]) / 2, 12);
  });

  it('say how many inputs the event budget ended', () => {
    const ended = summaryOf(
      manifest,
      changed((row) => row.chip < 3 && row.point === 0, { budgetEnded: 2 }),
    );
    expect(ended.points[0].cells.map(({ budgetEnded }) => budgetEnded)).toEqual([6, 6]);
    expect(verdict(ended).at(-1)?.text).toBe(
      '12 runs were ended by the event budget; their words are from the equations without encoders, followed from there.',
    );
  });

  it('do not depend on the order of the rows', () => {
    const shuffled = rows.map((row, i) => ({ row, key: (i * 7919) % rows.length })).sort((a, b) => a.key - b.key);
    const again = summaryOf(
      manifest,
      shuffled.map(({ row }) => row),
    );
    expect(JSON.stringify(again)).toBe(JSON.stringify(summary));
  });
});

describe('the rules on the same chips', () => {
  it('pairs by chip index', () => {
    for (const point of [0, 1, 3, 4]) {
      const { comparison } = summary.points[point];
      expect(comparison?.circuit).toBe('different');
      for (const answer of ['stable', 'inRange', 'aligned'] as const) {
        const pairs = own(point, 'dp').map((row, i) => [row[answer], own(point, 'dp-transpose')[i][answer]] as const);
        const known = pairs.filter(([first, second]) => first !== null && second !== null);
        const onlyFirst = known.filter(([first, second]) => first && !second).length;
        const onlySecond = known.filter(([first, second]) => !first && second).length;
        const found = comparison?.[answer];
        expect(found).toMatchObject({ n: known.length, leftOut: 100 - known.length, onlyFirst, onlySecond });
        expect(found?.p).toBe(mcNemarExact(onlyFirst, onlySecond));
        expect(found?.difference).toBeCloseTo((onlyFirst - onlySecond) / known.length, 12);
      }
    }
    expect(summary.points[0].comparison?.stable.leftOut).toBe(2);
    expect(summary.points[1].comparison?.stable.leftOut).toBe(1);
  });

  it('leaves out chips that have run under one rule only', () => {
    const without = rows.filter((row) => !(row.rule === 'dp' && row.chip < 10));
    const partial = summaryOf(manifest, without);
    expect(partial.points[4].comparison?.stable.n).toBe(90);
    expect(partial.points[0].cells.map(({ chips }) => chips)).toEqual([90, 100]);
    expect(partial.trials).toEqual({ expected: 1000, found: 950 });
    expect(readings(partial)[0]).toEqual({
      subject: 'Incomplete',
      text: '50 of 1000 trials are missing; all numbers are of the 950 that have been run (90 to 100 chips per point and rule), and their intervals are wider for it.',
    });
  });

  it('leaves out chips of which the answer is not known under either of them', () => {
    const half = (rule: Rule) =>
      changed((row) => row.point === 4 && row.rule === rule && row.chip < 7 && row.stable === true, {
        outcomes: { ...noOutcomes(), settled: 7, undecided: 1 },
        ...{ stable: null, inRange: null, aligned: null, deadZone: 0, branches: noBranches() },
      });
    for (const rule of ['dp', 'dp-transpose'] as const) {
      const unknown = own(4, rule).filter(({ chip, stable }) => chip < 7 && stable).length;
      expect(unknown).toBeGreaterThan(0);
      const found = summaryOf(manifest, half(rule)).points[4].comparison?.stable;
      expect(found).toMatchObject({ n: 100 - unknown, leftOut: unknown });
    }
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
    const report = summaryOf(manifest, spread);
    expect(report.points[2].comparison?.circuit).toBe('nominally same');
    expect(verdict(report).find(({ subject }) => subject === 'Same circuit')?.text).toContain(
      'nominally the same circuit',
    );
  });

  it('are judged by the alpha of each device where the sweep replaces the device', () => {
    const devices = { path: 'device', labels: ['a', 'b'], values: ['a', 'b'] };
    const run = syntheticRun([devices]);
    const points = run.manifest.points.map((point, i) => ({ ...point, alpha: [0.5, 0.25][i] }));
    const report = summaryOf({ ...run.manifest, points }, run.rows);
    expect(report.points.map(({ alpha, comparison }) => [alpha, comparison?.circuit])).toEqual([
      [0.5, 'nominally same'],
      [0.25, 'different'],
    ]);
  });

  it('are not compared when there is one', () => {
    const run = syntheticRun([ALPHA], { rules: ['dp-transpose'], chips: 5 });
    expect(summaryOf(run.manifest, run.rows).points.map(({ comparison }) => comparison)).toEqual(Array(5).fill(null));
  });
});

describe('windows', () => {
  it('finds the values at which the required yield is reached', () => {
    for (const { rule, observed, shown } of summary.windows) {
      const reaches = summary.points.map(({ cells }) => cells.find((cell) => cell.rule === rule)?.aligned);
      const inside = (ranges: typeof observed, label: string) =>
        ranges.some(({ from, to }) => Number(from) <= Number(label) && Number(label) <= Number(to));
      ALPHA.labels.forEach((label, i) => {
        expect(inside(observed, label)).toBe((reaches[i]?.fraction?.[0] ?? 0) >= 0.9);
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
    const [window] = summaryOf(run.manifest, run.rows).windows;
    expect(window.observed).toEqual([{ from: '0.5', to: '0.75', openBelow: false, openAbove: true }]);
  });

  it('has no window along words', () => {
    const run = syntheticRun([{ path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] }], { chips: 4 });
    expect(summaryOf(run.manifest, run.rows).windows).toEqual([]);
  });

  it('does not count a point at which refused chips could make the difference', () => {
    const refuse = changed((row) => row.point === 2 && row.chip < 11, { error: 'no' });
    const { points, windows } = summaryOf(manifest, refuse);
    expect(points[2].cells[0].aligned).toMatchObject({ n: 89, passed: 89, ofAll: { fraction: [0.89, 1] } });
    expect(windows[0].observed).toEqual([]);
  });
});

describe('branches against runs', () => {
  it('sums probes by what their branch foretold and how they ended', () => {
    const run = rows.filter(({ error, rule }) => error === null && rule === 'dp');
    const { branches } = summary.predictions?.[0] ?? { branches: noBranches() };
    for (const fate of BRANCH_FATES) {
      for (const ended of ['stable', 'unstable', 'undecided'] as const) {
        expect(branches[fate][ended]).toBe(run.reduce((sum, row) => sum + row.branches[fate][ended], 0));
      }
    }
    expect(branches.lost.stable).toBeGreaterThan(0);
    expect(branches.lost.unstable).toBeGreaterThan(branches.lost.stable);
  });

  it('lists every chip with a disagreement and the command that runs it again', () => {
    const expected = rows.filter(({ surprise, error }) => surprise !== null && error === null);
    expect(summary.surprises).toHaveLength(expected.length);
    expect(expected.length).toBeGreaterThan(0);
    const [first] = summary.surprises;
    expect(first).toMatchObject({ rule: 'dp', probe: 3, found: 'branch lost, run stable: 1' });
    expect(first.command).toBe(
      `dyadsim simulate --scenario scenarios/asymmetric-nudging.yaml --point ${first.point} --chip ${first.chip} --rule dp --probe 3`,
    );
  });

  it('does not call a pinned branch a wrong prediction', () => {
    const pinned = noBranches();
    pinned.pinned.unstable = 8;
    const outcomes = { ...noOutcomes(), saturated: 8 };
    const answers = {
      stable: false,
      inRange: false,
      aligned: false,
      angleDeg: [null, null],
      surprise: null,
      deadZone: 0,
    };
    const saturated = changed(() => true, { outcomes, ...answers, branches: pinned });
    const report = summaryOf(manifest, saturated);
    expect(report.surprises).toEqual([]);
    expect(verdict(report).find(({ subject }) => subject === 'Predicted, DP')?.text).toBe(
      'No branch of DP foretells anything.',
    );
  });

  it('says of a chip with a surprise which inputs are against their branch, pinned ones not among them', () => {
    const branches = noBranches();
    branches.stable.unstable = 2;
    branches.pinned.unstable = 3;
    branches.lost.stable = 3;
    const outcomes = { ...noOutcomes(), saturated: 5, settled: 3 };
    const answers = { stable: false, inRange: false, aligned: false, deadZone: 0 };
    const isFirst = (row: TrialRow) => row.point === 2 && row.chip === 1 && row.rule === 'dp';
    const surprising = changed(isFirst, { outcomes, ...answers, branches, surprise: 6 });
    const { surprises } = summaryOf(manifest, surprising);
    expect(surprises.find(({ point, chip }) => point === 2 && chip === 1)).toMatchObject({
      probe: 6,
      found: 'branch stable, run unstable: 2; branch lost, run stable: 3',
    });
  });

  it('says nothing where no branch was followed', () => {
    const none = changed(() => true, { branches: noBranches(), surprise: null });
    expect(summaryOf(manifest, none).predictions).toBeNull();
  });
});

describe('what noise, rails and inputs do', () => {
  it('counts presentations that left, chips being clusters', () => {
    const noisy = rows.map((row) => ({ ...row, watched: row.chip < 40 ? 16 : 0, left: row.chip < 4 ? 16 : 0 }));
    const { left } = summaryOf(manifest, noisy).points[0].cells[0];
    expect(left).toMatchObject({ left: 64, watched: 640, chips: 40, fraction: 0.1 });
    // All of a chip's presentations or none: no more than 4 of 40 chips are known.
    wilsonInterval(4, 40).forEach((limit, i) => {
      expect(left?.interval[i]).toBeCloseTo(limit, 12);
    });
    expect(summary.points[0].cells[0].left).toBeNull();
    const noise = verdict(summaryOf(manifest, noisy)).find(({ subject }) => subject === 'Noise');
    expect(noise?.text).toBe(
      'Noise made 64 of 624 presentations leave their rest under DP at alpha = 0.25, the most: 10.3 % (4.1 – 23.6 %, 39 chips as clusters).',
    );
  });

  it('says which rails clipped chips would need, and only those', () => {
    const [dp, transpose] = summary.points[1].cells;
    const needed = own(1, 'dp').flatMap(({ railsNeeded }) => (railsNeeded === null ? [] : [railsNeeded]));
    expect(dp.railsNeeded).toMatchObject({ chips: needed.length });
    expect(dp.railsNeeded?.enough).toEqual([Math.min(...needed.map(([low]) => low)), 2.5]);
    expect(transpose.railsNeeded).toBeNull();
    const [low] = summary.points[0].cells[0].railsNeeded?.enough ?? [Number.NaN];
    expect(verdict(summary).find(({ subject }) => subject === 'Clipped')?.text).toBe(
      `Clipped inputs are on the most chips under DP at alpha = 0: 34 chips. Rails from \u2212${(-low).toFixed(2)} to 2.50 full scales would cut none of these inputs.`,
    );
  });

  it('ends the curve of yields at the yield itself, with its interval', () => {
    for (const { cells } of summary.points) {
      for (const { inputs, stable } of cells) {
        const last = inputs?.curve.at(-1);
        expect(last?.inputs).toBe(8);
        for (const i of [0, 1]) {
          expect(last?.fraction[i]).toBeCloseTo(stable.fraction?.[i] ?? Number.NaN, 12);
          expect(last?.interval[i]).toBeCloseTo(stable.wilson[i], 12);
        }
        expect(inputs?.chips.reduce((sum, { chips }) => sum + chips, 0)).toBe(stable.n);
        expect(inputs?.chips.find(({ failing, undecided }) => failing + undecided === 0)?.chips ?? 0).toBe(
          stable.passed,
        );
      }
    }
  });

  it('reports limits on beta over all chips, those without above every number', () => {
    const [dp] = summary.points[0].cells;
    const betas = own(0, 'dp').map(({ lossBeta }) => lossBeta ?? Number.POSITIVE_INFINITY);
    expect(dp.lossBeta).toMatchObject({ n: 100, none: 0, lowest: Math.min(...betas) });
    const without = changed((row) => row.chip >= 4, { lossBeta: null });
    const [few] = summaryOf(manifest, without).points[0].cells;
    expect(few.lossBeta).toMatchObject({ n: 100, none: 96, median: null, q95: null });
    expect(few.lossFactor?.median).toBe(100);
  });
});

describe('rows that contradict the manifest', () => {
  const settled = own(4, 'dp-transpose')[0];
  const failed = own(0, 'dp')[0];
  const { outcomes } = settled;
  it.each([
    ['a point that is not there', failed, { point: 5 }, 'point 5, rule dp, chip 0 is not part of the sweep'],
    ['a chip too many', failed, { chip: 100 }, 'expected a chip below 100'],
    ['unstable and all settled', settled, { stable: false }, 'says stable false where its outcomes say true'],
    ['unknown and all settled', settled, { stable: null }, 'says stable null where its outcomes say true'],
    ['stable and failing', failed, { stable: true }, 'says stable true where its outcomes say false'],
    [
      'stable and undecided',
      settled,
      { outcomes: { ...outcomes, settled: 7, undecided: 1 } },
      'says stable true where its outcomes say null',
    ],
    ['a probe missing', settled, { outcomes: { ...outcomes, settled: 3 } }, 'has 3 outcomes for 8 probes'],
    ['aligned and not stable', failed, { aligned: true }, 'is aligned and not stable'],
    [
      'in range and clipped',
      settled,
      { outcomes: { ...outcomes, settled: 7, clipped: 1 } },
      'in range with 1 probes clipped',
    ],
    ['out of range and not clipped', settled, { inRange: false }, 'out of range with no probe clipped'],
    ['another beta than its point', settled, { beta: 0.85 }, 'has beta 0.85 where the point has 0.84'],
    ['more left than watched', settled, { left: 1 }, '1 left of 0 that were watched'],
    ['more in the dead zone than settled', failed, { deadZone: 1 }, '1 in the dead zone of 0 settled'],
    [
      'more branches than runs',
      failed,
      { branches: { ...failed.branches, lost: { stable: 1, unstable: 0, undecided: 0 } } },
      'branches of 0 stable runs',
    ],
  ] as const)('%s', (_, row, change, message) => {
    expect(() => summaryOf(manifest, [{ ...row, ...change }])).toThrow(message);
  });

  it('the same trial twice', () => {
    expect(() => summaryOf(manifest, [...rows, rows[7]])).toThrow('has two rows');
  });
});
