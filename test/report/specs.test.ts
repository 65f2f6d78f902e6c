import { describe, expect, it } from 'vitest';
import type { Spec } from '../../src/config/scenario.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { answerOf } from '../../src/montecarlo/spec-answer.ts';
import { specsOf, verdictOfRun } from '../../src/report/specs.ts';
import { specTable } from '../../src/report/tables/specs.ts';
import { RunTally } from '../../src/report/tally/run-tally.ts';
import { SpecTallies } from '../../src/report/tally/spec-tally.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { verdict } from '../../src/report/verdict.ts';
import { summaryOf } from './reports.ts';
import { syntheticManifest, syntheticRun } from './synthetic-run.ts';

const spec = (metric: Spec['metric'], own: Partial<Spec> = {}): Spec => ({
  name: metric,
  metric,
  min: null,
  max: null,
  target: null,
  rules: null,
  ...own,
});

const { rows } = syntheticRun();
const base: TrialRow = {
  ...rows.find((row) => row.error === null && row.stable === true)!,
  branches: {
    stable: { stable: 4, unstable: 0, undecided: 0 },
    conditional: { stable: 0, unstable: 0, undecided: 0 },
    pinned: { stable: 0, unstable: 0, undecided: 0 },
    lost: { stable: 0, unstable: 0, undecided: 0 },
  },
  beta: 0.5,
};
const one = { stable: 1, unstable: 0, undecided: 0 };

it('is not answered from rows without the metric', () => {
  const rows = columnsOf([base]);
  expect(() => answerOf(spec('phaseMargin', { min: 1 }), rows, 0, { probes: 4, follow: 100 })).toThrow(
    'the rows have no phaseMargin',
  );
});

