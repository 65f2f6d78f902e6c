import { describe, expect, it } from 'vitest';
import type { Spec } from '../../../src/config/scenario.ts';
import { failedRow, noBranches, noOutcomes } from '../../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../../src/montecarlo/row.ts';
import { columnsOf } from '../../../src/montecarlo/row-columns.ts';
import { holmAdjusted } from '../../../src/montecarlo/statistics/holm.ts';
import { mcNemarExact, newcombeInterval } from '../../../src/montecarlo/statistics/paired.ts';
import { fisherExact, newcombeIndependent } from '../../../src/montecarlo/statistics/unpaired.ts';
import { compareRuns, type RunSide } from '../../../src/report/compare/compare-runs.ts';
import type { RunComparison } from '../../../src/report/compare/comparison.ts';
import { comparisonFindings } from '../../../src/report/compare/findings.ts';
import { comparisonHtml, comparisonMarkdown } from '../../../src/report/compare/pages.ts';
import { RunValues } from '../../../src/report/compare/run-values.ts';
import { changeTable } from '../../../src/report/compare/tables.ts';
import { assertBalanced } from '../markup.ts';
import { ALPHA, type SyntheticRun, syntheticRun } from '../synthetic-run.ts';

const TWO = { ...ALPHA, labels: ['0', '0.5'], values: [0, 0.5] };

/** Every chip passes, with an angle, margin, settling time and energy that differ from chip to chip. */
function passing(row: TrialRow): TrialRow {
  const { chip } = row;
  return {
    ...row,
    outcomes: { ...noOutcomes(), settled: 8 },
    branches: { ...noBranches(), stable: { stable: 8, unstable: 0, undecided: 0 } },
    deadZone: 0,
    surprise: null,
    stable: true,
    inRange: true,
    aligned: true,
    angleDeg: [20 + 0.1 * chip, 10],
    gainMargin: 4 + chip,
    settleTimeMax: 1e-4 + 1e-6 * chip,
    energy: 8e-9 + 8e-11 * chip,
    railsNeeded: null,
    error: null,
  };
}

const failing = (row: TrialRow): TrialRow => ({
  ...row,
  outcomes: { ...noOutcomes(), oscillating: 8 },
  branches: noBranches(),
  stable: false,
  inRange: false,
  aligned: false,
  angleDeg: [null, null],
  settleTimeMax: null,
});

const undecided = (row: TrialRow): TrialRow => ({
  ...row,
  outcomes: { ...noOutcomes(), undecided: 8 },
  branches: noBranches(),
  stable: null,
  inRange: null,
  aligned: null,
  angleDeg: [null, null],
});

const refused = (row: TrialRow): TrialRow => failedRow(row, 2, 'no room');

const sound: SyntheticRun = (() => {
  const { manifest, rows } = syntheticRun([TWO]);
  return { manifest, rows: rows.map(passing) };
})();

/** Changes rows of DP at the first point. */
function changed(change: (row: TrialRow) => TrialRow, { manifest, rows }: SyntheticRun = sound): SyntheticRun {
  return { manifest, rows: rows.map((row) => (row.rule === 'dp' && row.point === 0 ? change(row) : row)) };
}

function side({ manifest, rows }: SyntheticRun, run = 'runs/some'): RunSide {
  const values = new RunValues(manifest);
  for (let at = 0; at < rows.length; at += 30) values.add(columnsOf(rows.slice(at, at + 30)));
  return { run, manifest, values };
}

const compare = (a: SyntheticRun, b: SyntheticRun, within: number | null = null) =>
  compareRuns(side(a, 'runs/a'), side(b, 'runs/b'), within);

const cell = ({ cells }: RunComparison) => cells[0];
const yieldNamed = (comparison: RunComparison, name: string) =>
  cell(comparison).yields.find((own) => own.name === name)!;
const measureNamed = (comparison: RunComparison, name: string) =>
  cell(comparison).measures.find((own) => own.name === name)!;

