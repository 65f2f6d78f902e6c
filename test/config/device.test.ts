import { describe, expect, it } from 'vitest';
import type { Device, Varying } from '../../src/config/device.ts';
import { deviceOf } from '../../src/config/device-from.ts';
import { DISK } from '../../src/config/disk.ts';
import { parseText } from '../../src/config/document.ts';
import { listDevices, loadDevice } from '../../src/config/load-device.ts';
import { deviceFile } from '../../src/config/named-file.ts';
import { problemsOf, refusal } from './problems.ts';

interface Sections {
  readonly top?: string;
  readonly signal?: string;
  readonly neuron?: string;
  readonly encoder?: string;
}

/** A small device with lines added to its sections. */
function text({ top = '', signal = 'fullScale: 0.5 V', neuron = 'tau: 10 us', encoder = '' }: Sections): string {
  return `format: dyadsim/device@1
name: small
signal: { ${signal} }
neuron: { activation: relu, ${neuron} }
encoder: { activityThreshold: 0.01, differenceThreshold: 5 mV, delay: 0.2 us, ${encoder} }
${top}`;
}

const device = (sections: Sections): Device => deviceOf(parseText(text(sections), 'x.yaml'));
const refused = (sections: Sections) => refusal(() => device(sections));

function expectFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  Object.values(value).forEach(expectFrozen);
}

describe('a device', () => {
  it('is frozen through and through', () => {
    expectFrozen(loadDevice('pcm'));
  });

  it('has SI units, and volts in full scales', () => {
    const { signal, neuron, encoder } = device({
      signal: 'fullScale: 0.5 V, rails: [-1 V, 2]',
      neuron: 'tau: 10 us, offset: 5 mV',
    });
    expect(signal).toEqual({ fullScale: 0.5, rails: [-2, 2] });
    expect(neuron.tau.nominal).toBe(1e-5);
    expect(neuron.offset.nominal).toBe(0.005 / 0.5);
    expect(encoder.activityThreshold.nominal).toBe(0.01);
    expect(encoder.differenceThreshold.nominal).toBe(0.005 / 0.5);
    expect(encoder.delay).toBe(2e-7);
  });

  it('is ideal where the file says nothing', () => {
    const { neuron, dyad, synapse, noise, energy, signal, encoder } = device({});
    const bare = { sigma: 0, relative: false };
    const none = { mismatch: bare, die: bare, gradient: bare, distribution: 'normal', shape: 0 };
    expect(neuron.gain).toEqual({ nominal: 1, ...none });
    expect(neuron.offset).toEqual({ nominal: 0, ...none });
    expect(dyad).toEqual({
      alpha: { nominal: 0.5, ...none },
      nudgeGain: { nominal: 1, ...none },
      meanWeight: { nominal: 1, ...none },
      autoZero: null,
    });
    expect({ rails: signal.rails, jitter: encoder.jitter, energy, noise }).toEqual({
      rails: null,
      jitter: 0,
      energy: null,
      noise: { thermal: null, flicker: null },
    });
    expect(synapse).toMatchObject({
      levels: null,
      range: null,
      programmingError: null,
      drift: null,
      feedback: 'shared',
    });
  });

  it('takes its sections from JSON too', () => {
    const json = JSON.stringify(parseText(text({}), 'x').value);
    expect(deviceOf(parseText(json, 'x.json'))).toEqual(device({}));
  });
});

