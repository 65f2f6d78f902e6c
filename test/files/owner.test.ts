import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isLeftBehind, ownerOf, ownTag } from '../../src/files/owner.ts';
import { isUnfinished, unfinishedName } from '../../src/files/unfinished.ts';

test('names are of this process and no two are equal', () => {
  const names = Array.from({ length: 100 }, () => unfinishedName('a/block-00001.parquet'));
  expect(new Set(names).size).toBe(100);
  for (const name of names) {
    expect(ownerOf(name)?.pid).toBe(process.pid);
    expect(isUnfinished(name)).toBe(true);
    expect(isLeftBehind(name)).toBe(false);
  }
});

test('a file is left behind when its process has ended, not before, whatever the user calls his own', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const name = `x.${ownTag().replace(/^\d+-\d+/, `${child.pid}-0`)}.tmp`;
  expect(isLeftBehind(name)).toBe(false);
  child.kill();
  await once(child, 'exit');
  expect(isLeftBehind(name)).toBe(true);
  expect(isLeftBehind(name.replace(/-[^-]*\.tmp$/, '-elsewhere.tmp'))).toBe(false);
  for (const other of ['notes.tmp', 'x.lock', 'a.1-2-3.tmp', 'working.lock']) expect(isLeftBehind(other)).toBe(false);
});

test.runIf(process.platform === 'linux')('a number that was given again is told apart by its start', () => {
  const name = `x.${ownTag()}.tmp`;
  expect(ownerOf(name)?.started).toMatch(/^[1-9]\d*$/);
  expect(isLeftBehind(name.replace(/\.(\d+)-\d+-/, '.$1-1-'))).toBe(true);
});

/** In a container that has its machine's name and process numbers of its own. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', process.execPath, '--input-type=module', '-e'];
const NO_CONTAINER = spawnSync('unshare', [...CONTAINER, '']).status !== 0;

test.skipIf(NO_CONTAINER)(
  `a process of another container on the same machine has not ended${NO_CONTAINER ? ' (skipped: unshare may not make one here)' : ''}`,
  () => {
    const owner = new URL('../../dist/files/owner.js', import.meta.url).href;
    const inContainer = (code: string) =>
      spawnSync('unshare', [...CONTAINER, `import { isLeftBehind, ownTag } from '${owner}'; console.log(${code})`], {
        encoding: 'utf8',
      }).stdout.trim();
    const ours = `x.${ownTag()}.lock`;
    // Its processes are numbered from 1, so that ours is none there.
    expect(inContainer(`isLeftBehind('${ours}')`)).toBe('false');
    const theirs = `x.${inContainer('ownTag()')}.lock`;
    expect(ownerOf(theirs)?.pid).toBeLessThan(10);
    expect(isLeftBehind(theirs)).toBe(false);
    // Another process of the same container, which has ended, is told.
    expect(
      inContainer(
        "[isLeftBehind('x.' + ownTag() + '.tmp'), isLeftBehind('x.' + ownTag().replace(/^\\d+/, '999') + '.tmp')]",
      ),
    ).toBe('[ false, true ]');
  },
);
