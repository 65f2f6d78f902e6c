import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FindSummary } from '../../src/report/find/summary.ts';
import type { Summary } from '../../src/report/summary.ts';
import { dyadsim } from './dyadsim.ts';
import { answersIn, inquiryBytes, killedOnTheWay } from './inquiry-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIND = 'kind: find\nfind: { along: device.dyad.alpha, coarse: 4, confirm: 3 }\n';

/** A small study along alpha, at two spreads; as a find, or as the sweep of its whole grid. */
function scenario(name: string, own: string, change: (text: string) => string = (text) => text): string {
  const path = join(folder, `${name}.yaml`);
  const text = `format: dyadsim/scenario@1
name: limits
device: ideal
overrides:
  neuron.gain.mismatch: 5 %
  dyad.nudgeGain.mismatch: 8 %
network: { layers: [64, 6, 10], weights: { from: random } }
beta: { timesCritical: 1.6 }
engine: static
follow: 1
chips: 12
probes: 2
seed: limits
sweep:
  device.dyad.alpha: "0.5:-0.02:0"
  device.spread: [1, 2]
accept:
  specs:
    - { name: stable, metric: stable, target: 70 % }
    - { name: sharp, metric: angleDeg, max: 30, target: 50 %, rules: [dp] }
${own}`;
  writeFileSync(path, change(text));
  return path;
}

const run = join(folder, 'run');
let summary: FindSummary;
let stdout: string;
beforeAll(async () => {
  const found = await dyadsim('find', scenario('find', FIND), '-o', run, '--threads', '2', '--quiet');
  expect(found.stderr).toBe('');
  expect(found.code).toBe(0);
  stdout = found.stdout;
  summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as FindSummary;
}, 240_000);

describe('limits', () => {
  test('are those of the whole grid, place by place, at less than half of its runs', async () => {
    const grid = join(folder, 'grid');
    const { code } = await dyadsim(
      'sweep',
      scenario('grid', ''),
      '-o',
      grid,
      '--threads',
      '2',
      '--quiet',
      '--no-report',
    );
    expect(code).toBe(0);
    const swept = JSON.parse(readFileSync(join(grid, 'summary.json'), 'utf8')) as Summary;
    expect(summary.limits.map(({ at, rule, spec }) => `${at} ${rule} ${spec}`)).toEqual([
      'spread = 1 dp stable',
      'spread = 1 dp sharp',
      'spread = 1 dp-transpose stable',
      'spread = 2 dp stable',
      'spread = 2 dp sharp',
      'spread = 2 dp-transpose stable',
    ]);
    for (const { at, rule, spec, curve } of summary.limits) {
      for (const { label, passed, failed, unknown } of curve) {
        const point = swept.points.find((own) => own.label === `alpha = ${label}, ${at}`)!;
        const own = point.cells.find((cell) => cell.rule === rule)!.specs.find(({ name }) => name === spec)!;
        expect({ at, rule, spec, label, passed, failed, unknown }).toEqual({
          at,
          rule,
          spec,
          label,
          passed: own.passed,
          failed: own.failed,
          unknown: own.unknown + own.refused,
        });
      }
    }
    expect(summary.runs.grid).toBe(12 * 2 * 52);
    expect(summary.runs.made).toBeLessThan(summary.runs.grid / 2);
  }, 240_000);

  test('are where the yield crosses the target, with what is shown inside and what is not missed outside', () => {
    const [first] = summary.limits;
    const { curve, reached, shown, possible, target } = first;
    expect(target).toBe(0.7);
    expect(reached!.from).toEqual({ value: 0.5, label: '0.5', open: true });
    const to = curve.findIndex(({ label }) => label === reached!.to.label);
    expect(reached!.to.open).toBe(false);
    expect(curve[to].passed / 12).toBeGreaterThanOrEqual(0.7);
    expect(curve[to + 1].passed / 12).toBeLessThan(0.7);
    const place = (label: string) => curve.findIndex((own) => own.label === label);
    if (shown !== null) expect(place(shown.to.label)).toBeLessThanOrEqual(to);
    expect(place(possible!.to.label)).toBeGreaterThanOrEqual(to);
    expect(curve[place(possible!.to.label)].high).toBeGreaterThanOrEqual(0.7);
    expect(curve[place(possible!.to.label) + 1].high).toBeLessThan(0.7);
  });

  test('are confirmed by events on chips that the grid knows', () => {
    const [first] = summary.limits;
    expect(first.confirmed).toHaveLength(1);
    const [{ label, chips, foretold, kept, same }] = first.confirmed;
    expect(label).toBe(first.reached!.to.label);
    expect(chips).toBe(3);
    expect(Math.abs(kept - foretold)).toBeLessThanOrEqual(chips - same);
  });

  test('are printed, and in report and pictures', () => {
    expect(stdout).toContain('alpha reached');
    expect(stdout).toContain(join(run, 'report.html'));
    expect(readFileSync(join(run, 'report.md'), 'utf8')).toMatch(
      /- DP at spread = 1: 70\.0 % of chips keep stable for alpha from 0\.5 to/,
    );
    expect(readdirSync(join(run, 'plots')).sort()).toEqual([
      'boundary-0.svg',
      'boundary-0.vl.json',
      'boundary-1.svg',
      'boundary-1.vl.json',
    ]);
    expect(readFileSync(join(run, 'report.html'), 'utf8').match(/<svg/g)).toHaveLength(2);
  });
});