describe('spreads', () => {
  const tau = (fields: string): Varying => device({ neuron: `tau: { nominal: 10 us, ${fields} }` }).neuron.tau;
  const offset = (fields: string): Varying => device({ neuron: `tau: 1 us, offset: { ${fields} }` }).neuron.offset;
  const gain = (fields: string): Varying => device({ neuron: `tau: 1 us, gain: { ${fields} }` }).neuron.gain;

  it('are relative as percentages and absolute as quantities', () => {
    const { mismatch, die, gradient } = tau('mismatch: 10 %, die: 1 us, gradient: 5 %');
    expect(mismatch).toEqual({ sigma: 0.1, relative: true });
    expect(die).toEqual({ sigma: 1e-6, relative: false });
    expect(gradient).toEqual({ sigma: 0.05, relative: true });
  });

  it('of a pure number are absolute unless they are percentages', () => {
    expect(gain('nominal: 2, mismatch: 0.1').mismatch).toEqual({ sigma: 0.1, relative: false });
    expect(gain('nominal: 2, mismatch: 10 %').mismatch).toEqual({ sigma: 0.1, relative: true });
    expect(gain('mismatch: 10 %').nominal).toBe(1);
  });

  it('of an offset are divided by the full scale', () => {
    expect(offset('mismatch: 2.5 mV').mismatch).toEqual({ sigma: 0.005, relative: false });
    expect(offset('mismatch: 0.005').mismatch).toEqual({ sigma: 0.005, relative: false });
  });

  it('follow Pelgrom’s law', () => {
    const { mismatch } = offset('mismatch: "3.5 mV um / sqrt(2 um * 1 um)"');
    expect(mismatch.sigma).toBeCloseTo(3.5e-3 / Math.sqrt(2) / 0.5, 15);
    expect(tau('mismatch: "3.5 mV um / sqrt(4 um^2) / (1.3 * 25.85 mV)"').mismatch.relative).toBe(true);
  });

  it('of thresholds are of own over nominal', () => {
    const { encoder } = deviceOf(
      parseText(
        text({}).replace('differenceThreshold: 5 mV', 'differenceThreshold: {nominal: 5 mV, mismatch: 1 mV}'),
        'x',
      ),
    );
    expect(encoder.differenceThreshold.mismatch.relative).toBe(true);
    expect(encoder.differenceThreshold.mismatch.sigma).toBeCloseTo(0.2, 15);
  });

  it('have a law with its shape', () => {
    expect(tau('distribution: student-t').shape).toBe(5);
    expect(tau('distribution: truncated-normal, shape: 2').shape).toBe(2);
  });

  it.each([
    [
      'offset: { mismatch: 0.8 % }',
      'neuron.offset.mismatch: expected an absolute spread, because the nominal value is 0',
    ],
    ['gain: { mismatch: -0.1 }', 'neuron.gain.mismatch: expected a number or percentage >= 0, got -0.1'],
    ['gain: { nominal: 0 }', 'neuron.gain.nominal: expected a number or percentage > 0, got 0'],
    ['gain: { shape: 3 }', 'neuron.gain.shape: expected no shape for a normal law, got 3'],
    ['gain: { distribution: student-t, shape: 2 }', 'neuron.gain.shape: expected more than 2 degrees of freedom'],
    ['gain: { distribution: gaussian }', 'neuron.gain.distribution: expected "normal" or "truncated-normal" or'],
    [
      'offset: { distribution: lognormal, mismatch: 1 mV }',
      'neuron.offset.nominal: expected a value > 0 for a lognormal law',
    ],
    [
      'offset: 3 us',
      'neuron.offset: expected a voltage or a number or percentage, such as "2.5 mV", got "3 us" (that is a time)',
    ],
  ])('refuse %s', (line, message) => {
    expect(refused({ neuron: `tau: 1 us, ${line}` })).toContain(message);
  });

  it('of a parameter with a unit need one, or a percentage', () => {
    expect(refused({ neuron: 'tau: { nominal: 1 us, mismatch: 0.1 }' })).toContain(
      'expected a percentage, such as "10 %"',
    );
    expect(refused({ neuron: 'tau: { nominal: 0.1 }' })).toContain(
      'expected a time, such as "10 us", got 0.1 (a number without',
    );
    expect(refused({ neuron: 'tau: -10 us' })).toBe('x.yaml:4:34 neuron.tau: expected a time > 0, got "-10 us"');
  });
});

describe('the factor on all spreads', () => {
  const spread = (value: string) =>
    device({
      top: `spread: ${value}
synapse:
  stuckOff: 1 %
  programmingError: { law: saturating, amplitude: 2 %, scale: 0.1 }
  drift: { law: power, time: 1 day, referenceTime: 20 s, mean: 0.05, sigma: {slope: -0.01, intercept: 0.02, low: 0.01, high: 0.1} }
dyad: { autoZero: { residual: 1 mV }, nudgeGain: { mismatch: 5 % } }`,
      neuron: 'tau: { nominal: 10 us, mismatch: 10 %, die: 1 us, gradient: 5 % }',
    });

  it('multiplies every spread, error and rate', () => {
    const { neuron, dyad, synapse } = spread('3');
    expect(neuron.tau.mismatch.sigma).toBeCloseTo(0.3, 15);
    expect(neuron.tau.die.sigma).toBeCloseTo(3e-6, 20);
    expect(neuron.tau.gradient.sigma).toBeCloseTo(0.15, 15);
    expect(dyad.autoZero?.residual).toBeCloseTo(0.006, 15);
    expect(synapse.stuckOff).toBeCloseTo(0.03, 15);
    expect(synapse.programmingError).toMatchObject({ scale: 0.1, amplitude: expect.closeTo(0.06, 15) });
    const sigma = { slope: -0.03, intercept: 0.06, low: 0.03, high: expect.closeTo(0.3, 12) };
    expect(synapse.drift).toMatchObject({ mean: { intercept: 0.05 }, sigma });
  });

  it('switches them off at 0', () => {
    const { neuron, dyad, synapse } = spread('0');
    expect([neuron.tau.mismatch.sigma, dyad.nudgeGain.mismatch.sigma, dyad.autoZero?.residual]).toEqual([0, 0, 0]);
    expect(synapse).toMatchObject({
      stuckOff: 0,
      programmingError: { amplitude: 0 },
      drift: { mean: { intercept: 0.05 } },
    });
  });

  it('may differ from parameter to parameter', () => {
    const { neuron, dyad } = spread('{ all: 2, neuron.tau: 0 }');
    expect(neuron.tau.mismatch.sigma).toBe(0);
    expect(dyad.nudgeGain.mismatch.sigma).toBe(0.1);
  });

  it.each(['-1', 'big', '{ neuron.taau: 1 }', '200'])('refuses %s', (value) => {
    expect(() => spread(value)).toThrow(/spread/);
  });
});

