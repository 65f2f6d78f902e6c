import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NGSPICE_MISSING, WITH_NGSPICE } from '../export/ngspice.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (/\.md$/.test(name) ? [join('docs', name)] : [])),
];
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What two numbers of ngspice's may differ by, relative: another version or machine takes other steps. */
const SPICE_TOLERANCE = 1e-5;

/** Runs a command of a page; the files that it reads and writes stand in a folder of the test's own. */
function run(command: string): string {
  const [program, ...words] = command.replace(/^npx /, '').split(' ');
  const args = words.map((word) =>
    /^(chip\.|runs\/|plots$)/.test(word) ? join(folder, word.replace('/', '-')) : word,
  );
  const [file, first] =
    program === 'dyadsim' ? [process.execPath, [join(ROOT, 'dist/program/main.js')]] : [program, []];
  return execFileSync(file, [...first, ...args], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const unindented = (block: string) => block.replace(/^ {4}/gm, '').trim();

/** Whether a printed line is the shown one, with numbers that may differ by a relative `tolerance`. */
function sameLine(shown: string, printed: string, tolerance: number): boolean {
  const number = /[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
  if (shown.replace(number, '#') !== printed.replace(number, '#')) return false;
  const values = printed.match(number) ?? [];
  return (shown.match(number) ?? []).every(
    (text, i) => Math.abs(Number(text) - Number(values[i])) <= tolerance * Math.abs(Number(text)),
  );
}

/** The first shown line that is not found in its place; `...` stands for any lines, before the block as well. */
function firstStranger(shown: readonly string[], printed: readonly string[], tolerance: number): string | null {
  let from = printed.findIndex((line) => sameLine(shown[0], line, tolerance));
  if (from < 0) return shown[0];
  let skipped = false;
  for (const line of shown) {
    if (line === '...') {
      skipped = true;
      continue;
    }
    const at = printed.findIndex((candidate, i) => i >= from && sameLine(line, candidate, tolerance));
    if (at < 0 || (at > from && !skipped)) return line;
    from = at + 1;
    skipped = false;
  }
  return null;
}

/** What each command printed, on whichever page it was run first. */
const printed = new Map<string, string>();

for (const page of PAGES) {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const commands = [...text.matchAll(/^ {4}(npx dyadsim .+|ngspice -b .+)$/gm)].map(([, command]) => command);
  const outputs = [...text.matchAll(/<!-- output( begins)?: (.+) -->\n\n((?: {4}.*\n|\n)+)/g)];
  const shownFiles = [...text.matchAll(/<!-- file: (.+) -->\n\n((?: {4}.*\n|\n)+)/g)];

  describe(page, () => {
    beforeAll(() => {
      for (const [, name, block] of shownFiles) writeFileSync(join(folder, name), `${unindented(block)}\n`);
    });

    for (const command of new Set(commands)) {
      const spice = command.startsWith('ngspice');
      it.skipIf(spice && NGSPICE_MISSING)(`${command}: runs${spice ? WITH_NGSPICE : ''}`, () => {
        if (!printed.has(command)) printed.set(command, run(command));
      });
    }

    for (const [, begins, command, block] of outputs) {
      const spice = command.startsWith('ngspice');
      it.skipIf(spice && NGSPICE_MISSING)(`${command}: prints what is shown${spice ? WITH_NGSPICE : ''}`, () => {
        const all = printed.get(command);
        if (all === undefined) throw new Error(`the page shows what "${command}" prints and never says to run it`);
        const shown = unindented(block);
        if (begins) expect(all.slice(0, shown.length)).toBe(shown);
        else if (!spice) expect(all.trim()).toBe(shown);
        else expect(firstStranger(shown.split('\n'), all.split('\n'), SPICE_TOLERANCE)).toBeNull();
      });
    }

    it('links to pages and pictures that exist', () => {
      const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)|src="([^"]+)"/g)].map(
        ([, to, picture]) => to ?? picture,
      );
      const files = links.filter((link) => !/^https?:/.test(link)).map((link) => join(ROOT, dirname(page), link));
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
    });
  });
}

describe('the README', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');

  it('has commands to try, and shows what one of them prints', () => {
    expect(text.match(/^ {4}npx dyadsim /gm)?.length).toBeGreaterThanOrEqual(9);
    expect(text).toContain('<!-- output: npx dyadsim ');
  });
});
