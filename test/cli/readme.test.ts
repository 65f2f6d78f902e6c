import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Commands of the README in their order, what they write put into a folder of the test's own. */
const commands = [...README.matchAll(/^ {4}npx dyadsim (.+)$/gm)].map(([, words]) => words);

function run(words: string): string {
  const args = words
    .split(' ')
    .map((word) => (/^(chip\.|runs\/|plots$)/.test(word) ? join(folder, word.replace('/', '-')) : word));
  return execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], { cwd: ROOT, encoding: 'utf8' });
}

const unindented = (block: string) => block.replace(/^ {4}/gm, '').trim();

describe('the README', () => {
  const printed = new Map<string, string>();

  it('names commands', () => {
    expect(commands.length).toBeGreaterThanOrEqual(9);
  });

  for (const words of commands) {
    it(`dyadsim ${words}: runs`, () => {
      printed.set(words, run(words));
    });
  }

  it('shows what is printed', () => {
    const shown = [...README.matchAll(/<!-- output: npx dyadsim (.+) -->\n\n((?: {4}.*\n|\n)+)/g)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [, words, block] of shown) expect(printed.get(words)?.trim()).toBe(unindented(block));
  });

  it('links to pages and pictures that exist', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)|src="([^"]+)"/g)].map(([, page, picture]) => page ?? picture);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
