import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { untraceable } from '../report/traceable.ts';
import { dyadsim } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SPECS = 'accept:\n  specs: [{ metric: stable, target: 90 % }, { name: wide, metric: gainMarginDb, min: 6 }]';
const schema = z.fromJSONSchema(JSON.parse(readFileSync(join('schemas', 'summary.schema.json'), 'utf8')));

function screened(): string {
  const path = staticScenario(folder, 'screened', '12', 'screen: { near: 20 %, sample: 50 % }');
  writeFileSync(path, readFileSync(path, 'utf8').replace('engine: static', 'engine: screened'));
  return path;
}

describe('summary.json of a real run is as its schema says, and has every number of report.md', () => {
  test.each([
    ['ideal-quick', () => 'ideal-quick'],
    ['events and noise', () => smallScenario(folder, { chips: 6, seed: 'summary', hidden: 5, noise: true })],
    ['static, with specs', () => staticScenario(folder, 'specs', '12', SPECS)],
    ['until enough is known', () => staticScenario(folder, 'until', 'auto', 'until: { interval: 40 % }')],
    ['screened', screened],
  ])('%s', async (name, scenario) => {
    const run = join(folder, `run ${name}`);
    const { code } = await dyadsim('sweep', scenario(), '-o', run, '--threads', '0');
    expect(code).toBe(0);
    const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));
    expect(schema.parse(summary)).toEqual(summary);
    // Commands name the run; its folder has a random name, which may begin with a digit.
    const markdown = readFileSync(join(run, 'report.md'), 'utf8').replaceAll(basename(folder), 'folder');
    expect(untraceable(markdown, summary)).toEqual([]);
  });
});
