import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/config/device.ts';
import { deviceOf } from '../../src/config/device-from.ts';
import { parseText } from '../../src/config/document.ts';
import { memoryFiles } from '../../src/config/file-source.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';
import { problemsOf } from './problems.ts';

/** A device with these constants, whose offset and time constant name them. */
function text(constants: string, mismatch: string, tau = '10 us', more = ''): string {
  return `format: dyadsim/device@1
name: small
constants: { ${constants} }
signal: { fullScale: 1 V }
neuron: { activation: relu, tau: ${tau}, offset: { mismatch: "${mismatch}" } }
encoder: { activityThreshold: 0.01, differenceThreshold: 5 mV, delay: 0.2 us }
${more}`;
}

const device = (constants: string, mismatch: string, tau?: string): Device =>
  deviceOf(parseText(text(constants, mismatch, tau), 'x.yaml'));
const offset = (constants: string, mismatch: string) => device(constants, mismatch).neuron.offset.mismatch.sigma;
const LAW = '4.75 mV um / sqrt(pairArea)';

describe('constants of a device', () => {
  it('stand in expressions as their values would, to the bit', () => {
    expect(offset('pairArea: 4 um^2', LAW)).toBe(0.002375);
    expect(offset('width: 2 um, height: 3 um', '3 mV um / sqrt(width * height)')).toBe(
      offset('', '3 mV um / sqrt(2 um * 3 um)'),
    );
    // In parentheses, whatever their own signs: 6 mV / (1 + 2), not 6 mV / 1 + 2.
    expect(offset('sum: 1 + 2', '6 mV / sum')).toBe(0.002);
    expect(offset('lower: -2', '6 mV * lower^2')).toBe(0.024);
    expect(offset('A_VT: 3 mV um, k2: 2', 'k2 A_VT / 1 um')).toBe(0.006);
    expect(offset('twice: 2', '2e-3 twice')).toBe(0.004);
  });

  it('may name those above them, and no others', () => {
    expect(offset('pairArea: 4 um^2, half: pairArea / 2', '1 mV um / sqrt(half)')).toBeCloseTo(1e-3 / Math.SQRT2, 18);
    const [{ path, message }] = problemsOf(() =>
      device('half: pairArea / 2, pairArea: 4 um^2', '1 mV um / sqrt(half) + 0 * pairArea'),
    );
    expect([path, message]).toEqual(['constants.half', expect.stringContaining('unknown unit "pairArea"')]);
  });

  it('alone are what they say, also a percentage', () => {
    const { tau } = device('spread: 3 %, sigma: 1 mV', 'sigma', '{ nominal: 10 us, mismatch: spread }').neuron;
    expect(tau.mismatch).toEqual({ sigma: 0.03, relative: true });
    expect(device('slow: 20 us', '0', 'slow').neuron.tau.nominal).toBe(2e-5);
  });

  it('are no part of words', () => {
    const words = text('relu: 1 mV', 'relu', '10 us', 'description: about relu\n');
    const { description, neuron } = deviceOf(parseText(words, 'x.yaml'));
    expect([description, neuron.activation]).toEqual(['about relu', 'relu']);
  });

  it('keep the laws as written beside their sources, and have one themselves', () => {
    const { provenance } = loadDevice('subthreshold-cmos-180nm');
    const at = (path: string) => provenance.find((entry) => entry.path === path);
    expect(at('constants.inputArea')).toMatchObject({ value: '4 um^2', quality: 'assumed' });
    expect(at('neuron.offset.mismatch')?.value).toBe('4.75 mV um / sqrt(inputArea)');
  });

  it.each([
    [
      'pairArea: 4 um^2, sparea: 3',
      LAW,
      'x.yaml:3:32 constants.sparea: expected a constant that an expression of the device names',
    ],
    [
      'pairArea: 4 kg',
      LAW,
      'constants.pairArea: expected a number or a quantity, such as "4 um^2", got "4 kg" (unknown unit "kg")',
    ],
    [
      'pairArea: 1 / 0',
      LAW,
      'constants.pairArea: expected a number or a quantity, such as "4 um^2", got "1 / 0" (not a finite number)',
    ],
    ['pairArea: [4]', LAW, 'constants.pairArea: expected'],
    ['mV: 4', '1 mV', 'constants.mV: expected a name that no unit and no function has'],
    ['sqrt: 4', '1 mV', 'constants.sqrt: expected a name that no unit and no function has'],
    ['pi: 4', '1 mV', 'constants.pi: expected a name that no unit and no function has'],
    ['x: 4', '1 mV', 'constants.x: expected a name of two letters and digits or more'],
    ['pairArea: 4 um^2', '1 mV um / sqrt(pairAera)', 'unknown unit "pairAera"'],
    ['pairArea: 4', LAW, 'got "4.75 mV um / sqrt((4))"'],
  ])('%s with %s is refused', (constants, mismatch, message) => {
    const messages = problemsOf(() => device(constants, mismatch)).map(
      ({ file, line, column, path, message: own }) => `${file}:${line}:${column} ${path}: ${own}`,
    );
    expect(messages.join('\n')).toContain(message);
  });

  it('that double each other are refused before they fill the memory', () => {
    const chain = Array.from({ length: 60 }, (_, i) => `aa${i + 1}: aa${i} * aa${i}`);
    const problems = problemsOf(() => device(['aa0: 2', ...chain].join(', '), '1 mV * aa60'));
    expect(problems[0].message).toContain('longer than 200 characters');
  });
});

