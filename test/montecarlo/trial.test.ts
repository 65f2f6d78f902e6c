import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import { Outlook } from '../../src/analysis/outlook.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { defaultLimits } from '../../src/engine/limits.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { isStable, OUTCOMES } from '../../src/model/outcomes.ts';
import { BRANCH_FATES } from '../../src/model/vocabulary.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import type { Study } from '../../src/montecarlo/study.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { type Options, smallScenario } from '../cli/small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The study of the small scenario, its text changed. */
function studyOf(options: Options, change: (text: string) => string = (text) => text): Study {
  const path = smallScenario(folder, options);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  const { scenario, points } = loadScenario(path);
  return prepareStudy(scenario, points);
}

const study = studyOf({ probes: 3 });
const rows = runBlock(study, { index: 0, firstChip: 2, chips: 2 });

describe('a block', () => {
  test('has every chip, point and rule once, in that order', () => {
    expect(rows.map(({ chip, point, rule }) => `${chip} ${point} ${rule}`)).toEqual([
      '2 0 dp',
      '2 0 dp-transpose',
      '2 1 dp',
      '2 1 dp-transpose',
      '3 0 dp',
      '3 0 dp-transpose',
      '3 1 dp',
      '3 1 dp-transpose',
    ]);
  });

  test('accounts for every probe', () => {
    for (const { outcomes, stable } of rows) {
      expect(OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0)).toBe(3);
      expect(stable).toBe(outcomes.settled === 3);
    }
  });
});

/** Row and its runs, done one by one. */
function byHand(index: number) {
  const row = rows[index];
  const { scenario, beta } = study.points[row.point];
  const { network, probes } = study.tasks[0];
  const circuit = circuitOf(sampleChip(scenario.device, network, study.seed, row.chip), row.rule);
  const limits = defaultLimits(scenario.device.neuron.tau.nominal);
  const runs = probes.map(({ input, target, label }) => {
    const drive: Drive = { input, target, loss: scenario.loss, beta, nudge: scenario.nudge };
    return { label, drive, run: simulate(circuit, drive, limits) };
  });
  return { row, circuit, runs };
}

describe.each([0, 1, 6])('row %i', (index) => {
  const { row, circuit, runs } = byHand(index);

  test('sums up the runs of its probes', () => {
    expect(row.activityEvents).toBe(runs.reduce((sum, { run }) => sum + run.events.activity, 0));
    expect(row.differenceEvents).toBe(runs.reduce((sum, { run }) => sum + run.events.difference, 0));
    for (const outcome of OUTCOMES) {
      expect(row.outcomes[outcome]).toBe(runs.filter(({ run }) => run.outcome === outcome).length);
    }
    const times = runs.flatMap(({ run }) => run.settleTime ?? []).sort((a, b) => a - b);
    expect(row.settleTimeMax).toBe(times.at(-1) ?? null);
    if (times.length === 3) expect(row.settleTimeMedian).toBe(times[1]);
    expect(row.energy).toBe(null);
  });

  test('has the smallest margin of its probes', () => {
    const margins = runs.map(({ drive }) => analyzeLoop(circuit, drive).gainMargin ?? Number.POSITIVE_INFINITY);
    expect(row.gainMargin ?? Number.POSITIVE_INFINITY).toBe(Math.min(...margins));
  });

  test('has what the branches of its probes foretold, and the smallest beta at which one ends', () => {
    const ends = runs.map(({ drive }) => new Outlook(circuit, drive).lossBeta() ?? Number.POSITIVE_INFINITY);
    expect(row.lossBeta ?? Number.POSITIVE_INFINITY).toBe(Math.min(...ends));
    for (const fate of BRANCH_FATES) {
      const own = runs.filter(({ drive }) => new Outlook(circuit, drive).fate === fate);
      const stable = own.filter(({ run }) => isStable(run.outcome) === true).length;
      expect(row.branches[fate]).toEqual({ stable, unstable: own.length - stable, undecided: 0 });
    }
    const surprise = runs.findIndex(({ drive, run }) => {
      const { fate } = new Outlook(circuit, drive);
      return fate !== 'pinned' && isStable(run.outcome) !== (fate !== 'lost');
    });
    expect(row.surprise).toBe(surprise < 0 ? null : surprise);
    expect(row.certifiedBeta).toBe(certifiedBeta(circuit, 'squared-error', 'live').everywhere);
    expect(row.failingBeta).toBeNull();
  });

  test('counts the probes that the free chip classifies correctly', () => {
    const correct = runs.filter(({ drive, label }) => {
      const { output } = freeResponse(circuit, drive.input);
      return output.every((a) => a <= output[label]);
    });
    expect(row.accuracy).toBe(correct.length / 3);
  });

  test('has the angle of the summed outer products, taken by their inner product', () => {
    if (!row.stable) return expect(row.angleDeg).toEqual([null, null]);
    const { layers } = circuit.chip;
    const last = layers.length - 1;
    // Of the last layer alone, whose reference needs no backpropagation: (y - a_L) m_{L-1}^T.
    const size = layers[last] * (layers[last - 1] + 1);
    const [update, reference] = [new Float64Array(size), new Float64Array(size)];
    for (const { drive, run } of runs) {
      const free = freeResponse(circuit, drive.input);
      const error = drive.target.map((y, i) => y - free.output[i]);
      addOuter(update, run.difference[last] ?? error, run.activity[last - 1]);
      addOuter(reference, error, free.activity[last - 1]);
    }
    const cosine = dot(update, reference) / Math.sqrt(dot(update, update) * dot(reference, reference));
    // The arc cosine resolves 1e-6 deg near 0; these angles are degrees.
    expect(row.angleDeg[last - 1]).toBeCloseTo((180 / Math.PI) * Math.acos(cosine), 5);
    const ratio = Math.sqrt(dot(update, update) / dot(reference, reference)) / row.beta;
    expect(row.normRatio[last - 1]).toBeCloseTo(ratio, 9);
  });
});

