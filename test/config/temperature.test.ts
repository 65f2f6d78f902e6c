import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Device } from '../../src/config/device.ts';
import { InputError } from '../../src/config/input-error.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { kelvinOf } from '../../src/config/temperature.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-temperature-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
/** Devices of a scenario of one device, by point. */
function devicesOf(device: string, own: string): Device[] {
  const path = join(folder, `${++files}.yaml`);
  writeFileSync(
    path,
    `format: dyadsim/scenario@1
name: t
device: ${device}
network: { layers: [64, 6, 10], weights: { from: random } }
beta: 0.1
chips: 1
seed: t
${own}
`,
  );
  return loadScenario(path).points.map(({ scenario }) => scenario.device);
}

function problemsOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
    throw error;
  }
  return 'none';
}

const CMOS = ['subthreshold-cmos-180nm', 'fdsoi-22nm'];
const WITH_LAWS = [...CMOS, 'opamp-board'];

describe('a temperature', () => {
  it('is in kelvin or degrees Celsius', () => {
    expect(kelvinOf('300 K')).toBe(300);
    expect(kelvinOf('125 degC')).toBe(398.15);
    expect(kelvinOf('-40 degC')).toBe(233.15);
    expect(kelvinOf('26.85 °C')).toBe(300);
    for (const none of [300, '300', '10 us', 'warm', null, '1 degF']) expect(kelvinOf(none)).toBeNull();
  });

  it.each(WITH_LAWS)('of 300 K leaves %s as it is, provenance and all', (name) => {
    const [at300] = devicesOf(name, 'overrides: { temperature: 300 K }');
    expect(JSON.stringify(at300)).toBe(JSON.stringify(loadDevice(name)));
    const [inCelsius] = devicesOf(name, 'overrides: { temperature: 26.85 degC }');
    expect(inCelsius).toEqual(at300);
  });

  it.each(CMOS)('moves what follows U_T = kT/q of %s', (name) => {
    const warm = devicesOf(name, 'overrides: { temperature: 400 K }')[0];
    const usual = loadDevice(name);
    const times = 400 / 300;
    const sigma = (of: (device: Device) => Device['neuron']['tau'], device: Device) => {
      const { nominal, mismatch } = of(device);
      return mismatch.relative ? mismatch.sigma : mismatch.sigma / nominal;
    };
    expect(warm.neuron.tau.nominal / usual.neuron.tau.nominal).toBeCloseTo(times, 12);
    for (const of of [
      ({ neuron }: Device) => neuron.tau,
      ({ neuron }: Device) => neuron.gain,
      ({ dyad }: Device) => dyad.nudgeGain,
      ({ dyad }: Device) => dyad.meanWeight,
    ])
      expect(sigma(of, warm) / sigma(of, usual)).toBeCloseTo(1 / times, 12);
    // sqrt(kT/C) in n U_T; the bandwidth moves with the pole.
    expect(warm.noise.thermal!.rms / usual.noise.thermal!.rms).toBeCloseTo(1 / Math.sqrt(times), 12);
    expect(warm.noise.thermal!.bandwidth / usual.noise.thermal!.bandwidth).toBeCloseTo(1 / times, 12);
    expect(warm.noise.flicker!.rms / usual.noise.flicker!.rms).toBeCloseTo(1 / times, 12);
    // What is in volts stays.
    expect([warm.neuron.offset, warm.encoder, warm.synapse]).toEqual([
      usual.neuron.offset,
      usual.encoder,
      usual.synapse,
    ]);
  });

  it('has known values at 125 degC: 25.85 mV at 300 K are 34.31 mV', () => {
    const [{ dyad, neuron, noise }] = devicesOf('subthreshold-cmos-180nm', 'overrides: { temperature: 125 degC }');
    // 4.75 mV um over 2 um, over 1.35 x 25.85 mV x 398.15 / 300.
    expect(dyad.nudgeGain.mismatch.sigma).toBeCloseTo(2.375 / (1.35 * 25.85 * (398.15 / 300)), 12);
    expect(neuron.tau.nominal).toBeCloseTo(0.0265433333333, 12);
    expect(noise.thermal!.rms).toBeCloseTo(0.0011 * Math.sqrt(300 / 398.15) * Math.sqrt(5), 12);
  });

  it('moves the noise of a board alone, as its root', () => {
    const [warm] = devicesOf('opamp-board', 'overrides: { temperature: 400 K }');
    const usual = loadDevice('opamp-board');
    expect(warm.noise.thermal!.rms / usual.noise.thermal!.rms).toBeCloseTo(Math.sqrt(4 / 3), 12);
    expect([warm.neuron, warm.dyad, warm.encoder]).toEqual([usual.neuron, usual.dyad, usual.encoder]);
  });

  it('is an axis of a sweep, a corner, and both with what else they set', () => {
    const swept = devicesOf('subthreshold-cmos-180nm', 'sweep: { device.temperature: [-40 degC, 300 K, 125 degC] }');
    expect(swept.map(({ neuron }) => neuron.tau.nominal * 1e3)).toEqual([
      expect.closeTo(20 * (233.15 / 300), 10),
      20,
      expect.closeTo(20 * (398.15 / 300), 10),
    ]);
    const corners = devicesOf('subthreshold-cmos-180nm', 'corners: [cold, tt, hot]');
    corners.forEach((device, i) => {
      expect(device.neuron).toEqual(swept[i].neuron);
      expect(device.noise).toEqual(swept[i].noise);
    });
    const areas = devicesOf(
      'subthreshold-cmos-180nm',
      'overrides: { temperature: 400 K, constants.nudgeArea: 16 um^2 }',
    );
    expect(areas[0].dyad.nudgeGain.mismatch.sigma).toBeCloseTo(4.75 / 4 / (1.35 * 25.85 * (4 / 3)), 12);
  });

  it('goes before what else is set: a value of the scenario stays', () => {
    for (const own of [
      'overrides: { temperature: 400 K, neuron.tau: 7 ms }',
      'overrides: { neuron.tau: 7 ms, temperature: 400 K }',
      'overrides: { neuron.tau: 7 ms }\ncorners: [hot]',
    ]) {
      const [{ neuron }] = devicesOf('subthreshold-cmos-180nm', own);
      expect(neuron.tau.nominal).toBe(7e-3);
      expect(neuron.tau.mismatch.sigma).toBeLessThan(0.08);
    }
  });
});