describe('constants in a scenario', () => {
  const scenario = (more: string) => `format: dyadsim/scenario@1
name: c
device: small.yaml
network: { layers: [64, 8, 10], weights: { from: random } }
beta: 1
chips: 1
seed: c
${more}
`;
  const corners = 'corners: { wide: { constants.pairArea: 16 um^2 } }';
  const files = (more: string) =>
    memoryFiles({ 'small.yaml': text('pairArea: 4 um^2', LAW, '10 us', corners), 's.yaml': scenario(more) });
  const sigmas = (more: string) =>
    scenarioFrom(files(more), 's.yaml').points.map(({ scenario: { device: own } }) => own.neuron.offset.mismatch.sigma);

  it('are overridden, swept and set by corners', () => {
    expect(sigmas('')).toEqual([0.002375]);
    expect(sigmas('overrides: { constants.pairArea: 1 um^2 }')).toEqual([0.00475]);
    expect(sigmas('sweep: { device.constants.pairArea: [1 um^2, 4 um^2, 16 um^2] }')).toEqual([
      0.00475, 0.002375, 0.0011875,
    ]);
    expect(sigmas('corners: [tt, wide]')).toEqual([0.002375, 0.0011875]);
    expect(sigmas('overrides: { constants.sigma: 1 mV, neuron.offset.mismatch: sigma }')).toEqual([0.001]);
  });

  it.each([
    [
      'overrides: { constants.pairAera: 1 um^2 }',
      's.yaml:8:14 overrides.constants.pairAera: expected a constant that an expression of the device names; did you mean "pairArea"?',
    ],
    ['sweep: { device.constants.pairAera: [1 um^2] }', 'sweep.device.constants.pairAera'],
    [
      'overrides: { neuron.offset.mismatch: 1 mV, constants.pairArea: 1 um^2 }',
      'overrides.constants.pairArea: expected a constant',
    ],
    ['sweep: { device.constants.pairArea: [4 um^2, 1 um] }', 'sweep.device.constants.pairArea.1'],
  ])('%s is told where it stands', (more, message) => {
    const messages = problemsOf(() => scenarioFrom(files(more), 's.yaml')).map(
      ({ file, line, column, path, message: own }) => `${file}:${line}:${column} ${path}: ${own}`,
    );
    expect(messages.join('\n')).toContain(message);
  });
});
