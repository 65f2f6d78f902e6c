import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-loading-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A measured chip of layers 3-5-4-2. */
const { cases } = JSON.parse(readFileSync('test/reference/cases.json', 'utf8'));
const chip = join(folder, 'chip.json');
writeFileSync(chip, JSON.stringify(cases[0].chip));

const DEPENDENCIES = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);

/** Our dependencies of which a command loads at least one file: V8's coverage lists all that a process runs. */
function dependenciesOf(...args: string[]): string[] {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  execFileSync(process.execPath, ['dist/program/main.js', ...args], { env });
  const urls = readdirSync(coverage).flatMap((file) =>
    JSON.parse(readFileSync(join(coverage, file), 'utf8')).result.map(({ url }: { url: string }) => url),
  );
  return DEPENDENCIES.filter((name) => urls.some((url) => url.includes(`/node_modules/${name}/`)));
}

const run = ['--rule', 'dp', '--input', '0.1,0.2,0.3', '--target', '1'];

test.each([
  { args: ['--help'], loaded: ['commander'] },
  { args: ['validate', chip], loaded: ['commander', 'picocolors', 'zod'] },
  {
    args: ['validate', 'scenarios/ideal-quick.yaml'],
    loaded: ['commander', 'fflate', 'picocolors', 'seedrandom', 'yaml', 'zod'],
  },
  { args: ['simulate', chip, ...run], loaded: ['commander', 'picocolors', 'seedrandom', 'zod'] },
])('$args.0 loads only the packages that it uses', ({ args, loaded }) => {
  expect(dependenciesOf(...args)).toEqual(loaded);
});
