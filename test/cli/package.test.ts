import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-package-'));
const unpacked = join(folder, 'package');
afterAll(() => rmSync(folder, { recursive: true }));

/** What a user gets, with the dependencies of this checkout beside it. */
beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(
    execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  symlinkSync(join(process.cwd(), 'node_modules'), join(unpacked, 'node_modules'));
});

const main = join(unpacked, 'dist/program/main.js');
const run = (...args: string[]) => execFileSync(main, args, { cwd: folder, encoding: 'utf8' });

test('the command can be run as it was built and packed', () => {
  expect(statSync('dist/program/main.js').mode & 0o111).toBe(0o111);
  expect(statSync(main).mode & 0o111).toBe(0o111);
  expect(run('--version')).toMatch(/^\d/);
});

test('shipped scenarios are named like shipped devices, wherever the user is', () => {
  expect(run('validate', 'ideal', 'asymmetric-nudging')).toBe(
    'ideal: device "ideal" is valid\nasymmetric-nudging: scenario "asymmetric-nudging" is valid\n' +
      '  weights scaled to full scale; one full scale of layers 0 to 2 was 1.00, 1.57, 1.28\n',
  );
  expect(run('sample', '--scenario', 'ideal-quick', '--point', '1', '-o', 'chip.json')).toBe('');
  expect(JSON.parse(readFileSync(join(folder, 'chip.json'), 'utf8')).layers).toEqual([64, 32, 10]);
});

test('a misspelt name is told with the one that was meant', () => {
  expect(() => run('sweep', 'ideal-quik', '-o', 'run')).toThrow(
    /ideal-quik: no such file, and no shipped scenario of that name; did you mean "ideal-quick"\?/,
  );
});

test('names of shipped devices and scenarios are told apart', () => {
  const names = ['devices', 'scenarios'].flatMap((kind) => readdirSync(join(unpacked, kind)));
  expect(new Set(names).size).toBe(names.length);
});

test('no file points to a source map or a source that is not there', () => {
  const files = readdirSync(join(unpacked, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  const scripts = files.filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(100);
  expect(
    scripts.filter((file) => readFileSync(join(unpacked, 'dist', file), 'utf8').includes('sourceMappingURL')),
  ).toEqual([]);
});

test('what is packed imports nothing but Node, itself and the dependencies that come with it', () => {
  const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const files = readdirSync(join(unpacked, 'dist'), { recursive: true, encoding: 'utf8' });
  const strangers = files
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(unpacked, 'dist', file), 'utf8');
      const names = [
        ...text.matchAll(
          /(?:^(?:import|export)(?: type)? (?:[\w*{][^'";=:()]*\bfrom )?|\bimport\(|\brequire\(|\(import\.meta\.url\)\()['"]([^'".][^'"]*)['"]/gm,
        ),
      ];
      return names.map(([, name]) => name).filter((name) => !name.startsWith('node:'));
    })
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect(strangers.length).toBeGreaterThan(10);
  expect([...new Set(strangers)].filter((name) => !(name in dependencies))).toEqual([]);
});
