import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { axisNumbers } from '../../../src/montecarlo/inquiries/axis-numbers.ts';
import { edgesOf } from '../../../src/montecarlo/inquiries/edges.ts';
import { find } from '../../../src/montecarlo/inquiries/find.ts';
import type { FindAnswer, FindRequest } from '../../../src/montecarlo/inquiries/find-answer.ts';
import { type NoisyLimit, noisyLimitsOf } from '../../../src/montecarlo/inquiries/noisy-limit.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { normalCumulative } from '../../../src/random/cumulative.ts';
import { normal } from '../../../src/random/distributions.ts';
import { stream } from '../../../src/random/stream.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-noisy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOISE = '  noise.thermal: { rms: 0.005, bandwidth: 2 kHz }\n';

interface Asked {
  readonly chips?: number;
  readonly noise?: string;
  readonly engine?: string;
  readonly axis?: string;
  readonly find?: string;
  readonly target?: string;
}

function studyOf({ chips = 40, noise = NOISE, engine = 'events', axis = '"0.1:0.1:4"', ...own }: Asked = {}): Study {
  const path = join(folder, 'scenario.yaml');
  writeFileSync(
    path,
    `format: dyadsim/scenario@1
kind: find
name: noisy
device: ideal
overrides:
  dyad.alpha: 0
${noise}network: { layers: [64, 3, 10], weights: { from: random } }
beta: 1
engine: ${engine}
chips: ${chips}
probes: 1
seed: noisy
rules: [dp]
sweep: { beta: ${axis} }
find: { along: beta${own.find ?? ''} }
accept: { specs: [{ metric: aligned }, { metric: stable, target: ${own.target ?? '80 %'} }] }
`,
  );
  const { scenario, points } = loadScenario(path);
  return prepareStudy(scenario, points);
}

/** Whether a chip keeps the spec at a beta. */
type Law = (beta: number, chip: number, again: number) => boolean;

/** What a find asks and what chips of a law answer, to the end. */
function asked(
  study: Study,
  law: Law,
): { requests: FindRequest[]; limit: NoisyLimit | undefined; answers: FindAnswer[] } {
  const answers: FindAnswer[] = [];
  const requests: FindRequest[] = [];
  const letters = (yes: boolean) => (yes ? 'fk' : 'kf');
  const betas = study.points.map(({ beta }) => beta);
  for (let round = 0; round < 3; round++) {
    const next = find.next(study, answers);
    requests.push(...next);
    for (const request of next) {
      const { chip } = request;
      if ('confirm' in request) throw new Error('events have nothing to confirm');
      if ('present' in request) {
        const presented = request.present.map(({ places, times }) =>
          places.map((place) => Array.from({ length: times }, (_, time) => letters(law(betas[place], chip, time + 1)))),
        );
        answers.push({ chip, presented });
      } else {
        const found = betas.map((beta) => letters(law(beta, chip, 0)));
        answers.push({ chip, lines: [{ line: 0, rule: 'dp', error: null, places: betas.map((_, i) => i), found }] });
      }
    }
  }
  return { requests, answers, limit: noisyLimitsOf(study, edgesOf(study, answers), answers)[0][0] };
}

/** Thresholds that are normal over chips, and noise that is normal too: the yield is normal, with both spreads. */
function noisy(seed: string, middle: number, ofChips: number, ofNoise: number): Law {
  return (beta, chip, again) => {
    const own = middle + ofChips * normal(stream(seed, 'chip', chip));
    return beta < own + ofNoise * normal(stream(seed, 'noise', chip, again, Math.round(1000 * beta)));
  };
}

