import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-contributions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = staticScenario(folder, 'swept', '12', 'rules: [dp, dp-transpose]\nfollow: 60');
writeFileSync(
  file,
  readFileSync(file, 'utf8')
    .replace('beta: 0.05', 'beta: 0.02')
    .replace('overrides:', 'overrides:\n  dyad.alpha: 0\n  dyad.nudgeGain.mismatch: 10 %'),
);
const run = join(folder, 'run');
beforeAll(async () => {
  const { code, stderr } = await dyadsim('sweep', file, '-o', run, '--quiet', '--no-report');
  expect([code, stderr]).toEqual([0, expect.any(String)]);
}, 120_000);

interface Found {
  readonly rule: string;
  readonly chips: number;
  readonly metric: string;
  readonly leftOut: readonly { readonly why: string; readonly chips: number }[];
  readonly r2: number;
  readonly groups: readonly { readonly name: string; readonly share: number }[];
  readonly notExplained: { readonly share: number };
}

describe('dyadsim contributions', () => {
  test('shares the variance of the stored loop gains out, and says what is not explained', async () => {
    const { code, stdout } = await dyadsim('contributions', run, '--rule', 'dp', '--json', '--quiet');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Found;
    expect(found.groups.map(({ name }) => name).sort()).toEqual(['dyad.nudgeGain', 'neuron.gain']);
    const sum = found.groups.reduce((all, { share }) => all + share, found.notExplained.share);
    expect(sum).toBeCloseTo(1, 10);
    expect(found.r2).toBeGreaterThan(0.99);
    expect(found.metric).toBe('gainMargin');
    expect(found.leftOut.reduce((all, { chips }) => all + chips, found.chips)).toBe(12);
  });

  test.each(['lossBeta', 'angleDeg'])('shares that of %s out, and counts the chips that have none', async (metric) => {
    const flags = ['--rule', 'dp', '--metric', metric, '--json', '--quiet'];
    const { code, stdout } = await dyadsim('contributions', run, ...flags);
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Found;
    expect(found.metric).toBe(metric);
    expect(found.groups.reduce((all, { share }) => all + share, found.notExplained.share)).toBeCloseTo(1, 10);
    expect(found.leftOut.reduce((all, { chips }) => all + chips, found.chips)).toBe(12);
  });

  test('prints a table, the largest share first', async () => {
    const { code, stdout } = await dyadsim(
      'contributions',
      run,
      '--groups',
      'parameter,layer',
      '--chips',
      '6',
      '--quiet',
    );
    expect(code).toBe(0);
    const shares = [
      ...stdout.matchAll(/^(?:neuron|dyad)\S+ +layer \d+ +(-?[\d.]+) %|^\S.*?, layer \d +(-?[\d.]+) %/gm),
    ].map(([, a, b]) => Number(a ?? b));
    expect(shares.length).toBeGreaterThanOrEqual(2);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(stdout).toMatch(/not explained/);
    expect(stdout).toMatch(/R² against the stored values 0\.99|R² against the stored values 1\.0/);
  });

  test.each([
    [['--rule', 'backprop'], /--rule.*dp and dp-transpose/],
    [['--point', '3'], /--point.*points 0 to 0/],
    [['--metric', 'settleTime'], /gainMargin, lossBeta, angleDeg/],
    [['--groups', 'colour'], /Expected some of parameter, layer, part/],
    [['--groups', 'layer,layer'], /each once/],
    [['--chips', '0'], /--chips/],
  ])('refuses %s', async (flags, message) => {
    const { code, stderr } = await dyadsim('contributions', run, ...flags);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('refuses a run whose scenario has changed, and one with curved activations', async () => {
    const curved = staticScenario(folder, 'curved', '2', 'rules: [dp]\nloss: cross-entropy\nfollow: 1');
    const other = join(folder, 'curved');
    expect((await dyadsim('sweep', curved, '-o', other, '--quiet', '--no-report')).code).toBe(0);
    const { code, stderr } = await dyadsim('contributions', other);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/straight pieces and squared-error.*cross-entropy/)]);
    writeFileSync(curved, readFileSync(curved, 'utf8').replace('chips: 2', 'chips: 3'));
    const changed = await dyadsim('contributions', other);
    expect(changed.stderr).toMatch(/is not what the run was made of any more: chips: 2 in the run, 3 now/);
    const none = await dyadsim('contributions', join(folder, 'nothing'));
    expect(none.code).not.toBe(0);
  });

  test('writes the same as a page and as Markdown', async () => {
    const [html, md] = [join(folder, 'parts.html'), join(folder, 'parts.md')];
    const { code, stdout } = await dyadsim('contributions', run, '--rule', 'dp', '--html', html, '--md', md, '--quiet');
    expect(code).toBe(0);
    const [, largest, share] = /^(\S+) +([\d.]+) %/m.exec(stdout) ?? [];
    const [page, text] = [readFileSync(html, 'utf8'), readFileSync(md, 'utf8')];
    expect(page).toMatch(new RegExp(`<figcaption><b>DP: ${largest} is ${share}\\s% of the variance</b>`));
    expect(page).toContain(`${largest}, ${share} %</text>`);
    expect(text).toContain(`The largest parts of its variance are ${largest} ${share} %`);
    // Of a quarter of the variance of the largest part is left a quarter: sqrt(1 - 3/4 share) of the deviation.
    const [, deviation] = /deviation ([\d.]+);/.exec(stdout) ?? [];
    const [, left] = /the deviation would be ([\d.]+) /.exec(text) ?? [];
    expect(Number(left) / Number(deviation)).toBeCloseTo(Math.sqrt(1 - 0.0075 * Number(share)), 2);
  });
});