describe('problems', () => {
  it('are all told at once', () => {
    const problems = problemsOf(() =>
      device({ signal: 'fullScale: 5', neuron: 'taau: 10 us, gain: two', encoder: 'jitter: -1 ns', top: 'nosie: {}' }),
    );
    expect(problems.map(({ path, line }) => `${line} ${path}`).sort()).toEqual(
      ['3 signal.fullScale', '4 neuron.tau', '4 neuron.gain', '4 neuron.taau', '5 encoder.jitter', '6 nosie'].sort(),
    );
  });

  it.each<[string, string]>([
    ['synapse: { bits: 4, levels: 16 }', 'synapse.bits: expected either levels or bits, got 4'],
    ['synapse: { levels: 1 }', 'synapse.levels: expected a number >= 2, got 1'],
    ['synapse: { stuckOff: 60 %, stuckOn: 60 % }', 'synapse.stuckOn: expected stuckOff + stuckOn <= 1, got "60 %"'],
    [
      'synapse: { range: { percentile: 101 % } }',
      'synapse.range.percentile: expected a number or percentage > 0 and <= 1',
    ],
    ['synapse: { drift: { law: exp } }', 'synapse.drift.law: expected "power" or "shift" or "relaxation", got "exp"'],
    [
      'noise: { thermal: { rms: 1 mV } }',
      'noise.thermal.bandwidth: expected a frequency, such as "10 kHz", but it is missing',
    ],
    [
      'noise: { flicker: { rms: 1 mV, lowFrequency: 1 Hz, highFrequency: 1 Hz } }',
      'expected a frequency above lowFrequency',
    ],
    ['energy: { event: 1 pJ }', 'energy.static: expected a power, such as "1 nW", but it is missing'],
    ['dyad: { alpha: 1.5 }', 'dyad.alpha: expected a number or percentage >= 0 and <= 1, got 1.5'],
    [
      'dyad: { source: guessed }',
      'dyad.source: expected "fit: ...", "loose fit: ..." or "assumed: ...", got "guessed"',
    ],
    ['dyad: { source: { alhpa: "fit: x" } }', 'dyad.source.alhpa: unknown field; did you mean "alpha"?'],
    ['version: 2', 'version: unknown field; known here: format, name'],
  ])('%s', (top, message) => {
    expect(refused({ top })).toContain(message);
  });

  it('include rails that leave no room', () => {
    expect(refused({ signal: 'fullScale: 1 V, rails: [1 V, 2 V]' })).toContain(
      'expected a lower limit <= 0 and an upper limit > 0',
    );
  });
});

describe('provenance', () => {
  it('is the innermost source', () => {
    const { provenance } = device({
      neuron:
        'tau: { nominal: 10 us, mismatch: 1 %, source: { nominal: "fit: paper" } }, gain: 2, source: "assumed: why"',
    });
    expect(provenance).toEqual([
      { path: 'neuron.activation', value: 'relu', source: 'why', quality: 'assumed' },
      { path: 'neuron.tau.nominal', value: '10 us', source: 'paper', quality: 'fit' },
      { path: 'neuron.tau.mismatch', value: '1 %', source: 'why', quality: 'assumed' },
      { path: 'neuron.gain', value: '2', source: 'why', quality: 'assumed' },
    ]);
  });
});

describe('shipped devices', () => {
  it('are found by name, listed with a sentence', () => {
    const listed = listDevices();
    expect(listed.map(({ name }) => name)).toHaveLength(10);
    for (const { name, file, summary } of listed) {
      expect(deviceFile(DISK, name)).toBe(file);
      expect(summary).toMatch(/\.$/);
    }
  });

  it('are suggested for a name that is nearly one', () => {
    expect(refusal(() => loadDevice('pmc'))).toBe(
      'pmc: no such file, and no shipped device of that name; did you mean "pcm"?',
    );
    expect(refusal(() => loadDevice('no/such.yaml'))).toBe('no/such.yaml: no such file');
  });
});