test('threads change no byte', async () => {
  const alone = join(folder, 'alone');
  const { code } = await dyadsim('find', join(folder, 'find.yaml'), '-o', alone, '--threads', '0', '--quiet');
  expect(code).toBe(0);
  expect(inquiryBytes(alone)).toBe(inquiryBytes(run));
}, 120_000);

test('killed on the way, it goes on to the same answers', async () => {
  const killed = join(folder, 'killed');
  const args = ['find', join(folder, 'find.yaml'), '-o', killed, '--threads', '2', '--quiet'];
  await killedOnTheWay(args, killed, 2);
  const before = answersIn(killed);
  expect(before).toBeLessThan(15);
  const status = await dyadsim('status', killed);
  expect(status.stdout).toMatch(new RegExp(` ${before} answers?\n`));
  const again = await dyadsim(...args, '--resume');
  expect(again.code).toBe(0);
  expect(answersIn(killed)).toBe(15);
  expect(readdirSync(join(killed, 'answers'))).toHaveLength(15);
  expect(inquiryBytes(killed)).toBe(inquiryBytes(run));
}, 120_000);

test('without confirmation nothing is said of events, and why chips could not be run is said', async () => {
  const alone = join(folder, 'unconfirmed');
  const file = scenario('unconfirmed', 'kind: find\nfind: { along: device.spread, coarse: 3, confirm: 0 }\n', (text) =>
    text
      .replace('chips: 12', 'chips: 6')
      .replace('"0.5:-0.02:0"', '[0.5]')
      .replace('[1, 2]', '"0:1:8"')
      .replace('target: 50 %, ', ''),
  );
  const { code, stdout } = await dyadsim('find', file, '-o', alone, '--quiet');
  expect(code).toBe(0);
  expect(stdout).not.toContain('by events');
  const { limits, whyRefused } = JSON.parse(readFileSync(join(alone, 'summary.json'), 'utf8')) as FindSummary;
  expect(limits.map(({ confirmed }) => confirmed)).toEqual([[], []]);
  expect(limits[0].reached!.to.open).toBe(false);
  expect(limits[0].curve.at(-1)!.unknown).toBeGreaterThan(0);
  expect(whyRefused).toMatch(/came out as -/);
  const markdown = readFileSync(join(alone, 'report.md'), 'utf8');
  expect(markdown).not.toContain('Events at');
  expect(markdown).toContain('Some chips could not be run; the first: ');
}, 60_000);

