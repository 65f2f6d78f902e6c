import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Runs a scenario whose text is changed as told. */
async function sweep(name: string, own: string, change: (text: string) => string): Promise<void> {
  const scenario = staticScenario(folder, name, '40', own);
  writeFileSync(scenario, change(readFileSync(scenario, 'utf8')));
  const { code, stderr } = await dyadsim('sweep', scenario, '-o', at(`run-${name}`), '--threads', '0', '--no-report');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
}

beforeAll(async () => {
  await sweep('before', 'rules: [dp, dp-transpose]', (text) => text);
  await sweep('other', 'rules: [dp]', (text) => text.replace('seed: static', 'seed: another'));
  // Nudged so hard, the response is far from the gradient.
  await sweep('after', 'rules: [dp]', (text) => text.replace('beta: 0.05', 'beta: 5'));
});

describe('compare', () => {
  test('of a run with itself: pairs, and nothing changed', async () => {
    const { code, stdout, stderr } = await dyadsim('compare', at('run-before'), at('run-before'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Verdict: B is not significantly worse than A in any of 10 comparisons');
    expect(stdout).toContain('Chips: the same in both runs: 40 pairs');
    expect(stdout).toMatch(
      /as described {2}DP +stable +40 +40\/40 +40\/40 +0\.0 points \(−8\.8 to \+8\.8\) +1\.000 {2}no change within noise/,
    );
  });

  test('ends with 4 where the second is significantly worse, and 0 the other way round', async () => {
    const worse = await dyadsim('compare', at('run-before'), at('run-after'), '--json');
    expect(worse.code).toBe(4);
    const comparison = JSON.parse(worse.stdout);
    expect(comparison).toMatchObject({
      format: 'dyadsim/comparison@1',
      verdict: 'significantly worse',
      pairing: { paired: true },
      pairs: 40,
      onlyFirst: ['rule dp-transpose'],
      differences: [
        'scenario.name: "before" in A, "after" in B',
        'scenario.beta.value: 0.05 in A, 5 in B',
        'scenario.rules[1]: "dp-transpose" in A, nothing in B',
      ],
    });
    const better = await dyadsim('compare', at('run-after'), at('run-before'));
    expect(better.code).toBe(0);
    expect(better.stdout).toContain('Better in');
  });

  test('with --within ends with 3 where there are too few chips', async () => {
    const runs = [at('run-before'), at('run-before')];
    expect((await dyadsim('compare', ...runs, '--within', '2 %')).code).toBe(3);
    const enough = await dyadsim('compare', ...runs, '--within', '10 %');
    expect(enough.code).toBe(0);
    expect(enough.stdout).toContain('a worsening by 10.0 % is ruled out');
  });

  test('of other chips says so', async () => {
    const { stdout } = await dyadsim('compare', at('run-before'), at('run-other'));
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'not the same in both runs, the seeds differ: "static" and "another"',
    );
    expect(stdout).toContain('40 and 40');
  });

  test('writes Markdown and a page', async () => {
    const files = ['--md', at('c.md'), '--html', at('c.html')];
    expect((await dyadsim('compare', at('run-before'), at('run-other'), ...files)).code).toBe(0);
    expect(readFileSync(at('c.md'), 'utf8')).toContain('## Changes\n\n| point | rule | quantity |');
    expect(readFileSync(at('c.html'), 'utf8')).toContain('<svg');
  });

  test.each([
    { flags: ['--within', '0'], message: '--within: expected more than 0 and less than 100 %, got "0"' },
    { flags: ['--within', '2 mV'], message: '--within: expected a number' },
    { flags: ['--within', 'NaN'], message: '--within: expected a number' },
    { flags: ['--md', '/no/such/folder/c.md'], message: '--md: cannot write /no/such/folder/c.md' },
  ])('refuses $flags', async ({ flags, message }) => {
    const { code, stdout, stderr } = await dyadsim('compare', at('run-before'), at('run-other'), ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('refuses what is no run, or has nothing in common', async () => {
    const none = await dyadsim('compare', at('run-before'), at('none'));
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('is no run directory') });
    await sweep('transposed', 'rules: [dp-transpose]', (text) => text);
    const { code, stderr } = await dyadsim('compare', at('run-transposed'), at('run-other'), '--md', at('nothing.md'));
    expect(code).toBe(2);
    expect(stderr).toContain('have no point and rule in common of which both have rows');
    expect(existsSync(at('nothing.md'))).toBe(false);
  });
});
