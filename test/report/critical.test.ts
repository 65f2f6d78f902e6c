import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedRow } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { betaLines } from '../../src/report/beta-lines.ts';
import { CriticalTally } from '../../src/report/tally/critical-tally.ts';
import { reportOf } from './reports.ts';
import { syntheticRun } from './synthetic-run.ts';
import { untraceable } from './traceable.ts';

const BETAS = [0.1, 0.2, 0.4, 0.8];
const AXIS = { path: 'beta', labels: BETAS.map(String), values: BETAS };
const { manifest: made } = syntheticRun([AXIS], { rules: ['dp'], chips: 8 });
const manifest = { ...made, points: made.points.map((point, p) => ({ ...point, beta: BETAS[p] })) };
const sample = syntheticRun().rows.find(({ stable, aligned }) => stable && aligned)!;

/** Row of a chip at a beta: + stable, - not, ? undecided, s from the static engine, ! refused. */
function rowAt(chip: number, point: number, answer: string, lossBeta: number | null): TrialRow {
  const address = { ...sample, rule: 'dp', chip, point, beta: BETAS[point], lossBeta };
  if (answer === '!') return failedRow({ ...address, engine: 'events' }, 2, 'no');
  return { ...address, engine: answer === 's' ? 'static' : 'events', stable: answer === '?' ? null : answer !== '-' };
}

function foundOf(chips: readonly (readonly [answers: string, predicted: number | null])[]) {
  const tally = new CriticalTally(BETAS);
  chips.forEach(([answers, predicted], chip) => {
    const present = [...answers].flatMap((answer, p) => (answer === '.' ? [] : [rowAt(chip, p, answer, predicted)]));
    let row = 0;
    tally.add(
      columnsOf(present),
      [...answers].map((answer) => (answer === '.' ? undefined : row++)),
    );
  });
  return tally.found();
}

const COUNTS = ['chips', 'beyond', 'agreeing', 'earlier', 'later', 'again', 'leftOut'] as const;
const countsOf = (...chip: Parameters<typeof foundOf>[0]) => {
  const found = foundOf(chip);
  return Object.fromEntries(COUNTS.flatMap((name) => (found[name] > 0 ? [[name, found[name]]] : [])));
};

