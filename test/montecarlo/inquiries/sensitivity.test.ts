import { describe, expect, it } from 'vitest';
import type { Varying } from '../../../src/config/device.ts';
import { failedRow } from '../../../src/montecarlo/failed-row.ts';
import { metricValue } from '../../../src/montecarlo/inquiries/metric-value.ts';
import { type ShareAnswer, sensitivity, shareRow } from '../../../src/montecarlo/inquiries/sensitivity.ts';
import { shareCost } from '../../../src/montecarlo/inquiries/share-cost.ts';
import { shareGroups } from '../../../src/montecarlo/inquiries/share-groups.ts';
import type { TrialRow } from '../../../src/montecarlo/row.ts';
import { sensitivityOf } from '../../../src/montecarlo/statistics/sensitivity.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { stream } from '../../../src/random/stream.ts';
import { fixed, relative } from '../../chip/device.ts';
import { linearStudy } from './linear-study.ts';

/** Log-variance of a unit-mean lognormal factor. */
const logVariance = (variation: number) => Math.log1p(variation * variation);
const lognormal = (spreads: Partial<Varying>) => fixed(1, { distribution: 'lognormal', ...spreads });

function ask(study: Study) {
  const answers = sensitivity.next(study, []).map((request) => sensitivity.answer(study, request));
  expect(sensitivity.next(study, answers)).toEqual([]);
  return answers.flatMap((answer) => ('row' in answer ? [answer] : []));
}

function sharesOf(study: Study, answers: readonly ShareAnswer[]) {
  const { names } = shareGroups(study, study.points[0]);
  const rows = answers.map(({ row, rules: [{ values }] }) => ({
    row: shareRow(study, row, names.length),
    values: values.map((value) => (typeof value === 'string' ? Number.NaN : value.value)),
  }));
  const found = sensitivityOf(rows, { samples: 200, random: stream('shares') });
  if (found === null) throw new Error('nothing varies');
  return { names, ...found };
}

describe('a chip whose variance is known in closed form', () => {
  const dyad = {
    nudgeGain: lognormal({ mismatch: relative(0.2), die: relative(0.1) }),
    meanWeight: lognormal({ mismatch: relative(0.25) }),
  };
  const [gain, die, mean] = [logVariance(0.2), logVariance(0.1), logVariance(0.25)];
  /** The die moves both nudging gains alike. */
  const variance = 2 * gain + 4 * die + mean;
  const chips = 120;

  it.each([
    [['parameter'], { 'dyad.nudgeGain': 2 * gain + 4 * die, 'dyad.meanWeight': mean }],
    [['part'], { mismatch: 2 * gain + mean, die: 4 * die }],
    [['layer'], { 'all layers': 4 * die, 'layer 1': gain + mean, 'layer 2': gain }],
    [
      ['parameter', 'layer', 'part'],
      {
        'dyad.nudgeGain, all layers, die': 4 * die,
        'dyad.nudgeGain, layer 1, mismatch': gain,
        'dyad.nudgeGain, layer 2, mismatch': gain,
        'dyad.meanWeight, layer 1, mismatch': mean,
        // Of the output nothing is sent up.
        'dyad.meanWeight, layer 2, mismatch': 0,
      },
    ],
  ] as const)('has the shares of it, by %j', (groups, parts: Readonly<Record<string, number>>) => {
    const study = linearStudy(dyad, { groups }, chips);
    const found = sharesOf(study, ask(study));
    expect([...found.names].sort()).toEqual(Object.keys(parts).sort());
    // Of normal values: n - 1 of 2n degrees at least, 4.9 sigmas for 1e-6.
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(4.9 * Math.sqrt(2 / chips));
    for (const [at, name] of found.names.entries()) {
      for (const share of ['first', 'total', 'shapley'] as const) {
        const { value, interval } = found.groups[at][share];
        const half = ((interval?.[1] ?? 0) - (interval?.[0] ?? 0)) / 2;
        // Twice and a half the half width of 95 %: 1e-6.
        expect(Math.abs(value - parts[name] / variance), `${name} ${share}`).toBeLessThan(2.5 * half + 1e-9);
        expect(half).toBeLessThan(0.4);
      }
    }
  });

  it('has for each hybrid the beta that its own draws give', () => {
    const study = linearStudy(dyad, { groups: ['parameter', 'part'] }, 5);
    const { names } = shareGroups(study, study.points[0]);
    for (const { row, rules } of ask(study)) {
      const { hybrids } = shareRow(study, row, names.length);
      const [{ values, error }] = rules;
      expect(error).toBeNull();
      expect(values).toHaveLength(hybrids.length);
      const at = (members: readonly number[]) =>
        values[hybrids.findIndex((own) => String(own) === String(members))] as { value: number; atBound: boolean };
      // Logarithms add up: a hybrid is the chip and what each group of its twin changes.
      for (const members of hybrids) {
        const changes = members.map((group) => at([group]).value - at([]).value);
        const sum = changes.reduce((all, change) => all + change, at([]).value);
        expect(at(members).value).toBeCloseTo(sum, 6);
        expect(at(members).atBound).toBe(false);
      }
    }
  });
});

