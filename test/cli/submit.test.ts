import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MAIN, startWith } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-submit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const scenario = smallScenario(folder);
const run = join(folder, 'run');

/** Where no program of Slurm is to be found. */
function submit(...flags: string[]) {
  return startWith({ env: { PATH: folder }, cwd: folder }, 'submit', scenario, ...flags).finished;
}

test('--dry-run prints the script and makes nothing, also where there is no Slurm', async () => {
  const flags = [
    '-o',
    'run',
    '--array',
    '16',
    '--cpus-per-task',
    '2',
    '--time',
    '30',
    '--sbatch=--nice=5',
    '--sbatch',
    '-k',
  ];
  const { code, stdout, stderr } = await submit(...flags, '--chips-per-block', '3', '--dry-run');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines[1]).toMatch(/^#SBATCH --job-name=dyadsim-[0-9a-f]{12}-of-16$/);
  expect(lines.slice(2, 4)).toEqual(['#SBATCH --array=0-15', `#SBATCH --output=${run}/slurm/%A_%a.log`]);
  expect(lines.slice(9, 13)).toEqual([
    '#SBATCH --cpus-per-task=2',
    '#SBATCH --time=30',
    '#SBATCH --nice=5',
    '#SBATCH -k',
  ]);
  expect(lines.slice(13)).toEqual([
    `cd ${folder} || exit 1`,
    `exec ${process.execPath} ${MAIN} sweep ${scenario} --output ${run} --shard auto/16 --threads 2 --chips-per-block 3 --quiet`,
    '',
  ]);
  expect(existsSync(run)).toBe(false);
});

test('where there is no Slurm it says so, and makes nothing', async () => {
  expect(await submit('-o', 'run', '--array', '2')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'dyadsim: sbatch was not found: Slurm is not installed here\n',
  });
  expect(existsSync(run)).toBe(false);
});

test.each([
  [['-o', 'run', '--array', '2', '--engine', 'pbs'], 'Allowed choices are slurm.'],
  [['-o', 'run'], "required option '--array <N>' not specified"],
  [['-o', 'run', '--array', '0'], 'Expected a whole number from 1.'],
  [['-o', 'run', '--array', '2', '--partition', 'a\nb'], 'Expected one line.'],
  [['-o', 'run', '--array', '2', '--sbatch', 'nice'], 'Expected an option of sbatch, such as --nice=100.'],
  [['-o', 'a\\b', '--array', '2'], '--output: a path with a backslash or a line break is none for Slurm'],
])('%j is refused', async (flags, message) => {
  const { code, stderr } = await submit(...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