describe('where noise blurs a limit', () => {
  const own = 'kind: find\nfind: { along: device.noise.thermal.rms }\n';
  const noisy = join(folder, 'blurred');
  let file: string;
  let printed: string;
  beforeAll(async () => {
    file = scenario('noisy', own, (text) =>
      text
        .replace('layers: [64, 6, 10]', 'layers: [64, 3, 10]')
        .replace('timesCritical: 1.6', 'timesCritical: 0.2')
        .replace('engine: static', 'engine: events')
        .replace('chips: 12', 'chips: 20')
        .replace(/probes: 2/, 'probes: 1\nrules: [dp-transpose]')
        .replace('"0.5:-0.02:0"', '[0.5]')
        .replace('  device.spread: [1, 2]', '  device.noise.thermal.rms: [0.002, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25]')
        .replace('overrides:', 'overrides:\n  noise.thermal: { rms: 0.01, bandwidth: 20 kHz }')
        .replace(/ {4}- \{ name: sharp.*\n/, '')
        .replace('metric: stable', 'metric: aligned'),
    );
    const found = await dyadsim('find', file, '-o', noisy, '--threads', '2', '--quiet');
    expect(found.stderr).toBe('');
    expect(found.code).toBe(0);
    printed = found.stdout;
  }, 120_000);

  test('chips are run again about it, and all pages say what the limit rests on', () => {
    const { limits, runs } = JSON.parse(readFileSync(join(noisy, 'summary.json'), 'utf8')) as FindSummary;
    expect(limits).toHaveLength(1);
    const [limit] = limits[0].noisy!;
    expect(limit).toMatchObject({ end: 'to', chips: 20, times: 2 });
    expect(limit.changing.length).toBeGreaterThan(0);
    expect(runs.presented).toBe(20 * 2 * limit.places.length);
    expect(limit.places.map(({ label }) => label)).toEqual(limit.places.map(({ value }) => String(value)));
    expect(printed).toContain('by the fit (95 %)');
    expect(printed).toContain('rests on');
    const markdown = readFileSync(join(noisy, 'report.md'), 'utf8');
    expect(markdown).toContain(
      `Of 20 chips run 2 times more under other noise ${limit.changing.length} do not answer alike`,
    );
    expect(markdown).toContain('## Limits under other noise');
    expect(markdown).toContain('## Answers under other noise');
    expect(markdown).toContain(limit.standing === null ? 'is that of the psychometric fit: 70.0 % at' : limit.standing);
    expect(readdirSync(join(noisy, 'plots')).sort()).toEqual(
      ['fit-0-0', 'yield-0-0'].flatMap((name) => [`${name}.svg`, `${name}.vl.json`]),
    );
  });

  test('threads change no byte, nor does going on with some answers of the second round', async () => {
    const alone = join(folder, 'noisy-alone');
    expect((await dyadsim('find', file, '-o', alone, '--threads', '0', '--quiet')).code).toBe(0);
    expect(inquiryBytes(alone)).toBe(inquiryBytes(noisy));
    const answers = readdirSync(join(alone, 'answers')).sort();
    expect(answers).toHaveLength(40);
    for (const name of answers.slice(30)) rmSync(join(alone, 'answers', name));
    expect((await dyadsim('find', file, '-o', alone, '--threads', '2', '--resume', '--quiet')).code).toBe(0);
    expect(inquiryBytes(alone)).toBe(inquiryBytes(noisy));
  }, 240_000);
});

describe('is refused', () => {
  test.each([
    ['no-find', 'kind: find\n', /find, which says along which axis, for kind: find/],
    ['no-kind', 'find: { along: device.dyad.alpha }\n', /find: expected kind: find/],
    [
      'no-axis',
      'kind: find\nfind: { along: beta }\n',
      /:22:\d+ find\.along: expected an axis of the sweep, one of device\.dyad\.alpha, device\.spread/,
    ],
    [
      'short-axis',
      'kind: find\nfind: { along: device.spread }\n',
      /sweep\.device\.spread: expected three values or more/,
    ],
    ['misspelt', 'kind: find\nfind: { along: device.dyad.alpha, corse: 3 }\n', /find\.corse.*coarse/],
    [
      'no-noise',
      'kind: find\nfind: { along: device.dyad.alpha, presentations: 2 }\n',
      /find\.presentations: expected engine: events, which knows noise, or none/,
    ],
    ['nan', 'kind: find\nfind: { along: device.dyad.alpha, coarse: .nan }\n', /find\.coarse: expected/],
  ])('%s', async (name, own, message) => {
    const { code, stderr } = await dyadsim('find', scenario(name, own), '-o', join(folder, name), '--quiet');
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('screened, until, worst, and specs without a target', async () => {
    const wrong = scenario('wrong', `${FIND}until: { interval: 5 % }\nworst: {}\n`, (text) =>
      text.replace('engine: static', 'engine: screened').replaceAll(/, target: \d+ %/g, ''),
    );
    const { code, stderr } = await dyadsim('find', wrong, '-o', join(folder, 'wrong'));
    expect(code).toBe(2);
    for (const path of ['engine', 'until', 'worst', 'accept.specs'])
      expect(stderr).toMatch(new RegExp(` ${path}: expected`));
  });

  test('by other commands, and in a folder of something else', async () => {
    const swept = await dyadsim('sweep', join(folder, 'find.yaml'), '-o', join(folder, 'swept'));
    expect(swept.code).toBe(2);
    expect(swept.stderr).toContain('dyadsim find runs this scenario');
    const again = await dyadsim('find', join(folder, 'find.yaml'), '-o', run);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('already holds answers');
  });
});
