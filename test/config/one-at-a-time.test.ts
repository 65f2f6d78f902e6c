import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/file-source.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';
import { problemsOf } from './problems.ts';

const cmos = readFileSync(new URL('../../devices/subthreshold-cmos-180nm.yaml', import.meta.url), 'utf8');
const pcm = readFileSync(new URL('../../devices/pcm.yaml', import.meta.url), 'utf8');

const scenario = (more: string, device: string) => `format: dyadsim/scenario@1
name: c
device: ${device}
network: { layers: [64, 8, 10], weights: { from: random } }
beta: 1
chips: 1
seed: c
${more}
`;
function load(more: string, device = 'mine.yaml') {
  const files = memoryFiles({ 'mine.yaml': cmos, 'pcm.yaml': pcm, 's.yaml': scenario(more, device) });
  return scenarioFrom(files, 's.yaml');
}
const labels = (more: string, device?: string) =>
  load(more, device).points.map(({ coordinates }) => coordinates.map(({ label }) => label).join('; '));
const devices = (more: string) => load(more).points.map((point) => point.scenario.device);

describe('one change of the device at a time', () => {
  it('is one spread less, each that the device has and no other', () => {
    expect(labels('oneAtATime: { without: each }')).toEqual([
      'as designed',
      'without neuron.tau',
      'without neuron.gain',
      'without neuron.offset',
      'without dyad.nudgeGain',
      'without dyad.meanWeight',
      'without encoder.activityThreshold',
      'without encoder.differenceThreshold',
      'without synapse.programmingError',
    ]);
    const found = labels('oneAtATime: { without: each }', 'pcm.yaml');
    expect(found).toContain('without synapse.drift');
    expect(found).not.toContain('without dyad.alpha');
    expect(labels('overrides: { neuron.tau: { nominal: 5 ms } }\noneAtATime: { without: each }')).not.toContain(
      'without neuron.tau',
    );
  });

  it('leaves all else as it is', () => {
    const [base, tau, error] = devices('oneAtATime: { without: [neuron.tau, synapse.programmingError] }');
    const none = { mismatch: { sigma: 0 }, die: { sigma: 0 }, gradient: { sigma: 0 } };
    expect(tau.neuron.tau).toMatchObject({ nominal: base.neuron.tau.nominal, ...none });
    expect({ ...tau.neuron, tau: null }).toEqual({ ...base.neuron, tau: null });
    expect(error.synapse.programmingError).toEqual({ law: 'polynomial', coefficients: [0, 0] });
    expect(error.neuron).toEqual(base.neuron);
  });

  it('is a factor on a constant, as overridden and swept', () => {
    const sigmas = (more: string) => devices(more).map(({ neuron }) => neuron.offset.mismatch.sigma / 0.002375);
    const full = 1 / 0.3;
    const ratios = (more: string) => sigmas(more).map((sigma) => sigma / full);
    const close = (found: readonly number[], expected: readonly number[]) => {
      expect(found).toHaveLength(expected.length);
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 12);
      });
    };
    close(ratios('oneAtATime: { constants: { inputArea: [4, 0.25], nudgeArea: [2] } }'), [1, 0.5, 2, 1]);
    close(ratios('overrides: { constants.inputArea: 1 um^2 }\noneAtATime: { constants: { inputArea: [4] } }'), [2, 1]);
    close(
      ratios('oneAtATime: { constants: { inputArea: [4] } }\nsweep: { device.constants.inputArea: [1 um^2, 4 um^2] }'),
      [2, 1, 1, 0.5],
    );
  });

  it('is an axis: the first beside others, behind the corners', () => {
    expect(labels('corners: [tt, ss]\noneAtATime: { constants: { inputArea: [2] } }\nsweep: { beta: [1, 2] }')).toEqual(
      [
        'tt; as designed; 1',
        'tt; as designed; 2',
        'tt; inputArea x 2; 1',
        'tt; inputArea x 2; 2',
        'ss; as designed; 1',
        'ss; as designed; 2',
        'ss; inputArea x 2; 1',
        'ss; inputArea x 2; 2',
      ],
    );
    expect(labels('sweep: { device.oneAtATime: [as designed, inputArea x 3] }')).toEqual([
      'as designed',
      'inputArea x 3',
    ]);
  });

  it.each([
    ['oneAtATime: {}', 's.yaml:8:13 oneAtATime: expected without or constants'],
    ['oneAtATime: { without: [neuron.tua] }', 's.yaml:8:25 oneAtATime.without.0: expected'],
    ['oneAtATime: { without: some }', 'oneAtATime.without: expected'],
    [
      'oneAtATime: { constants: { inputAera: [2] } }',
      's.yaml:8:40 oneAtATime.constants.inputAera.0: expected "as designed", "without" and a spread, or a constant',
    ],
    ['oneAtATime: { constants: { inputArea: [0] } }', 'oneAtATime.constants.inputArea.0: expected a number > 0'],
    ['sweep: { device.oneAtATime: [larger] }', 's.yaml:8:30 sweep.device.oneAtATime.0: expected "as designed"'],
    [
      'oneAtATime: { without: each }\nsweep: { device.oneAtATime: [as designed] }',
      'sweep.device.oneAtATime: expected either oneAtATime or an axis of it',
    ],
  ])('%s is refused', (more, message) => {
    const messages = problemsOf(() => load(more)).map(
      ({ file, line, column, path, message: own }) => `${file}:${line}:${column} ${path}: ${own}`,
    );
    expect(messages.join('\n')).toContain(message);
  });
});