describe('is refused', () => {
  it.each([
    ['ideal', 'overrides: { temperature: 400 K }', /overrides\.temperature: expected a device that has laws/],
    ['opamp-board', 'overrides: { temperature: 400 }', /expected a temperature from 200 K to 450 K/],
    ['opamp-board', 'overrides: { temperature: 500 K }', /from 200 K to 450 K/],
    ['opamp-board', 'overrides: { temperature: -100 degC }', /from 200 K to 450 K/],
    ['opamp-board', 'overrides: { temperature: .nan }', /from 200 K to 450 K/],
    ['opamp-board', 'overrides: { temperature: 10 us }', /from 200 K to 450 K/],
    ['opamp-board', 'sweep: { device.temperature: [300 K, hot] }', /sweep.*from 200 K to 450 K/],
    ['opamp-board', 'overrides: { temperature.nominal: 400 K }', /expected temperature alone/],
  ])('%s, %s', (device, own, message) => {
    expect(problemsOf(() => devicesOf(device, own))).toMatch(message);
  });

  it('a device whose laws are not its own values, do not fit or are none', () => {
    const text = readFileSync(new URL('../../devices/opamp-board.yaml', import.meta.url), 'utf8');
    const changed = (from: string, to: string) => {
      const path = join(folder, `${++files}.yaml`);
      expect(text).toContain(from);
      writeFileSync(path, text.replace(from, to));
      return problemsOf(() => loadDevice(path));
    };
    const law = '"0.001 % * sqrt(temperature / (300 K)) * sqrt((100 us + 25 us) / 25 us)"\n    source:\n      noise';
    expect(changed(law, law.replace('0.001', '0.002'))).toMatch(
      /temperature\.laws: expected laws that give the file’s own values at 300 K; noise\.thermal\.rms comes out otherwise/,
    );
    expect(changed(law, law.replace('(300 K)', '(300 s)'))).toMatch(/temperature\.laws\.noise\.thermal\.rms: expected/);
    expect(changed('noise.thermal.rms: "0.001 % * sqrt(temp', 'noise.thermal.rsm: "0.001 % * sqrt(temp')).toMatch(
      /rsm/,
    );
    expect(changed('nominal: 300 K', 'nominal: 300')).toMatch(/temperature\.nominal: expected/);
    expect(changed('nominal: 300 K', 'nominal: 300 K\n  lows: {}')).toMatch(/temperature\.lows/);
  });
});
