import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { parseText } from '../../src/config/document.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { type Machine, preflight } from '../../src/montecarlo/preflight.ts';
import { placeProblems, problemAt } from '../../src/montecarlo/scenario-place.ts';
import { LARGEST_KERNEL, studyMemory } from '../../src/montecarlo/study-memory.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { erfc } from '../../src/random/special-functions.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-preflight-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MACHINE: Machine = { memory: 8e9, threads: 2 };

interface Wish {
  readonly layers?: readonly unknown[];
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

function load({ layers = [64, 32, 10], overrides = {}, more = {} }: Wish) {
  const file = join(folder, 'scenario.json');
  const network = { layers, weights: { from: 'random' } };
  const text = {
    format: 'dyadsim/scenario@1',
    name: 'a study',
    device: 'ideal',
    network,
    beta: 0.1,
    chips: 3,
    seed: 1,
  };
  writeFileSync(file, JSON.stringify({ ...text, overrides, ...more }, null, 1));
  return loadScenario(file);
}

function check(wish: Wish, machine = MACHINE) {
  const { scenario, points } = load(wish);
  return preflight(scenario, points, machine);
}

const FINE = { refusals: [], warnings: [] };

it('has nothing to say of a study that can be run', () => {
  expect(check({ overrides: { 'neuron.tau': { nominal: '10 us', mismatch: '10 %', die: '5 %' } } })).toEqual(FINE);
});

describe('chips that an impossible draw refuses', () => {
  const spread = (mismatch: string, law = 'normal') => ({
    'neuron.gain': { nominal: 1, mismatch, distribution: law },
  });

  it('are foretold: as many as are refused when they are sampled', () => {
    const { scenario, points } = load({ overrides: spread('40 %') });
    const [warning, ...others] = preflight(scenario, points, MACHINE).warnings;
    expect(others).toEqual([]);
    expect(warning.path).toBe('device.neuron.gain');
    const network = randomNetwork({ layers: [64, 32, 10] }, 'relu', 1, 'a');
    let refused = 0;
    for (let chip = 0; chip < 400; chip++) {
      try {
        sampleChip(scenario.device, network, 'a', chip);
      } catch {
        refused++;
      }
    }
    const p = 1 - (1 - erfc(2.5 / Math.SQRT2) / 2) ** 84;
    expect(warning.message).toMatch(
      new RegExp(`^${(100 * p).toPrecision(3)} % of the chips are refused.* normal law.* 42 neurons; the lognormal`),
    );
    // Binomial, 4.5 sigma.
    expect(Math.abs(refused / 400 - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / 400));
  });

  it('are told of from one in a million on', () => {
    // 84 Phi(-5.6) = 9.0e-7, 84 Phi(-5.5) = 1.6e-6.
    expect(check({ overrides: spread(`${100 / 5.6} %`) }).warnings).toEqual([]);
    const [{ message }] = check({ overrides: spread(`${100 / 5.5} %`) }).warnings;
    expect(message).toMatch(/^1 in 630,000 of the chips/);
    expect(check({ overrides: spread('40 %', 'lognormal') })).toEqual(FINE);
  });

  it.each([
    ['neuron.tau', '10 us', 84],
    ['neuron.gain', 1, 84],
    ['dyad.nudgeGain', 1, 84],
    ['dyad.meanWeight', 1, 84],
    ['encoder.activityThreshold', 0.01, 42],
    ['encoder.differenceThreshold', 0.01, 42],
  ])('%s has to be above 0, in %#', (path, nominal, draws) => {
    const { warnings } = check({ overrides: { [path]: { nominal, mismatch: '30 %' } } });
    const p = 1 - (1 - erfc(1 / 0.3 / Math.SQRT2) / 2) ** draws;
    expect(warnings.map((warning) => warning.path)).toEqual([`device.${path}`]);
    expect(warnings[0].message).toContain(`${Number((100 * p).toPrecision(3))} % of the chips`);
  });

  it('but not an offset, nor an alpha, which is cut', () => {
    const overrides = { 'neuron.offset': { mismatch: 0.5 }, 'dyad.alpha': { nominal: 0.5, mismatch: 0.5 } };
    expect(check({ overrides })).toEqual(FINE);
  });

  it('are told of at the worst point of a sweep', () => {
    const sweep = { 'device.neuron.tau.mismatch': ['1 %', '30 %', '20 %'] };
    const { warnings } = check({ more: { sweep } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0].message).toMatch(/ \(at device\.neuron\.tau\.mismatch 30 %\)$/);
  });
});

describe('memory', () => {
  it('is refused beyond the machine’s, and not where the machine is said to have no end', () => {
    const layers = [64, 100_000, 10];
    const [refusal] = check({ layers }).refusals;
    expect(refusal).toMatchObject({ path: 'network.layers' });
    expect(refusal.message).toMatch(
      /8\.00 GB of memory, 64-100000-10 needs about \d+ GB with 2 threads; --ignore-memory/,
    );
    expect(check({ layers }, { ...MACHINE, memory: Infinity })).toEqual(FINE);
  });

  it('that no machine can have is refused all the same', () => {
    const [refusal] = check({ layers: [64, 100_000, 100_000, 10] }, { ...MACHINE, memory: Infinity }).refusals;
    expect(refusal.message).toMatch(/4 GiB of compiled loops, 64-100000-100000-10 needs 160 GB/);
    // Both ways of 2^14 x 2^14 weights are exactly 4 GiB.
    expect(studyMemory([64, 2 ** 14, 2 ** 14, 10], 1).kernel).toBeGreaterThan(LARGEST_KERNEL);
    expect(studyMemory([64, 2 ** 14, 2 ** 14 - 20, 10], 1).kernel).toBeLessThan(LARGEST_KERNEL);
  });

  it('grows with the weights, the threads and the square of a layer', () => {
    const at = (layers: number[], threads = 1) => studyMemory(layers, threads).total;
    expect(at([64, 1000, 1000, 10], 8)).toBeGreaterThan(5 * at([64, 1000, 1000, 10]));
    expect(at([64, 4000, 10]) - at([64, 2000, 10])).toBeGreaterThan(16 * (4000 ** 2 - 2000 ** 2));
    expect(at([64, 32, 10])).toBeLessThan(1e8);
  });
});

describe('what would run for ever', () => {
  const thermal = (bandwidth: string) => ({ 'noise.thermal': { rms: 0.01, bandwidth } });

  it.each([
    ['encoder.activityThreshold', { 'encoder.activityThreshold': 1e-12 }],
    ['encoder.differenceThreshold', { 'encoder.differenceThreshold': '1e-12 V' }],
    ['noise.thermal.bandwidth', thermal('1e15 Hz')],
    ['noise.flicker.highFrequency', { 'noise.flicker': { rms: 0.01, lowFrequency: '1 Hz', highFrequency: '1e14 Hz' } }],
    ['synapse.readNoise.correlationTime', { 'synapse.readNoise': { relative: '1 %', correlationTime: '1e-15 s' } }],
  ])('is refused at %s', (path, overrides) => {
    const { refusals, warnings } = check({ overrides });
    expect(refusals.map((refusal) => refusal.path)).toEqual([`device.${path}`]);
    expect(refusals[0].message).toMatch(
      /one run takes about \de\+\d+ (events|redraws of noise), expected at most 1e\+9/,
    );
    expect(warnings).toEqual([]);
  });

  it('is run where an event budget ends it, but no budget ends noise', () => {
    const more = { maxEvents: 100_000 };
    expect(check({ overrides: { 'encoder.activityThreshold': 1e-12 }, more })).toEqual(FINE);
    expect(check({ overrides: thermal('1e15 Hz'), more }).refusals).toHaveLength(1);
  });

  it('is told of where it only takes long', () => {
    const { refusals, warnings } = check({ overrides: thermal('1 GHz') });
    expect(refusals).toEqual([]);
    expect(warnings.map(({ path }) => path)).toEqual(['device.noise.thermal.bandwidth']);
  });
});

describe('places', () => {
  const text = `name: s
device: ideal
overrides:
  neuron.tau.mismatch: 30 %
network:
  weights: { from: file, path: w.npz }
beta: 1
sweep:
  device.neuron.gain: [1, 2]
`;
  const document = parseText(text, 's.yaml');

  it('are the override or axis that says most of a value, else the device', () => {
    expect(problemAt(document, 'device.neuron.tau', 'm')).toEqual({
      file: 's.yaml',
      line: 4,
      column: 3,
      path: 'device.neuron.tau',
      message: 'm',
    });
    expect(problemAt(document, 'device.neuron.gain', 'm')).toMatchObject({ line: 9, column: 3 });
    expect(problemAt(document, 'device.dyad.nudgeGain', 'm')).toMatchObject({ line: 2, column: 9 });
    expect(problemAt(document, 'beta', 'm')).toMatchObject({ line: 7, column: 7 });
  });

  it('are given to problems that have none, and left to those that have', () => {
    const nowhere = { line: null, column: null };
    const elsewhere = { file: 'w.json', line: 3, column: 4, path: 'forward', message: 'm' };
    expect(
      placeProblems(document, 's', [
        { file: 's', ...nowhere, path: 'beta', message: 'no loop' },
        { file: '/x/w.npz', ...nowhere, path: '', message: 'no such file' },
        elsewhere,
      ]),
    ).toEqual([
      { file: 's.yaml', line: 7, column: 7, path: 'beta', message: 'no loop' },
      { file: 's.yaml', line: 6, column: 32, path: 'network.weights.path', message: 'no such file, got "w.npz"' },
      elsewhere,
    ]);
  });
});

describe('convolutions', () => {
  const layers = [[8, 8, 1], { convolution: 4000, kernel: 1 }, { convolution: 64, kernel: 1 }, 10];

  it('need the memory of their arrays written out where events or margins are asked for', () => {
    const trained = (train: unknown) => ({ layers, more: { kind: 'train', train } });
    const needed =
      'expected layers whose weights fit into the 4 GiB of compiled loops, 64-256000-4096-10, its shared arrays written out,';
    for (const wish of [{ layers }, trained({}), trained({ margins: 'never', inference: 'events' })]) {
      const [refusal] = check(wish).refusals;
      expect(refusal.path).toBe('network.layers');
      expect(refusal.message).toContain(needed);
    }
    expect(check(trained({ margins: 'never' })).refusals).toEqual([]);
  });
});
