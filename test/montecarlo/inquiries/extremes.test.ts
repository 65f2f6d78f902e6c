import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { type ExtremesAnswer, extremesRun } from '../../../src/montecarlo/extremes/course.ts';
import { extremes } from '../../../src/montecarlo/inquiries/extremes.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { ChipTrials } from '../../../src/montecarlo/trial.ts';
import { staticScenario } from '../../cli/static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-extremes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHIPS = 150;
const own = 'kind: extremes\nrules: [dp]\nfollow: 4\nextremes: { worst: 5, most: 60, step: 2 % }';

function studyOf(name: string, text: string, chips = CHIPS): Study {
  const path = staticScenario(folder, name, String(chips), text);
  writeFileSync(path, readFileSync(path, 'utf8').replace('overrides:', 'overrides:\n  dyad.alpha: 0'));
  const { scenario, points } = loadScenario(path);
  return prepareStudy(scenario, points);
}

function answered(study: Study): ExtremesAnswer[] {
  const answers: ExtremesAnswer[] = [];
  for (;;) {
    const requests = extremes.next(study, answers);
    if (requests.length === 0) return answers;
    // As they come back from where they are kept.
    for (const request of requests) {
      answers.push(JSON.parse(JSON.stringify(extremes.answer(study, JSON.parse(JSON.stringify(request))))));
    }
  }
}

const study = studyOf('all', own.replace('follow: 4', 'follow: 40'));
const [point] = study.points;
const answers = answered(study);
const [{ search, all, within }] = extremesRun(study, answers).courses;
const worst = search.ranked().slice(0, 5);

describe('the worst of some chips', () => {
  it('were screened by the beta at which their first branch ends, as rows of a sweep have it', () => {
    const ends = Array.from({ length: CHIPS }, (_, chip) => {
      const [row] = new ChipTrials(study, chip).run();
      return { chip, lossBeta: row.lossBeta ?? Number.POSITIVE_INFINITY };
    });
    const inOrder = ends.filter(({ lossBeta }) => lossBeta <= within).sort((a, b) => a.lossBeta - b.lossBeta);
    expect(search.kept.map(({ chip }) => chip)).toEqual(inOrder.map(({ chip }) => chip));
    search.kept.forEach(({ lossBeta }, i) => {
      expect(lossBeta / inOrder[i].lossBeta).toBeCloseTo(1, 10);
    });
    expect([all.chips, all.unknown]).toEqual([CHIPS, 0]);
    expect(search.kept.length).toBeGreaterThan(60);
  });

  it('are those that fail by events at the beta of the last of them, and no others', () => {
    const { limit, missed } = search.rounds[search.rounds.length - 1];
    expect(missed).toBeLessThanOrEqual(0.05);
    const scenario = { ...point.scenario, engine: 'events' } as const;
    const fail = Array.from({ length: CHIPS }, (_, chip) => chip).filter((chip) => {
      const [row] = new ChipTrials(study, chip).run([{ ...point, beta: limit!, scenario }]);
      return row.stable === false;
    });
    const before = worst.map(({ chip }) => chip);
    // A chip that fails between the last two steps may do so at that beta, and yet be told at a step of its own above it.
    const others = fail.filter((chip) => !before.includes(chip));
    for (const chip of others) {
      const own = search.ranked().find((measured) => measured.chip === chip);
      expect(own).toBeDefined();
      const { byEvents } = own!;
      expect('holds' in byEvents && byEvents.holds! < limit!).toBe(true);
    }
    expect(before.every((chip) => fail.includes(chip))).toBe(true);
  });

  it('hold a step below where they fail', () => {
    const scenario = { ...point.scenario, engine: 'events' } as const;
    for (const { chip, byEvents } of worst) {
      if (!('fails' in byEvents)) throw new Error('all were decided');
      const { holds, fails } = byEvents;
      const at = (beta: number) => new ChipTrials(study, chip).run([{ ...point, beta, scenario }])[0].stable;
      expect([at(holds!), at(fails!)]).toEqual([true, false]);
      expect(fails! / holds!).toBeCloseTo(1.02, 10);
    }
  });
});

it('asks the same again whatever was answered before, until it is done', () => {
  for (const count of [0, 1, answers.length - 1]) {
    const some = answers.slice(0, count);
    expect(extremes.next(study, some)).toEqual(extremes.next(study, some));
  }
  expect(extremes.next(study, answers)).toEqual([]);
});

it('counts chips that cannot be made, and keeps them apart', () => {
  const path = staticScenario(folder, 'refused', '60', own);
  writeFileSync(path, readFileSync(path, 'utf8').replace('gain.mismatch: 5 %', 'gain.mismatch: 40 %'));
  const { scenario, points } = loadScenario(path);
  const refusing = prepareStudy(scenario, points);
  const [{ all: screened, search: found }] = extremesRun(refusing, answered(refusing)).courses;
  // One of 32 gains of a normal law is below 0 at 2.5 sigma in 18 % of chips: 10.9 of 60, within 4.5 standard deviations.
  expect(Math.abs(screened.unknown - 10.9)).toBeLessThan(4.5 * 3);
  expect(screened.unknown).toBeGreaterThan(0);
  expect(screened.why).toMatch(/neuron\.gain of a neuron came out as -/);
  expect(screened.chips).toBe(60);
  expect(found.kept.length).toBeLessThanOrEqual(60 - screened.unknown);
});

it('asks of every rule and point by itself', () => {
  const two = studyOf(
    'two',
    own.replace('[dp]', '[dp, dp-transpose]').replace('kind', 'sweep: { beta: [0.05, 0.1] }\nkind'),
    40,
  );
  const { courses } = extremesRun(two, answered(two));
  expect(courses.map(({ question }) => [question.point.index, question.rule])).toEqual([
    [0, 'dp'],
    [0, 'dp-transpose'],
    [1, 'dp'],
    [1, 'dp-transpose'],
  ]);
  // Twice the beta, followed twice as far; a branch ends where it does.
  const at = (course: number) => new Map(courses[course].search.kept.map(({ chip, lossBeta }) => [chip, lossBeta]));
  const [weak, strong] = [at(0), at(2)];
  expect(weak.size).toBeGreaterThan(0);
  expect(strong.size).toBeGreaterThanOrEqual(weak.size);
  for (const [chip, lossBeta] of weak) expect(strong.get(chip)! / lossBeta).toBeCloseTo(1, 6);
});
