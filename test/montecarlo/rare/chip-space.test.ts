import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import type { Spec } from '../../../src/config/scenario.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import { runChains } from '../../../src/montecarlo/rare/chains.ts';
import { ChipSpace } from '../../../src/montecarlo/rare/chip-space.ts';
import type { Lineage } from '../../../src/montecarlo/rare/lineage.ts';
import { lossLimit } from '../../../src/montecarlo/rare/loss-limit.ts';
import { MISSED_FROM, specLimit } from '../../../src/montecarlo/rare/spec-limit.ts';
import { columnsOf } from '../../../src/montecarlo/row-columns.ts';
import { answerOf } from '../../../src/montecarlo/spec-answer.ts';
import { ChipTrials } from '../../../src/montecarlo/trial.ts';
import { staticScenario } from '../../cli/static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-chip-space-'));
afterAll(() => rmSync(folder, { recursive: true }));

function studyOf(own: string) {
  const { scenario, points } = loadScenario(staticScenario(folder, 'space', '20', own));
  return prepareStudy(scenario, points);
}

const study = studyOf('rules: [dp]\nfollow: 40\nnudge: live');
const [point] = study.points;
const space = new ChipSpace(study, point);
const fresh = space.fresh(3);
const origins = Array.from({ length: 12 }, (_, chain) =>
  space.originOf(3, [{ level: 0, chain, step: 1, scale: 1 }], `chip ${chain}`),
);
const rows = origins.map((origin, i) => new ChipTrials(study, i, origin).run()[0]);

describe('the space of a chip', () => {
  it('has a dimension for every draw: the gains of two compartments of 6 + 10 neurons', () => {
    expect(space.dimension).toBe(2 * 16);
  });

  it('has the chip at the end of a lineage that a chain came to', () => {
    const seed: Lineage = [{ level: 0, chain: 4, step: 1, scale: 1 }];
    const seen: Float64Array[] = [];
    const request = { repetition: 3, level: 1, above: -1, scale: 0.4, chains: [{ number: 9, seed, steps: 3 }] };
    runChains(request, space.dimension, fresh, (z) => {
      seen.push(z.slice());
      return { score: 0, words: null };
    });
    const moves = [1, 2, 3].map((step) => ({ level: 1, chain: 9, step, scale: 0.4 }));
    const chip = space.chip(space.originOf(3, [...seed, ...moves], 'x'));
    expect(chip.neurons).toEqual(space.chip(space.origin(seen[2], 'x')).neurons);
    expect(chip.neurons).not.toEqual(space.chip(space.origin(seen[1], 'x')).neurons);
  });

  it('has other draws for another repetition, level, chain, step and seed', () => {
    const step = { level: 1, chain: 2, step: 3, scale: 1 };
    const draw = (of: ChipSpace, repetition: number, at: typeof step) => {
      const z = new Float64Array(space.dimension);
      of.fresh(repetition)(at, z);
      return z.join();
    };
    const other = new ChipSpace({ ...study, seed: 'other' }, point);
    const all = [
      draw(space, 3, step),
      draw(space, 4, step),
      draw(space, 3, { ...step, level: 2 }),
      draw(space, 3, { ...step, chain: 3 }),
      draw(space, 3, { ...step, step: 4 }),
      draw(other, 3, step),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(draw(space, 3, step)).toBe(all[0]);
  });

  it('does not know what cannot be made or worked out', () => {
    const limit = space.limit(() => {
      throw new Error('tau is negative');
    });
    expect(limit(new Float64Array(space.dimension), 0)).toEqual({ score: null, words: 'tau is negative' });
  });
});

describe('beta / lossBeta', () => {
  const limit = lossLimit(study, point, 'dp');

  it('is that of the row', () => {
    const ends = rows.map(({ lossBeta }) => lossBeta);
    expect(ends.some((end) => end !== null)).toBe(true);
    origins.forEach((origin, i) => {
      const { score } = limit(space.chip(origin), Number.NEGATIVE_INFINITY);
      expect(score).toBeCloseTo(ends[i] === null ? 0 : point.beta / ends[i], 10);
    });
  });

  it('is told from smaller ones only, where it exceeds what is asked', () => {
    const scores = origins.map((origin) => limit(space.chip(origin), Number.NEGATIVE_INFINITY).score!);
    const above = [...scores].sort((a, b) => a - b)[6];
    origins.forEach((origin, i) => {
      const { score } = limit(space.chip(origin), above);
      if (scores[i] > above) expect(score).toBeCloseTo(scores[i], 10);
      else expect(score).toBeLessThanOrEqual(above);
    });
  });

  it('fails where the branch has ended by beta, and says on which input', () => {
    const ends = rows.flatMap(({ lossBeta }) => lossBeta ?? []).sort((a, b) => a - b);
    const strong = { ...point, beta: ends[Math.floor(ends.length / 2)] * 1.000001 };
    const strongly = lossLimit(study, strong, 'dp');
    origins.forEach((origin, i) => {
      const { score, words } = strongly(space.chip(origin), Number.NEGATIVE_INFINITY);
      const { lossBeta } = rows[i];
      const fails = lossBeta !== null && lossBeta <= strong.beta;
      expect(score! >= 1).toBe(fails);
      if (fails) expect(words).toMatch(/ on input [01]$/);
      else expect(words).toBeNull();
    });
  });
});

describe('the distance to a bound', () => {
  const SPECS: [Spec['metric'], 'min' | 'max'][] = [
    ['gainMarginDb', 'min'],
    ['lossFactor', 'min'],
    ['angleDeg', 'max'],
    ['normRatio', 'min'],
    ['normRatio', 'max'],
    ['accuracy', 'min'],
    ['certifiedBeta', 'min'],
  ];
  it.each(SPECS)('of %s, %s, fails where the spec is missed, and is the larger the nearer it is', (metric, side) => {
    const spec = (bound: number): Spec => {
      return { name: 's', metric, min: null, max: null, [side]: bound, target: null, rules: null };
    };
    const scores = (bound: number) => {
      const limit = specLimit(study, point, 'dp', spec(bound));
      return origins.map((origin) => limit(origin));
    };
    // At 0 the score is what the metric is, or its negative.
    const values = scores(0).map(({ score }) => (side === 'min' ? -score! : score!));
    const bound = [...values].sort((a, b) => a - b)[6];
    const found = scores(bound);
    found.forEach(({ score, words }, i) => {
      const answer = answerOf(spec(bound), columnsOf([rows[i]]), 0, point.scenario);
      expect(answer).not.toBeNull();
      expect(score! >= MISSED_FROM).toBe(answer === false);
      expect(words === null).toBe(answer === true);
      if (Number.isFinite(score!)) expect(score).toBeCloseTo(side === 'min' ? bound - values[i] : values[i] - bound, 9);
    });
    // The bound itself passes.
    expect(found.some(({ score }) => score === 0)).toBe(true);
  });

  it('is none of a yes or no', () => {
    const spec = { name: 's', metric: 'stable', min: null, max: null, target: null, rules: null } as const;
    expect(() => specLimit(study, point, 'dp', spec)).toThrow('yes or no');
  });
});
