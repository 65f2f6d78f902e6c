import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExtremesSummary } from '../../src/report/extremes/summary.ts';
import { dyadsim } from './dyadsim.ts';
import { answersIn, inquiryBytes, killedOnTheWay } from './inquiry-files.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-extremes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EXTREMES = 'kind: extremes\nrules: [dp]\nfollow: 40\nextremes: { worst: 4, most: 60, step: 5 % }';

function scenario(name: string, own: string, chips = '120'): string {
  const path = staticScenario(folder, name, chips, own);
  writeFileSync(path, readFileSync(path, 'utf8').replace('overrides:', 'overrides:\n  dyad.alpha: 0'));
  return path;
}

const file = scenario('extremes', EXTREMES);
const run = join(folder, 'run');
let summary: ExtremesSummary;
let stdout: string;
beforeAll(async () => {
  const found = await dyadsim('extremes', file, '-o', run, '--threads', '2', '--quiet');
  expect(found.stderr).toBe('');
  expect(found.code).toBe(0);
  stdout = found.stdout;
  summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as ExtremesSummary;
}, 240_000);

describe('the worst chips', () => {
  test('are told in order, with a bound on having missed one', () => {
    const [{ chips, shown, rounds, screened, unknown, tail, kept }] = summary.questions;
    expect([screened, unknown, shown]).toEqual([120, 0, true]);
    expect(rounds[rounds.length - 1].missed).toBeLessThanOrEqual(0.05);
    expect(chips).toHaveLength(4);
    const fails = chips.map((chip) => chip.fails);
    expect(fails).toEqual([...fails].sort((a, b) => a - b));
    expect(tail[0].count).toBe(1);
    expect(tail.every(({ count, of, low, high }) => of === 120 && low < count / of && count / of < high)).toBe(true);
    expect(tail[tail.length - 1].count).toBeLessThanOrEqual(kept);
  });

  test('are printed, and in report and picture', () => {
    expect(stdout).toMatch(/of 120 chips the 4 worst fail, by events, from \S+ to \S+ times beta/);
    expect(stdout).toContain(join(run, 'report.html'));
    expect(readFileSync(join(run, 'report.md'), 'utf8')).toContain('## Rounds of events');
    expect(readdirSync(join(run, 'plots'))).toEqual(['tail-0.svg', 'tail-0.vl.json']);
  });

  test('are chips of a sweep of that seed, written and run again by what is printed', async () => {
    for (const { chip, file: own, again, lossBeta } of summary.questions[0].chips.slice(0, 2)) {
      const sampled = join(folder, `${chip}.json`);
      await dyadsim('sample', '--scenario', file, '--chip', String(chip), '-o', sampled);
      const [found, drawn] = [join(run, own), sampled].map((path) => JSON.parse(readFileSync(path, 'utf8')));
      expect(found).toEqual(drawn);
      const [, ...words] = again.split(' ');
      const { stdout: said } = await dyadsim(...words, '--json');
      expect(JSON.parse(said)).toMatchObject({ rule: 'dp' });
      const analyzed = await dyadsim('analyze', join(run, own), '--rule', 'dp', '--scenario', file, '--json');
      const { probes } = JSON.parse(analyzed.stdout) as { probes?: { lossBeta: number | null }[] };
      const ends = (probes ?? []).flatMap(({ lossBeta: end }) => end ?? []);
      if (ends.length > 0) expect(Math.min(...ends) / lossBeta).toBeCloseTo(1, 6);
    }
  });
});

test('threads change no byte', async () => {
  const alone = join(folder, 'alone');
  const { code } = await dyadsim('extremes', file, '-o', alone, '--threads', '0', '--quiet');
  expect(code).toBe(0);
  expect(inquiryBytes(alone)).toBe(inquiryBytes(run));
}, 240_000);

test('killed on the way, it goes on to the same answers', async () => {
  const killed = join(folder, 'killed');
  const args = ['extremes', file, '-o', killed, '--threads', '2', '--quiet'];
  await killedOnTheWay(args, killed, 5);
  expect(answersIn(killed)).toBeLessThan(readdirSync(join(run, 'answers')).length);
  expect((await dyadsim(...args, '--resume')).code).toBe(0);
  expect(inquiryBytes(killed)).toBe(inquiryBytes(run));
}, 240_000);

test('where fewer fail than are wanted, it says so and shows nothing', async () => {
  const calm = scenario('calm', EXTREMES.replace('follow: 40', 'follow: 1'), '20');
  const { code, stdout: said } = await dyadsim('extremes', calm, '-o', join(folder, 'calm'), '--json', '--quiet');
  expect(code).toBe(0);
  const { summary: own } = JSON.parse(said) as { summary: ExtremesSummary };
  expect(own.questions[0]).toMatchObject({ shown: false, chips: [], rounds: [] });
  expect(readFileSync(join(folder, 'calm', 'report.md'), 'utf8')).toMatch(/of 20 chips none fails by 1\.00 times beta/);
}, 120_000);

describe('is refused', () => {
  test.each([
    ['no-extremes', 'kind: extremes', /expected extremes, which may be \{\}, for kind: extremes/],
    ['no-kind', 'extremes: {}', / extremes: expected kind: extremes/],
    ['by-events', 'kind: extremes\nextremes: {}\nuntil: { interval: 5 % }', / until: expected none/],
    ['worst-input', 'kind: extremes\nextremes: {}\nworst: {}', / worst: expected none/],
    ['too-many', 'kind: extremes\nextremes: { worst: 200 }', /extremes\.worst: expected no more than the 120 chips/],
    ['too-few', 'kind: extremes\nextremes: { worst: 100, most: 60 }', /extremes\.most: expected at least the 100/],
    ['misspelt', 'kind: extremes\nextremes: { worse: 3 }', /extremes\.worse.*worst/],
    ['nan', 'kind: extremes\nextremes: { miss: .nan }', /extremes\.miss: expected/],
    ['sure', 'kind: extremes\nextremes: { miss: 0 }', /extremes\.miss: expected a number or percentage >= 0\.000001/],
    ['unit', 'kind: extremes\nextremes: { step: 1 ms }', /extremes\.step: expected/],
    ['no-metric', 'kind: extremes\nextremes: { worst: none }', /extremes\.worst: expected/],
  ])('%s', async (name, own, message) => {
    const { code, stderr } = await dyadsim('extremes', scenario(name, own), '-o', join(folder, name), '--quiet');
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
