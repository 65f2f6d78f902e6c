import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, WITHOUT_CHROMIUM } from './chromium.ts';
import { KINDS, type Kind, smallReports } from './small-reports.ts';

const IN_PAGE = new URL('in-page.js', import.meta.url).pathname;
const WIDTHS = [390, 768, 1440];
const SCHEMES = ['light', 'dark'] as const;
/** A4 less margins of 10 mm, in CSS px of 1/96 inch. */
const PAPER = Math.floor(((210 - 2 * 10) / 25.4) * 96);
/** Kinds whose pages run nothing again. */
const WITHOUT_COMMANDS: readonly Kind[] = ['a find', 'a comparison', 'a training'];

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(CHROMIUM === undefined)(`reports in Chromium${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let files: Readonly<Record<Kind, string>>;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    files = await smallReports(folder);
  }, 300_000);
  afterAll(() => browser?.close());

  describe.each(KINDS)('%s', (kind) => {
    let page: Page;
    const complaints: string[] = [];
    const requests: string[] = [];
    const address = () => pathToFileURL(files[kind]).href;
    const view = (width: number) => page.setViewportSize({ width, height: 900 });

    beforeAll(async () => {
      page = await browser.newPage();
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => requests.push(request.url()));
      await page.addInitScript({ path: IN_PAGE });
      await page.addInitScript(axe.source);
      await page.goto(address());
    });
    afterAll(() => page?.close());

    it('has charts, each of some size', async () => {
      const charts = await page.evaluate<{ width: number; height: number; marks: number }[]>('inPage.charts()');
      expect(charts.length).toBeGreaterThan(0);
      for (const { width, height, marks } of charts) {
        expect(width).toBeGreaterThan(200);
        expect(height).toBeGreaterThan(60);
        expect(marks).toBeGreaterThan(2);
      }
    });

    it.each(WIDTHS)(
      'does not scroll sideways, and cuts no text of a chart, where the window is %s px wide',
      async (width) => {
        await view(width);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          expect(await page.evaluate('inPage.tooWide("body *:not(.scroll *):not(svg *)")')).toEqual([]);
          expect(await page.evaluate('inPage.sidewaysScroll()')).toBeLessThanOrEqual(0);
          expect(await page.evaluate('inPage.cutTexts()')).toEqual([]);
        }
      },
    );

    it.each(SCHEMES)('bars no reader when %s', async (colorScheme) => {
      await view(1440);
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('inPage.barriers()')).toEqual([]);
    });

    it('prints by day, unfolded, without charts or tables that are wider than the paper', async () => {
      await view(PAPER);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate('inPage.tooWide("table, svg.chart, figure, pre, p, dl")')).toEqual([]);
      expect(await page.evaluate('inPage.foldedTables()')).toBe(0);
      expect(await page.evaluate('inPage.background()')).toBe('rgb(255, 255, 255)');
      const [top, bottom, left, right] = Array(4).fill('10mm');
      const pdf = await page.pdf({ format: 'A4', margin: { top, bottom, left, right } });
      expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
      await page.emulateMedia({ media: null, colorScheme: null });
    });

    it.skipIf(WITHOUT_COMMANDS.includes(kind))('copies a command with a click', async () => {
      await view(1440);
      const command = page.locator('.command:visible').first();
      await command.click();
      const text = await command.textContent();
      expect(text).toMatch(/^dyadsim /);
      expect(await page.evaluate('inPage.selected()')).toBe(text);
      const other = await browser.newPage();
      await other.setContent('<textarea></textarea>');
      await other.locator('textarea').focus();
      await other.keyboard.press('Control+V');
      expect(await other.locator('textarea').inputValue()).toBe(text);
      await other.close();
    });

    it('asks for nothing but itself, and has nothing to complain of', () => {
      expect(requests).toEqual([address()]);
      expect(complaints).toEqual([]);
    });
  });
});
