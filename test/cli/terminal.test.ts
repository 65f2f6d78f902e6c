import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isColoured } from '../../src/cli/colours.ts';
import { dyadsim, startWith } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = join(folder, 'run');
const report = join(run, 'report.html');

beforeAll(async () => {
  const scenario = staticScenario(folder, 'small', '4', 'sweep: { beta: [0.05, 0.5] }');
  const { code, stdout } = await dyadsim('sweep', scenario, '-o', run, '--threads', '0');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n {2,}0 % +100 %\nbeta = 0\.05 {2}DP +█+[░│]+\n/);
});

/** What --json prints of a command that fails. */
async function errorOf(...args: string[]): Promise<{ code: number | null; error: ErrorOf; stderr: string }> {
  const { code, stdout, stderr } = await dyadsim(...args, '--json');
  return { code, stderr, error: JSON.parse(stdout).error };
}

interface ErrorOf {
  readonly exitCode: number;
  readonly message: string;
  readonly problems: readonly object[];
}

describe('an error with --json is one object on stdout, and lines on stderr', () => {
  test('of a file, with its places', async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'format: dyadsim/scenario@1\nname: x\ndevice: ideal\nchip: 3\nprobes: -1\n');
    const { code, error, stderr } = await errorOf('sweep', file, '-o', join(folder, 'none'));
    expect(code).toBe(2);
    expect(error.exitCode).toBe(2);
    expect(error.problems).toContainEqual({
      file,
      line: 4,
      column: 1,
      path: 'chip',
      message: expect.stringContaining('chips'),
    });
    expect(error.problems).toContainEqual({
      file,
      line: 5,
      column: 9,
      path: 'probes',
      message: expect.stringContaining('got -1'),
    });
    expect(stderr.trimEnd().split('\n')).toHaveLength(error.problems.length);
    expect(error.message).toBe(stderr.trimEnd());
  });

  test.each([
    ['a flag', ['simulate', 'ideal', '--rule', 'x'], { file: '--rule', message: expect.stringContaining('got "x"') }],
    ['usage', ['status', '--nope'], { file: null, message: "unknown option '--nope'" }],
    ['an argument', ['status'], { file: null, message: "missing required argument 'run'" }],
  ])('of %s', async (_, args, problem) => {
    const { code, error } = await errorOf(...args);
    expect({ code, exitCode: error.exitCode }).toEqual({ code: 2, exitCode: 2 });
    expect(error.problems).toEqual([{ line: null, column: null, path: '', ...problem }]);
  });

  test('of a run directory, and of a run that fails', async () => {
    const none = await errorOf('report', join(folder, 'no-run'));
    expect(none).toMatchObject({ code: 2, error: { exitCode: 2, problems: [] } });
    expect(none.error.message).toContain('is no run directory');
    const failed = await errorOf('pick', run, '--metric', 'settleTime');
    expect(failed).toMatchObject({ code: 1, error: { exitCode: 1, problems: [] } });
    expect(failed.stderr).toBe(`dyadsim: ${failed.error.message}\n`);
  });

  test('without it there is nothing on stdout', async () => {
    expect(await dyadsim('report', join(folder, 'no-run'))).toMatchObject({ code: 2, stdout: '' });
  });
});

/** The report is made again, with a folder of programs in the place of the system's, and `env`. */
async function reportWith(programs: string, env: Readonly<Record<string, string>>) {
  return startWith({ env: { ...env, PATH: programs } }, 'report', run, '--open').finished;
}

describe.skipIf(process.platform !== 'linux')('--open (on Linux)', () => {
  const programs = (name: string, script: string): string => {
    const place = join(folder, name);
    mkdirSync(place);
    writeFileSync(join(place, 'xdg-open'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(place, 'xdg-open'), 0o755);
    return place;
  };

  test('hands the report to the system’s opener', async () => {
    const opened = join(folder, 'opened');
    const { code, stderr } = await reportWith(programs('good', `echo "$1" > ${opened}`), {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(opened, 'utf8')).toBe(`${report}\n`);
  });

  test('says why it cannot, and goes on', async () => {
    const failing = await reportWith(programs('bad', 'exit 3'), {});
    expect(failing.code).toBe(0);
    expect(failing.stderr).toBe(`warning: cannot open ${report}: xdg-open ended with 3\n`);
    const missing = await reportWith(join(folder, 'nothing'), {});
    expect(missing.code).toBe(0);
    expect(missing.stderr).toBe(`warning: cannot open ${report}: spawn xdg-open ENOENT\n`);
  });

  test.each([
    [{}, 'warning:'],
    [{ FORCE_COLOR: '1' }, '\x1b[33mwarning:\x1b[39m'],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, 'warning:'],
    [{ FORCE_COLOR: '0' }, 'warning:'],
  ])('colours with %o in a pipe', async (env, word) => {
    const { stderr } = await reportWith(join(folder, 'nothing'), env);
    expect(stderr.startsWith(`${word} cannot open`)).toBe(true);
  });
});

test('colours are for terminals that have them', () => {
  expect(isColoured(true, {})).toBe(true);
  expect(isColoured(true, { TERM: 'dumb' })).toBe(false);
  expect(isColoured(true, { NO_COLOR: '' })).toBe(true);
  expect(isColoured(true, { NO_COLOR: '1' })).toBe(false);
  expect(isColoured(false, { FORCE_COLOR: 'false' })).toBe(false);
});
