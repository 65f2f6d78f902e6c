import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RareSummary } from '../../src/report/rare/summary.ts';
import { dyadsim } from './dyadsim.ts';
import { answersIn, inquiryBytes, killedOnTheWay } from './inquiry-files.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-rare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RARE =
  'kind: rare\nrules: [dp]\nfollow: 5\nrare: { repetitions: 3, confirm: 2, downTo: 1e-4, scaled: { sigmas: [1.2, 1.5, 2, 2.5], chips: 100 } }';
/** Chips of an asymmetry under which DP loses some. */
function scenario(name: string, own: string, chips = '50'): string {
  const path = staticScenario(folder, name, chips, own);
  const text = readFileSync(path, 'utf8').replace('beta: 0.05', 'beta: { timesCritical: 0.8 }');
  writeFileSync(path, text.replace('overrides:', 'overrides:\n  dyad.alpha: 0'));
  return path;
}

const file = scenario('rare', RARE);
const run = join(folder, 'run');
let summary: RareSummary;
let stdout: string;
beforeAll(async () => {
  const found = await dyadsim('rare', file, '-o', run, '--threads', '2', '--quiet');
  expect(found.stderr).toBe('');
  expect(found.code).toBe(0);
  stdout = found.stdout;
  summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as RareSummary;
}, 240_000);

describe('a probability', () => {
  test('is the mean of the repetitions, each the product of its levels', () => {
    const [{ probability, interval, repetitions, evaluations, draws }] = summary.questions;
    expect(repetitions).toHaveLength(3);
    const own = repetitions.map(({ levels }) => {
      const last = levels[levels.length - 1];
      return last.probability * (last.failing / 50);
    });
    expect(repetitions.map((repetition) => repetition.probability)).toEqual(own);
    expect(probability).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 3, 15);
    expect(interval[0]).toBeLessThan(probability!);
    expect(interval[1]).toBeGreaterThan(probability!);
    const levels = repetitions.flatMap((repetition) => repetition.levels);
    expect(evaluations).toBe(levels.reduce((sum, level) => sum + level.evaluations, 0));
    expect(draws).toBe(32);
  });

  test('is printed, and in report and picture', () => {
    expect(stdout).toMatch(/DP +\S+ \(\S+ – \S+\)/);
    expect(stdout).toContain(join(run, 'report.html'));
    expect(readFileSync(join(run, 'report.md'), 'utf8')).toMatch(/- DP: a branch is lost by beta with probability/);
    expect(readdirSync(join(run, 'plots'))).toEqual(['probability-0.svg', 'probability-0.vl.json']);
  });

  test('stands beside an extrapolation, which is called one everywhere', () => {
    const [{ extrapolated }] = summary.questions;
    expect(extrapolated!.counts.map(({ sigma, chips }) => [sigma, chips])).toEqual(
      [1.2, 1.5, 2, 2.5].map((sigma) => [sigma, 100]),
    );
    const failing = extrapolated!.counts.map((count) => count.failing);
    expect(failing[3]).toBeGreaterThan(failing[0]);
    for (const page of ['report.md', 'report.html']) {
      const text = readFileSync(join(run, page), 'utf8');
      expect(text).toContain('Scaled sigma: an extrapolation');
      expect(text).toContain('an extrapolation from larger spreads and no estimate');
    }
  });

  test('comes with failing chips, which analyze finds lost at that beta', async () => {
    const [{ chips }] = summary.questions;
    expect(chips.map((chip) => chip.file)).toEqual(['chips/0-dp-1.json', 'chips/0-dp-2.json']);
    for (const chip of chips) {
      const { code, stdout: said } = await dyadsim('analyze', join(run, chip.file), '--rule', 'dp', '--scenario', file);
      expect(code).toBe(0);
      expect(said).toMatch(/has ended before this beta/);
    }
    expect((await dyadsim('validate', join(run, chips[0].file))).code).toBe(0);
  });
});

test('threads change no byte', async () => {
  const alone = join(folder, 'alone');
  const { code } = await dyadsim('rare', file, '-o', alone, '--threads', '0', '--quiet');
  expect(code).toBe(0);
  expect(inquiryBytes(alone)).toBe(inquiryBytes(run));
}, 240_000);

test('killed on the way, it goes on to the same answers', async () => {
  const killed = join(folder, 'killed');
  const args = ['rare', file, '-o', killed, '--threads', '2', '--quiet'];
  await killedOnTheWay(args, killed, 7);
  const all = readdirSync(join(run, 'answers')).length;
  expect(answersIn(killed)).toBeLessThan(all);
  expect((await dyadsim(...args, '--resume')).code).toBe(0);
  expect(inquiryBytes(killed)).toBe(inquiryBytes(run));
}, 240_000);

