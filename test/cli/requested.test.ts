import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-requested-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SPECS = `accept:
  specs:
    - { metric: phaseMargin, min: 20 }
    - { metric: testAccuracy, min: 8 %, target: 10 % }
    - { metric: loss, max: 1.31 }
sweep: { beta: [0.05, 1] }`;
const scenario = staticScenario(folder, 'asked', '24', SPECS);
const sweep = (run: string, ...more: string[]) =>
  dyadsim('sweep', scenario, '-o', join(folder, run), '--quiet', '--chips-per-block', '4', ...more);
const digestsOf = (run: string) =>
  readdirSync(join(folder, run, 'trials'))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, run, 'trials', name));
      return `${name} ${createHash('sha256').update(bytes).digest('hex')}`;
    });

beforeAll(async () => {
  expect(await sweep('whole', '--threads', '0', '--check')).toMatchObject({ code: 0 });
});

describe('a run with specs on what only they request', () => {
  test('is the same with threads, and resumed where half of it was lost', async () => {
    expect(await sweep('threads', '--threads', '2')).toMatchObject({ code: 0 });
    expect(digestsOf('threads')).toEqual(digestsOf('whole'));
    for (const shard of ['1/2', '2/2']) {
      expect(await sweep('shards', '--threads', '0', '--shard', shard)).toMatchObject({ code: 0 });
      if (shard === '1/2') {
        const trials = join(folder, 'shards', 'trials');
        const [first] = readdirSync(trials).sort();
        rmSync(join(trials, first));
      }
    }
    expect(await sweep('shards', '--threads', '0', '--resume')).toMatchObject({ code: 0 });
    expect(digestsOf('shards')).toEqual(digestsOf('whole'));
  });

  test('has them in its summary and its report', () => {
    const { points } = JSON.parse(readFileSync(join(folder, 'whole', 'summary.json'), 'utf8'));
    for (const { cells } of points) {
      for (const cell of cells) {
        expect(cell.testAccuracy).toMatchObject({ n: 24 });
        expect(cell.loss).toMatchObject({ n: 24 });
        expect(cell.specs.map(({ metric }: { metric: string }) => metric)).toEqual([
          'phaseMargin',
          'testAccuracy',
          'loss',
        ]);
      }
    }
    expect(readFileSync(join(folder, 'whole', 'report.md'), 'utf8')).toMatch(/phase margin/);
  });

  test('has its chips picked by them', async () => {
    const found = await dyadsim('pick', join(folder, 'whole'), '--metric', 'loss', '--best', '--rule', 'dp', '--json');
    expect(found.code).toBe(0);
    const [{ value }] = JSON.parse(found.stdout).picked;
    const { points } = JSON.parse(readFileSync(join(folder, 'whole', 'summary.json'), 'utf8'));
    expect(value).toBeLessThanOrEqual(points[0].cells[0].loss.q05);
  });
});

describe('a run without them', () => {
  test('cannot be picked from by them', async () => {
    const plain = staticScenario(folder, 'plain', '4', '');
    const run = join(folder, 'plain');
    expect((await dyadsim('sweep', plain, '-o', run, '--quiet', '--threads', '0')).code).toBe(0);
    for (const metric of ['phaseMargin', 'testAccuracy', 'loss']) {
      expect(await dyadsim('pick', run, '--metric', metric)).toMatchObject({
        code: 2,
        stderr: `--metric: the run was made without ${metric}, which only a spec on it has worked out\n`,
      });
    }
  });

  test('is not resumed with them', async () => {
    const other = staticScenario(folder, 'other', '24', 'sweep: { beta: [0.05, 1] }');
    const run = join(folder, 'other');
    expect((await dyadsim('sweep', other, '-o', run, '--quiet', '--threads', '0')).code).toBe(0);
    const before = readFileSync(join(run, 'summary.json'), 'utf8');
    copyFileSync(scenario, other);
    const { code, stderr } = await dyadsim('sweep', other, '-o', run, '--resume');
    expect(code).toBe(2);
    expect(stderr).toContain('accept.specs');
    expect(readFileSync(join(run, 'summary.json'), 'utf8')).toBe(before);
    expect(existsSync(join(run, 'manifest.json'))).toBe(true);
  });
});

test.each([
  ['{ metric: phaseMargin, target: 90 % }', 'expected min or max for phaseMargin, but both are missing'],
  ['{ metric: testAccuracy, min: 3 s }', 'accept.specs.0.min: expected a number'],
  ['{ metric: loss, max: .nan }', 'accept.specs.0.max: expected'],
  ['{ metric: losses, max: 1 }', 'accept.specs.0.metric: expected'],
])('%s is refused', async (spec, message) => {
  const { code, stderr } = await dyadsim(
    'validate',
    staticScenario(folder, 'wrong', '4', `accept: { specs: [${spec}] }`),
  );
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('engine: screened has none', async () => {
  const own = 'accept: { specs: [{ metric: testAccuracy, min: 0.5 }] }';
  const file = staticScenario(folder, 'screened', '4', own);
  writeFileSync(file, readFileSync(file, 'utf8').replace('engine: static', 'engine: screened'));
  const { code, stderr } = await dyadsim('sweep', file, '-o', join(folder, 'screened'));
  expect(code).toBe(2);
  expect(stderr).toContain('accept.specs');
});
