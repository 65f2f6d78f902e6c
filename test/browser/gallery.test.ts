import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES } from '../../scripts/gallery/entries.mjs';
import { CHROMIUM, WITHOUT_CHROMIUM } from './chromium.ts';

const SCRIPT = new URL('../../scripts/gallery.mjs', import.meta.url).pathname;
const IN_PAGE = new URL('in-page.js', import.meta.url).pathname;
/** A phone, a tablet, two windows that are not whole screens, and a screen. */
const WIDTHS = [390, 768, 1024, 1100, 1440];
/** Bytes of a page. */
const MOST = 5e6;

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-browsed-gallery-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(CHROMIUM === undefined)(`the gallery, of a few chips, in Chromium${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    await promisify(execFile)(process.execPath, [SCRIPT, '--small', folder]);
  }, 600_000);
  afterAll(() => browser?.close());

  describe.each(['index', ...ENTRIES.map(({ name }) => name)])('%s', (name) => {
    let page: Page;
    const complaints: string[] = [];
    const file = join(folder, `${name}.html`);

    beforeAll(async () => {
      page = await browser.newPage();
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.addInitScript({ path: IN_PAGE });
      await page.addInitScript(axe.source);
      await page.goto(pathToFileURL(file).href);
    });
    afterAll(() => page?.close());

    it.each(WIDTHS)('does not scroll sideways, nor its first screen, where the window is %s px wide', async (width) => {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('inPage.tooWide("body *:not(.scroll *):not(svg *)")')).toEqual([]);
      expect(await page.evaluate('inPage.sidewaysScroll()')).toBeLessThanOrEqual(0);
      expect(await page.evaluate('inPage.scrolling(".glance .scroll")')).toEqual([]);
    });

    it('bars no reader, has nothing to complain of, and is small', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate('inPage.barriers()')).toEqual([]);
      }
      expect(complaints).toEqual([]);
      expect(readFileSync(file).length).toBeLessThan(MOST);
    });
  });
});
