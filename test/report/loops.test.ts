import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { nominalChip, sampleChip } from '../../src/chip/sample-chip.ts';
import { pointsOfRun } from '../../src/cli/points-of-run.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { pointsOfStudy, type TrialPoints } from '../../src/montecarlo/trial-point.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { DecibelPlane } from '../../src/report/charts/decibel-plane.ts';
import { polarPlot } from '../../src/report/charts/polar-plot.ts';
import { decisive } from '../../src/report/evidence/decisive.ts';
import { loopPlace } from '../../src/report/evidence/loop-place.ts';
import { MarginTally } from '../../src/report/tally/margin-tally.ts';
import { tallyOf } from './reports.ts';
import { smallRun } from './small-run.ts';
import { syntheticRun } from './synthetic-run.ts';
import { untraceable } from './traceable.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-loops-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHIPS = 5;
const { path, study, manifest, rows, evidenceOf } = smallRun(
  folder,
  { probes: 3, chips: CHIPS },
  (text) => `${text}engine: static\n`,
);
const { evidence, summary } = evidenceOf(pointsOfStudy(study));

/** The smallest gain margin over the probes, and the phase margin there, as `analyze` has them. */
function analyzed(rule: string, point: number, chip: number | null) {
  const { scenario, task, beta } = pointsOfStudy(study)(point);
  const { device, loss, nudge } = scenario;
  const made =
    chip === null ? nominalChip(device, task.network) : sampleChip(device, task.network, scenario.seed, chip);
  const loops = task.probes.map(({ input, target }) =>
    analyzeLoop(circuitOf(made, rule), { input, target, loss, nudge, beta }),
  );
  const margin = ({ gainMargin }: (typeof loops)[number]) => gainMargin ?? Number.POSITIVE_INFINITY;
  const probe = loops.reduce((least, loop, p) => (margin(loop) < margin(loops[least]) ? p : least), 0);
  return { probe, ...loops[probe] };
}

describe('loops of a report', () => {
  it('are of the chips with the smallest and the middle margin, and of the nominal one, as analyze has them', () => {
    expect(summary.loops!.map(({ rule, lack }) => [rule, lack])).toEqual([
      ['dp', null],
      ['dp-transpose', null],
    ]);
    for (const { rule, point, chips, known, loops } of summary.loops!) {
      const own = rows.filter((row) => row.rule === rule && row.point === point);
      const order = own
        .map(({ chip, gainMargin }) => ({ chip, margin: gainMargin ?? Number.POSITIVE_INFINITY }))
        .sort((a, b) => (a.margin === b.margin ? a.chip - b.chip : a.margin - b.margin));
      expect([chips, known]).toEqual([CHIPS, CHIPS]);
      expect(loops.map(({ which }) => which)).toEqual(['worst', 'median', 'nominal']);
      expect(loops.map(({ chip }) => chip)).toEqual([order[0].chip, order[2].chip, null]);
      for (const { chip, probe, gainMargin, phaseMarginDeg, frequency } of loops) {
        const again = analyzed(rule, point!, chip);
        if (again.gainMargin !== null) expect([probe, gainMargin]).toEqual([again.probe, again.gainMargin]);
        else expect(gainMargin).toBeNull();
        if (again.probe === probe) expect(phaseMarginDeg).toBe(again.phaseMarginDeg);
        if (again.angularFrequency !== null) expect(frequency).toBeCloseTo(again.angularFrequency / (2 * Math.PI), 12);
      }
      // Nowhere has a chip that kept its branches a smaller margin, where as few have lost one.
      const lost = (at: number) =>
        rows.filter((row) => row.rule === rule && row.point === at && row.branches.lost.unstable > 0);
      const least = Math.min(
        ...rows.flatMap((row) => (row.rule === rule && lost(row.point).length === 0 ? (row.gainMargin ?? []) : [])),
      );
      if (lost(point!).length === 0 && Number.isFinite(least)) expect(loops[0].gainMargin).toBeCloseTo(least, 9);
    }
  });

  it('are in HTML, Markdown and plots, every number in the summary, and the same each time', async () => {
    const report = await buildReport(summary, evidence);
    expect(untraceable(report.markdown, JSON.parse(JSON.stringify(summary)))).toEqual([]);
    expect(report.markdown).toContain('## The loop of three chips');
    expect(report.markdown).toMatch(
      / {4}dyadsim analyze --scenario \S+ --point \d --chip \d --rule dp --probe \d --plot loop/,
    );
    expect(report.html).toMatch(/worst, chip \d: gain [-\u2212\d.]+ dB|worst, chip \d: gain infinite/);
    const names = [...report.plots.keys()].filter((name) => name.startsWith('loop-'));
    expect(names).toContain('loop-1-nyquist.svg');
    expect(names).toContain('loop-1-nyquist.vl.json');
    expect(await buildReport(summary, evidence)).toEqual(report);
  });

  it('are the same from the scenario file', () => {
    const again = evidenceOf(pointsOfRun(manifest)).summary.loops;
    expect(again).toEqual(summary.loops);
  });

  it('are told to be missing, in words, where the scenario is another by now, or is no more', async () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(other, readFileSync(path, 'utf8').replace(/seed: .*/, 'seed: another <b>'));
    for (const [scenarioFile, words] of [
      [other, /is not what the run was made of any more/],
      [join(folder, 'gone.yaml'), /gone\.yaml/],
    ] as const) {
      const found = evidenceOf(pointsOfRun({ ...manifest, scenarioFile }));
      for (const { loops, lack } of found.summary.loops!) {
        expect(loops).toEqual([]);
        expect(lack).toMatch(words);
        expect(lack).not.toContain('\n');
      }
      const report = await buildReport(found.summary, found.evidence);
      expect([...report.plots.keys()].some((name) => name.startsWith('loop-'))).toBe(false);
      expect(report.markdown).toContain('## The loop of three chips');
      expect(report.html).toContain('<h2>The loop of three chips</h2>');
    }
  });

  it('are refused where the chip made again is not that of the rows', () => {
    const changed = rows.map((row) => ({
      ...row,
      gainMargin: row.gainMargin === null ? null : 1.001 * row.gainMargin,
    }));
    const [{ loops, lack }] = evidenceOf(pointsOfStudy(study), changed).summary.loops!;
    expect(loops.map(({ which }) => which)).toEqual(['nominal']);
    expect(lack).toMatch(/^chip \d, worked out again, has the gain margin [\d.]+, not [\d.]+ as in the rows; chip/);
  });

  it('are left out where they would take long', () => {
    const points: TrialPoints = (index) => {
      const point = pointsOfStudy(study)(index);
      const network = { ...point.scenario.network, layers: [784, 2000, 2000, 10] };
      return { ...point, scenario: { ...point.scenario, network, probes: 100 } };
    };
    expect(evidenceOf(points).summary.loops![0].lack).toMatch(/so large a network on so many inputs takes about \d+ s/);
  });
});

