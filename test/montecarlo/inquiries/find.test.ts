import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { edgesOf } from '../../../src/montecarlo/inquiries/edges.ts';
import { find } from '../../../src/montecarlo/inquiries/find.ts';
import type { FindAnswer } from '../../../src/montecarlo/inquiries/find-answer.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import { criticalBeta } from '../../../src/montecarlo/resolve-beta.ts';
import { clopperPearsonInterval } from '../../../src/montecarlo/statistics/proportion.ts';
import type { Study } from '../../../src/montecarlo/study.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

function studyOf(own: string): Study {
  const path = join(folder, 'scenario.yaml');
  writeFileSync(
    path,
    `format: dyadsim/scenario@1
kind: find
name: find
device: ideal
network: { layers: [64, 5, 10], weights: { from: random } }
engine: static
chips: 1
probes: 3
seed: find
rules: [dp]
${own}`,
  );
  const { scenario, points } = loadScenario(path);
  return prepareStudy(scenario, points);
}

test('on a linear chip the limit of beta under dp at alpha 0 is its critical beta, to the step', () => {
  const study = studyOf(`overrides: { dyad.alpha: 0, neuron.activation: identity }
beta: 1
sweep: { beta: "0.01:0.01:3" }
find: { along: beta, confirm: 0 }
accept: { specs: [{ metric: stable, target: 99 % }] }
`);
  const { scenario } = study.points[0];
  const critical = criticalBeta(scenario, study.tasks[0])!;
  expect(critical).toBeGreaterThan(0.02);
  expect(critical).toBeLessThan(2.9);
  const requests = find.next(study, []);
  expect(requests).toEqual([{ chip: 0 }]);
  const answers = requests.map((request) => find.answer(study, request));
  const [{ reached, counts }] = edgesOf(study, answers);
  const betas = study.points.map(({ beta }) => beta);
  expect(betas[reached!.to]).toBeLessThanOrEqual(critical);
  expect(betas[reached!.to + 1]).toBeGreaterThan(critical);
  expect(reached!.from).toBe(0);
  expect(counts.filter(({ passed }) => passed === 1)).toHaveLength(reached!.to + 1);
  // Nine places first, and then the one change by halving.
  const [answer] = answers;
  expect('lines' in answer && answer.lines[0].places.length).toBeLessThanOrEqual(9 + Math.ceil(Math.log2(300 / 8)));
  expect(find.next(study, answers)).toEqual([]);
});

/** Answers of chips that keep the spec from one place to another. */
function kept(
  stretches: readonly (readonly [from: number, to: number] | 'unknown' | 'refused')[],
  n: number,
): FindAnswer[] {
  return stretches.map((own, chip): FindAnswer => {
    const letter = (place: number) => {
      if (own === 'unknown') return 'u';
      if (own === 'refused') return 'r';
      return place >= own[0] && place <= own[1] ? 'k' : 'f';
    };
    const places = Array.from({ length: n }, (_, place) => place);
    return { chip, lines: [{ line: 0, rule: 'dp', error: null, places, found: places.map(letter) }] };
  });
}

describe('limits of counted chips', () => {
  const study = studyOf(`beta: 1
sweep: { beta: "0.1:0.1:2" }
find: { along: beta, confirm: 4 }
accept: { specs: [{ metric: stable, target: 80 % }] }
`);

  test('of a window: both ends, shown within by the exact bound, and missed without', () => {
    // 100 chips: the k-th keeps the spec from place k/20 on and up to 19 - k/20.
    const answers = kept(
      Array.from({ length: 100 }, (_, k) => [Math.floor(k / 20), 19 - Math.floor(k / 20)] as const),
      20,
    );
    const [{ counts, reached, shown, possible, edges }] = edgesOf(study, answers);
    expect(counts.map(({ passed }) => passed)).toEqual([
      20, 40, 60, 80, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 80, 60, 40, 20,
    ]);
    expect(reached).toEqual({ from: 3, to: 16 });
    expect(edges).toEqual([3, 16]);
    // One-sided 95 % is the two-sided 90 % interval: 80 of 100 does not show 80 %, and does not miss it.
    expect(shown).toEqual({ from: 4, to: 15 });
    expect(possible).toEqual({ from: 3, to: 16 });
    expect(clopperPearsonInterval(60, 100)[1]).toBeLessThan(0.8);
  });

  test('of chips that are not known or refused: they fail for what is reached and shown, and pass for what is not missed', () => {
    const stretches = Array.from({ length: 100 }, (_, k) =>
      k < 25 ? 'unknown' : k < 30 ? 'refused' : ([0, 19] as const),
    );
    const [{ reached, shown, possible, counts }] = edgesOf(study, kept(stretches, 20));
    expect(counts[7]).toEqual({ passed: 70, failed: 0, unknown: 30 });
    expect([reached, shown, possible]).toEqual([null, null, { from: 0, to: 19 }]);
  });

  test('of just so many chips as the target asks for: reached, whatever 0.55 times 100 is in binary', () => {
    const just = studyOf(`beta: 1
sweep: { beta: "0.1:0.1:2" }
find: { along: beta }
accept: { specs: [{ metric: stable, target: 55 % }] }
`);
    const stretches = Array.from({ length: 100 }, (_, k) => [0, k < 55 ? 9 : 4] as const);
    expect(edgesOf(just, kept(stretches, 20))[0].reached).toEqual({ from: 0, to: 9 });
  });

  test('of two stretches the longer one counts, whole', () => {
    const stretches = Array.from({ length: 100 }, () => [2, 5] as const);
    const both = kept(stretches, 20).map((answer) => {
      if (!('lines' in answer)) return answer;
      const found = answer.lines[0].found.map((letter, place) => (place >= 9 && place <= 17 ? 'k' : letter));
      return { ...answer, lines: [{ ...answer.lines[0], found }] };
    });
    expect(edgesOf(study, both)[0].reached).toEqual({ from: 9, to: 17 });
  });

  test('then events are asked at both ends, of the first chips, once', () => {
    const answers = kept(
      Array.from({ length: 100 }, () => [3, 16] as const),
      20,
    );
    const asked = find.next(
      { ...study, points: study.points.map((point) => ({ ...point, scenario: { ...point.scenario, chips: 100 } })) },
      answers,
    );
    expect(asked).toHaveLength(4);
    expect(asked[3]).toEqual({
      chip: 3,
      confirm: [
        { point: 3, rule: 'dp' },
        { point: 16, rule: 'dp' },
      ],
    });
    expect(find.next(study, [...answers, { chip: 0, confirmed: ['k', 'k'] }])).toEqual([]);
  });
});
