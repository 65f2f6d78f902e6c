import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { AS_DESIGNED, CHANGE } from '../../../src/config/one-at-a-time.ts';
import type { ChangeAnswer } from '../../../src/montecarlo/inquiries/sensitivity.ts';
import { mcNemarExact } from '../../../src/montecarlo/statistics/paired.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { changeCells } from '../../../src/report/sensitivity/changes.ts';

const { scenario } = loadScenario('ideal-quick');

/** A sweep over changes and loss, under one rule. */
function study(changes: readonly string[], losses: readonly string[] = ['squared-error']): Study {
  const own = { ...scenario, rules: ['dp'] };
  const points = losses.flatMap((loss) => changes.map((change) => ({ loss, change })));
  return {
    seed: 'changes',
    tasks: [],
    points: points.map(({ loss, change }, index) => ({
      index,
      coordinates: [
        { path: 'loss', label: loss, value: loss },
        { path: CHANGE, label: change, value: change },
      ],
      scenario: own,
      beta: 1,
      task: 0,
      family: index,
      arrays: 0,
    })),
  };
}

/** Chips with one letter for each of stable, in range and aligned at every point, and a value of the metric. */
function answersOf(chips: readonly (readonly (readonly [letters: string, value: number | null])[])[]): ChangeAnswer[] {
  return chips.map((points, chip) => ({
    chip,
    points: points.map(([letters, value]) => [
      { letters, value: value === null ? ('lost' as const) : { value, atBound: false } },
    ]),
  }));
}

/** So many chips alike. */
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('changes', () => {
  const answers = answersOf([
    ...times(36, [
      ['kkk', 1],
      ['kkk', 3],
    ] as const),
    ...times(12, [
      ['fff', 2],
      ['kkk', 4],
    ] as const),
    ...times(2, [
      ['kff', null],
      ['fff', 1],
    ] as const),
    ...times(3, [
      ['uku', 1],
      ['kkk', null],
    ] as const),
    ...times(1, [
      ['rrr', null],
      ['kkk', 1],
    ] as const),
  ]);
  const [cell] = changeCells(study([AS_DESIGNED, 'inputArea x 2']), [], answers);

  it('are judged by the chips that are known both ways: the worked example of Newcombe', () => {
    const [stable, inRange] = cell.yields;
    // a, b, c, d = 36, 12, 2, 0, the change first.
    expect(stable).toMatchObject({
      criterion: 'stable',
      designed: 38,
      changed: 48,
      n: 50,
      leftOut: 4,
      difference: 0.2,
    });
    expect(stable.interval[0]).toBeCloseTo(0.05692958400324, 12);
    expect(stable.interval[1]).toBeCloseTo(0.3404276029749, 12);
    expect(stable.p).toBe(mcNemarExact(2, 12));
    expect(inRange).toMatchObject({ designed: 39, changed: 51, n: 53, leftOut: 1 });
  });

  it('of the metric are taken chip by chip', () => {
    expect(cell.metric).toMatchObject({ n: 48, mean: 2, interval: [2, 2] });
  });

  it('are compared with the device as designed on the same place of the other axes', () => {
    const both = changeCells(
      study([AS_DESIGNED, 'without neuron.tau', 'inputArea x 2'], ['squared-error', 'cross-entropy']),
      [],
      answersOf([
        [
          ['fff', 1],
          ['kkk', 2],
          ['fff', 1],
          ['kkk', 5],
          ['kkk', 5],
          ['fff', 4],
        ],
        [
          ['fff', 1],
          ['kkk', 2],
          ['fff', 1],
          ['kkk', 5],
          ['kkk', 5],
          ['fff', 4],
        ],
      ]),
    );
    expect(both.map(({ at, change, metric, yields }) => [at, change, metric?.mean, yields[0].difference])).toEqual([
      ['loss = squared-error', 'without neuron.tau', 1, 1],
      ['loss = squared-error', 'inputArea x 2', 0, 0],
      ['loss = cross-entropy', 'without neuron.tau', 0, 0],
      ['loss = cross-entropy', 'inputArea x 2', -1, -1],
    ]);
    // Two discordant chips of two: 0.5, times the two changes of a device.
    expect(both.map(({ yields }) => yields[0].p)).toEqual([1, 1, 1, 1]);
  });

  it('have p values adjusted for all changes of a device', () => {
    const better = times(12, [
      ['fff', 1],
      ['kkk', 1],
      ['fkk', 1],
    ] as const);
    const cells = changeCells(study([AS_DESIGNED, 'wide x 2', 'wide x 4']), [], answersOf(better));
    const p = 2 * 0.5 ** 12;
    expect(cells[0].yields[0].p).toBeCloseTo(2 * p, 15);
    expect(cells[1].yields[0].p).toBe(1);
  });

  it('are none without a device as designed', () => {
    expect(changeCells(study(['wide x 2', 'wide x 4']), [], [])).toEqual([]);
  });
});