describe('a limit that noise blurs', () => {
  // P(kept) = Phi((2 - beta) / 0.5), and Phi(0.8416212335729143) = 0.8.
  const limit = 2 - 0.5 * 0.8416212335729143;

  test('is that of the law, on the average and within nearly all intervals', () => {
    const study = studyOf();
    const found = Array.from({ length: 6 }, (_, seed) => {
      const { limit: own } = asked(study, noisy(`seed ${seed}`, 2, 0.3, 0.4));
      return own!.fit!.limit!;
    });
    const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
    // A limit has a standard error of 0.09; a normal law is a logistic one to 0.01.
    expect(Math.abs(mean - limit)).toBeLessThan(0.18);
    // Of 6 fewer than 3 are covered once in 20,000 where 0.92 are.
    const within = found.filter(({ low, high }) => (low ?? 0) <= limit && limit <= (high ?? 4));
    expect(within.length).toBeGreaterThanOrEqual(3);
  }, 120_000);

  test('is told with which chips changed, and where', () => {
    const study = studyOf();
    const law = noisy('told', 2, 0.3, 0.4);
    const { limit: found } = asked(study, law);
    expect(found).toMatchObject({ end: 'to', chips: 40, times: 2, standing: null });
    const betas = study.points.map(({ beta }) => beta);
    const places = found!.places.map(({ place }) => place);
    const differs = (chip: number, place: number) => law(betas[place], chip, 1) !== law(betas[place], chip, 2);
    const chips = Array.from({ length: 40 }, (_, chip) => chip);
    expect(found!.changing).toEqual(chips.filter((chip) => places.some((place) => differs(chip, place))));
    for (const { place, kept, runs, changing, unknown, fitted } of found!.places) {
      expect(runs).toBe(80);
      expect(unknown).toBe(0);
      expect(changing).toBe(chips.filter((chip) => differs(chip, place)).length);
      expect(kept).toBe(chips.flatMap((chip) => [1, 2].filter((again) => law(betas[place], chip, again))).length);
      expect(Math.abs(fitted! - normalCumulative((2 - betas[place]) / 0.5))).toBeLessThan(0.15);
    }
  });

  test('of every chip the same is asked, nine values from where nearly all keep the spec to where hardly any does', () => {
    const study = studyOf();
    const { requests } = asked(study, noisy('asked', 2, 0.3, 0.4));
    expect(requests).toHaveLength(80);
    const again = requests.slice(40).map((request) => ('present' in request ? request : null)!);
    expect(again.map(({ chip }) => chip)).toEqual(Array.from({ length: 40 }, (_, chip) => chip));
    expect(new Set(again.map(({ present }) => JSON.stringify(present))).size).toBe(1);
    const [{ line, rule, places, times }] = again[0].present;
    expect({ line, rule, times, count: places.length }).toEqual({ line: 0, rule: 'dp', times: 2, count: 9 });
    const [first, last] = [study.points[places[0]].beta, study.points[places[8]].beta];
    expect(normalCumulative((2 - first) / 0.5)).toBeGreaterThan(0.9);
    expect(normalCumulative((2 - last) / 0.5)).toBeLessThan(0.15);
  });

  test('both ends of a window are fitted, each by what lies on its side', () => {
    const study = studyOf({ axis: '"0.1:0.1:8"' });
    const [low, high] = [noisy('low', 2, 0.3, 0.4), noisy('high', 6, 0.3, 0.4)];
    const { answers } = asked(study, (beta, chip, again) => !low(beta, chip, again) && high(beta, chip, again));
    const ends = noisyLimitsOf(study, edgesOf(study, answers), answers)[0];
    expect(ends.map(({ end, standing }) => [end, standing])).toEqual([
      ['from', null],
      ['to', null],
    ]);
    expect(ends[0].fit!.curve.slope).toBeGreaterThan(0);
    expect(Math.abs(ends[0].fit!.limit!.value - (4 - limit))).toBeLessThan(0.3);
    expect(Math.abs(ends[1].fit!.limit!.value - (4 + limit))).toBeLessThan(0.3);
  });

  test('along an axis of factors it is fitted in the logarithm, and told in numbers of the axis', () => {
    const study = studyOf({
      axis: `[${Array.from({ length: 30 }, (_, i) => Number((1.2 ** (i - 15)).toPrecision(4))).join(', ')}]`,
    });
    const law = noisy('log', 0, 0.3, 0.4);
    const { limit: found } = asked(study, (beta, chip, again) => law(Math.log(beta), chip, again));
    expect(found!.standing).toBeNull();
    expect(found!.fit!.axis).toEqual({ unit: '', logarithmic: true });
    const { value, low, high } = found!.fit!.limit!;
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(Math.abs(Math.log(value) - (limit - 2))).toBeLessThan(0.3);
  });
});