/** Of a hundred chips: 0 to 19 pass in the first run alone, 20 to 25 in the second, 26 to 28 in neither. */
const [first, second] = [
  changed((row) => (row.chip >= 20 && row.chip < 29 ? failing(row) : row)),
  changed((row) => (row.chip < 20 || (row.chip >= 26 && row.chip < 29) ? failing(row) : row)),
];
const COUNTS = { both: 71, onlyFirst: 20, onlySecond: 6, neither: 3 };

describe('runs of the same chips', () => {
  it('without a change have none, and no verdict against them', () => {
    const comparison = compare(sound, sound);
    expect(comparison).toMatchObject({
      pairing: { paired: true, reasons: [] },
      pairs: 100,
      differences: [],
      onlyFirst: [],
      onlySecond: [],
      // Two points, two rules; three yields and four measures.
      comparisons: 28,
      verdict: 'no significant worsening',
    });
    for (const { yields, measures } of comparison.cells) {
      for (const own of [...yields, ...measures]) {
        expect(own).toMatchObject({
          change: 0,
          p: 1,
          adjustedP: 1,
          direction: 'no change within noise',
          significant: false,
        });
      }
    }
  });

  it('are compared chip by chip', () => {
    const own = yieldNamed(compare(first, second), 'stable');
    expect(own.pairs).toEqual({ n: 100, leftOut: 0, onlyFirst: 20, onlySecond: 6 });
    expect(own.change).toBeCloseTo(-0.14, 15);
    expect(own.p).toBe(mcNemarExact(20, 6));
    const [low, high] = newcombeInterval(COUNTS);
    expect(own.interval[0]).toBeCloseTo(-high, 14);
    expect(own.interval[1]).toBeCloseTo(-low, 14);
    expect(own.first).toEqual({ passed: 91, n: 100, undecided: 0, refused: 0 });
    expect(own.second).toEqual({ passed: 77, n: 100, undecided: 0, refused: 0 });
    expect(own.direction).toBe('worse');
    expect(yieldNamed(compare(second, first), 'stable')).toMatchObject({
      change: -own.change,
      p: own.p,
      direction: 'better',
    });
  });

  it('adjust p for all that is compared, and let only what is significant then decide', () => {
    const comparison = compare(first, second);
    const all = comparison.cells.flatMap(({ yields, measures }) => [...yields, ...measures]);
    expect(all).toHaveLength(comparison.comparisons);
    expect(all.map(({ adjustedP }) => adjustedP)).toEqual(holmAdjusted(all.map(({ p }) => p)));
    // 0.0094 alone, and three times among twenty-eight.
    expect(yieldNamed(comparison, 'stable').p).toBeLessThan(0.01);
    expect(yieldNamed(comparison, 'stable').significant).toBe(false);
    expect(comparison.verdict).toBe('no significant worsening');
    const worse = compare(
      sound,
      changed((row) => (row.chip < 20 ? failing(row) : row)),
    );
    expect(yieldNamed(worse, 'stable').significant).toBe(true);
    expect(worse.verdict).toBe('significantly worse');
    expect(
      compare(
        changed((row) => (row.chip < 20 ? failing(row) : row)),
        sound,
      ).verdict,
    ).toBe('no significant worsening');
  });

  it('count a chip that is undecided or refused in one of them as neither', () => {
    const own = yieldNamed(
      compare(
        changed((row) => (row.chip < 4 ? undecided(row) : row)),
        changed((row) => (row.chip >= 2 && row.chip < 9 ? refused(row) : row)),
      ),
      'stable',
    );
    expect(own).toMatchObject({
      first: { passed: 96, n: 96, undecided: 4, refused: 0 },
      second: { passed: 93, n: 93, undecided: 0, refused: 7 },
      pairs: { n: 91, leftOut: 9, onlyFirst: 0, onlySecond: 0 },
      change: 0,
      p: 1,
    });
  });

  it('change in the median of the chips’ changes, in the direction of the measure', () => {
    const slower = changed((row) => ({
      ...row,
      settleTimeMax: row.settleTimeMax! * 2,
      gainMargin: row.gainMargin! * 10,
    }));
    const comparison = compare(sound, slower);
    const settle = measureNamed(comparison, 'settleTime');
    expect(settle.change).toBeCloseTo(1.495e-4, 15);
    expect(settle).toMatchObject({ direction: 'worse', significant: true, leftOut: 0 });
    expect(settle.first.median).toBeCloseTo(1.495e-4, 15);
    expect(settle.second.median).toBeCloseTo(2.99e-4, 15);
    const margin = measureNamed(comparison, 'gainMarginDb');
    expect(margin.change).toBeCloseTo(20, 12);
    expect(margin).toMatchObject({ direction: 'better', significant: true });
    const dear = measureNamed(
      compare(
        sound,
        changed((row) => ({ ...row, energy: row.energy! * 3 })),
      ),
      'energy',
    );
    // Mean over eight inputs.
    expect(dear.change).toBeCloseTo((2 * (8e-9 + 8e-11 * 49.5)) / 8, 20);
    expect(dear.direction).toBe('worse');
  });

  it('take a chip without a measure out of its median, and one whose margin becomes infinite in', () => {
    const own = changed((row) =>
      row.chip < 30 ? failing(row) : { ...row, gainMargin: row.chip < 95 ? null : row.gainMargin },
    );
    const comparison = compare(sound, own);
    expect(measureNamed(comparison, 'angleDeg')).toMatchObject({ first: { n: 70 }, second: { n: 70 }, leftOut: 30 });
    expect(measureNamed(comparison, 'gainMarginDb')).toMatchObject({
      first: { n: 100 },
      change: Infinity,
      direction: 'better',
    });
  });

  it('are compared as far as both have come', () => {
    const half = { ...sound, rows: sound.rows.filter(({ chip }) => chip < 40) };
    const comparison = compare(sound, half);
    expect(comparison.pairs).toBe(40);
    expect(yieldNamed(comparison, 'stable').pairs).toMatchObject({ n: 40, leftOut: 0 });
    expect(measureNamed(comparison, 'angleDeg')).toMatchObject({ first: { n: 40 }, leftOut: 0 });
    expect(comparison.second.trials).toEqual({ expected: 400, found: 160 });
    expect(comparisonFindings(comparison)).toContainEqual({
      subject: 'Incomplete',
      text: 'runs/b has 160 of 400 trials',
    });
  });

  it('are refused where a chip has two rows', () => {
    expect(() => side({ ...sound, rows: [...sound.rows, sound.rows[0]] })).toThrow(
      'point 0, rule dp, chip 0 has two rows',
    );
  });
});

