import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ENTRIES } from '../../scripts/gallery/entries.mjs';

const SCRIPT = new URL('../../scripts/gallery.mjs', import.meta.url).pathname;
const DOCS = new URL('../../docs/gallery/', import.meta.url).pathname;
/** Of docs/gallery in all, bytes. */
const MOST = 6e6;

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-small-gallery-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('gallery', () => {
  test('of a few chips: the page, its picture, and both overviews', () => {
    execFileSync(process.execPath, [SCRIPT, '--small', folder, 'corners']);
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'corners.html', 'corners.svg', 'index.html']);
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(text('corners.html')).toContain('3 chips × 3 points');
    expect(text('corners.svg')).toMatch(/^<svg[^>]*>\n<style>[\s\S]*<\/svg>\n\s*$/);
    for (const overview of ['README.md', 'index.html']) {
      expect(text(overview)).toContain('dyadsim sweep corners -o runs/corners');
      expect(text(overview)).toContain('DP-transpose: Foretold stable on ');
      expect(text(overview)).toMatch(/n\s=\s3 chips per point and rule/);
      expect(text(overview)).not.toContain(tmpdir());
    }
  });

  test('tells of a page that is not in it', () => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--small', folder, 'cornerz'], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('no page cornerz; there are asymmetric-nudging, ');
  });

  test('in docs has every page, with nothing of the machine that made it', () => {
    const names = readdirSync(DOCS);
    const pages = ENTRIES.flatMap(({ name }) => [`${name}.html`, `${name}.svg`]);
    expect(names.sort()).toEqual([...pages, 'README.md', 'index.html'].sort());
    const texts = names.map((name) => readFileSync(join(DOCS, name), 'utf8'));
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(MOST);
    for (const text of texts) expect(text).not.toMatch(/\/tmp\/|\/home\/|\/root\/|file:\/\//);
  });
});
