import { describe, expect, it } from 'vitest';
import type { Spec } from '../../src/config/scenario.ts';
import type { Rule } from '../../src/model/rules.ts';
import { failedRow, noOutcomes } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { chipsToShow, wilsonInterval, wilsonOfFraction } from '../../src/montecarlo/statistics/proportion.ts';
import { answersOf } from '../../src/report/glance/answers.ts';
import { brokenOf, proofOf } from '../../src/report/glance/breaks.ts';
import { placesOf } from '../../src/report/glance/extremes.ts';
import { reachesOf } from '../../src/report/glance/reach.ts';
import { readings } from '../../src/report/glance/readings.ts';
import { requirementNote, requirementTable } from '../../src/report/glance/requirements.ts';
import { verdict } from '../../src/report/verdict.ts';
import { reportOf, summaryOf } from './reports.ts';
import { ALPHA, syntheticRun, unsimulated } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const summary = summaryOf(manifest, rows);
const own = (point: number, rule: Rule, of = rows) =>
  of.filter((row) => row.point === point && row.rule === rule && row.error === null);
const percents = (interval: readonly number[]) => interval.map((limit) => (100 * limit).toFixed(1)).join(' – ');
const NONE = { stable: 0, unstable: 0, undecided: 0 };
const NO_BRANCHES = { stable: NONE, conditional: NONE, pinned: NONE, lost: NONE };
const outcomes = (other: Partial<TrialRow['outcomes']>) => ({
  outcomes: { ...noOutcomes(), settled: 7, ...other },
  branches: NO_BRANCHES,
});
/** A chip that passes everything, in the place of any other. */
const steady = {
  ...own(2, 'dp')[0],
  outcomes: { ...noOutcomes(), settled: 8 },
  branches: { ...NO_BRANCHES, stable: { ...NONE, stable: 8 } },
  ...{ stable: true, inRange: true, aligned: true, deadZone: 0, surprise: null, angleDeg: [10, 10], gainMargin: 4 },
} satisfies TrialRow;
const placeOf = ({ point, chip, rule }: TrialRow) => ({ point, chip, rule });
const clean = rows.map((row): TrialRow => ({ ...steady, ...placeOf(row) }));

