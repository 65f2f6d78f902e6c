import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import type { LoadedScenario } from '../../src/config/scenario-from.ts';
import { problemsOf, refusal } from './problems.ts';

const DEVICE = `format: dyadsim/device@1
name: small
signal: { fullScale: 0.5 V, rails: [-1 V, 1 V] }
neuron:
  activation: relu
  tau: { nominal: 10 us, mismatch: 10 %, die: 5 %, source: "fit: paper" }
  gain: 1
encoder: { activityThreshold: 0.01, differenceThreshold: 0.01, delay: 0.2 us }
`;

const HEAD = `format: dyadsim/scenario@1
name: test
device: small.yaml
network: { layers: [64, 8, 10], weights: { from: train } }
beta: 0.5
chips: 3
seed: 7
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dyadsim-'));
  writeFileSync(join(folder, 'small.yaml'), DEVICE);
  writeFileSync(join(folder, 'tanh.yaml'), DEVICE.replace('relu', 'tanh'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(lines: string): LoadedScenario {
  writeFileSync(join(folder, 's.yaml'), HEAD + lines);
  return loadScenario(join(folder, 's.yaml'));
}

/** The one refusal, without the folder. */
const refused = (lines: string) => refusal(() => load(lines)).replace(join(folder, 's.yaml'), 's.yaml');

describe('a scenario', () => {
  it('has defaults for all but device, network, beta, chips and seed', () => {
    const { scenario, points, source } = load('');
    expect(scenario).toMatchObject({
      name: 'test',
      description: '',
      network: { layers: [64, 8, 10], weights: { from: 'train' } },
      data: { dataset: 'digits' },
      loss: 'squared-error',
      nudge: 'live',
      beta: { value: 0.5 },
      rules: ['dp', 'dp-transpose'],
      probes: 4,
      chips: 3,
      seed: '7',
      sweep: [],
      accept: { angleDeg: 45 },
      horizon: null,
      observe: { wait: null, window: null },
      worst: null,
      maxEvents: null,
    });
    expect(points).toEqual([{ index: 0, coordinates: [], scenario }]);
    expect(source).toBe(HEAD);
  });

  it('finds device and weights from its own folder', () => {
    writeFileSync(join(folder, 's.yaml'), HEAD.replace('from: train', 'from: file, path: w/chip.json'));
    const { scenario } = loadScenario(join(relative('.', folder), 's.yaml'));
    expect(scenario.device.name).toBe('small');
    expect(scenario.network.weights).toEqual({ from: 'file', path: join(relative('.', folder), 'w/chip.json') });
  });

  it('finds shipped devices by name', () => {
    writeFileSync(join(folder, 's.yaml'), HEAD.replace('small.yaml', 'pcm'));
    expect(loadScenario(join(folder, 's.yaml')).scenario.device.name).toBe('pcm');
  });

  it('is told apart from problems in its device file', () => {
    writeFileSync(join(folder, 'bad.yaml'), DEVICE.replace('10 us', '-10 us'));
    writeFileSync(join(folder, 's.yaml'), HEAD.replace('small.yaml', 'bad.yaml'));
    expect(refusal(() => loadScenario(join(folder, 's.yaml')))).toBe(
      `${join(folder, 'bad.yaml')}:6:19 neuron.tau.nominal: expected a time > 0, got "-10 us"`,
    );
    writeFileSync(join(folder, 's.yaml'), HEAD.replace('small.yaml', 'no.yaml'));
    expect(refusal(() => loadScenario(join(folder, 's.yaml')))).toBe(
      `${join(folder, 's.yaml')}:3:9 device: no such file, got "no.yaml"`,
    );
  });

  it.each<[string, string, string]>([
    ['layers: [64, 8, 10]', 'layers: [64, 0, 10]', 'network.layers.1: expected a number >= 1, got 0'],
    ['layers: [64, 8, 10]', 'layers: []', 'network.layers: expected a list of >= 2 entries, got []'],
    ['layers: [64, 8, 10]', 'layers: [63, 8, 10]', 'network.layers.0: expected 64 inputs for digits, got 63'],
    ['layers: [64, 8, 10]', 'layers: [64, 8, 9]', 'network.layers.2: expected 10 outputs for digits, got 9'],
    ['from: train', 'from: nowhere', 'network.weights.from: expected "train" or "random" or "file", got "nowhere"'],
    ['beta: 0.5', 'beta: 0', 'beta: expected a number > 0, got 0'],
    ['beta: 0.5', 'beta: { timesCritcal: 1 }', 'beta.timesCritcal: unknown field; did you mean "timesCritical"?'],
    ['chips: 3', 'chips: 1e999', 'chips: expected an integer or "auto", got Infinity'],
    ['chips: 3', 'chips: 2.5', 'chips: expected an integer or "auto", got 2.5'],
    ['seed: 7', 'seed: 7\nrules: [dp, dp]', 'rules.1: expected each rule once, got "dp"'],
    ['seed: 7', 'seed: 7\nhorizon: 5', 'horizon: expected a time, such as "10 us", got 5 (a number without a unit)'],
    ['seed: 7', 'seed: 7\naccept: { angleDeg: 200 }', 'accept.angleDeg: expected a number <= 180, got 200'],
  ])('refuses %s -> %s', (from, to, message) => {
    writeFileSync(join(folder, 's.yaml'), HEAD.replace(from, to));
    const told = problemsOf(() => loadScenario(join(folder, 's.yaml'))).map(
      (problem) => `${problem.path}: ${problem.message}`,
    );
    expect(told).toContain(message);
  });
});

describe('overrides', () => {
  const device = (lines: string) => load(`overrides: ${lines}`).scenario.device;

  it('replace a value of the device', () => {
    expect(device('{ encoder.delay: 1 us }').encoder.delay).toBe(1e-6);
    expect(device('{ signal.rails: null }').signal.rails).toBeNull();
    expect(device('{ signal.rails.1: 0.5 V }').signal.rails).toEqual([-2, 1]);
  });

  it('that are bare set the nominal value and keep the spreads', () => {
    const { tau } = device('{ neuron.tau: 20 us }').neuron;
    expect(tau).toMatchObject({ nominal: 2e-5, mismatch: { sigma: 0.1 }, die: { sigma: 0.05 } });
    expect(device('{ neuron.tau: { nominal: 20 us } }').neuron.tau.mismatch.sigma).toBe(0);
  });

  it('give a spread to a bare value, or to one that the file leaves out', () => {
    expect(device('{ neuron.gain.mismatch: 3 % }').neuron.gain).toMatchObject({
      nominal: 1,
      mismatch: { sigma: 0.03 },
    });
    expect(device('{ dyad.alpha.mismatch: 0.01 }').dyad.alpha).toMatchObject({
      nominal: 0.5,
      mismatch: { sigma: 0.01 },
    });
    expect(device('{ noise.thermal: { rms: 1 mV, bandwidth: 1 kHz } }').noise.thermal?.rms).toBe(0.002);
  });

  it('scale spreads', () => {
    expect(device('{ spread: 0 }').neuron.tau.mismatch.sigma).toBe(0);
    const { neuron } = device('{ spread: 3, spread.neuron.tau: 2 }');
    expect(neuron.tau.mismatch.sigma).toBe(0.2);
  });

  it('are marked as what they are in the provenance', () => {
    const { provenance } = device('{ neuron.tau.nominal: 20 us }');
    expect(provenance).toContainEqual({
      path: 'neuron.tau.nominal',
      value: '20 us',
      source: 'set by the scenario',
      quality: 'assumed',
    });
    expect(provenance).toContainEqual({ path: 'neuron.tau.mismatch', value: '10 %', source: 'paper', quality: 'fit' });
  });

  it.each<[string, string]>([
    ['neuron.tau: -1 us', 's.yaml:9:15 overrides.neuron.tau.nominal: expected a time > 0, got "-1 us"'],
    ['neuron.taau: 1 us', 's.yaml:9:3 overrides.neuron.taau: unknown field; did you mean "tau"?'],
    ['nuron.tau: 1 us', 's.yaml:9:3 overrides.nuron.tau: unknown field; did you mean "neuron"?'],
    ['__proto__.x: 1', 's.yaml:9:3 overrides.__proto__.x: unknown field'],
    ['neuron.offset.mismatch: 1 %', 's.yaml:9:27 overrides.neuron.offset.mismatch: expected an absolute spread'],
    ['signal.rails: [1 V, 2 V]', 's.yaml:9:17 overrides.signal.rails: expected a lower limit <= 0'],
  ])('refuses %s where it is written', (line, message) => {
    expect(refused(`overrides:\n  ${line}\n`)).toContain(message);
  });
});

describe('a sweep', () => {
  it('is the full grid of its axes, the last one fastest', () => {
    const { points, scenario } = load('sweep: { beta: [0.1, 0.2], device.dyad.alpha: "0:0.5:1" }');
    expect(points.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(points.map((point) => [point.scenario.beta, point.scenario.device.dyad.alpha.nominal])).toEqual(
      [0.1, 0.2].flatMap((value) => [0, 0.5, 1].map((alpha) => [{ value }, alpha])),
    );
    expect(points[4].coordinates).toEqual([
      { path: 'beta', label: '0.2', value: 0.2 },
      { path: 'device.dyad.alpha', label: '0.5', value: 0.5 },
    ]);
    expect(scenario.sweep).toEqual([
      { path: 'beta', labels: ['0.1', '0.2'], values: [0.1, 0.2] },
      { path: 'device.dyad.alpha', labels: ['0', '0.5', '1'], values: [0, 0.5, 1] },
    ]);
    expect(points[0].scenario.sweep).toEqual([]);
  });

  it('may go over units, spreads, and devices', () => {
    expect(
      load('sweep: { device.neuron.tau: "5 us:5 us:15 us" }').points.map(
        (point) => point.scenario.device.neuron.tau.nominal,
      ),
    ).toEqual([5e-6, 1e-5, 1.5e-5]);
    expect(
      load('sweep: { device.spread: [0, 1] }').points.map((point) => point.scenario.device.neuron.tau.die.sigma),
    ).toEqual([0, 0.05]);
    expect(load('sweep: { device: [small.yaml, pcm] }').points.map((point) => point.scenario.device.name)).toEqual([
      'small',
      'pcm',
    ]);
    expect(load('sweep: { beta.timesCritical: [0.5, 2] }').points[1].scenario.beta).toEqual({
      timesCritical: 2,
      track: false,
    });
  });

  it('comes after the overrides', () => {
    const { points } = load('overrides: { neuron.tau: 1 us, neuron.gain: 3 }\nsweep: { device.neuron.tau: [2 us] }');
    expect(points[0].scenario.device.neuron).toMatchObject({ tau: { nominal: 2e-6 }, gain: { nominal: 3 } });
  });

  it('has points that are frozen and survive structuredClone', () => {
    const { points } = load('sweep: { beta: [1, 2] }');
    expect(structuredClone(points)).toEqual(points);
    expect(Object.isFrozen(points) && Object.isFrozen(points[1].scenario.device.neuron.tau)).toBe(true);
  });

  it.each<[string, string]>([
    [
      'device.dyad.alpha: [0, 0.5, 2]',
      's.yaml:9:31 sweep.device.dyad.alpha.2: expected a number or percentage >= 0 and <= 1',
    ],
    ['device.dyad.alpha: "0:0.5:1.5"', 's.yaml:9:22 sweep.device.dyad.alpha: expected a number or percentage'],
    ['device.dyad.alhpa: [0, 1]', 's.yaml:9:3 sweep.device.dyad.alhpa: unknown field; did you mean "alpha"?'],
    [
      'device.neuron.tau: [1 us, 2]',
      's.yaml:9:29 sweep.device.neuron.tau.1.nominal: expected a time, such as "10 us", got 2',
    ],
    ['beta: [1, -1]', 's.yaml:9:13 sweep.beta.1: expected a number > 0, got -1'],
    ['beta: "0:1"', 's.yaml:9:9 sweep.beta: expected a range start:step:stop, such as "0:0.25:1", got "0:1"'],
    ['beta: []', 's.yaml:9:9 sweep.beta: expected a list of >= 1 entries, got []'],
    [
      'chips: [1, 2]',
      's.yaml:9:3 sweep.chips: expected a path into the device (device. ...) or one of the scenario’s own',
    ],
    ['bta: [1, 2]', 'did you mean "beta"?'],
    ['device: [small.yaml, no.yaml]', 's.yaml:9:24 sweep.device.1: no such file, got "no.yaml"'],
    ['device: [small.yaml, tanh.yaml]', 's.yaml:9:24 sweep.device.1: expected the activation relu at every point'],
    [
      'device.dyad.alpha: "0:1e-4:0.9999"\n  beta: [1, 2]',
      's.yaml:8:1 sweep: expected at most 10000 points in all, got 20000',
    ],
  ])('refuses %s where it is written', (line, message) => {
    expect(refused(`sweep:\n  ${line}\n`)).toContain(message);
  });

  it('is looked through even where the rest of the file has problems', () => {
    const told = problemsOf(() =>
      load('probes: 0\noverrides: { neuron.gain: -1 }\nsweep: { chips: [1], device.dyad.alpha: [0, 2] }'),
    );
    expect(told.map(({ path }) => path).sort()).toEqual(['overrides.neuron.gain', 'probes', 'sweep.chips']);
    const further = problemsOf(() => load('probes: 0\nsweep: { device.dyad.alpha: [0, 2] }'));
    expect(further.map(({ path }) => path)).toEqual(['probes', 'sweep.device.dyad.alpha.1']);
  });

  it('tells each problem once, and all of them', () => {
    const told = problemsOf(() => load('sweep: { device.dyad.alpha: [-1, 2, 0.5], beta: [0, 1, 2] }'));
    expect(told.map(({ path }) => path).sort()).toEqual([
      'sweep.beta.0',
      'sweep.device.dyad.alpha.0',
      'sweep.device.dyad.alpha.1',
    ]);
  });
});
