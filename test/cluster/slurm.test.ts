import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownerOf } from '../../src/files/owner.ts';
import { dyadsim, type Running, startWith } from '../cli/dyadsim.ts';
import { rowFiles } from '../cli/row-files.ts';
import { smallScenario } from '../cli/small-scenario.ts';
import { staticScenario } from '../cli/static-scenario.ts';
import { SLURM_MISSING, SlurmGround, WITH_SLURM } from './slurm-ground.ts';

/** Some thirty processes start one after the other, each a second of work where the machine is free; ms. */
const PATIENCE = 600_000;

describe.skipIf(SLURM_MISSING)(`a sweep on a real Slurm${WITH_SLURM}`, { timeout: PATIENCE }, () => {
  let ground: SlurmGround;
  let scenario: string;
  let whole: Record<string, string>;
  const BLOCKS = ['--chips-per-block', '1'];

  beforeAll(async () => {
    ground = new SlurmGround();
    // Two blocks for each of 16 tasks.
    scenario = smallScenario(ground.folder, { chips: 32, probes: 1, hidden: 12 });
    const run = join(ground.folder, 'whole');
    expect((await dyadsim('sweep', scenario, '-o', run, '--quiet', ...BLOCKS)).code).toBe(0);
    whole = rowFiles(run);
    await ground.begin();
  }, PATIENCE);
  afterAll(() => ground.end(), PATIENCE);

  function submit(run: string, ...flags: string[]): Running {
    return startWith({ env: ground.env }, 'submit', scenario, '-o', run, '--every', '1', ...BLOCKS, ...flags);
  }

  /** Waits for something that comes about in the end. */
  async function until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await setTimeout(50);
    }
  }

  /** The first array that was submitted for a run and is queued or running. */
  const arrayOf = (run: string) => until(() => /\d+/.exec(arraysOf(run))?.[0]);

  function arraysOf(run: string): string {
    const name = existsSync(join(run, 'slurm', 'array.sh')) ? /job-name=(.*)/.exec(script(run))?.[1] : undefined;
    return name === undefined ? '' : ground.call('squeue', '--noheader', '--format=%F', `--name=${name}`);
  }

  const script = (run: string) => readFileSync(join(run, 'slurm', 'array.sh'), 'utf8');

  /** Tasks of an array by their state now. */
  const inState = (array: string, state: string) =>
    ground.call('squeue', '--array', '--noheader', `--job=${array}`, `--state=${state}`, '--format=%K').match(/\d+/g) ??
    [];

  test('16 tasks, of which one is cancelled, one killed and one requeued, make the bytes of one machine', async () => {
    const run = join(ground.folder, "it's 100 %, or more");
    const { finished } = submit(run, '--array', '16', '--sbatch=--comment=a test');
    const array = await arrayOf(run);
    // Six have place at a time, so the last is waiting.
    ground.call('scancel', `${array}_15`);
    const killed = await until(() => atWork(run)[0]);
    process.kill(killed.pid, 'SIGKILL');
    const requeued = await until(() => atWork(run).find(({ task }) => task !== killed.task)?.task);
    ground.call('scontrol', 'requeue', `${array}_${requeued}`);

    const first = await finished;
    expect(first.stderr).toContain(`submitted the Slurm array ${array}: tasks 0-15 of 16\n`);
    expect(first.stderr).toMatch(new RegExp(`task 15 of the array ${array} ended with blocks missing \\(CANCELLED\\)`));
    // The killed one is submitted again by itself, and nothing else is.
    const submitted = [...first.stderr.matchAll(/submitted the Slurm array \d+: tasks (.*) of 16\n/g)];
    expect(submitted.map(([, tasks]) => tasks)).toEqual(['0-15', killed.task]);
    expect(first.stderr).toContain(`task ${killed.task} of the array ${array} ended with blocks missing (FAILED)`);
    expect(first.stderr).toMatch(
      /not all blocks are there: tasks 15 were cancelled \(logs: .*\)\nwhat is done is kept/,
    );
    expect(first.code).toBe(1);
    expect(Number(ground.call('scontrol', 'show', 'job', `${array}_${requeued}`).match(/Restarts=(\d+)/)?.[1])).toBe(1);

    const last = await submit(run, '--array', '16', '--resume', '--json').finished;
    expect(last.stderr).toMatch(/submitted the Slurm array \d+: tasks 15 of 16\n/);
    expect({ code: last.code, stderr: last.stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(last.stdout)).toMatchObject({ run, missingBlocks: 0, summary: { trials: { found: 128 } } });
    expect(rowFiles(run)).toEqual(whole);
  });

  /** Processes of the array that work in a run now. */
  function atWork(run: string): { readonly pid: number; readonly task: string }[] {
    return readdirSync(run).flatMap((name) => {
      const pid = name.endsWith('.lock') ? ownerOf(name)?.pid : undefined;
      const task = pid === undefined ? undefined : /\0SLURM_ARRAY_TASK_ID=(\d+)\0/.exec(environmentOf(pid))?.[1];
      return pid === undefined || task === undefined ? [] : [{ pid, task }];
    });
  }

  /** Empty where the process has ended, at whatever moment. */
  function environmentOf(pid: number): string {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8');
    } catch {
      return '';
    }
  }

  test('interrupted, the array goes on or is cancelled, as asked; --resume follows or submits what is missing', async () => {
    const run = join(ground.folder, 'interrupted');
    const cancelled = submit(run, '--array', '4', '--cancel-on-interrupt');
    const array = await arrayOf(run);
    cancelled.kill('SIGINT');
    const { code, stderr } = await cancelled.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      new RegExp(`the Slurm array ${array} \\(tasks [0-3,-]+\\) was cancelled, and what is done is kept`),
    );
    await until(() => (inState(array, 'RUNNING,PENDING,COMPLETING').length === 0 ? true : undefined));

    const left = submit(run, '--array', '4', '--resume');
    const second = await arrayOf(run);
    expect(second).not.toBe(array);
    left.kill('SIGTERM');
    const goesOn = await left.finished;
    expect(goesOn.code).toBe(130);
    expect(goesOn.stderr).toMatch(
      new RegExp(`the Slurm array ${second} \\(tasks .*\\) goes on; to follow it: dyadsim submit`),
    );
    expect(goesOn.stderr).toContain(`to end it: scancel ${second}\n`);

    const other = await submit(run, '--array', '5', '--resume').finished;
    expect({ code: other.code, stderr: other.stderr }).toMatchObject({ code: 2 });
    expect(other.stderr).toContain(`--array: the array ${second} of 4 tasks is at work on this run: --array 4\n`);

    const followed = await submit(run, '--array', '4', '--resume').finished;
    expect({ code: followed.code, stderr: followed.stderr }).toMatchObject({ code: 0 });
    expect(followed.stderr).toContain(`following the Slurm array ${second}`);
    expect(followed.stderr).not.toContain('submitted');
    expect(rowFiles(run)).toEqual(whole);
  });

  test('warned before its time is over, a task ends in order and is submitted again', async () => {
    const run = join(ground.folder, 'warned');
    const endless = smallScenario(ground.folder, { chips: 100_000, hidden: 12, seed: 'endless' });
    const flags = ['--array', '1', '--every', '1', '--cancel-on-interrupt'];
    const { finished, kill } = startWith({ env: ground.env }, 'submit', endless, '-o', run, ...flags);
    const array = await arrayOf(run);
    await until(() => atWork(run)[0]);
    // What --signal=B:TERM@60 makes Slurm do: the batch script alone is told.
    ground.call('scancel', '--batch', '--signal=TERM', `${array}_0`);
    const log = join(run, 'slurm', `${array}_0.log`);
    await until(
      () => (existsSync(log) && /interrupted with \d+ of 100000 chips/.test(readFileSync(log, 'utf8'))) || undefined,
    );
    const again = await until(() => (/^\d+$/m.exec(arraysOf(run).replace(array, '')) ?? undefined)?.[0]);
    kill('SIGINT');
    const { code, stderr } = await finished;
    expect(code).toBe(130);
    expect(stderr).toContain(`task 0 of the array ${array} ended with blocks missing (FAILED): interrupted with `);
    expect(stderr).toContain(`submitted the Slurm array ${again}: tasks 0 of 1\n`);
    expect(stderr).toContain(`the Slurm array ${again} (tasks 0) was cancelled`);
  });

  test('an array of a sweep that ends when enough is known ends as it does on one machine', async () => {
    const own = 'until: { decided: true }\naccept: { specs: [{ metric: stable, target: 95 % }] }';
    const open = staticScenario(ground.folder, 'open', 'auto', own);
    const flags = ['--chips-per-block', '8', '--quiet'];
    const [alone, run] = ['alone', 'together'].map((name) => join(ground.folder, name));
    expect((await dyadsim('sweep', open, '-o', alone, ...flags)).code).toBe(0);
    const array = ['--array', '4', '--every', '1', ...flags];
    const { code, stderr } = await startWith({ env: ground.env }, 'submit', open, '-o', run, ...array).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await until(() => (atWork(run).length === 0 ? true : undefined));
    expect(rowFiles(run)).toEqual(rowFiles(alone));
    expect(readFileSync(join(run, 'stopped.json'))).toEqual(readFileSync(join(alone, 'stopped.json')));
  });

  test('what Slurm refuses is told', async () => {
    const { code, stderr } = await submit(join(ground.folder, 'refused'), '--array', '2', '--partition', 'none')
      .finished;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'dyadsim: sbatch: error: invalid partition specified: none\n',
    });
  });
});