describe('the point at which a loop is looked at', () => {
  it('is that of the smallest margin, of those at which fewest chips have lost a branch', () => {
    const { manifest: other, rows: all } = syntheticRun();
    const tally = tallyOf(other, all);
    const numbers = buildSummary(other, tally);
    other.scenario.rules.forEach((rule, index) => {
      const at = (point: number) => all.filter((row) => row.rule === rule && row.point === point && row.error === null);
      const lost = (row: (typeof all)[number]) => Object.values(row.branches.lost).some((inputs) => inputs > 0);
      const pinned = (row: (typeof all)[number]) => Object.values(row.branches.pinned).some((inputs) => inputs > 0);
      const places = other.points.map(({ index: point }) => {
        const own = at(point);
        const known = own.filter((row) => !lost(row) && !pinned(row)).map(({ gainMargin }) => gainMargin ?? 1e99);
        return { point, lost: own.filter(lost).length / own.length, least: Math.min(...known) };
      });
      // The smallest margin of all is where chips have lost a branch.
      const [first] = places
        .filter(({ least }) => Number.isFinite(least))
        .sort((a, b) => a.lost - b.lost || a.least - b.least);
      expect(loopPlace(numbers, tally, index)!.point.index).toBe(first.point);
      if (rule === 'dp') expect(Math.min(...places.map(({ least }) => least))).toBeLessThan(first.least);
    });
  });
});

describe('gain margins of the chips of a point', () => {
  const { manifest: big, rows: all } = syntheticRun();
  const own = all.filter(({ rule, point, error }) => rule === 'dp' && point === 1 && error === null);
  const { probes } = big.scenario;
  const sum = ({ stable, unstable, undecided }: (typeof own)[number]['branches']['lost']) =>
    stable + unstable + undecided;

  it('are known of chips whose branches are all there, lost first, pinned ones not', () => {
    const tally = new MarginTally(probes);
    const columns = columnsOf(own);
    own.forEach((_, i) => {
      tally.add(columns, i);
    });
    const lost = own.filter(({ branches }) => sum(branches.lost) > 0);
    const rest = own.filter(({ branches }) => sum(branches.lost) === 0);
    const pinned = rest.filter(({ branches }) => sum(branches.pinned) > 0);
    expect(lost.length * pinned.length).toBeGreaterThan(0);
    expect([tally.lost, tally.unknown]).toEqual([lost.length, pinned.length]);
    const margins = rest
      .filter((row) => !pinned.includes(row))
      .map(({ gainMargin }) => gainMargin ?? Number.POSITIVE_INFINITY);
    expect([...tally.sorted()]).toEqual(margins.sort((a, b) => a - b));
  });

  it('are the same in whatever parts, the chip of equal ones the first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(3)), { minLength: 1, maxLength: 60 }), (chips) => {
        const parts = Array.from({ length: 4 }, () => new MarginTally(1));
        const branches = {
          ...own[0].branches,
          stable: { stable: 1, unstable: 0, undecided: 0 },
          conditional: NO,
          pinned: NO,
          lost: NO,
        };
        chips.forEach(([margin, part], chip) => {
          const gainMargin = margin === 6 ? null : margin + 1;
          parts[part].add(columnsOf([{ ...own[0], chip, gainMargin, branches }]), 0);
        });
        const [whole, ...others] = parts;
        for (const other of others) whole.merge(other);
        const order = chips
          .map(([margin], chip) => ({ chip, margin: margin === 6 ? Number.POSITIVE_INFINITY : margin + 1 }))
          .sort((a, b) => (a.margin === b.margin ? a.chip - b.chip : a.margin - b.margin));
        const { margin } = order[Math.floor((order.length - 1) / 2)];
        expect(whole.median()).toEqual(order.find((one) => one.margin === margin));
        expect(whole.least).toEqual(order[0]);
      }),
      { seed: 5, numRuns: 60 },
    );
    expect([new MarginTally(1).median(), new MarginTally(1).least]).toEqual([null, null]);
  });
});