describe('runs of other chips', () => {
  const reseeded = { ...second, manifest: { ...second.manifest, seed: 'another' } };

  it('are compared as independent samples', () => {
    const comparison = compare(first, reseeded);
    expect(comparison.pairing).toEqual({ paired: false, reasons: ['the seeds differ: "made up" and "another"'] });
    expect(comparison.pairs).toBeNull();
    const own = yieldNamed(comparison, 'stable');
    const [a, b] = [
      { passed: 91, n: 100 },
      { passed: 77, n: 100 },
    ];
    expect(own).toMatchObject({ pairs: null, p: fisherExact(a, b), interval: newcombeIndependent(b, a) });
    expect(own.change).toBeCloseTo(-0.14, 15);
    expect(measureNamed(comparison, 'angleDeg')).toMatchObject({ first: { n: 91 }, second: { n: 77 }, leftOut: null });
  });

  it('are so too where the task or the nominal weights differ', () => {
    const other = (scenario: Partial<SyntheticRun['manifest']['scenario']>, weightsHash = 'made up') => ({
      ...second,
      manifest: {
        ...second.manifest,
        scenario: { ...second.manifest.scenario, ...scenario },
        network: { ...second.manifest.network, weightsHash },
      },
    });
    expect(compare(first, other({ loss: 'cross-entropy' })).pairing.reasons[0]).toContain('the tasks differ');
    expect(compare(first, other({}, 'other')).pairing.reasons).toEqual(['the nominal weights differ']);
    expect(compare(first, other({ nudge: 'held' })).pairing.paired).toBe(true);
    const planned = compare(first, other({ plan: { kind: 'sobol', replicates: 10 } }));
    expect(planned.pairing.reasons).toEqual(['the plans differ: random and sobol of 10 replicates']);
    expect(planned.notes).toEqual([expect.stringContaining('not independent')]);
  });
});

