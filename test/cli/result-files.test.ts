import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { dyadsim, MAIN, type Surroundings, startWith } from './dyadsim.ts';

const FAIL_CALLS = fileURLToPath(new URL('../torture/fail-calls.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The surroundings in which the n-th call to the file system in `watched` fails. */
function failing(watched: string, at: number, code: string): Surroundings {
  const env = { FAIL_FOLDERS: watched, FAIL_LOG: `${watched}.log`, FAIL_AT: String(at), FAIL_CODE: code };
  return { node: ['--import', FAIL_CALLS], env };
}

const RESULT_FILES: [string, string[]][] = [
  ['sample -o', ['sample', 'ideal', '--layers', '3,2', '--weights', 'random', '-o', 'FILE']],
  ['export -o', ['export', 'chip.json', '--rule', 'dp', '--input', '1,2,3', '--target', '1', '-o', 'FILE']],
  [
    'simulate --trace',
    ['simulate', 'chip.json', '--rule', 'dp', '--input', '1,2,3', '--target', '1', '--trace', 'FILE'],
  ],
  ['simulate --plot', ['simulate', 'chip.json', '--rule', 'dp', '--input', '1,2,3', '--target', '1', '--plot', 'FILE']],
];

test.each(RESULT_FILES)('defect 6: %s is there in full or not at all when the disk is full', async (_, words) => {
  const place = mkdtempSync(join(folder, 'results-'));
  const chip = join(folder, 'chip.json');
  const out = join(place, 'out');
  const args = words.map((word) => (word === 'FILE' ? out : word === 'chip.json' ? chip : word));
  expect((await dyadsim('sample', 'ideal', '--layers', '3,2', '--weights', 'random', '-o', chip)).code).toBe(0);
  const { code } = await startWith(failing(place, 0, ''), ...args).finished;
  expect(code).toBe(0);
  const text = readFileSync(out, 'utf8');
  const calls = readFileSync(`${place}.log`, 'utf8').trim().split('\n');
  expect(calls.some((call) => call.includes('writeFile'))).toBe(true);
  for (let at = 1; at < calls.length; at++) {
    // From the rename on, the new file is there.
    writeFileSync(out, 'before');
    const failed = await startWith(failing(place, at, 'ENOSPC'), ...args).finished;
    expect(failed, calls[at - 1]).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^dyadsim: cannot write .*ENOSPC/),
    });
    expect(['before', text]).toContain(readFileSync(out, 'utf8'));
    expect(readdirSync(place)).toEqual(['out']);
  }
});

test.runIf(existsSync('/dev/stdout'))(
  'defect 6: a result file is written through a link, keeps its permissions, and devices stay devices',
  async () => {
    const place = mkdtempSync(join(folder, 'links-'));
    const [file, link] = [join(place, 'file.json'), join(place, 'link.json')];
    writeFileSync(file, '', { mode: 0o600 });
    symlinkSync('file.json', link);
    const sample = (out: string) => dyadsim('sample', 'ideal', '--layers', '3,2', '--weights', 'random', '-o', out);
    expect((await sample(link)).code).toBe(0);
    expect(execFileSync('stat', ['-c', '%a %F', file, link], { encoding: 'utf8' })).toBe(
      '600 regular file\n777 symbolic link\n',
    );
    expect(JSON.parse(readFileSync(file, 'utf8')).format).toBe('dyadsim/chip@1');
    const piped = `"$0" "$1" sample ideal --layers 3,2 --weights random -o /dev/stdout | cat`;
    const stdout = execFileSync('sh', ['-c', piped, process.execPath, MAIN], { encoding: 'utf8' });
    expect(JSON.parse(stdout).format).toBe('dyadsim/chip@1');
    expect((await sample(place)).code).toBe(2);
    expect((await sample(join(place, 'no', 'such.json'))).code).toBe(2);
  },
);

const COMMANDS = ['devices', 'devices --json', '--help', 'simulate ideal --rule dp --json'];

test.runIf(existsSync('/dev/full')).each(COMMANDS)(
  'defect 6: %s with a full or closed stdout ends in one line',
  (words) => {
    const shell = (script: string) => {
      const all = `{ ${script}; } 2>&1`;
      return execFileSync('bash', ['-c', all, process.execPath, MAIN, ...words.split(' ')], { encoding: 'utf8' });
    };
    expect(shell('"$0" "$@" > /dev/full; echo $?')).toMatch(
      /^dyadsim: cannot write to standard output: ENOSPC: .*\n1\n$/,
    );
    // The reader is gone before anything is written.
    const closed = shell('{ sleep 0.2; "$0" "$@"; echo $? >&2; } | true');
    expect(closed).toMatch(/^dyadsim: cannot write to standard output: .*EPIPE.*\n1\n$/);
    // What goes wrong on stderr is not told, and changes nothing.
    expect(shell('"$0" "$@" 2> /dev/full > /dev/null; echo $?')).toBe('0\n');
  },
);