const NO = { stable: 0, unstable: 0, undecided: 0 };

describe('a Nyquist plot in dB', () => {
  it('keeps angles, the unit circle, and has margins as distances to +1', () => {
    const plane = new DecibelPlane(-40);
    for (const angle of [0, 1, -2.5, 3]) {
      const at = (size: number) => plane.place({ omega: 1, re: size * Math.cos(angle), im: size * Math.sin(angle) });
      expect(Math.hypot(at(1).x, at(1).y)).toBeCloseTo(1, 12);
      // A tenth is 20 dB, half of the way to the middle.
      expect(at(0.1).x).toBeCloseTo(0.5 * Math.cos(angle), 12);
      expect(at(0.1).y).toBeCloseTo(0.5 * Math.sin(angle), 12);
      expect(Math.hypot(at(10).x, at(10).y)).toBeCloseTo(1.5, 12);
      expect(at(1e-3)).toEqual({ x: expect.closeTo(0, 12), y: expect.closeTo(0, 12) });
    }
  });

  it('has the cross on the dashed circle and each mark its margin away, whatever the margins are', async () => {
    // k / (1 + j omega) meets the axis at k: margins of 27 and 6 dB.
    const loop = (which: 'worst' | 'median', k: number) => {
      const omega = Float64Array.from({ length: 200 }, (_, p) => (p === 0 ? 0 : 10 ** (-3 + (6 * p) / 199)));
      const re = omega.map((w) => k / (1 + w * w));
      const im = omega.map((w) => (-k * w) / (1 + w * w));
      const margins = { which, chip: 1, probe: 0, gainMargin: 1 / k, frequency: 0, phaseMarginDeg: null };
      return { margins, response: { omega, loci: [{ re, im }] } };
    };
    const { spec } = await polarPlot('p', [loop('worst', 10 ** (-6 / 20)), loop('median', 10 ** (-27 / 20))]);
    const { layer, width } = spec as { layer: Layer[]; width: number };
    const shapes = (shape: string) => layer.filter(({ mark }) => mark.shape === shape);
    const [worst] = layer.filter(({ mark }) => mark.shape === 'circle' && mark.stroke === '#b4470c');
    const [median] = shapes('diamond');
    const [cross] = shapes('cross');
    // The ring below the smaller loop.
    const middle = -60;
    expect(cross.data.values[0]).toMatchObject({ x: 1, y: 0 });
    expect(1 - worst.data.values[0].x).toBeCloseTo(6 / -middle, 10);
    expect(1 - median.data.values[0].x).toBeCloseTo(27 / -middle, 10);
    // A circle of Vega with the size s has the diameter sqrt s.
    const reach = cross.encoding.x.scale.domain[1];
    const [dashed] = layer.filter(({ mark }) => mark.shape === 'circle' && mark.strokeDash !== undefined);
    expect(Math.sqrt(dashed.mark.size) / 2).toBeCloseTo(width / 2 / reach, 8);
  });

  it('draws the loci that set the margins, and of a loop without any the largest', () => {
    const omega = Float64Array.of(0, 1, 2);
    const locus = (re: number[], im: number[]) => ({ re: Float64Array.from(re), im: Float64Array.from(im) });
    const [axis, circle, none] = [
      locus([0.5, 0.4, 0.1], [0, -0.2, -0.1]),
      locus([-2, -1, -0.2], [0, 1, 0.3]),
      locus([0.1, 0.05, 0], [0, 0, 0]),
    ];
    expect(decisive({ omega, loci: [none, axis, circle] }).loci).toEqual([axis, circle]);
    const negative = locus([-0.5, -0.2, -0.1], [0, 0.2, 0.1]);
    const smaller = locus([-0.3, -0.2, -0.1], [0, 0.1, 0.1]);
    expect(decisive({ omega, loci: [smaller, negative] }).loci).toEqual([negative]);
    expect(decisive({ omega, loci: [locus([0, 0, 0], [0, 0, 0])] }).loci).toEqual([]);
  });
});

interface Layer {
  readonly mark: {
    readonly shape?: string;
    readonly stroke?: string;
    readonly strokeDash?: number[];
    readonly size: number;
  };
  readonly data: { readonly values: readonly { readonly x: number; readonly y: number }[] };
  readonly encoding: { readonly x: { readonly scale: { readonly domain: readonly number[] } } };
}