describe('the counted limit stands', () => {
  const certain: Law = (beta, chip) => beta < 1 + chip / 20;

  test.each<[string, Asked, Law, string]>([
    ['where no chip changes', {}, certain, 'no chip answers otherwise under other noise'],
    ['of few chips', { chips: 19 }, noisy('few', 2, 0.3, 0.4), 'there are fewer than 20 chips'],
    [
      'of few values',
      { axis: '[0.1, 2, 4]' },
      noisy('values', 2, 0.3, 0.8),
      'the axis has fewer than 4 values about it',
    ],
    [
      'within a step',
      {},
      (beta, chip, again) =>
        (Math.abs(beta - 2.05) < 0.01 ? true : beta < 2.05) !== (chip === 3 && again === 2 && beta < 2),
      'the answers change within a step of the axis',
    ],
    [
      'of a law of two steps',
      {},
      (beta, chip, again) => noisy('two', chip % 5 < 3 ? 3.5 : 1, 0.05, 0.1)(beta, chip, again),
      'the fit is poor',
    ],
  ])('%s', (_, own, law, standing) => {
    const { limit } = asked(studyOf({ target: '55 %', ...own }), law);
    expect(limit!.standing).toBe(standing);
  });

  test('and nothing is run again without noise, by the static engine, or where it is not wanted', () => {
    const law = noisy('again', 2, 0.3, 0.4);
    for (const own of [{ noise: '' }, { engine: 'static', find: ', confirm: 0' }, { find: ', presentations: 0' }]) {
      const { requests, limit } = asked(studyOf(own), law);
      expect(requests).toHaveLength(40);
      expect(limit).toBeUndefined();
    }
    expect(asked(studyOf({ noise: '  encoder.jitter: 0.01 us\n' }), law).requests).toHaveLength(80);
    expect(asked(studyOf({ noise: '', find: ', presentations: 3' }), law).limit).toMatchObject({ times: 3 });
  });

  test('what is not known or refused counts as not kept, and is counted', () => {
    const study = studyOf();
    const { answers } = asked(study, noisy('unknown', 2, 0.3, 0.4));
    const blurred = answers.map((answer): FindAnswer => {
      if (!('presented' in answer) || answer.chip > 1) return answer;
      const letter = answer.chip === 0 ? 'fu' : 'rr';
      return { ...answer, presented: answer.presented.map((own) => own.map((every) => every.map(() => letter))) };
    });
    const [found] = noisyLimitsOf(study, edgesOf(study, blurred), blurred)[0];
    expect(found.places.map(({ unknown }) => unknown)).toEqual(found.places.map(() => 4));
    expect(found.places[0].kept).toBeLessThanOrEqual(76);
  });
});

test('a chip run again answers as its request alone says, and otherwise under other noise', () => {
  // So much noise that words and angles differ from run to run.
  const study = studyOf({ chips: 2, noise: '  noise.thermal: { rms: 0.3, bandwidth: 2 kHz }\n', target: '50 %' });
  const loose = {
    ...study,
    points: study.points.map((point) => ({ ...point, scenario: { ...point.scenario, probes: 1 } })),
  };
  const places = [1, 5, 9, 13, 17, 21];
  const present = [{ line: 0, rule: 'dp', places, times: 4 }] as const;
  const first = find.answer(loose, { chip: 1, present });
  expect(find.answer(loose, { chip: 1, present })).toEqual(first);
  // A place on its own has the noise that it has among others.
  const alone = find.answer(loose, { chip: 1, present: [{ ...present[0], places: [13], times: 2 }] });
  if (!('presented' in first) || !('presented' in alone)) throw new Error('presented');
  expect(alone.presented[0][0]).toEqual(first.presented[0][3].slice(0, 2));
  const letters = first.presented[0].map((every) => every.join(''));
  expect(new Set(first.presented[0].flat()).size).toBeGreaterThan(1);
  expect(new Set(letters).size).toBeGreaterThan(1);
});

describe('numbers of an axis', () => {
  test.each([
    [[0.5, 0.25, 0], { values: [0.5, 0.25, 0], unit: '', logarithmic: false }],
    [[1, 2, 3, 4], { values: [1, 2, 3, 4], unit: '', logarithmic: false }],
    [[1, 2, 4, 8.1], { values: [1, 2, 4, 8.1], unit: '', logarithmic: true }],
    [['5 us', '10 us', '15 us'], { values: [5, 10, 15], unit: 'us', logarithmic: false }],
    [['-40 degC', '300 K'], null],
    [[1, 3, 2], null],
    [['ideal', 'other'], null],
  ])('%j', (values, expected) => {
    expect(axisNumbers(values)).toEqual(expected);
  });
});
