import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dyadsim } from './dyadsim.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('valid files are named with their kind, and the exit code is 0', async () => {
  const { code, stdout, stderr } = await dyadsim('validate', 'devices/ideal.yaml', 'scenarios/ideal-quick.yaml');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(
    'devices/ideal.yaml: device "ideal" is valid\nscenarios/ideal-quick.yaml: scenario "ideal-quick" is valid\n' +
      '  weights scaled to full scale; one full scale of layers 0 to 2 was 1.00, 1.50, 1.28\n',
  );
});

test('all problems of all files are listed on stderr with file, line, column and path; exit code 2', async () => {
  const ideal = readFileSync('devices/ideal.yaml', 'utf8');
  const one = file(
    'one.yaml',
    ideal.replace('tau: 10 us', 'tau: -10 us').replace('activation: relu', 'activation: rely'),
  );
  const two = file('two.yaml', 'format: dyadsim/other@1\n');
  const three = join(folder, 'three.yaml');
  const { code, stdout, stderr } = await dyadsim('validate', one, two, 'devices/ideal.yaml', three);
  expect(code).toBe(2);
  expect(stdout).toBe('devices/ideal.yaml: device "ideal" is valid\n');
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines).toContainEqual(expect.stringMatching(/one\.yaml:\d+:\d+ neuron\.activation: expected .*got "rely"/));
  expect(lines).toContainEqual(expect.stringMatching(/one\.yaml:\d+:\d+ neuron\.tau.*: expected .*got "-10 us"/));
  expect(lines).toContainEqual(expect.stringMatching(/two\.yaml:1:9 format: expected .*got "dyadsim\/other@1"/));
  expect(lines).toContainEqual(expect.stringMatching(/three\.yaml: no such file/));
});

test('--json is one object on stdout with the same problems', async () => {
  const bad = file('bad.json', '{"format": "dyadsim/chip@1", "layers": [2, 1]}');
  const { code, stdout } = await dyadsim('validate', bad, 'devices/ideal.yaml', '--json');
  expect(code).toBe(2);
  const { valid, files } = JSON.parse(stdout);
  expect(valid).toBe(false);
  expect(files).toHaveLength(2);
  expect(files[0]).toMatchObject({ file: bad, kind: 'chip', name: null });
  expect(files[0].problems.length).toBeGreaterThan(0);
  expect(files[1]).toEqual({
    file: 'devices/ideal.yaml',
    kind: 'device',
    name: 'ideal',
    problems: [],
    warnings: [],
    notes: [],
  });
});

test('bad syntax is a problem of the file, not of the program', async () => {
  const { code, stderr } = await dyadsim('validate', file('syntax.json', '{"format": '));
  expect(code).toBe(2);
  expect(stderr).toMatch(/syntax\.json:1:\d+: not valid/);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
});