describe('a chip keeps a spec', () => {
  const answer = (own: Spec, row: Partial<TrialRow>) =>
    answerOf(own, columnsOf([{ ...base, ...row }]), 0, { probes: 4, follow: 100 });

  it.each<[string, Spec, Partial<TrialRow>, boolean | null]>([
    ['stable', spec('stable'), { stable: true }, true],
    ['not stable', spec('stable'), { stable: false }, false],
    ['undecided', spec('inRange'), { inRange: null }, null],
    ['worst layer within', spec('angleDeg', { max: 30 }), { angleDeg: [10, 30] }, true],
    ['worst layer beyond', spec('angleDeg', { max: 30 }), { angleDeg: [10, 30.1] }, false],
    ['a layer without a gradient', spec('angleDeg', { max: 30 }), { angleDeg: [10, null] }, false],
    [
      'no gradient of one that is not stable',
      spec('angleDeg', { max: 30 }),
      { stable: false, angleDeg: [null, null] },
      false,
    ],
    ['or is not known', spec('angleDeg', { max: 30 }), { stable: null, angleDeg: [null, null] }, null],
    ['all norms within', spec('normRatio', { min: 0.5, max: 2 }), { normRatio: [0.5, 2] }, true],
    ['one norm below', spec('normRatio', { min: 0.5, max: 2 }), { normRatio: [0.4, 1] }, false],
    ['one norm above', spec('normRatio', { min: 0.5, max: 2 }), { normRatio: [1, 2.1] }, false],
    ['a margin', spec('gainMargin', { min: 2 }), { gainMargin: 2 }, true],
    ['a margin in dB', spec('gainMarginDb', { min: 6 }), { gainMargin: 2 }, true],
    ['too small a margin in dB', spec('gainMarginDb', { min: 6.03 }), { gainMargin: 2 }, false],
    ['an infinite margin', spec('gainMargin', { min: 1e6 }), { gainMargin: null }, true],
    [
      'of a lost branch none',
      spec('gainMargin', { min: 0.1 }),
      { gainMargin: 5, branches: { ...base.branches, lost: one } },
      false,
    ],
    [
      'of a pinned one not known',
      spec('gainMargin', { min: 2 }),
      { gainMargin: null, branches: { ...base.branches, pinned: one } },
      null,
    ],
    [
      'beside a pinned one too small',
      spec('gainMargin', { min: 2 }),
      { gainMargin: 1.5, branches: { ...base.branches, pinned: one } },
      false,
    ],
    ['a phase margin', spec('phaseMargin', { min: 45 }), { phaseMargin: 45 }, true],
    ['too small an angle', spec('phaseMargin', { min: 45 }), { phaseMargin: 44.9 }, false],
    ['an infinite one', spec('phaseMargin', { min: 179 }), { phaseMargin: null }, true],
    [
      'none of a lost branch',
      spec('phaseMargin', { min: 1 }),
      { phaseMargin: 60, branches: { ...base.branches, lost: one } },
      false,
    ],
    [
      'none beyond the gain margin',
      spec('phaseMargin', { min: 1 }),
      { phaseMargin: 60, branches: { ...base.branches, conditional: one } },
      false,
    ],
    [
      'not known of a pinned one',
      spec('phaseMargin', { min: 45 }),
      { phaseMargin: 60, branches: { ...base.branches, pinned: one } },
      null,
    ],
    [
      'too small beside a pinned one',
      spec('phaseMargin', { min: 45 }),
      { phaseMargin: 44, branches: { ...base.branches, pinned: one } },
      false,
    ],
    [
      'a gain margin where modes grow at a smaller beta',
      spec('gainMargin', { min: 0.5 }),
      { gainMargin: 0.9, branches: { ...base.branches, conditional: one } },
      true,
    ],
    ['of the test set', spec('testAccuracy', { min: 0.9 }), { testAccuracy: 0.89, accuracy: 1 }, false],
    ['of the probes', spec('accuracy', { min: 0.9 }), { testAccuracy: 0.89, accuracy: 1 }, true],
    ['a loss', spec('loss', { max: 0.1 }), { loss: 0.1 }, true],
    ['too large a loss', spec('loss', { max: 0.1 }), { loss: 0.11 }, false],
    ['slowest input', spec('settleTime', { max: 1e-3 }), { settleTimeMax: 1e-3 }, true],
    ['too slow', spec('settleTime', { max: 1e-3 }), { settleTimeMax: 1.1e-3 }, false],
    ['never settled', spec('settleTime', { max: 1 }), { stable: false, settleTimeMax: null }, false],
    ['not simulated', spec('settleTime', { max: 1 }), { settleTimeMax: null }, null],
    ['energy an input', spec('energy', { max: 1e-9 }), { energy: 4e-9 }, true],
    ['energy that is not stated', spec('energy', { max: 1 }), { energy: null }, null],
    ['events an input', spec('events', { max: 24 }), { activityEvents: 60, differenceEvents: 40 }, false],
    ['accuracy', spec('accuracy', { min: 0.75 }), { accuracy: 0.75 }, true],
    ['a branch that ends', spec('lossBeta', { min: 2 }), { lossBeta: 1.9 }, false],
    ['in units of beta', spec('lossFactor', { min: 3.8 }), { lossBeta: 1.9 }, true],
    ['one that does not, as far as followed', spec('lossFactor', { min: 100 }), { lossBeta: null }, true],
    ['and beyond that is not known', spec('lossFactor', { min: 101 }), { lossBeta: null }, null],
    ['nor that it ends', spec('lossBeta', { max: 60 }), { lossBeta: null }, null],
    ['but that it does not end so soon', spec('lossBeta', { max: 40 }), { lossBeta: null }, false],
    ['proved for every beta', spec('certifiedBeta', { min: 1e9 }), { certifiedBeta: null }, true],
  ])('%s', (_, own, row, expected) => {
    expect(answer(own, row)).toBe(expected);
  });
});

const specs = [
  spec('stable', { name: 'rest', target: { fraction: 0.05 } }),
  spec('angleDeg', { name: 'sharp', max: 1e-3, target: { sigma: 3 }, rules: ['dp'] }),
  spec('accuracy', { name: 'right', min: 0 }),
];
const accept = { angleDeg: 45, specs };

