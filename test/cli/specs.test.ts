import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-specs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Forty chips, with some specs. */
const scenario = (name: string, specs: string) => staticScenario(folder, name, '40', `accept:\n  specs: ${specs}`);

describe('--check', () => {
  test.each([
    ['pass', '[{ metric: stable, target: 90 % }, { metric: accuracy, min: 2 }]', 0],
    ['not yet known', '[{ metric: stable, target: 3 sigma }, { metric: stable, name: again, target: 0.9 }]', 3],
    ['fail', '[{ metric: stable, target: 3 sigma }, { metric: gainMarginDb, min: 500, max: 600, target: 50 % }]', 4],
  ])('%s', async (word, specs, expected) => {
    const run = join(folder, word.replaceAll(' ', '-'));
    const file = scenario(`s-${expected}`, specs);
    const swept = await dyadsim('sweep', file, '-o', run, '--check', '--threads', '0');
    expect(swept.code).toBe(expected);
    expect(swept.stderr).toContain(`check: ${word}\n`);
    const reported = await dyadsim('report', run, '--check', '--json');
    expect(reported.code).toBe(expected);
    const { summary } = JSON.parse(reported.stdout);
    expect(summary.points[0].cells[0].specs).toHaveLength(2);
    // Without --check a run that is done is done.
    expect((await dyadsim('report', run)).code).toBe(0);
    for (const page of ['report.html', 'report.md']) expect(readFileSync(join(run, page), 'utf8')).toContain('Specs');
  });

  test('says beforehand how many chips a target needs', async () => {
    const file = scenario('needs', '[{ name: all, metric: stable, target: 3 sigma }]');
    const { stderr } = await dyadsim('sweep', file, '-o', join(folder, 'needs'), '--threads', '0');
    expect(stderr).toContain(
      'spec "all": 3 sigma (99.865 %) needs at least 2218 chips, none failing; the sweep has 40, which cannot show it\n',
    );
  });

  test('of a shard alone is not yet known', async () => {
    const file = scenario('shard', '[{ metric: stable, target: 90 % }]');
    const run = join(folder, 'shard');
    const first = await dyadsim('sweep', file, '-o', run, '--check', '--shard', '1/2', '--chips-per-block', '10');
    expect(first.code).toBe(3);
    const second = await dyadsim('sweep', file, '-o', run, '--check', '--shard', '2/2', '--chips-per-block', '10');
    expect(second.code).toBe(0);
  });

  test('has to have something to check', async () => {
    const file = scenario('none', '[{ metric: accuracy, min: 50 % }]');
    const run = join(folder, 'none');
    const { code, stderr } = await dyadsim('sweep', file, '-o', run, '--check');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--check: the scenario states no target to check: accept.specs, each with a metric and a target\n',
    });
  });
});

test.each([
  ['[{ metric: stabel }]', 'accept.specs.0.metric: expected'],
  [
    '[{ metric: gainMargin, target: 90 % }]',
    'accept.specs.0: expected min or max for gainMargin, but both are missing',
  ],
  ['[{ metric: gainMargin, min: 3, max: 2 }]', 'accept.specs.0.min: expected min <= max'],
  ['[{ metric: settleTime, max: 3 }]', 'accept.specs.0.max: expected a time'],
  ['[{ metric: stable, min: 1 }]', 'accept.specs.0.min'],
  ['[{ metric: stable, target: 100 % }]', 'accept.specs.0.target: expected less than 100 %'],
  [
    '[{ metric: stable, target: often }]',
    'accept.specs.0.target: expected a fraction of chips such as "99 %", or "3 sigma"',
  ],
  ['[{ metric: stable, target: 9 sigma }]', 'accept.specs.0.target: expected at most 8 sigma'],
  [
    '[{ metric: stable, rules: [dpt] }]',
    'accept.specs.0.rules.0: expected one of the scenario’s rules, dp, dp-transpose',
  ],
])('%s is told', async (specs, message) => {
  const file = scenario('wrong', specs);
  const { code, stderr } = await dyadsim('validate', file);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/wrong\.yaml:13:\d+/);
});