function addOuter(sum: Float64Array, rows: Float64Array, columns: Float64Array): void {
  let at = 0;
  for (const r of rows) for (const c of [...columns, 1]) sum[at++] += r * c;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

describe('what trials of a chip share', () => {
  /** Rows of every point of a sweep, of the sweep at once and of each point as a study of its own. */
  function together(sweep: string, options: Options = {}) {
    const change = (text: string) => text.replace('device.dyad.alpha: [0, 0.8]', sweep);
    const whole = studyOf({ seed: 'shared', probes: 2, ...options }, change);
    const block = { index: 0, firstChip: 3, chips: 2 };
    const apart = whole.points.flatMap((point) => runBlock({ ...whole, points: [point] }, block));
    const order = (row: (typeof apart)[number]) => `${row.chip} ${row.point} ${row.rule}`;
    return { whole, rows: runBlock(whole, block), apart: apart.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
  }

  test.each([
    'beta: [0.1, 0.3]\n  device.dyad.alpha: [0, 0.5, 0.8]',
    'device.neuron.gain.nominal: [1, 1.1]\n  nudge: [live, held]',
    'loss: [squared-error, cross-entropy]\n  beta: [0.1, 0.3]',
    'device.synapse.levels: [8, 16]\n  device.dyad.alpha: [0.2]',
  ])('changes no bit: %s', (sweep) => {
    const { rows, apart } = together(sweep);
    expect(rows).toEqual(apart);
    expect(rows.every(({ error }) => error === null)).toBe(true);
  });

  test('changes no bit under noise', () => {
    const { rows, apart } = together('beta: [0.1, 0.3]', { noise: true, seed: 'shared-noise' });
    expect(rows).toEqual(apart);
  });

  test('are the weights where only neurons differ, and the chip where nothing of it does', () => {
    const numbers = (sweep: string) => together(sweep).whole.points.map(({ family, arrays }) => [family, arrays]);
    expect(numbers('beta: [0.1, 0.3]')).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(numbers('device.dyad.alpha: [0, 0.8]')).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(numbers('device.synapse.levels: [8, 16]')).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test('are no weights where the network is trained for another loss', () => {
    const whole = studyOf({ seed: 'losses', chips: 1 }, (text) =>
      text
        .replace('{ from: random }', '{ from: train, epochs: 1 }')
        .replace('device.dyad.alpha: [0, 0.8]', 'loss: [squared-error, cross-entropy]'),
    );
    const alone = { ...whole, points: whole.points.slice(1) };
    const block = { index: 0, firstChip: 0, chips: 1 };
    expect(runBlock(whole, block).slice(2)).toEqual(runBlock(alone, block));
  });
});

describe('what goes wrong', () => {
  test('a chip that cannot be made is a row that says why, and the others go on', () => {
    // tau is normal with 40 %: about one neuron in 160 comes out negative, and a chip has 32.
    const broken = studyOf({ seed: 'broken' }, (text) =>
      text.replace('tau.mismatch: 10 %', 'tau: { nominal: 10 us, mismatch: 40 %, distribution: normal }'),
    );
    const all = runBlock(broken, { index: 0, firstChip: 0, chips: 20 });
    const failed = all.filter(({ error }) => error !== null);
    expect(all).toHaveLength(80);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(80);
    for (const row of failed) {
      expect(row.error).toMatch(/neuron\.tau of a neuron came out as -/);
      expect(row).toMatchObject({
        stable: null,
        inRange: null,
        aligned: null,
        angleDeg: [null, null],
        gainMargin: null,
      });
      expect(OUTCOMES.every((outcome) => row.outcomes[outcome] === 0)).toBe(true);
    }
  });

  test('a search for the worst input finds no limit below the certified one, nor above that of a probe', () => {
    const searched = studyOf({ seed: 'worst', probes: 2 }, (text) => `${text}worst: { restarts: 3, moves: 10 }\n`);
    const found = runBlock(searched, { index: 0, firstChip: 0, chips: 3 });
    expect(found.some(({ failingBeta }) => failingBeta !== null)).toBe(true);
    for (const { failingBeta, certifiedBeta: certified, lossBeta } of found) {
      if (failingBeta === null) continue;
      expect(failingBeta).toBeGreaterThan(certified!);
      // The dead zone may hold a chip a little beyond the end of its branch.
      if (lossBeta !== null) expect(failingBeta).toBeLessThan(10 * lossBeta);
    }
  });

  test('a chip is aligned only within the accepted angle', () => {
    const strict = studyOf({ seed: 'strict' }, (text) => `${text}accept: { angleDeg: 0.001 }\n`);
    for (const row of runBlock(strict, { index: 0, firstChip: 0, chips: 2 })) expect(row.aligned).toBe(false);
    const lax = studyOf({ seed: 'lax' }, (text) => `${text}accept: { angleDeg: 180 }\n`);
    for (const row of runBlock(lax, { index: 0, firstChip: 0, chips: 2 })) {
      expect(row.aligned).toBe(row.stable && row.angleDeg.every((angle) => angle !== null));
    }
  });
});

describe('the static engine', () => {
  const quiet = (engine: string) => (text: string) => `${text}\nengine: ${engine}\n`;
  const [byEvents, solved] = ['events', 'static'].map((engine) =>
    runBlock(studyOf({ probes: 3 }, quiet(engine)), { index: 0, firstChip: 2, chips: 2 }),
  );

  test('has the same branches and limits as the event engine, to the bit, and nothing that takes time', () => {
    expect(solved).toHaveLength(byEvents.length);
    solved.forEach((row, i) => {
      const other = byEvents[i];
      for (const name of [
        'point',
        'chip',
        'rule',
        'beta',
        'lossBeta',
        'certifiedBeta',
        'gainMargin',
        'accuracy',
      ] as const) {
        expect(row[name]).toBe(other[name]);
      }
      expect([row.engine, other.engine]).toEqual(['static', 'events']);
      const { settleTimeMedian, settleTimeMax, activityEvents, differenceEvents, energy, surprise } = row;
      expect([settleTimeMedian, settleTimeMax, activityEvents, differenceEvents, energy, surprise]).toEqual(
        Array(6).fill(null),
      );
      for (const fate of BRANCH_FATES) {
        const probes = (of: typeof row) => Object.values(of.branches[fate]).reduce((sum, count) => sum + count, 0);
        expect(probes(row)).toBe(probes(other));
      }
    });
  });

  test('has gradients near those of the simulated chips, which differ by their thresholds', () => {
    const angles = (of: typeof rows) => of.flatMap(({ angleDeg }) => angleDeg).filter((angle) => angle !== null);
    expect(angles(solved).length).toBeGreaterThan(4);
    const [own, others] = [angles(solved), angles(byEvents)];
    expect(own.length).toBe(others.length);
    own.forEach((angle, i) => {
      expect(Math.abs(angle - others[i])).toBeLessThan(5);
    });
    expect(own).not.toEqual(others);
  });
});

describe('screening', () => {
  const STRONG = (text: string) => text.replace('beta: 0.3', 'beta: { timesCritical: 1.3 }');
  const of = (engine: string, chips = 12) =>
    runBlock(
      studyOf({ probes: 3, noise: true, seed: 'screening', chips }, (text) =>
        STRONG(`${text}engine: ${engine}\nfollow: 3\nscreen: { near: 30 %, sample: 25 % }\n`),
      ),
      { index: 0, firstChip: 0, chips: 12 },
    );
  const [screened, byEvents, solved] = ['screened', 'events', 'static'].map((engine) => of(engine));

  test('simulates the chips whose branch ends near beta and a random part, and has of the others what is foretold', () => {
    screened.forEach((row, i) => {
      const { lossBeta, beta } = solved[i];
      const near = lossBeta !== null && lossBeta <= 1.3 * beta && lossBeta >= beta / 1.3;
      expect(row.near).toBe(near);
      const { near: _near, sampled: _sampled, foretoldStable, foretoldInRange, foretoldAligned, ...rest } = row;
      const other = near || row.sampled ? byEvents[i] : solved[i];
      const {
        near: _n,
        sampled: _s,
        foretoldStable: _a,
        foretoldInRange: _b,
        foretoldAligned: _c,
        ...expected
      } = other;
      expect(rest).toEqual(expected);
      const foretold = [foretoldStable, foretoldInRange, foretoldAligned];
      const { stable, inRange, aligned } = solved[i];
      expect(foretold).toEqual(near || row.sampled ? [stable, inRange, aligned] : [null, null, null]);
    });
  });

  test('leaves a chip whose branch ended long before beta to the static engine', () => {
    const far = studyOf(
      { probes: 3, seed: 'screening', chips: 6 },
      (text) =>
        `${text.replace('beta: 0.3', 'beta: { timesCritical: 3 }')}engine: screened\nscreen: { near: 30 %, sample: 0 }\n`,
    );
    const ended = runBlock(far, { index: 0, firstChip: 0, chips: 6 }).filter(({ outcomes }) => outcomes.lost > 0);
    const early = ended.filter(({ lossBeta, beta }) => lossBeta! < beta / 1.3);
    expect(early.length).toBeGreaterThan(0);
    expect(early.map(({ near, engine }) => [near, engine])).toEqual(early.map(() => [false, 'static']));
  });

  test('has chips of every kind here, so that nothing above is said of none', () => {
    const kinds = new Set(screened.map(({ near, sampled, engine }) => `${near} ${sampled} ${engine}`));
    expect([...kinds].sort()).toEqual([
      'false false static',
      'false true events',
      'true false events',
      'true true events',
    ]);
    expect(screened.some(({ stable, foretoldStable }) => foretoldStable !== null && stable !== foretoldStable)).toBe(
      true,
    );
  });

  test('draws the random part by the number of the chip, the same at every point and under every rule', () => {
    const sampled = screened.map(({ chip, sampled }) => `${chip} ${sampled}`);
    expect(new Set(sampled).size).toBe(12);
    expect(of('screened', 40)).toEqual(screened);
    const many = studyOf(
      { seed: 'many', chips: 2, hidden: 1, probes: 1 },
      (text) => `${text}engine: screened\nscreen: { near: 0, sample: 25 % }\n`,
    );
    const rows = runBlock(many, { index: 0, firstChip: 0, chips: 200 }).filter(({ point }) => point === 0);
    const drawn = rows.filter(({ sampled }) => sampled).length / rows.length;
    // Of 200 chips, within 4.5 standard deviations.
    expect(Math.abs(drawn - 0.25)).toBeLessThan(4.5 * Math.sqrt((0.25 * 0.75) / 200));
  });

  test('follows branches as far as it has to, and no further', () => {
    const text = (follow: string) => (own: string) => STRONG(`${own}engine: screened\n${follow}`);
    const near = studyOf({ seed: 'follow', chips: 1 }, text('screen: { near: 50 % }\n'));
    expect(near.points[0].scenario.follow).toBe(1.5);
    expect(() => studyOf({ seed: 'follow', chips: 1 }, text('follow: 1.1\n'))).toThrow(/expected at least 1\.2/);
  });
});