describe('a run with specs', () => {
  const { manifest, rows: all } = syntheticRun(undefined, { accept });
  const summary = summaryOf(manifest, all);

  it('counts every chip once: passed, failed, not known or refused', () => {
    for (const { cells } of summary.points) {
      for (const { specs: own, allSpecs, chips, rule } of cells) {
        expect(own.map(({ name }) => name)).toEqual(rule === 'dp' ? ['rest', 'sharp', 'right'] : ['rest', 'right']);
        for (const { passed, failed, unknown, refused } of [...own, allSpecs!]) {
          expect(passed + failed + unknown + refused).toBe(chips);
        }
      }
    }
  });

  it('takes the stable yield for the spec of that name, refused chips beside it', () => {
    for (const { cells } of summary.points) {
      for (const {
        specs: [rest],
        stable,
      } of cells) {
        expect(rest).toMatchObject({ passed: stable.passed, unknown: stable.unknown, refused: stable.refused });
      }
    }
  });

  it('keeps all specs together no more often than any of them', () => {
    for (const { cells } of summary.points) {
      for (const { specs: own, allSpecs } of cells) {
        for (const { passed } of own) expect(allSpecs!.passed).toBeLessThanOrEqual(passed);
      }
    }
  });

  it('fails all together where one fails, whatever is not known of another', () => {
    const tallies = new SpecTallies([spec('stable'), spec('settleTime', { max: 1 })], { probes: 4, follow: 100 });
    const add = (row: Partial<TrialRow>) => tallies.add(columnsOf([{ ...base, ...row }]), 0);
    add({ stable: false, settleTimeMax: null });
    add({ stable: true, settleTimeMax: null });
    add({ stable: true, settleTimeMax: 0.5 });
    expect(tallies.all).toMatchObject({ failed: 1, unknown: 1, passed: 1 });
    const mixed = new SpecTallies([spec('energy', { max: 1 }), spec('accuracy', { min: 2 })], {
      probes: 4,
      follow: 100,
    });
    mixed.add(columnsOf([{ ...base, energy: null }]), 0);
    expect(mixed.all).toMatchObject({ failed: 1, unknown: 0, passed: 0 });
  });

  it('does not know a target that chips which could not be run may miss', () => {
    const of = (refused: number) => {
      const tallies = new SpecTallies([spec('stable', { target: { fraction: 0.9 } })], { probes: 4, follow: 100 });
      for (let chip = 0; chip < 29; chip++) tallies.add(columnsOf([{ ...base, stable: true }]), 0);
      return specsOf(tallies, refused, false).specs[0];
    };
    expect(of(0).verdict).toBe('pass');
    expect(of(1)).toMatchObject({ verdict: 'not yet known', refused: 1, fraction: [29 / 30, 1] });
  });

  it('is the same in parts', () => {
    const [first, second] = [new RunTally(manifest), new RunTally(manifest)];
    first.add(columnsOf(all.filter(({ chip }) => chip % 3 === 0)));
    second.add(columnsOf(all.filter(({ chip }) => chip % 3 !== 0)));
    first.merge(second);
    const whole = new RunTally(manifest);
    whole.add(columnsOf(all));
    for (const { index } of manifest.points) {
      for (const rule of manifest.scenario.rules) {
        expect(first.cell(index, rule).specs).toEqual(whole.cell(index, rule).specs);
      }
    }
  });

  it('fails where one target is missed, and lists that first', () => {
    expect(verdictOfRun(summary)).toBe('fail');
    const { columns, rows: lines } = specTable(summary);
    const status = columns.indexOf('status');
    expect(lines[0][status]).toBe('fail');
    const order = ['fail', 'not yet known', 'pass', '–'];
    const ranks = lines.map((line) => order.indexOf(line[status]));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(terminalTable(summary)).toContain('3 sigma (99.865 %)');
    const said = verdict(summary).find(({ subject }) => subject === 'Specs')!.text;
    expect(said).toMatch(/^Fail\. Missed \d+ of \d+: sharp of DP at alpha = .*\. Met \d+ of \d+\.$/);
  });

  it('is not yet known where rows are missing that could still fail', () => {
    const easy = syntheticRun(undefined, {
      accept: { angleDeg: 45, specs: [spec('accuracy', { min: 0, target: { fraction: 0.01 } })] },
    });
    const done = summaryOf(easy.manifest, easy.rows);
    expect(verdictOfRun(done)).toBe('pass');
    const part = summaryOf(
      easy.manifest,
      easy.rows.filter(({ chip }) => chip < 12),
    );
    expect(verdictOfRun(part)).toBe('not yet known');
  });

  it('without any says nothing of them', () => {
    const plain = summaryOf(syntheticManifest([]), []);
    expect([specTable(plain).rows.length, verdictOfRun(plain)]).toEqual([0, null]);
    expect(terminalTable(summaryOf(...(Object.values(syntheticRun()) as [never, never])))).not.toContain('status');
  });
});
