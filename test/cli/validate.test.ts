import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** A scenario of random weights on the ideal device; `lines` go before its seed. */
function scenario(name: string, lines: string, layers = '64, 8, 10', weights = '{ from: random }'): string {
  return file(
    name,
    `format: dyadsim/scenario@1
name: hostile
device: ideal
network: { layers: [${layers}], weights: ${weights} }
beta: 0.1
chips: 4
probes: 1
${lines}
seed: hostile
`,
  );
}

test.each(['validate', 'sweep'])(
  '%s tells of chips that will be refused, with place and law, and goes on',
  async (command) => {
    const path = scenario(`wide-${command}.yaml`, 'overrides:\n  neuron.tau: { nominal: 10 us, mismatch: 25 % }');
    const run = command === 'sweep' ? ['-o', join(folder, 'wide'), '--threads', '0', '--quiet'] : [];
    const { code, stderr } = await dyadsim(command, path, ...run);
    expect(code).toBe(0);
    // 36 draws: 36 Phi(-4) = 1.14e-3.
    expect(stderr.trim().split('\n')[0]).toMatch(
      /wide-\w+\.yaml:9:3 device\.neuron\.tau: warning: 0\.114 % of the chips are refused.*normal law.*lognormal law does not$/,
    );
  },
);

test('warnings are in --json too, and no problems', async () => {
  const path = scenario('wide.yaml', 'overrides: { neuron.tau: { nominal: 10 us, mismatch: 30 % } }');
  const { code, stdout } = await dyadsim('validate', path, '--json');
  expect(code).toBe(0);
  const { valid, files } = JSON.parse(stdout);
  expect(valid).toBe(true);
  expect(files[0]).toMatchObject({ name: 'hostile', problems: [], warnings: [{ path: 'device.neuron.tau', line: 8 }] });
});

const NOISE = 'overrides: { noise.thermal: { rms: 0.01, bandwidth: 1e15 Hz } }';

test.each([
  [
    'endless',
    NOISE,
    '64, 8, 10',
    /:8:14 device\.noise\.thermal\.bandwidth: one run takes about \de\+\d+ redraws of noise/,
  ],
  ['large', '', '64,100000,100000,10', /:4:20 network\.layers: expected layers whose weights fit/],
])('validate and sweep refuse alike what is %s, and nothing is written', async (name, lines, layers, message) => {
  const path = scenario(`${name}.yaml`, lines, layers);
  const validated = await dyadsim('validate', path);
  expect(validated.code).toBe(2);
  expect(validated.stderr).toMatch(message);
  const run = join(folder, `run-${name}`);
  const swept = await dyadsim('sweep', path, '-o', run);
  expect({ code: swept.code, stderr: swept.stderr }).toEqual({ code: 2, stderr: validated.stderr });
  expect(existsSync(run)).toBe(false);
});

test('a training is not warned of what its nominal chip does before', async () => {
  const { code, stderr } = await dyadsim('validate', 'scenarios/paper/devices.yaml');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a training with convolutions is valid, whatever events of as many weights would need', async () => {
  const { code, stdout, stderr } = await dyadsim('validate', 'train-convolution');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('weights scaled to full scale; one full scale of layers 0 to 3 was');
});

test.each([['simulate', '--rule', 'dp'], ['analyze', '--rule', 'dp'], ['sample']])(
  '%s refuses a scenario with pools of the largest by name',
  async (...command) => {
    const { code, stderr } = await dyadsim(...command, '--scenario', 'train-convolution');
    expect(code).toBe(2);
    expect(stderr).toBe(
      '--scenario: train-convolution has pools of the largest, which dyadsim train alone works with\n',
    );
  },
);

test('a study larger than the machine’s memory is refused, and the flag that runs it is named', async () => {
  const { code, stderr } = await dyadsim('validate', scenario('memory.yaml', '', '64, 100000, 10'));
  expect(code).toBe(2);
  expect(stderr).toMatch(/memory\.yaml:4:20 network\.layers: .*--ignore-memory/);
});

test.each([
  ['that is not there', 'none.json', /scenario-0\.yaml:4:\d+ network\.weights\.path: no such file, got "none\.json"/],
  ['of another program', 'w.pt', /scenario-1\.yaml:4:\d+ network\.weights\.path: .*\.pt file is not read, got "w\.pt"/],
  ['that is no chip', 'device.yaml', /device\.yaml:\d+:\d+ forward: expected a list/],
  ['of other layers', 'other.json', /other\.json:1:\d+ layers: expected the scenario's 64-8-10, got 64-9-10/],
])('a weights file %s is a problem with its place', async (_name, weights, message) => {
  file('w.pt', 'PK\u0003\u0004\u0000');
  file('device.yaml', readFileSync('devices/ideal.yaml', 'utf8'));
  file('other.json', '{"layers": [64, 9, 10], "forward": [{"weights": [[1]], "bias": [1]}]}');
  const index = ['none.json', 'w.pt', 'device.yaml', 'other.json'].indexOf(weights);
  const path = scenario(`scenario-${index}.yaml`, '', '64, 8, 10', `{ from: file, path: ${weights} }`);
  const { code, stderr } = await dyadsim('validate', path);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('what no model of ours holds for is a problem of the scenario, not of the program', async () => {
  const wire = 'overrides: { synapse.wire: { resistance: 1 kohm, maximumConductance: 1 mS } }';
  const { code, stderr } = await dyadsim('validate', scenario('wire.yaml', wire));
  expect(code).toBe(2);
  expect(stderr).toMatch(/wire\.yaml:1:1: .*an IR drop of \d+ % at a device/);
});

test('a network that takes long to make is announced, and not made by validate', async () => {
  const { code, stdout, stderr } = await dyadsim(
    'validate',
    scenario('long.yaml', '', '64, 3000, 10', '{ from: train, epochs: 10000 }'),
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /long\.yaml: the network takes about \d+ h \d+ min to make, so the nominal chip is not run here/,
  );
  expect(stdout).toMatch(/scenario "hostile" is valid\n$/);
});

test('a large network is valid, and it is said that its nominal chip was not run', async () => {
  const { code, stderr } = await dyadsim('validate', scenario('large-hidden.yaml', '', '64, 1500, 10'));
  expect(code).toBe(0);
  expect(stderr).toMatch(/large-hidden\.yaml: the nominal chip is not run/);
});

test('a nominal chip that is not stable is a warning at beta', async () => {
  const { code, stderr } = await dyadsim('validate', 'scenarios/asymmetric-nudging.yaml');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^scenarios\/asymmetric-nudging\.yaml:18:7 beta: warning: the nominal chip is not stable under dp at beta [\d.]+: \w+ on \d of 4 probes \(at device\.dyad\.alpha\.nominal 0\)/,
  );
});

test('a device by itself is valid, and told of with the usual network', async () => {
  const ideal = readFileSync('devices/ideal.yaml', 'utf8');
  const wide = file('wide-device.yaml', ideal.replace('tau: 10 us', 'tau: { nominal: 10 us, mismatch: 30 % }'));
  const { code, stdout, stderr } = await dyadsim('validate', wide);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${wide}: device "ideal" is valid\n` });
  expect(stderr).toMatch(/wide-device\.yaml:\d+:\d+ neuron\.tau: warning: with layers 64-32-10, 3\.54 % of the chips/);
});