describe('a margin', () => {
  const without = (chips: number) => changed((row) => (row.chip < chips ? undecided(row) : row));

  it('is ruled out as far as the interval reaches', () => {
    // Of 100 pairs that all pass the interval reaches to 3.7 points.
    expect(compare(sound, sound, 0.037).verdict).toBe('no significant worsening');
    expect(compare(sound, sound, 0.036).verdict).toBe('too few chips');
    expect(yieldNamed(compare(sound, sound, 0.037), 'stable').withinMargin).toBe(true);
    expect(yieldNamed(compare(sound, sound), 'stable').withinMargin).toBeNull();
  });

  it('is not, where chips that are known in one run only might be the worse ones', () => {
    expect(compare(sound, without(30), 0.1).verdict).toBe('too few chips');
    expect(compare(sound, without(30)).verdict).toBe('no significant worsening');
    // Known in B alone they may have passed in A.
    expect(
      compare(
        without(30),
        changed((row) => (row.chip < 30 ? failing(row) : row)),
        0.1,
      ).verdict,
    ).toBe('too few chips');
    expect(compare(without(30), sound, 0.1).verdict).toBe('no significant worsening');
    // Known in neither run they say nothing.
    expect(compare(without(30), without(30), 0.1).verdict).toBe('no significant worsening');
    const unpaired = { ...without(30), manifest: { ...sound.manifest, seed: 'another' } };
    expect(compare(sound, unpaired, 0.1).verdict).toBe('too few chips');
    expect(yieldNamed(compare(sound, unpaired, 0.1), 'stable').change).toBe(0);
    const few = { ...changed((row) => (row.chip < 30 ? refused(row) : row)), manifest: unpaired.manifest };
    expect(compare(sound, few, 0.1).verdict).toBe('too few chips');
  });

  it('does not excuse what is significantly worse', () => {
    const worse = changed((row) => (row.chip < 20 ? failing(row) : row));
    expect(compare(sound, worse, 0.9).verdict).toBe('significantly worse');
  });
});

