import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/report/summary.ts';
import { ruleName } from '../../src/report/words.ts';
import { reportOf } from '../report/reports.ts';
import { ALPHA, syntheticRun } from '../report/synthetic-run.ts';
import { CHROMIUM, WITHOUT_CHROMIUM } from './chromium.ts';

const IN_PAGE = new URL('in-page.js', import.meta.url).pathname;
const NUDGE = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
const YIELDS = 'Yield of every point and rule';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-interaction-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(CHROMIUM === undefined)(`a report under the reader’s hands${WITHOUT_CHROMIUM}`, () => {
  let browser: Browser;
  let page: Page;
  let summary: Summary;
  const complaints: string[] = [];
  const address = pathToFileURL(join(folder, 'report.html')).href;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    const { manifest, rows } = syntheticRun([ALPHA, NUDGE]);
    const report = await reportOf(manifest, rows);
    summary = report.summary;
    writeFileSync(join(folder, 'report.html'), report.html);
  }, 120_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.addInitScript({ path: IN_PAGE });
    await page.addInitScript(axe.source);
    await page.goto(address);
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  const table = (label: string) => page.getByRole('region', { name: label }).locator('table');
  /** Point and rule of each row that is seen, from above. */
  const seen = (label: string) =>
    table(label)
      .locator('tbody tr:visible')
      .evaluateAll((rows) => rows.map((row) => [row.dataset.point, row.dataset.rule].join(' | ')));
  const cells = () => summary.points.flatMap(({ label, cells }) => cells.map((cell) => ({ label, cell })));
  const names = (own: ReturnType<typeof cells>) => own.map(({ label, cell }) => `${label} | ${ruleName(cell.rule)}`);
  const slider = (name: string) => page.getByRole('slider', { name });
  const pasted = async () => {
    const other = await browser.newPage();
    await other.setContent('<textarea></textarea>');
    await other.locator('textarea').focus();
    await other.keyboard.press('Control+V');
    const text = await other.locator('textarea').inputValue();
    await other.close();
    return text;
  };

  it('sorts a table by the numbers in a column, down, and back', async () => {
    const title = table(YIELDS).getByRole('columnheader', { name: 'settling', exact: true });
    const time = ({ cell }: ReturnType<typeof cells>[number]) => cell.settleTime!.median;
    expect(cells().every(({ cell }) => cell.settleTime !== null)).toBe(true);
    const times = cells().map(time);
    // Otherwise units would not matter.
    expect(Math.min(...times)).toBeLessThan(1e-3);
    expect(Math.max(...times)).toBeGreaterThan(1e-3);
    const shownTime = (seconds: number) => Number(seconds.toPrecision(3));
    const inOrder = (sign: number) =>
      names([...cells()].sort((a, b) => sign * (shownTime(time(a)) - shownTime(time(b)))));
    for (const [sorting, expected] of [
      ['ascending', inOrder(1)],
      ['descending', inOrder(-1)],
      ['none', names(cells())],
    ] as const) {
      await title.getByRole('button').click();
      expect(await title.getAttribute('aria-sort')).toBe(sorting);
      expect(await seen(YIELDS)).toEqual(expected);
    }
  });

  it('sorts yields as fractions, by the keyboard too, and one column at a time', async () => {
    const [stable, settling] = [/^stable/, 'settling'].map((name) =>
      table(YIELDS).getByRole('columnheader', { name, exact: true }),
    );
    await settling.getByRole('button').click();
    await stable.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await settling.getAttribute('aria-sort')).toBe('none');
    const passed = ({ cell: { stable } }: ReturnType<typeof cells>[number]) => stable.passed / stable.n;
    expect(await seen(YIELDS)).toEqual(names([...cells()].sort((a, b) => passed(a) - passed(b))));
  });

  it('shows the rows that hold all words of a filter, and how many', async () => {
    const input = page.getByLabel('Show rows with').first();
    await input.fill('DP-TRANSPOSE 0.75,');
    const expected = cells().filter(({ label, cell }) => cell.rule === 'dp-transpose' && label.includes('0.75,'));
    expect(expected).toHaveLength(2);
    expect(await seen(YIELDS)).toEqual(names(expected));
    expect(await page.locator('.filter output').first().textContent()).toBe('2 of 20 rows');
    await input.fill('');
    expect(await seen(YIELDS)).toHaveLength(20);
  });

  it('takes a rule out of tables and pictures', async () => {
    const marks = (rule: string) => page.locator(`svg [data-rule="${rule}"]:visible`);
    const before = [await marks('DP').count(), await marks('DP-transpose').count()];
    expect(Math.min(...before)).toBeGreaterThan(100);
    const charts = await page
      .locator('figure:visible')
      .evaluateAll((all) => all.filter((one) => !one.querySelector('svg [data-rule="DP"]')).length);
    expect(charts).toBe(0);
    await page.getByRole('checkbox', { name: 'DP', exact: true }).click();
    expect(await marks('DP').count()).toBe(0);
    expect(await marks('DP-transpose').count()).toBe(before[1]);
    expect(await page.locator('tr[data-rule="DP"]:visible').count()).toBe(0);
    expect(await seen(YIELDS)).toEqual(names(cells().filter(({ cell }) => cell.rule === 'dp-transpose')));
    // The name of the point stood in a row that is hidden now.
    const first = await table(YIELDS).locator('tbody tr:visible').first().textContent();
    expect(first?.replaceAll('\u00a0', ' ')).toContain(summary.points[0].label);
    await page.getByRole('checkbox', { name: 'DP', exact: true }).click();
    expect([await marks('DP').count(), await marks('DP-transpose').count()]).toEqual(before);
  });

  it('has a slider for every axis that picks one value of it', async () => {
    const faint = () => page.locator('svg .elsewhere').evaluateAll((all) => all.map((one) => one.dataset.point));
    await slider('alpha').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await slider('alpha').getAttribute('aria-valuetext')).toBe('0.25');
    const at = (...words: string[]) => cells().filter(({ label }) => words.every((word) => label.includes(word)));
    expect(await seen(YIELDS)).toEqual(names(at('alpha = 0.25,')));
    expect(new Set(await faint())).toEqual(
      new Set(summary.points.map(({ label }) => label).filter((label) => !label.startsWith('alpha = 0.25,'))),
    );
    // The names of the points in a chart with a row for each.
    expect(await page.locator('svg text.elsewhere:not([data-rule])').count()).toBeGreaterThan(0);
    await slider('nudge').fill('2');
    expect(await seen(YIELDS)).toEqual(names(at('alpha = 0.25,', 'held')));
    await slider('alpha').fill('0');
    expect(await slider('alpha').getAttribute('aria-valuetext')).toBe('all');
    expect(await seen(YIELDS)).toEqual(names(at('held')));
    await slider('nudge').fill('0');
    expect(await seen(YIELDS)).toEqual(names(cells()));
    expect(await faint()).toEqual([]);
  });

  it('tells the values of a mark, and copies its command by a click', async () => {
    const { label } = summary.points[2];
    const mark = page.locator(`.proof svg [data-rule="DP-transpose"][data-point="${label}"]`).first();
    await mark.hover();
    const values = (await page.locator('.values').innerText()).replaceAll('\u00a0', ' ');
    const { stable } = summary.points[2].cells[1];
    expect(values).toContain(`DP-transpose, ${label}`);
    expect(values).toContain(`stable on all of 8 inputs (95 %): ${stable.passed}/${stable.n} (`);
    await mark.click();
    const told = await page.locator('.told', { hasText: 'copied' }).textContent();
    const text = await pasted();
    expect(text).toMatch(/^dyadsim simulate --scenario \S+ --point 2 --chip \d+ --rule dp-transpose --trace \S+$/);
    expect(told).toBe(`copied: ${text}`);
    await page.mouse.move(2, 2);
    expect(await page.locator('.values').isVisible()).toBe(false);
  });

  it('copies a command by the keyboard', async () => {
    const command = page.locator('td .command:visible').nth(4);
    await command.focus();
    await page.keyboard.press('Enter');
    expect(await pasted()).toBe(await command.textContent());
  });

  it('bars no reader when sorted, filtered and at one value, by day and by night', async () => {
    await slider('alpha').fill('1');
    await page.getByRole('checkbox', { name: 'DP', exact: true }).click();
    await table(YIELDS).getByRole('button', { name: 'settling' }).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('inPage.barriers()')).toEqual([]);
    }
  });

  it('prints whole, whatever is hidden on the screen', async () => {
    const rows = await page.locator('tbody tr').count();
    await slider('alpha').fill('1');
    await page.getByRole('checkbox', { name: 'DP', exact: true }).click();
    await page.getByLabel('Show rows with').first().fill('nothing has this');
    expect(await page.evaluate('inPage.paleMarks()')).toBeGreaterThan(100);
    expect(await seen(YIELDS)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('tbody tr:visible').count()).toBe(rows);
    expect(await page.locator('.controls:visible, .filter:visible').count()).toBe(0);
    expect(await page.evaluate('inPage.paleMarks()')).toBe(0);
  });

  it('reads fully without its script', async () => {
    const rows = await page.locator('tbody tr').count();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    await still.goto(address);
    expect(await still.locator('.controls:visible, .filter, th button').count()).toBe(0);
    await still.emulateMedia({ media: 'print' });
    expect(await still.locator('tbody tr:visible').count()).toBe(rows);
    await context.close();
  });
});
