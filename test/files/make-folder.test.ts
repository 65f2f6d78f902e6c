import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder, makeOneFolder } from '../../src/files/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-folders-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('makes what is missing above, and is content with what is there, links to folders included', () => {
  makeFolder(join(folder, 'a/b/c'));
  makeFolder(join(folder, 'a/b/c'));
  symlinkSync(join(folder, 'a'), join(folder, 'link'));
  makeFolder(join(folder, 'link/d'));
  expect(existsSync(join(folder, 'a/d'))).toBe(true);
  makeFolder('.');
  makeFolder('/');
});

test('a file in the way, and a folder above that is gone, are errors', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(folder, 'file/below/it'))).toThrow(/ENOTDIR/);
  expect(() => makeOneFolder(join(folder, 'gone/below'))).toThrow(/ENOENT/);
  expect(existsSync(join(folder, 'gone'))).toBe(false);
});

test('ends where the working directory was removed, also by its name under /proc', () => {
  const built = new URL('../../dist/files/make-folder.js', import.meta.url).href;
  const script = `
    const { makeFolder } = await import('${built}');
    const { mkdirSync, rmdirSync } = await import('node:fs');
    mkdirSync('removed');
    process.chdir('removed');
    rmdirSync('../removed');
    for (const path of ['a', 'a/b/c', './a', '/proc/self/cwd/a/b']) {
      try { makeFolder(path); console.log(path, 'made'); } catch ({ code }) { console.log(path, code); }
    }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toMatch(/ ENOENT$/);
});

test('many processes may make the same folders at the same moment', async () => {
  const built = new URL('../../dist/files/make-folder.js', import.meta.url).href;
  const script = `import { makeFolder } from '${built}'; for (let i = 0; i < 200; i++) makeFolder('many/' + i + '/x');`;
  writeFileSync(join(folder, 'many.mjs'), script);
  const all = [1, 2, 3].map(() => once(spawn(process.execPath, ['many.mjs'], { cwd: folder }), 'exit'));
  expect(await Promise.all(all)).toEqual(all.map(() => [0, null]));
  expect(existsSync(join(folder, 'many/199/x'))).toBe(true);
});