describe('what only one run has', () => {
  it('is listed, and points are found wherever they stand', () => {
    const turned = syntheticRun([{ ...ALPHA, labels: ['0.50', '0.75'], values: [0.5, 0.75] }], {
      rules: ['dp-transpose'],
    });
    const rows = turned.rows.map((row) => (row.point === 0 && row.chip < 9 ? failing(row) : passing(row)));
    const comparison = compare(sound, { ...turned, rows });
    expect(yieldNamed(comparison, 'stable').second.passed).toBe(91);
    expect(comparison.cells.map(({ point, rule }) => [point, rule])).toEqual([['alpha = 0.5', 'dp-transpose']]);
    expect(comparison.onlyFirst).toEqual(['point alpha = 0', 'rule dp']);
    expect(comparison.onlySecond).toEqual(['point alpha = 0.75']);
  });

  it('axes may stand in another order', () => {
    const nudge = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
    expect(compare(syntheticRun([TWO, nudge]), syntheticRun([nudge, TWO])).cells).toHaveLength(8);
  });

  it('specs are compared where they ask the same', () => {
    const spec = (name: string, max: number, target = 0.9): Spec => {
      return { name, metric: 'angleDeg', min: null, max, rules: null, target: { fraction: target } };
    };
    const withSpecs = (specs: Spec[]) => {
      const { manifest } = syntheticRun([TWO], { accept: { angleDeg: 45, specs } });
      return { manifest, rows: sound.rows };
    };
    const comparison = compare(
      withSpecs([spec('a', 25), spec('b', 25)]),
      withSpecs([spec('b', 24), spec('a', 25, 0.5)]),
    );
    expect(cell(comparison).yields.map(({ name }) => name)).toEqual(['stable', 'inRange', 'aligned', 'a']);
    // 20 + 0.1 chip, up to chip 50.
    expect(yieldNamed(comparison, 'a').first).toEqual({ passed: 51, n: 100, undecided: 0, refused: 0 });
    expect(yieldNamed(comparison, 'a').second).toEqual({ passed: 51, n: 100, undecided: 0, refused: 0 });
    const unlike = (other: Partial<Spec>) =>
      cell(compare(withSpecs([spec('a', 25)]), withSpecs([{ ...spec('a', 25), ...other }]))).yields.length;
    expect([unlike({}), unlike({ min: 1 }), unlike({ max: 26 }), unlike({ metric: 'normRatio' })]).toEqual([
      4, 3, 3, 3,
    ]);
    expect(cell(comparison).notCompared).toEqual([
      'spec "b" of A: the other run asks nothing that is the same',
      'spec "b" of B: the other run asks nothing that is the same',
    ]);
  });

  it('aligned is not compared between two angles', () => {
    const { manifest } = syntheticRun([TWO], { accept: { angleDeg: 30, specs: [] } });
    const comparison = compare(sound, { manifest, rows: sound.rows });
    expect(cell(comparison).yields.map(({ name }) => name)).toEqual(['stable', 'inRange']);
    expect(cell(comparison).notCompared).toEqual(['aligned: within 45 deg in A, 30 deg in B']);
    expect(comparison.differences).toEqual(['scenario.accept.angleDeg: 45 in A, 30 in B']);
  });

  it('versions, devices and scenarios are told apart, sources of numbers not', () => {
    const { manifest } = sound;
    const device = { ...manifest.scenario.device, name: 'rev B', provenance: [] };
    const other = {
      ...manifest,
      versions: { ...manifest.versions, dyadsim: '0.2.0' },
      scenario: { ...manifest.scenario, device },
    };
    expect(compare(sound, { ...sound, manifest: other }).differences).toEqual([
      'versions.dyadsim: "0.1.0" in A, "0.2.0" in B',
      'scenario.device.name: "Made-up 180 nm" in A, "rev B" in B',
    ]);
  });
});

describe('screened chips', () => {
  it('near their limit have no settling time or energy here, and a note says what answers are', () => {
    const { manifest, rows } = sound;
    const screened = {
      manifest: { ...manifest, points: manifest.points.map((point) => ({ ...point, engine: 'screened' as const })) },
      rows: rows.map((row) => ({ ...row, near: row.chip < 60, sampled: row.chip >= 60 })),
    };
    const comparison = compare(screened, screened);
    expect(measureNamed(comparison, 'settleTime').first.n).toBe(40);
    expect(measureNamed(comparison, 'energy').first.n).toBe(40);
    expect(measureNamed(comparison, 'gainMarginDb').first.n).toBe(100);
    expect(comparison.notes).toHaveLength(1);
  });
});

describe('pages', () => {
  const hostile = '<script>alert(1)</script>|`x`';
  const named = {
    ...second,
    manifest: { ...second.manifest, scenario: { ...second.manifest.scenario, name: hostile } },
  };

  it('say the same as the table, with text that stays text', async () => {
    const comparison = compare(first, named, 0.02);
    const html = await comparisonHtml(comparison);
    assertBalanced(html, ['meta']);
    expect(html).not.toContain('<script>alert');
    const markdown = comparisonMarkdown(comparison);
    expect(markdown).not.toContain('<script>alert');
    expect(markdown).toContain('<details><summary>What the runs were made with differs in 1 place</summary>');
    const rows = changeTable(comparison).rows;
    expect(rows).toHaveLength(comparison.comparisons);
    expect(rows[0]).toEqual([
      'alpha = 0',
      'DP',
      'stable',
      '100',
      '91/100',
      '77/100',
      '−14.0 points (−23.9 to −4.0)',
      '0.262',
      'worse, not after Holm',
      'not shown',
    ]);
    for (const [, , , , a, b] of rows) for (const text of [a, b]) expect(markdown).toContain(text);
  });
});
