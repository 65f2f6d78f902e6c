import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dyadsim } from './dyadsim.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-workbench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync('docs/workbench.md', 'utf8');
const block = (name: string) => {
  const [, text = ''] = new RegExp(`<!-- ${name} -->\\n\\n((?: {4}.*\\n|\\n)+)`).exec(page) ?? [];
  return text.replace(/^ {4}/gm, '').trim();
};

/** A project of a user's, with dyadsim in its node_modules, and a run. */
beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(process.cwd(), join(folder, 'node_modules/dyadsim'));
  symlinkSync(join(process.cwd(), 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), block('program'));
  expect((await dyadsim('sweep', 'ideal-quick', '-o', join(folder, 'runs/quick'))).code).toBe(0);
});

it('the program of the page is right by its types', () => {
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node', '--outDir', folder];
  execFileSync(process.execPath, [join(process.cwd(), 'node_modules/typescript/bin/tsc'), ...options, 'program.ts'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});

it('and prints what the page shows', () => {
  const printed = execFileSync(process.execPath, ['program.js'], { cwd: folder, encoding: 'utf8' });
  expect(printed.trim()).toBe(block('printed'));
});