describe('where a chip ends along beta', () => {
  it.each([
    ['in the step foretold', '++--', 0.3, 'agreeing'],
    ['at the upper end of the step, which belongs to it', '++--', 0.4, 'agreeing'],
    ['at the lower end, which does not', '++--', 0.2, 'later'],
    ['before the first beta', '----', 0.05, 'agreeing'],
    ['before the first beta, and later foretold', '----', 0.11, 'earlier'],
    ['earlier than foretold', '+---', 0.21, 'earlier'],
    ['although no branch ends', '+++-', null, 'earlier'],
    ['later than foretold', '+++-', 0.3, 'later'],
    ['not, though foretold', '++++', 0.79, 'later'],
    ['nowhere, as foretold beyond the last', '++++', 0.81, 'beyond'],
    ['nowhere, and no branch does', '++++', null, 'beyond'],
    ['somewhere in a wider step, where it is undecided', '+?-+', 0.15, 'agreeing'],
    ['perhaps nowhere, undecided at the last', '+++?', 0.5, 'agreeing'],
    ['perhaps before what was foretold, undecided from the second on', '+???', 0.09, 'later'],
  ] as const)('%s: %s, foretold at %d: %s', (_, answers, predicted, kind) => {
    const again = /-.*\+/.test(answers) ? { again: 1 } : {};
    expect(countsOf([answers, predicted])).toEqual({ chips: 1, [kind]: 1, ...again });
  });

  it('is left out where a run is missing, refused or only foretold; a chip without rows is no chip', () => {
    expect(countsOf(['++.-', 0.3], ['++!-', 0.3], ['+s--', 0.3], ['....', 0.3])).toEqual({ leftOut: 3 });
  });

  it('is told with its step, and by what was foretold smallest of all betas', () => {
    const tally = new CriticalTally(BETAS);
    const rows = [rowAt(3, 0, '+', null), rowAt(3, 1, '-', 0.25), rowAt(3, 2, '-', 0.24), rowAt(3, 3, '+', 0.26)];
    tally.add(columnsOf(rows), [0, 1, 2, 3]);
    const chip = { chip: 3, predicted: 0.24, from: 0.1, to: 0.2 };
    expect(tally.found()).toMatchObject({ earlier: 1, again: 1, drawn: [chip], off: [chip] });
  });

  it('is the same in whatever parts', () => {
    const answers = fc.stringMatching(/^[+?!.-]{4}$/);
    const chips = fc.array(fc.tuple(answers, fc.option(fc.double({ min: 0.05, max: 1, noNaN: true })), fc.nat(2)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(chips, (all) => {
        const parts = [0, 1, 2].map(() => new CriticalTally(BETAS));
        all.forEach(([own, predicted, part], chip) => {
          const present = [...own].flatMap((answer, p) => (answer === '.' ? [] : [rowAt(chip, p, answer, predicted)]));
          let row = 0;
          parts[part].add(
            columnsOf(present),
            [...own].map((answer) => (answer === '.' ? undefined : row++)),
          );
        });
        const [whole, ...others] = parts;
        for (const other of others) whole.merge(other);
        expect(whole.found()).toEqual(foundOf(all.map(([own, predicted]) => [own, predicted])));
      }),
      { seed: 3, numRuns: 40 },
    );
  });
});

describe('lines of betas', () => {
  const point = (index: number, beta: number, coordinates: Record<string, number>) => ({
    index,
    beta,
    coordinates: Object.entries(coordinates).map(([path, value]) => ({ path, label: String(value), value })),
  });

  it('are points that differ in beta alone, by beta; none where it is not swept', () => {
    const points = [
      point(0, 0.4, { beta: 0.4, 'device.dyad.alpha': 0 }),
      point(1, 0.4, { beta: 0.4, 'device.dyad.alpha': 1 }),
      point(2, 0.1, { beta: 0.1, 'device.dyad.alpha': 0 }),
      point(3, 0.1, { beta: 0.1, 'device.dyad.alpha': 1 }),
    ];
    expect(betaLines(points)).toEqual([
      { betas: [0.1, 0.4], points: [2, 0] },
      { betas: [0.1, 0.4], points: [3, 1] },
    ]);
    expect(betaLines([point(0, 1, { 'device.dyad.alpha': 0 }), point(1, 1, { 'device.dyad.alpha': 1 })])).toEqual([]);
    expect(betaLines([point(0, 1, { beta: 1 })])).toEqual([]);
    const critical = { 'beta.timesCritical': 1 };
    expect(betaLines([point(0, 0.5, critical), point(1, 1, { 'beta.timesCritical': 2 })])).toHaveLength(1);
  });
});

describe('the report of a sweep over beta', () => {
  const answers = ['++--', '+---', '++++', '+++-', '++++', '+!--', '++--', '+++-'];
  const predicted = [0.3, 0.3, null, 0.3, 0.5, 0.3, 0.39, 0.5];
  const rows = answers.flatMap((own, chip) =>
    [...own].map((answer, p) => {
      const row = rowAt(chip, p, answer, predicted[chip]);
      const isFailing = answer === '-';
      const settled = { ...row.outcomes, settled: isFailing ? 0 : 8, saturated: isFailing ? 8 : 0 };
      const none = { stable: 0, unstable: 0, undecided: 0 };
      const stable = { ...none, stable: isFailing ? 0 : 8 };
      const branches = { stable, conditional: none, pinned: none, lost: { ...none, unstable: isFailing ? 8 : 0 } };
      if (answer === '!') return row;
      const answersOf = { stable: !isFailing, inRange: !isFailing, aligned: !isFailing && row.aligned };
      const angles = isFailing ? { angleDeg: [null, null], normRatio: [null, null] } : {};
      return {
        ...row,
        outcomes: settled,
        branches,
        ...answersOf,
        ...angles,
        surprise: null,
        railsNeeded: null,
        deadZone: 0,
      };
    }),
  );

  it('counts, draws and lists them, with the command at the beta where it was seen', async () => {
    const { summary, plots, markdown, html } = await reportOf(manifest, rows);
    const [own] = summary.critical;
    expect(summary.critical).toHaveLength(1);
    expect(own).toMatchObject({
      chips: 7,
      beyond: 1,
      agreeing: 3,
      earlier: 1,
      later: 2,
      leftOut: 1,
      facet: '',
      betas: BETAS,
    });
    expect(own.off.map(({ chip }) => chip)).toEqual([1, 3, 4]);
    expect(plots.get('critical-beta.svg')).toContain('Ends as predicted: DP 3 of 6');
    expect(plots.has('critical-beta.vl.json')).toBe(true);
    // Unstable already at 0.2, the second point; stable still at 0.4 and 0.8.
    expect(markdown).toMatch(
      /--point 1 --chip 1 --rule dp\n.*--point 2 --chip 3 --rule dp\n.*--point 3 --chip 4 --rule dp/,
    );
    expect(html).toContain('Chips that end in another step than predicted');
    expect(untraceable(markdown, JSON.parse(JSON.stringify(summary)))).toEqual([]);
  });

  it('draws each chip at its prediction, from step to step, on the diagonal where both agree', async () => {
    const { plots } = await reportOf(manifest, rows);
    const { layer } = JSON.parse(plots.get('critical-beta.vl.json')!);
    const [diagonal, bars, , crosses] = layer.map(({ data }: { data: { values: object[] } }) => data.values);
    // A step beyond either end of the sweep.
    expect(diagonal).toEqual([
      { x: expect.closeTo(0.05, 12), from: expect.closeTo(0.05, 12) },
      { x: expect.closeTo(1.6, 12), from: expect.closeTo(1.6, 12) },
    ]);
    expect(bars.map(({ x, from, to }: Record<string, number>) => [x, from, to])).toEqual([
      [0.3, 0.2, 0.4],
      [0.3, 0.1, 0.2],
      [0.3, 0.4, 0.8],
      [0.5, 0.8, expect.closeTo(1.6, 12)],
      [0.39, 0.2, 0.4],
      [0.5, 0.4, 0.8],
    ]);
    expect(crosses).toHaveLength(3);
  });

  it('has none of it along alpha, nor of the static engine', async () => {
    const { summary, plots, html } = await reportOf(
      ...(Object.values(syntheticRun()) as [typeof manifest, TrialRow[]]),
    );
    expect(summary.critical).toEqual([]);
    expect([...plots.keys()].some((name) => name.startsWith('critical'))).toBe(false);
    expect(html).not.toContain('Critical beta, predicted and observed');
  });
});
