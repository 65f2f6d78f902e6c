import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases, chance, ending, Ground, SMALL_BLOCKS, say } from './ground.ts';

const NOBODY = 65534;
const ground = new Ground(8);
const random = chance('disks');
const disk = join(ground.folder, 'disk');

/** A small disk in memory, where this system lets us have one. */
function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function remount(options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, disk]);
}

function unmount(): void {
  execFileSync('umount', [disk], { stdio: 'ignore' });
}

mkdirSync(disk);
const mounts = mount('size=1m');
if (mounts) unmount();
else say('disks: small and read-only disks need the right to mount; left out');
const isRoot = process.getuid?.() === 0;
if (!isRoot) say('disks: to run as nobody needs root; left out');

beforeAll(() => ground.begin());
afterAll(() => ground.end());

test.runIf(mounts)(
  'a disk that is full at any moment: an error, nothing before lost, and --resume on a larger one',
  async () => {
    const number = cases(40, 3);
    const wrong: string[] = [];
    let full = 0;
    const needed = Number(execFileSync('du', ['-sk', ground.whole], { encoding: 'utf8' }).split('\t')[0]);
    for (let i = 0; i < number; i++) {
      const size = 8 + Math.floor(random() * 1.2 * needed);
      mount(`size=${size}k`);
      try {
        const run = join(disk, 'run');
        const { code, hung, stderr } = await ending(ground.sweep(run, '--threads', '2'));
        const name = `${size} KiB`;
        if (hung) wrong.push(`${name}: hangs`);
        if (code !== 0) full++;
        if (code !== 0 && !/^dyadsim: .*ENOSPC/.test(stderr)) wrong.push(`${name}: ${code} ${stderr}`);
        if (code === 0) wrong.push(...ground.differences(run).map((what) => `${name}: ${what}`));
        wrong.push(...ground.wrongBlocks(run).map((what) => `${name}: ${what}`));
        remount('size=64m');
        wrong.push(...(await ground.afterResume(run)).map((what) => `${name}: ${what}`));
      } finally {
        unmount();
      }
    }
    say(`full disks: ${number} of 8 to ${Math.floor(8 + 1.2 * needed)} KiB, ${full} were full; wrong: ${wrong.length}`);
    expect(wrong).toEqual([]);
    expect(full).toBeGreaterThan(0);
  },
);

/** Sweeps and reports that must fail, in one line, where nothing can be written. */
async function refusesAll(run: string, uid?: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const args of [
    ['sweep', ground.scenario, '-o', run, '--resume', ...SMALL_BLOCKS],
    ['sweep', ground.scenario, '-o', run, '--overwrite', ...SMALL_BLOCKS],
    ['sweep', ground.scenario, '-o', join(run, '..', 'new', 'run')],
    ['report', run],
    ['sample', 'ideal', '--layers', '3,2', '--weights', 'random', '-o', join(run, 'manifest.json')],
    ['sample', 'ideal', '--layers', '3,2', '--weights', 'random', '-o', join(run, 'chip.json')],
  ]) {
    const env = { DYADSIM_CACHE: join(run, '..', 'cache') };
    const { code, hung, stderr } = await ground.dyadsim({ uid, env }, ...args);
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.includes('to go on'));
    const fine = !hung && (code === 1 || code === 2) && lines.length === 1 && /EROFS|EACCES/.test(stderr);
    if (!fine) wrong.push(`${args[0]} ${args.at(-1)}: ${hung ? 'hangs' : `exit ${code}`}: ${stderr}`);
  }
  return [...wrong, ...ground.differences(run)];
}

test.runIf(mounts)('a read-only disk: errors in one line, and what is there stays', async () => {
  mount('size=64m');
  try {
    const run = join(disk, 'run');
    cpSync(ground.whole, run, { recursive: true });
    remount('ro');
    const wrong = await refusesAll(run);
    say(`read-only disk: 6 commands; wrong: ${wrong.length}`);
    expect(wrong).toEqual([]);
  } finally {
    unmount();
  }
});

test.runIf(isRoot)('as nobody, in folders of somebody else: errors in one line, and what is there stays', async () => {
  chmodSync(ground.folder, 0o755);
  const run = ground.copy('of-root');
  const wrong = await refusesAll(run, NOBODY);
  say(`as nobody: 6 commands; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
  expect(existsSync(join(ground.folder, 'new'))).toBe(false);
  expect(readdirSync(run)).not.toContain('chip.json');
});
