import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-sensitivity-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OWN = `kind: sensitivity
sensitivity: { metric: angleDeg, groups: [parameter, layer], resamples: 200 }
sweep: { device.dyad.alpha: [0, 0.5] }`;
const file = staticScenario(folder, 'matters', '12', OWN);
const whole = join(folder, 'whole');
const ask = (run: string, ...more: string[]) => dyadsim('sensitivity', file, '-o', run, ...more);
const bytesOf = (run: string) => [
  ...readdirSync(join(run, 'answers'))
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .map((name) => `${name} ${readFileSync(join(run, 'answers', name), 'utf8')}`),
  ...['report.md', 'report.html'].map((name) =>
    readFileSync(join(run, name), 'utf8').replaceAll(/dyadsim sensitivity [^;]*;/g, ''),
  ),
];
const summaryOf = (run: string) => JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));

beforeAll(async () => {
  const { code, stdout, stderr } = await ask(whole, '--threads', '2');
  expect(stderr).toContain(`${file}: 96 chips, twins and hybrids among them, about`);
  expect(code, stderr).toBe(0);
  // Gain varies in two layers, of the device as it is and at both points.
  expect(stdout).toMatch(/alpha = 0 +DP +neuron\.gain, layer \d/);
});

describe('dyadsim sensitivity', () => {
  test('has shares of every point and rule, the largest first, that sum to 1', () => {
    const { points, made, metric, onLogarithm } = summaryOf(whole);
    expect({ made, metric, onLogarithm, points: points.length }).toEqual({
      made: 96,
      metric: 'angleDeg',
      onLogarithm: false,
      points: 2,
    });
    for (const { cells, groups } of points) {
      expect(groups).toBe(2);
      for (const { shares, used, leftOut } of cells) {
        expect([used, ...Object.values(leftOut)]).toEqual([12, 0, 0, 0, 0]);
        const shapley: number[] = shares.groups.map((group: { shapley: { value: number } }) => group.shapley.value);
        expect(shapley[0]).toBeGreaterThanOrEqual(shapley[1]);
        expect(shapley[0] + shapley[1]).toBeCloseTo(1, 12);
      }
    }
    // At alpha 1/2 both rules are the same circuit, and the report says so.
    expect(
      points.map(({ cells }: { cells: { sameAs: string | null }[] }) => cells.map(({ sameAs }) => sameAs)),
    ).toEqual([
      [null, null],
      [null, 'dp'],
    ]);
    expect(readFileSync(join(whole, 'report.md'), 'utf8')).toContain('as DP, the same circuit here.');
    expect(readdirSync(join(whole, 'plots')).sort()).toEqual(
      ['0-0', '0-1', '1-0'].flatMap((name) => [`shares-${name}.svg`, `shares-${name}.vl.json`]),
    );
  });

  test('has the same bytes without threads', async () => {
    const alone = join(folder, 'alone');
    expect((await ask(alone, '--threads', '0', '--quiet')).code).toBe(0);
    expect(bytesOf(alone)).toEqual(bytesOf(whole));
    expect(summaryOf(alone).points).toEqual(summaryOf(whole).points);
  });

  test.each([
    ['kind: sensitivity', 'expected sensitivity, which says of what'],
    ['sensitivity: {}', 'sensitivity: expected kind: sensitivity'],
    ['kind: sensitivity\nsensitivity: { metric: energy }', 'sensitivity.metric: expected "lossBeta" or'],
    ['kind: sensitivity\nsensitivity: { groups: [layer, layer] }', 'sensitivity.groups: expected each once'],
    ['kind: sensitivity\nsensitivity: { groups: [] }', 'sensitivity.groups: expected'],
    ['kind: sensitivity\nsensitivity: { resamples: .nan }', 'sensitivity.resamples: expected'],
    ['kind: sensitivity\nsensitivity: {}\nuntil: { interval: 2 % }', 'until: expected none'],
  ])('refuses %s', async (own, message) => {
    const wrong = staticScenario(folder, 'wrong', '2', own);
    const { code, stderr } = await dyadsim('validate', wrong);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('refuses a single chip', async () => {
    const one = staticScenario(folder, 'one', '1', OWN);
    expect(await dyadsim('validate', one)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('chips: expected two'),
    });
  });

  test('refuses engine: events, and a scenario of another kind', async () => {
    const events = staticScenario(folder, 'events', '2', OWN);
    writeFileSync(events, readFileSync(events, 'utf8').replace('engine: static', 'engine: events'));
    expect(await dyadsim('validate', events)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('engine: expected engine: static'),
    });
    const { code, stderr } = await dyadsim('sensitivity', 'ideal-quick', '-o', join(folder, 'none'));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('kind: sensitivity') });
  });

  describe('with changes of the device', () => {
    const CHANGED = `kind: sensitivity
sensitivity: { metric: angleDeg, resamples: 100 }
rules: [dp-transpose]
accept: { angleDeg: 40, specs: [{ name: sharp, metric: angleDeg, max: 35 }] }`;
    const cmos = (name: string, own: string, overrides = 'dyad.alpha: 0.25') => {
      const path = staticScenario(folder, name, '6', own);
      const text = readFileSync(path, 'utf8');
      writeFileSync(
        path,
        text
          .replace('device: ideal', 'device: subthreshold-cmos-180nm')
          .replace('neuron.gain.mismatch: 5 %', overrides),
      );
      return path;
    };

    test('tells what they add to yields, as a sweep with the changed device has it', async () => {
      const constants = 'oneAtATime: { without: [synapse.programmingError], constants: { nudgeArea: [16] } }';
      const run = join(folder, 'advice');
      const { code, stderr, stdout } = await dyadsim(
        'sensitivity',
        cmos('advice', `${CHANGED}\n${constants}`),
        '-o',
        run,
      );
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/sharp (is kept by )?\d/);
      const { changes, points, made } = summaryOf(run);
      expect(points).toHaveLength(1);
      // Eight groups, and the device with two changes.
      expect(made).toBe(6 * (3 * 8 - 1) + 3 * 6);
      const confirm = cmos(
        'confirm',
        CHANGED.replace(/kind.*\nsensitivity.*\n/, ''),
        'dyad.alpha: 0.25\n  constants.nudgeArea: 64 um^2',
      );
      expect((await dyadsim('sweep', confirm, '-o', join(folder, 'confirm'), '--quiet', '--no-report')).code).toBe(0);
      const [cell] = summaryOf(join(folder, 'confirm')).points[0].cells;
      const advised = changes.find(({ change }: { change: string }) => change === 'nudgeArea x 16').yields;
      const counts = ['stable', 'inRange', 'aligned', 'sharp'].map(
        (name) => advised.find(({ criterion }: { criterion: string }) => criterion === name).changed,
      );
      expect(counts).toEqual([
        cell.stable.passed ?? cell.stable.count,
        cell.inRange.passed ?? cell.inRange.count,
        cell.aligned.passed ?? cell.aligned.count,
        cell.specs[0].passed,
      ]);
      // Larger mirrors of the nudging gain: the gradient is nearer, and not by chance.
      const { difference, interval } = advised.find(({ criterion }: { criterion: string }) => criterion === 'sharp');
      expect(interval[0]).toBeLessThanOrEqual(difference);
      expect(readFileSync(join(run, 'report.md'), 'utf8')).toContain('One change at a time');
    });
  });

  test('runs the shipped scenario, here with few chips', async () => {
    const small = join(folder, 'what-matters.yaml');
    writeFileSync(small, readFileSync('scenarios/what-matters.yaml', 'utf8').replace('chips: 100', 'chips: 2'));
    const run = join(folder, 'shipped');
    const { code, stdout, stderr } = await dyadsim('sensitivity', small, '-o', run);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`${2 * 23 + 5 * 2} chips, twins and hybrids among them`);
    expect(stdout).toContain('(no interval)');
    expect(summaryOf(run).changes).toHaveLength(2 * 4);
  });

  test('says where no branch ends as far as was looked', async () => {
    const own = 'kind: sensitivity\nsensitivity: {}\nfollow: 1\nrules: [dp-transpose]';
    const bounded = staticScenario(folder, 'bounded', '4', own);
    const { code, stdout } = await dyadsim('sensitivity', bounded, '-o', join(folder, 'bounded'), '--quiet');
    expect(code).toBe(0);
    expect(stdout).toContain('DP-transpose: no branch ends within 1 times beta, on any chip');
  });

  test('says that nothing varies', async () => {
    const same = staticScenario(folder, 'same', '4', `${OWN}`);
    writeFileSync(same, readFileSync(same, 'utf8').replace('neuron.gain.mismatch: 5 %', 'spread: 0'));
    const { code, stdout } = await dyadsim('sensitivity', same, '-o', join(folder, 'same'), '--quiet');
    expect(code).toBe(0);
    expect(stdout).toContain('alpha = 0, nothing varies from chip to chip.');
  });
});
