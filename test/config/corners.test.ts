import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviceFrom } from '../../src/config/device-from.ts';
import { memoryFiles } from '../../src/config/file-source.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';

const ideal = readFileSync(new URL('../../devices/ideal.yaml', import.meta.url), 'utf8');
const CORNERS = `
corners:
  ss: { neuron.tau: 20 us, neuron.gain.nominal: 0.8, source: "assumed: slow" }
  hot: { noise.thermal: { rms: 0.01, bandwidth: 2 kHz } }
`;
const device = ideal.replace('name: ideal', 'name: mine') + CORNERS;

const scenario = (more: string) => `format: dyadsim/scenario@1
name: c
device: mine.yaml
network: { layers: [64, 8, 10], weights: { from: random } }
beta: 1
chips: 1
seed: c
${more}
`;
const load = (more: string, ofDevice = device) =>
  scenarioFrom(memoryFiles({ 'devices/ideal.yaml': ideal, 'mine.yaml': ofDevice, 's.yaml': scenario(more) }), 's.yaml');

describe('corners', () => {
  it('are an axis of their own, the first, of the device with their values', () => {
    const { points, scenario: own } = load('corners: [tt, ss, hot]\nsweep: { device.dyad.alpha: [0, 1] }');
    expect(own.sweep.map(({ path }) => path)).toEqual(['device.corner', 'device.dyad.alpha']);
    expect(points.map(({ coordinates }) => coordinates.map(({ label }) => label).join(' '))).toEqual([
      'tt 0',
      'tt 1',
      'ss 0',
      'ss 1',
      'hot 0',
      'hot 1',
    ]);
    const of = (index: number) => points[index].scenario.device;
    const base = deviceFrom(memoryFiles({ 'mine.yaml': device }), 'mine.yaml');
    expect(of(0).neuron).toEqual(base.neuron);
    expect(of(2).neuron.tau).toEqual({ ...base.neuron.tau, nominal: 2e-5 });
    expect(of(2).neuron.gain.nominal).toBe(0.8);
    expect(of(4).noise.thermal).toEqual({ rms: 0.01, bandwidth: 2000 });
    expect(of(4).neuron).toEqual(base.neuron);
    expect(of(3).dyad.alpha.nominal).toBe(1);
  });

  it('keep the spreads, and give way to overrides of the scenario', () => {
    const { points } = load('corners: [ss]\noverrides: { neuron.gain.nominal: 1.1, neuron.tau.mismatch: 5 % }');
    const { gain, tau } = points[0].scenario.device.neuron;
    expect(gain.nominal).toBe(1.1);
    expect(tau.nominal).toBe(2e-5);
    expect(tau.mismatch.sigma).toBe(0.05);
  });

  it('may be an axis like any other; tt may be defined', () => {
    expect(
      load('sweep: { device.corner: [ss, tt] }').points.map(({ scenario: { device } }) => device.neuron.tau.nominal),
    ).toEqual([2e-5, load('').points[0].scenario.device.neuron.tau.nominal]);
    const own = device.replace('  ss:', '  tt: { neuron.tau: 7 us }\n  ss:');
    expect(load('corners: [tt]', own).points[0].scenario.device.neuron.tau.nominal).toBe(7e-6);
  });

  it.each([
    ['corners: [tt, sf]', device, 's.yaml:8:15 corners.1: expected one of the device’s corners, tt, ss, hot'],
    ['corners: []', device, 's.yaml:8:10 corners: expected'],
    [
      'corners: [ss]\nsweep: { device.corner: [tt] }',
      device,
      'sweep.device.corner: expected either corners or an axis of them',
    ],
    ['corners: [ss]', device.replace('20 us', '20 kg'), /mine\.yaml:\d+:\d+ corners\.ss\.neuron\.tau: expected a time/],
    ['corners: [ss]', device.replace('neuron.tau:', 'neuron.tua:'), /mine\.yaml:\d+:\d+ corners\.ss\.neuron\.tua/],
  ])('%s is told', (more, ofDevice, message) => {
    expect(() => load(more, ofDevice)).toThrow(message);
  });

  it('that cannot be are told with the device, whoever reads it', () => {
    const files = memoryFiles({ 'mine.yaml': device.replace('2 kHz', 'fast') });
    expect(() => deviceFrom(files, 'mine.yaml')).toThrow(/mine\.yaml:\d+:\d+ corners\.hot\.noise\.thermal\.bandwidth/);
  });
});
