import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { rare } from '../../../src/montecarlo/inquiries/rare.ts';
import type { RareAnswer } from '../../../src/montecarlo/inquiries/rare-answer.ts';
import { foundChips, rareRun } from '../../../src/montecarlo/inquiries/rare-run.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import { ChipSpace } from '../../../src/montecarlo/rare/chip-space.ts';
import { failureProbability } from '../../../src/montecarlo/rare/estimate.ts';
import { lossLimit } from '../../../src/montecarlo/rare/loss-limit.ts';
import { scaledSigma } from '../../../src/montecarlo/rare/scaled-sigma.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { normalCumulative } from '../../../src/random/cumulative.ts';
import { stream } from '../../../src/random/stream.ts';
import { staticScenario } from '../../cli/static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-rare-'));
afterAll(() => rmSync(folder, { recursive: true }));

function answered(study: Study): RareAnswer[] {
  const answers: RareAnswer[] = [];
  for (;;) {
    const requests = rare.next(study, answers);
    if (requests.length === 0) return answers;
    // As they come back from where they are kept.
    for (const request of requests) {
      answers.push(JSON.parse(JSON.stringify(rare.answer(study, JSON.parse(JSON.stringify(request))))));
    }
  }
}

/** One normal number decides of all: the gain of the die. A chip is lost where it is more than 4 sigma above the mean. */
function oneDraw(): Study {
  const own = `overrides: { neuron.gain.die: 10 % }
kind: rare
rules: [dp]
follow: 20
rare: { repetitions: 12, confirm: 4, scaled: { sigmas: [2, 2.5, 3, 3.5, 4], chips: 600 } }`;
  const path = staticScenario(folder, 'one', '100', own.replace(/^overrides.*\n/, ''));
  const { scenario, points } = loadScenario(path);
  const device = { ...scenario.device, neuron: { ...scenario.device.neuron } };
  const gain = { ...device.neuron.gain, die: device.neuron.gain.mismatch, mismatch: { sigma: 0, relative: true } };
  const changed = { ...device, neuron: { ...device.neuron, gain } };
  const study = prepareStudy(
    scenario,
    points.map((point) => ({ ...point, scenario: { ...point.scenario, device: changed } })),
  );
  const [point] = study.points;
  const space = new ChipSpace(study, point);
  const atFour = space.chip(space.origin(Float64Array.of(4), 'at four sigma'));
  const { score } = lossLimit(study, { ...point, scenario: { ...point.scenario, follow: 1e6 } }, 'dp')(atFour, -1);
  return { ...study, points: [{ ...point, beta: point.beta / score! }] };
}

describe('chips of which one normal number decides', () => {
  const study = oneDraw();
  const answers = answered(study);
  const run = rareRun(study, answers);
  const [{ repetitions, found, confirmed, scaled }] = run.courses;

  it('fail with the probability of that number', () => {
    expect(new ChipSpace(study, study.points[0]).dimension).toBe(1);
    const { probability, interval } = failureProbability(repetitions);
    // Phi(-4). Student's t of 11 degrees of freedom is 2.201 for the interval, and beyond 7 with 2.3e-5.
    const error = Math.log(interval[1] / probability!) / 2.201;
    expect(Math.abs(Math.log(probability! / 3.167124183312e-5))).toBeLessThan(7 * error);
    expect(error).toBeLessThan(0.5);
  });

  it('are found one of each repetition, the most probable first: next to the limit', () => {
    expect(found).toHaveLength(4);
    expect(new Set(found.map(({ repetition }) => repetition)).size).toBe(4);
    const norms = found.map(({ norm }) => norm);
    expect([...norms].sort((a, b) => a - b)).toEqual(norms);
    // A hundred chips or so that fail, exponentially spread by 1/4 beyond the limit: the nearest is within 0.05 but once in e^-20.
    for (const norm of norms) {
      expect(norm).toBeGreaterThan(4);
      expect(norm).toBeLessThan(4.2);
    }
  });

  it('are asked of events, and are what is written', () => {
    expect(confirmed).toHaveLength(4);
    for (const { error } of confirmed) expect(error).toBeNull();
    const chips = foundChips(study, answers);
    expect(chips.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    const space = new ChipSpace(study, study.points[0]);
    chips.forEach(({ chip }, i) => {
      const own = space.chip(space.origin(Float64Array.of(found[i].norm), 'x'));
      expect(chip.neurons[1]!.gain.plus[0]).toBeCloseTo(own.neurons[1]!.gain.plus[0], 12);
    });
  });

  it('fail at larger draws with the probability of a larger number, extrapolated near to that of the usual one', () => {
    expect(scaled.map(({ sigma, chips, unknown }) => [sigma, chips, unknown])).toEqual(
      [2, 2.5, 3, 3.5, 4].map((sigma) => [sigma, 600, 0]),
    );
    for (const { sigma, chips, failing } of scaled) {
      const probability = normalCumulative(-4 / sigma);
      // 4.9 standard errors: 1e-6.
      const error = Math.sqrt((probability * (1 - probability)) / chips);
      expect(Math.abs(failing / chips - probability)).toBeLessThan(4.9 * error);
    }
    const [low, high] = scaledSigma(scaled, 500, stream('one', 'bootstrap'))!.interval;
    // Exact probabilities at these sigmas lead to 2.7e-5 in place of 3.2e-5; the interval of so few chips is wide.
    expect(low).toBeLessThan(3.167e-5);
    expect(high).toBeGreaterThan(3.167e-5);
  });

  it('are asked for again exactly so, whatever was answered before', () => {
    for (const count of [0, 12, 24]) {
      expect(rare.next(study, answers.slice(0, count)).length).toBeGreaterThan(0);
      expect(rare.next(study, answers.slice(0, count))).toEqual(rare.next(study, answers.slice(0, count)));
    }
    expect(rare.next(study, answers)).toEqual([]);
  });
});