describe('the answer of a rule', () => {
  const answers = answersOf(summary);

  it('counts where it does worst and best, with their intervals', () => {
    const passed = summary.points.map(({ index }) => own(index, 'dp').filter(({ stable }) => stable === true).length);
    const unknown = own(0, 'dp').filter(({ stable }) => stable === null).length;
    expect(Math.min(...passed)).toBe(passed[0]);
    const low = [wilsonInterval(passed[0], 100)[0], wilsonInterval(passed[0] + unknown, 100)[1]];
    const high = wilsonInterval(100, 100);
    expect(answers[0].stability).toBe(
      `Stable on ${passed[0]} to ${passed[0] + unknown} of 100 chips (${percents(low)} %) at alpha = 0, ` +
        `up to 100 of 100 (${percents(high)} %) at alpha = 0.5 and 0.75.`,
    );
  });

  it('is one number where all points have it, and names no point where there is one', () => {
    expect(answersOf(summaryOf(manifest, clean))[0].stability).toBe(
      'Stable on 100 of 100 chips (96.3 – 100.0 %) at every alpha.',
    );
    const single = syntheticRun([], { chips: 20 });
    expect(answersOf(summaryOf(single.manifest, single.rows))[1].stability).toMatch(
      /^Stable on \d+( to \d+)? of 20 chips \(.*\)\.$/,
    );
  });

  it('takes the point of the fewest chips where all of them pass everywhere', () => {
    const few = clean.filter(({ point, chip }) => point !== 3 || chip < 40);
    expect(answersOf(summaryOf(manifest, few))[0].stability).toBe(
      'Stable on 40 of 40 chips (91.2 – 100.0 %) at alpha = 0.75, and on the same part elsewhere.',
    );
  });

  it('says that it is foretold where nothing was simulated', () => {
    const run = unsimulated(syntheticRun());
    expect(answersOf(summaryOf(run.manifest, run.rows))[0].stability).toMatch(/^Foretold stable on /);
  });

  it('gives the smallest margin where no branch is lost, its chip, and how many have none', () => {
    const lost = (point: number) =>
      own(point, 'dp').filter(
        ({
          branches: {
            lost: { stable, unstable, undecided },
          },
        }) => stable + unstable + undecided > 0,
      );
    const counts = summary.points.map(({ index }) => lost(index).length);
    expect(Math.max(...counts)).toBe(counts[0]);
    const whole = summary.points.flatMap(({ index }) => (counts[index] === 0 ? own(index, 'dp') : []));
    const margins = whole.filter(({ gainMargin }) => gainMargin !== null);
    const least = margins.reduce((a, b) => (b.gainMargin! < a.gainMargin! ? b : a));
    const decibels = (20 * Math.log10(least.gainMargin!)).toFixed(1).replace('-', '−');
    expect(answers[0].margin.text).toContain(
      `None on ${counts[0]} of 100 chips at alpha = 0, whose branch ends below this beta. Where none ends: ${decibels} dB`,
    );
    expect(answers[0].margin.text).toContain(`chip ${least.chip} at alpha = ${manifest.points[least.point].alpha}`);
    const first = Math.min(...whole.flatMap(({ lossBeta, beta }) => (lossBeta === null ? [] : [lossBeta / beta])));
    expect(answers[0].margin.text).toContain(`a first branch ends at beta × ${first.toPrecision(3)}.`);
    expect(answers[0].margin.command).toBe(
      `dyadsim analyze --scenario scenarios/asymmetric-nudging.yaml --point ${least.point} --chip ${least.chip} --rule dp`,
    );
  });

  it('has no margin, and no command, where no chip has a finite one', () => {
    const infinite = summaryOf(
      manifest,
      clean.map((row) => ({ ...row, gainMargin: null })),
    );
    expect(answersOf(infinite)[0].margin).toEqual({ text: 'No chip has a finite gain margin.', command: null });
  });

  it('names what breaks first: stability, then rails, then the gradient', () => {
    const broken = (of: readonly TrialRow[]) => {
      const found = summaryOf(manifest, of);
      return [brokenOf(placesOf(found, 0)), answersOf(found)[0].breaksFirst, proofOf(found)] as const;
    };
    expect(broken(clean)).toEqual([null, 'Nothing on the chips that were tried.', 'stable']);
    const spoilt = (change: Partial<TrialRow>) =>
      broken(clean.map((row) => (row.point === 3 && row.rule === 'dp' && row.chip < 7 ? { ...row, ...change } : row)));
    expect(spoilt({ aligned: false })).toEqual([
      'aligned',
      'The gradient: every chip is stable, but a layer is beyond 45 deg on 7 of 100 chips at alpha = 0.75.',
      'aligned',
    ]);
    const clipped = { ...outcomes({ clipped: 1 }), inRange: false, aligned: true };
    expect(spoilt({ ...clipped, railsNeeded: [-3, 3] })).toEqual([
      'inRange',
      'Rails: no chip is unstable, but inputs are clipped on 7 of 100 chips at alpha = 0.75.',
      'inRange',
    ]);
    const failing = { stable: false, inRange: false, aligned: false, angleDeg: [null, null] };
    expect(spoilt({ ...failing, ...outcomes({ jumped: 1 }) })).toEqual([
      'stable',
      'Stability: 7 of 100 chips at alpha = 0.75 (jumped\u00a07).',
      'stable',
    ]);
  });

  it('says what helps only where intervals do not leave it open', () => {
    expect(answers[0].change).toMatch(
      /^Alpha = 0\.5 and 0\.75: stable on 100 of 100; or DP-transpose: \+96\.9 points stable on the same 98 chips \(\+90\.2 to \+99\.0\)\.$/,
    );
    const slightly = clean.map((row) => (row.point === 3 && row.chip < 2 ? { ...row, aligned: false } : row));
    expect(answersOf(summaryOf(manifest, slightly))[0].change).toMatch(
      /^No point or rule of this run is better beyond its interval;/,
    );
    const other = clean.map((row) => (row.rule === 'dp' && row.chip < 30 ? { ...row, aligned: false } : row));
    const [dp, transpose] = answersOf(summaryOf(manifest, other));
    expect(dp.change).toMatch(/^DP-transpose: \+30\.0 points aligned on the same 100 chips \(\+\d/);
    expect(transpose.change).toBe('Nothing that this run shows.');
    const worse = clean.map((row) => (row.rule === 'dp-transpose' && row.chip < 30 ? { ...row, aligned: false } : row));
    expect(answersOf(summaryOf(manifest, worse))[1].change).toMatch(
      /^DP: \+30\.0 points aligned on the same 100 chips \(\+\d/,
    );
  });
});

describe('what limits a rule', () => {
  it('is told by a command, at the point of the smallest margin, where a loop gain can be taken apart', () => {
    const [least] = rows
      .filter(({ rule, gainMargin }) => rule === 'dp' && gainMargin !== null)
      .sort((a, b) => a.gainMargin! - b.gainMargin!);
    const [dp] = answersOf(summary);
    expect(dp.limiting.command).toMatch(/^dyadsim contributions \S+ --rule dp --point \d$/);
    expect(dp.limiting.command).toContain(` --point ${least.point}`);
    const infinite = summaryOf(
      manifest,
      clean.map((row) => ({ ...row, gainMargin: null })),
    );
    expect(answersOf(infinite)[0].limiting.command).toBeNull();
  });

  it('is not said to be told by it where it would refuse', () => {
    const curved = { ...summary, device: { ...summary.device, activation: 'tanh' as const } };
    const entropy = { ...summary, setup: { ...summary.setup, loss: 'cross-entropy' as const } };
    for (const other of [curved, entropy]) {
      const [{ limiting }] = answersOf(other);
      expect(limiting.command).toBeNull();
      expect(limiting.text).toContain('kind: sensitivity');
    }
  });

  describe('of a sweep of single changes', () => {
    const labels = ['as designed', 'without neuron.gain', 'without neuron.offset', 'meanArea x 4'];
    const changed = syntheticRun([{ path: 'device.oneAtATime', values: labels, labels }]);
    /** Chips below `failing[point]` are not aligned. */
    const limiting = (failing: readonly number[]) => {
      const spoilt = changed.rows.map((row): TrialRow => {
        const { rule, chip, point } = row;
        return { ...steady, ...placeOf(row), aligned: rule !== 'dp' || chip >= failing[point] };
      });
      return answersOf(summaryOf(changed.manifest, spoilt))[0].limiting;
    };

    it('is the spread without which most chips more pass, with the constant that buys them', () => {
      const { text, command } = limiting([40, 10, 30, 20]);
      expect(command).toBeNull();
      expect(text).toMatch(
        /^without neuron\.gain: \+30\.0 points aligned \(\+\d+\.\d to \+\d+\.\d\); meanArea x 4: \+20\.0 points aligned \(/,
      );
    });

    it('is not named where no change is beyond noise, or the better one is the worse', () => {
      expect(limiting([40, 39, 40, 41]).text).toBe(
        'No single change of this run moves the aligned yield beyond noise.',
      );
      expect(limiting([10, 40, 40, 40]).text).toBe(
        'No single change of this run moves the aligned yield beyond noise.',
      );
      expect(limiting([0, 0, 0, 0]).text).toBe('Nothing on the chips that were tried.');
    });
  });
});

describe('the requirements', () => {
  it('are the three yields where a rule does worst, the least shown first, if the scenario has none', () => {
    const { columns, rows: lines } = requirementTable(summary);
    expect(columns).toEqual(['requirement', 'rule', 'worst at', 'yield', '95 %', 'target: status']);
    expect(lines).toHaveLength(6);
    const [low] = lines[0][4].split(' ');
    for (const line of lines) {
      expect(Number(line[4].split(' ')[0])).toBeGreaterThanOrEqual(Number(low));
      expect(line[5]).toBe('no target');
    }
    expect(lines.find(([name, rule]) => name === 'stable' && rule === 'DP')).toEqual([
      'stable',
      'DP',
      'alpha = 0',
      '3 to 5/100',
      '1.0 – 11.2 %',
      'no target',
    ]);
    // 0.99^299 < 0.05 < 0.99^298.
    expect(requirementNote(summary)).toContain('299 chips without a failure would show 99 %, 2995 99.9 %');
  });

  it('are the specs where they are worst, those that fail first, with what is still to be done', () => {
    const spec = (name: string, change: Partial<Spec>): Spec => ({
      name,
      metric: 'stable',
      min: null,
      max: null,
      target: null,
      rules: null,
      ...change,
    });
    const specs = [
      spec('most', { target: { fraction: 0.9 } }),
      spec('sure', { target: { sigma: 3 } }),
      spec('learns', { metric: 'aligned', target: { fraction: 0.9 } }),
    ];
    const run = syntheticRun([ALPHA], { accept: { angleDeg: 45, specs }, rules: ['dp-transpose'] });
    const spoilt = run.rows.map((row) => ({
      ...steady,
      ...placeOf(row),
      aligned: row.point !== 2,
    }));
    const { rows: lines } = requirementTable(summaryOf(run.manifest, spoilt));
    expect(lines.map(([name, , where, passed, , status]) => [name, where, passed, status])).toEqual([
      ['learns: aligned', 'alpha = 0.5', '0/100', '90 %: fail'],
      ['sure: stable', 'alpha = 0', '100/100', '3 sigma (99.865 %): not yet known, needs 2218 chips, none failing'],
      ['most: stable', 'alpha = 0', '100/100', '90 %: pass'],
    ]);
  });
});

describe('what may be misread', () => {
  const about = (of: readonly TrialRow[]) =>
    new Map(readings(summaryOf(manifest, of)).map(({ subject, text }) => [subject, text]));

  it('is what occurs, where it occurs most, and what does not is said not to', () => {
    expect(about(clean).get('None')).toBe('refused, undecided, held, clipped, pinned.');
    expect([...about(clean).keys()]).toEqual(['Inputs', 'None']);
    const found = about(rows);
    expect([...found.keys()]).toEqual(['Refused', 'Undecided', 'Held', 'Clipped', 'Pinned', 'Inputs']);
    const clippedOnly = own(1, 'dp').filter(({ stable, inRange }) => stable === true && inRange === false).length;
    expect(found.get('Clipped')).toContain(`${clippedOnly} of 99 chips under DP at alpha = 0.25`);
    expect(found.get('Undecided')).toContain('2 of 100 chips under DP at alpha = 0, the most: yields go from');
  });

  it.each<[string, Partial<TrialRow>, RegExp]>([
    [
      'Undecided',
      { ...outcomes({ undecided: 1 }), stable: null, inRange: null, aligned: null, angleDeg: [null, null] },
      /^3 of 100 chips under DP at alpha = 1: yields go/,
    ],
    ['Held', { deadZone: 1 }, /^3 of 100 chips under DP at alpha = 1: stable only by/],
    [
      'Clipped',
      { ...outcomes({ clipped: 1 }), inRange: false },
      /^3 of 100 chips under DP at alpha = 1: stable, but a rail/,
    ],
    [
      'Pinned',
      { branches: { stable: { ...NONE, stable: 6 }, conditional: NONE, pinned: { ...NONE, stable: 2 }, lost: NONE } },
      /^Inputs: 6 of DP;/,
    ],
    ['Event budget', { budgetEnded: 2 }, /^It ended 6 runs/],
  ])('%s', (subject, change, text) => {
    const found = about(
      clean.map((row) => (row.point === 4 && row.rule === 'dp' && row.chip < 3 ? { ...row, ...change } : row)),
    );
    expect(found.get(subject)).toMatch(text);
    expect(found.get('None') ?? '').not.toContain(subject.toLowerCase());
  });

  it('tells of refused chips that nothing could be run with', () => {
    const found = about(clean.map((row) => (row.chip < 3 ? failedRow(row, 2, 'no') : row)));
    expect(found.get('Refused')).toContain('30 of 1000 trials (3.0 %) could not be run');
  });
});

describe('how far beta may go', () => {
  it('is where the first, and half, of the chips lose a branch, at the worst point of the rule', () => {
    const [dp] = reachesOf(summary)!;
    const losses = (point: number) => own(point, 'dp').map(({ lossBeta }) => lossBeta ?? Number.POSITIVE_INFINITY);
    const firsts = summary.points.map(({ index }) => Math.min(...losses(index)));
    const least = Math.min(...firsts);
    expect(dp).toMatchObject({ first: least, where: `at alpha = ${manifest.points[firsts.indexOf(least)].alpha}` });
    const sorted = losses(firsts.indexOf(least)).sort((a, b) => a - b);
    expect(dp.median).toBeCloseTo((sorted[49] + sorted[50]) / 2, 12);
    expect(dp.usable).toEqual([]);
  });

  it('has the window in which chips are stable and aligned where beta alone is swept', () => {
    const run = syntheticRun([{ path: 'beta', labels: ['0.1', '0.2', '0.4'], values: [0.1, 0.2, 0.4] }]);
    const points = run.manifest.points.map((point, i) => ({ ...point, beta: [0.1, 0.2, 0.4][i] }));
    const spoilt = run.rows.map((row) => ({
      ...steady,
      ...placeOf(row),
      beta: points[row.point].beta,
      aligned: row.point > 0,
    }));
    expect(reachesOf(summaryOf({ ...run.manifest, points }, spoilt))![0].usable).toEqual([[0.2, 0.4]]);
  });

  it('is not drawn where no branch was followed', () => {
    const none = rows.map((row) => ({ ...row, branches: NO_BRANCHES, surprise: null }));
    expect(reachesOf(summaryOf(manifest, none))).toBeNull();
  });
});

describe('a window of which little is shown', () => {
  it('is no failure of stability where all chips are stable', () => {
    const dull = clean.map((row) => (row.chip < 20 ? { ...row, aligned: false } : row));
    const said = verdict(summaryOf(manifest, dull)).find(({ subject }) => subject === 'Usable, DP-transpose');
    expect(said?.text).toBe(
      'Fewer than 90 % of chips are both stable and aligned everywhere in the sweep, at most 80 of 100 (71.1 – 86.7 %) at every alpha. ' +
        'At the first of these all 100 are stable: what they lack is a gradient within the accepted angle.',
    );
  });

  it('says how many chips would show it', () => {
    const nearly = clean.map((row) => (row.chip < 6 ? { ...row, aligned: false } : row));
    const said = verdict(summaryOf(manifest, nearly)).find(({ subject }) => subject === 'Usable, DP')?.text ?? '';
    const chips = chipsToShow(0.94, 0.9);
    expect(said).toContain(`shown by the whole interval nowhere. With the same shares of more chips, ${chips} a point`);
  });

  it.each([
    [0.94, 0.9],
    [1, 0.9],
    [0.91, 0.9],
    [0.5, 0.4],
  ])('%f of so many chips show %f, and of one fewer do not', (p, wanted) => {
    const n = chipsToShow(p, wanted);
    expect(wilsonOfFraction(p, n)[0]).toBeGreaterThanOrEqual(wanted);
    expect(wilsonOfFraction(p, n - 1)[0]).toBeLessThan(wanted);
  });

  it('cannot be shown by any number of chips where it is not there', () => {
    expect(() => chipsToShow(0.9, 0.9)).toThrow('expected a part above 0.9');
  });
});

describe('the first screen', () => {
  it('stands first, with answers, both pictures, requirements and what may be misread, each picture once', async () => {
    const { html, markdown } = await reportOf(manifest, rows);
    const main = html.slice(html.indexOf('<main>'));
    expect(main).toMatch(/^<main>\n<section class="glance"/);
    const screen = main.slice(0, main.indexOf('</section>'));
    for (const { stability, breaksFirst, change } of answersOf(summary)) {
      for (const text of [stability, breaksFirst, change]) {
        const plain = (markup: string) => markup.replaceAll(/[\u00a0\u2060]/g, (c) => (c === '\u2060' ? '' : ' '));
        expect(plain(screen)).toContain(plain(text));
      }
    }
    for (const name of ['stable-yield', 'beta-reach']) {
      expect(screen).toContain(`id="${name}-title"`);
      expect(markdown.indexOf(`plots/${name}.svg`)).toBeLessThan(markdown.indexOf('## Requirements'));
    }
    expect(screen).toContain('aria-label="Requirements, those that fail first"');
    expect(markdown).toContain('## Not to be misread');
  });
});
