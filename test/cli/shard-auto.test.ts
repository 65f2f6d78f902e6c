import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim, startWith } from './dyadsim.ts';
import { rowFiles } from './row-files.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-shard-auto-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = staticScenario(folder, 'array', '45', '');
const whole = join(folder, 'whole');
const FLAGS = ['--threads', '0', '--chips-per-block', '2'];

beforeAll(async () => {
  expect((await dyadsim('sweep', scenario, '-o', whole, ...FLAGS)).code).toBe(0);
});

function slurm(id: number, count: number): Record<string, string> {
  return {
    SLURM_ARRAY_JOB_ID: '4711',
    SLURM_ARRAY_TASK_ID: `${id}`,
    SLURM_ARRAY_TASK_MIN: '0',
    SLURM_ARRAY_TASK_MAX: `${count - 1}`,
    SLURM_ARRAY_TASK_COUNT: `${count}`,
    SLURM_ARRAY_TASK_STEP: '1',
  };
}

function task(env: Record<string, string>, run: string, shard = 'auto') {
  return startWith({ env }, 'sweep', scenario, '-o', run, '--shard', shard, ...FLAGS).finished;
}

describe('--shard auto', () => {
  test('all tasks of an array at once in one run directory make the run of one machine, and its report', async () => {
    const run = join(folder, 'together');
    const ended = await Promise.all(Array.from({ length: 6 }, (_, id) => task(slurm(id, 6), run)));
    for (const [id, { code, stderr }] of ended.entries()) {
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toContain(`shard ${id + 1}/6: task ${id} of the Slurm array 4711\n`);
    }
    expect(rowFiles(run)).toEqual(rowFiles(whole));
    expect(readdirSync(run).sort()).toEqual(readdirSync(whole).sort());
  });

  test('a task has the blocks of its shard and no others', async () => {
    const run = join(folder, 'third');
    expect((await task({ JOB_COMPLETION_INDEX: '2' }, run, 'auto/5')).code).toBe(0);
    const blocks = Object.keys(rowFiles(run)).map((name) => Number(/\d+/.exec(name)?.[0]));
    expect(blocks).toEqual([2, 7, 12, 17, 22]);
    expect(existsSync(join(run, 'report.html'))).toBe(false);
  });

  test('a task that its scheduler starts again goes on, also the only one of its array', async () => {
    const run = join(folder, 'again');
    for (let i = 0; i < 2; i++) expect((await task(slurm(0, 1), run)).code).toBe(0);
    expect(rowFiles(run)).toEqual(rowFiles(whole));
  });

  test.each([
    [{}, 'auto', 'This is no task of an array'],
    [{ JOB_COMPLETION_INDEX: '1' }, 'auto', 'Kubernetes does not tell a pod how many there are'],
    [{ JOB_COMPLETION_INDEX: '1' }, 'auto/0', 'Expected I/N with 1 <= I <= N'],
    [{ JOB_COMPLETION_INDEX: '1' }, '0/3', 'Expected I/N with 1 <= I <= N'],
  ])('%j with --shard %s is refused before anything is made', async (env, shard, message) => {
    const { code, stderr } = await task(env as Record<string, string>, join(folder, 'none'), shard);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