test('where nothing fails it says below what', async () => {
  const calm = scenario('calm', RARE.replace('follow: 5', 'follow: 2').replace('1e-4', '0.05'));
  const { code, stdout: said } = await dyadsim('rare', calm, '-o', join(folder, 'calm'), '--json', '--quiet');
  expect(code).toBe(0);
  const { summary: own } = JSON.parse(said) as { summary: RareSummary };
  const [{ probability, interval, sigma, chips }] = own.questions;
  expect([probability, chips]).toEqual([null, []]);
  // Above what the run without a floor found, and not much above the last level's hundredth.
  expect(interval[0]).toBe(0);
  expect(interval[1]).toBeGreaterThan(summary.questions[0].probability!);
  expect(interval[1]).toBeLessThan(0.2);
  expect(sigma.high).toBeNull();
  expect(readFileSync(join(folder, 'calm', 'report.md'), 'utf8')).toMatch(/no chip was found .* below/);
}, 120_000);

test('of a spec, chips that cannot be made are said and fail nothing', async () => {
  const own = 'kind: rare\nrules: [dp]\nrare: { limit: { spec: margin }, repetitions: 2, confirm: 0, downTo: 0.1 }';
  const path = scenario('spec', `${own}\naccept: { specs: [{ name: margin, metric: gainMarginDb, min: -20 }] }`);
  writeFileSync(path, readFileSync(path, 'utf8').replace('gain.mismatch: 5 %', 'gain.mismatch: 40 %'));
  const out = join(folder, 'spec');
  const { code, stdout: said } = await dyadsim('rare', path, '-o', out, '--json', '--quiet');
  expect(code).toBe(0);
  const [question] = (JSON.parse(said) as { summary: RareSummary }).summary.questions;
  const { independent, whyUnknown, chips } = question;
  // One of 32 gains of a normal law is below 0 at 2.5 sigma in 18 % of chips: 18 of 100, within 4.5 standard deviations.
  expect(independent.chips).toBe(100);
  expect(Math.abs(independent.unknown - 18)).toBeLessThan(4.5 * 3.9);
  expect(independent.unknown).toBeGreaterThan(0);
  expect(whyUnknown).toMatch(/neuron\.gain of a neuron came out as -/);
  expect(chips).toEqual([]);
  const markdown = readFileSync(join(out, 'report.md'), 'utf8');
  expect(markdown).toContain(
    `${independent.unknown} of the 100 that were drawn independently. None is counted as failing`,
  );
  expect(markdown).toContain('margin is missed');
}, 120_000);

describe('is refused', () => {
  test.each([
    ['no-rare', 'kind: rare', /expected rare, which may be \{\}, for kind: rare/],
    ['no-kind', 'rare: {}', / rare: expected kind: rare/],
    [
      'no-spec',
      'kind: rare\nrare: { limit: { spec: margin } }',
      /rare\.limit\.spec: expected the name of one of accept\.specs/,
    ],
    [
      'yes-or-no',
      'kind: rare\nrare: { limit: { spec: s } }\naccept: { specs: [{ name: s, metric: stable }] }',
      /rare\.limit\.spec: expected a spec on a number/,
    ],
    [
      'time',
      'kind: rare\nrare: { limit: { spec: s } }\naccept: { specs: [{ name: s, metric: settleTime, max: 1 ms }] }',
      /not on settleTime/,
    ],
    ['misspelt', 'kind: rare\nrare: { repetition: 3 }', /rare\.repetition.*repetitions/],
    ['nan', 'kind: rare\nrare: { downTo: .nan }', /rare\.downTo: expected/],
    ['zero', 'kind: rare\nrare: { downTo: 0 }', /rare\.downTo: expected/],
    ['one', 'kind: rare\nrare: { repetitions: 1 }', /rare\.repetitions: expected/],
    ['until', 'kind: rare\nrare: {}\nuntil: { interval: 5 % }', / until: expected none/],
  ])('%s', async (name, own, message) => {
    const { code, stderr } = await dyadsim('rare', scenario(name, own), '-o', join(folder, name), '--quiet');
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('with few chips a level, or by another engine or command', async () => {
    const few = await dyadsim('rare', scenario('few', RARE, '49'), '-o', join(folder, 'few'));
    expect([few.code, few.stderr.match(/ chips: expected at least 50/)]).toEqual([2, expect.anything()]);
    const sweep = await dyadsim('sweep', file, '-o', join(folder, 'swept'));
    expect([sweep.code, sweep.stderr.includes('dyadsim rare runs this scenario')]).toEqual([2, true]);
  });
});
