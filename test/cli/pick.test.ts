import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-pick-'));
afterAll(() => rmSync(folder, { recursive: true }));
const scenario = smallScenario(folder, { chips: 12 });
const run = join(folder, 'run');

beforeAll(async () => {
  expect(await dyadsim('sweep', scenario, '-o', run, '--threads', '0')).toMatchObject({ code: 0 });
});

describe('pick', () => {
  test('as every row of a report says it', async () => {
    const report = readFileSync(join(run, 'report.md'), 'utf8');
    const commands = [...report.matchAll(/^ {4}dyadsim (pick .*)$/gm)].map(([, words]) => words);
    expect(new Set(commands).size).toBe(4);
    const { code, stdout } = await dyadsim(...commands[0].split(' '), '--json');
    expect(code).toBe(0);
    const { picked } = JSON.parse(stdout);
    const { points } = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));
    const [cell] = points[0].cells;
    expect(picked).toHaveLength(10);
    expect(picked.every(({ point, rule }: { point: number; rule: string }) => point === 0 && rule === cell.rule)).toBe(
      true,
    );
    expect(picked[0]).toMatchObject(cell.lostBranch > 0 ? { value: null } : cell.smallestMargin);
  });

  test('the worst chip, as a file that is that chip: its branches end where the row says', async () => {
    const file = join(folder, 'corner.json');
    const { code, stdout } = await dyadsim('pick', run, '--metric', 'lossBeta', '--rule', 'dp', '-o', file, '--json');
    expect(code).toBe(0);
    const { picked, seed } = JSON.parse(stdout);
    expect(seed).toBe('small');
    const [{ point, chip, value, command }] = picked;
    expect(command).toBe(`dyadsim simulate --scenario ${scenario} --point ${point} --chip ${chip} --rule dp`);
    const analyzed = await dyadsim(
      'analyze',
      file,
      '--scenario',
      scenario,
      '--point',
      String(point),
      '--rule',
      'dp',
      '--json',
    );
    const { probes } = JSON.parse(analyzed.stdout) as { probes: { loop: { lossBeta: number | null } }[] };
    const losses = probes.map(({ loop }) => loop.lossBeta ?? Infinity);
    expect(Math.min(...losses)).toBeCloseTo(value, 9);
  });

  test('says what it found, and what it could not rank', async () => {
    const { code, stdout, stderr } = await dyadsim(
      'pick',
      run,
      '--metric',
      'settleTime',
      '--count',
      '2',
      '--point',
      '1',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^point +rule +chip +settling time +again\n/);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    expect(stderr).toBe('');
    const none = await dyadsim('pick', run, '--metric', 'energy');
    expect(none).toMatchObject({ code: 1, stderr: `dyadsim: ${run}: none of 48 trials can be ranked by energy\n` });
  });

  test.each([
    [['--metric', 'margin'], 'Allowed choices are'],
    [[], "required option '--metric <name>' not specified"],
    [['--metric', 'stable', '--rule', 'dpt'], '--rule: the run has dp and dp-transpose, got "dpt"'],
    [['--metric', 'stable', '--point', '2'], '--point: the run has points 0 to 1, got 2'],
    [['--metric', 'stable', '--quantile', '1.5'], 'Expected a number from 0 to 1.'],
    [['--metric', 'stable', '--best', '--quantile', '0.5'], 'cannot be used with'],
  ])('%j is refused', async (flags, message) => {
    const { code, stderr } = await dyadsim('pick', run, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('no chip file of a scenario that has changed since', async () => {
    const text = readFileSync(scenario, 'utf8');
    expect(text).toContain('beta: 0.3');
    appendFileSync(scenario, 'maxEvents: 5000\n');
    const file = join(folder, 'changed.json');
    const { code, stderr } = await dyadsim('pick', run, '--metric', 'lossBeta', '-o', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`--output: ${scenario} is not what the run was made of any more: maxEvents`);
    expect(existsSync(file)).toBe(false);
    expect((await dyadsim('pick', run, '--metric', 'lossBeta')).code).toBe(0);
  });
});