describe('what is asked', () => {
  it('is every chip once, and nothing where nothing that counts is drawn', () => {
    const study = linearStudy({ nudgeGain: lognormal({ mismatch: relative(0.2) }) }, {}, 3);
    expect(sensitivity.next(study, [])).toEqual([0, 1, 2].map((row) => ({ point: 0, row })));
    expect(shareCost(study).chips).toBe(3 * 2);
    expect(shareCost(study).seconds).toBeGreaterThan(0);
    const still = linearStudy({});
    expect(sensitivity.next(still, [])).toEqual([]);
    expect(shareCost(still)).toEqual({ chips: 0, seconds: 0 });
    expect(shareGroups(still, still.points[0])).toMatchObject({ names: [] });
  });

  it('is answered by the chip of that number first, and in the order of the row', () => {
    const study = linearStudy({ nudgeGain: lognormal({ mismatch: relative(0.2) }) }, {}, 2);
    const [first, second] = ask(study);
    expect(first.rules[0].values).not.toEqual(second.rules[0].values);
    expect(sensitivity.answer(study, { point: 0, row: 1 })).toEqual(second);
  });

  it('comes back as data where a chip cannot be made', () => {
    const study = linearStudy({ nudgeGain: fixed(1, { mismatch: relative(3) }) }, {}, 8);
    const answers = ask(study).flatMap(({ rules }) => rules);
    expect(answers.some(({ values }) => values.includes('refused'))).toBe(true);
    for (const { values, error } of answers) {
      if (values.includes('refused')) expect(error).toContain('dyad.nudgeGain of a neuron came out as');
      else expect(error).toBeNull();
    }
  });
});

describe('a metric', () => {
  const row: TrialRow = {
    ...failedRow({ point: 0, chip: 0, rule: 'dp', beta: 2, engine: 'static' }, 2, ''),
    error: null,
    stable: true,
    inRange: true,
    aligned: false,
    lossBeta: 5,
    gainMargin: 10,
    accuracy: 0.75,
    certifiedBeta: 3,
    angleDeg: [10, 30],
  };
  const context = { probes: 1, follow: 100 };
  const lost = { ...row, branches: { ...row.branches, lost: { stable: 0, unstable: 1, undecided: 0 } } };
  const pinned = { ...row, branches: { ...row.branches, pinned: { stable: 1, unstable: 0, undecided: 0 } } };
  const exactly = (value: number) => ({ value: expect.closeTo(value, 12), atBound: false });

  it.each([
    ['lossBeta', row, exactly(Math.log(5))],
    ['lossBeta', { ...row, lossBeta: null }, { value: Math.log(200), atBound: true }],
    ['certifiedBeta', row, exactly(Math.log(3))],
    ['certifiedBeta', { ...row, certifiedBeta: null }, 'infinite'],
    ['gainMarginDb', row, exactly(20)],
    ['gainMarginDb', { ...row, gainMargin: null }, 'infinite'],
    ['gainMarginDb', lost, 'lost'],
    ['gainMarginDb', pinned, 'unknown'],
    ['angleDeg', row, exactly(30)],
    ['angleDeg', { ...row, stable: false }, 'lost'],
    ['angleDeg', { ...row, stable: null }, 'unknown'],
    ['accuracy', row, exactly(0.75)],
    ['stable', row, exactly(1)],
    ['aligned', row, exactly(0)],
    ['inRange', { ...row, inRange: null }, 'unknown'],
    ['stable', { ...row, error: 'no chip' }, 'refused'],
  ] as const)('%s of a chip is a number, or why it is none', (metric, own, expected) => {
    expect(metricValue(metric, own as TrialRow, context)).toEqual(expected);
  });
});
