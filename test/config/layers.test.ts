import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/file-source.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';
import { problemsOf, refusal } from './problems.ts';

const ideal = readFileSync(new URL('../../devices/ideal.yaml', import.meta.url), 'utf8');

function load(layers: string, more = 'kind: train\ntrain: { margins: never }', weights = '{ from: random }') {
  const text = `format: dyadsim/scenario@1
name: t
network: { layers: ${layers}, weights: ${weights} }
device: ideal
${more.includes('beta:') ? '' : 'beta: 1\n'}chips: 1
seed: t
${more}
`;
  return scenarioFrom(memoryFiles({ 'devices/ideal.yaml': ideal, 's.yaml': text }), 's.yaml').scenario;
}

describe('layers', () => {
  it('that are dense are numbers and nothing else, however they are written', () => {
    const plain = load('[64, 8, 10]').network;
    expect(plain).toEqual({ layers: [64, 8, 10], weights: { from: 'random', gain: 1 }, scale: 'full-scale' });
    expect(load('[[8, 8, 1], { dense: 8 }, 10]').network).toEqual(plain);
    expect(load('[[8, 8, 1], 8, 10]', 'kind: sweep').network).toEqual(plain);
  });

  it('with convolutions and pools are connections', () => {
    const { layers, connections } = load(
      '[[8, 8, 1], { convolution: 3, kernel: 3, padding: 1 }, { convolution: 5, kernel: 2, stride: 2, pool: { max: 2 } }, { dense: 6, pool: { average: 2 } }, 10]',
    ).network;
    // 8 x 8 x 3; pooled to 4 x 4, patches of 2 x 2 side by side; 2 x 2 x 5, pooled to one place.
    expect(layers).toEqual([64, 192, 20, 6, 10]);
    expect(connections).toEqual([
      {
        from: { height: 8, width: 8, channels: 1 },
        pool: null,
        convolution: { kernel: 3, stride: 1, padding: 1 },
        channels: 3,
      },
      {
        from: { height: 8, width: 8, channels: 3 },
        pool: { kind: 'max', size: 2 },
        convolution: { kernel: 2, stride: 2, padding: 0 },
        channels: 5,
      },
      {
        from: { height: 2, width: 2, channels: 5 },
        pool: { kind: 'average', size: 2 },
        convolution: null,
        channels: 6,
      },
      null,
    ]);
  });

  it('behind channels are connections too: another program may have their weights in another order', () => {
    const { connections } = load(
      '[[32, 32, 3], 10]',
      'kind: train\ntrain: { margins: never }\ndata: { dataset: cifar10 }',
    ).network;
    expect(connections).toEqual([
      { from: { height: 32, width: 32, channels: 3 }, pool: null, convolution: null, channels: 10 },
    ]);
  });

  it.each([
    [
      '[[8, 8, 1], { convolution: 3, kernel: 9 }, 10]',
      '3:58 network.layers.1.kernel: expected at most 8 for 8 x 8, got 9',
    ],
    [
      '[[8, 8, 1], { convolution: 3, kernel: 12, padding: 1 }, 10]',
      '3:58 network.layers.1.kernel: expected at most 10 for 8 x 8 with a padding of 1, got 12',
    ],
    [
      '[[8, 8, 1], { convolution: 3, kernel: 3, padding: 3 }, 10]',
      '3:70 network.layers.1.padding: expected below 3, the kernel: a patch of zeros alone is none, got 3',
    ],
    [
      '[[8, 8, 1], { dense: 10, pool: { max: 3 } }]',
      '3:58 network.layers.1.pool.max: expected a size that divides 8 x 8, which is what it is sent, got 3',
    ],
    [
      '[[8, 6, 1], { dense: 10, pool: { max: 4 } }]',
      '3:58 network.layers.1.pool.max: expected a size that divides 8 x 6, which is what it is sent, got 4',
    ],
    ['[64, { dense: 10, pool: { max: 2 } }]', '3:44 network.layers.1.pool: expected an image before it'],
    ['[64, { convolution: 4, kernel: 1 }, 10]', '3:40 network.layers.1.convolution: expected an image before it'],
    [
      '[[8, 8, 1], 64, { convolution: 4, kernel: 1 }, 10]',
      '3:51 network.layers.2.convolution: expected an image before it',
    ],
    ['[[8, 8, 1], { convolution: 10, kernel: 3 }]', '3:32 network.layers.1: expected a dense layer of outputs'],
    [
      '[[8, 8, 1], [4, 4, 2], 10]',
      '3:32 network.layers.1: expected a number of neurons, or a map: only the input is an image',
    ],
    ['[{ dense: 64 }, 10]', '3:21 network.layers.0: expected a number of inputs, or [height, width, channels]'],
    ['[[8, 8, 1], { convolution: 4 }, 10]', '3:32 network.layers.1.kernel: expected the rows and columns of a patch'],
    ['[[8, 8, 1], { dense: 4, stride: 2 }, 10]', '3:52 network.layers.1.stride: expected only with a convolution'],
    ['[[8, 8, 1], { kernel: 4 }, 10]', '3:32 network.layers.1: expected either dense or convolution'],
    ['[[8, 8, 1], { dense: 4, pool: {} }, 10]', '3:50 network.layers.1.pool: expected either max or average'],
    ['[[16, 4, 1], { dense: 4, pool: { max: 2 } }, 10]', '3:21 network.layers.0: expected [8, 8, 1] for digits'],
    ['[[8, 8, 3], 10]', '3:21 network.layers.0: expected 64 inputs for digits'],
    ['[[8, 8, 1], { convolution: 16384, kernel: 1 }, 10]', undefined],
    ['[[8, 8, 1], { convolution: 16385, kernel: 1 }, 10]', '3:32 network.layers.1: expected at most 1048576 neurons'],
    ['[[8, 8], 10]', '3:21 network.layers.0: expected a list of >= 3 entries, got [8,8]'],
    ['[64.5, 10]', '3:21 network.layers.0: expected an integer'],
    ['[64, 0, 10]', '3:25 network.layers.1: expected a number >= 1, got 0'],
  ])('%s: %s', (layers, message) => {
    if (message === undefined) expect(load(layers).network.connections).toHaveLength(2);
    else expect(refusal(() => load(layers))).toContain(`s.yaml:${message}`);
  });

  it('tell a misspelt field, and what is wrong with it', () => {
    const problems = problemsOf(() => load('[[8, 8, 1], { convolution: 4, kernal: 3, padding: -1 }, 10]'));
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'network.layers.1.kernel: expected the rows and columns of a patch, but it is missing',
      'network.layers.1.kernal: unknown field; did you mean "kernel"?',
      'network.layers.1.padding: expected a number >= 0, got -1',
    ]);
  });
});

describe('what convolutions and pools are not there for is told at its place', () => {
  const MEAN = '[[8, 8, 1], { convolution: 3, kernel: 3 }, { dense: 10, pool: { average: 2 } }]';
  const LARGEST = '[[8, 8, 1], { convolution: 3, kernel: 3 }, { dense: 10, pool: { max: 2 } }]';
  const EVENTS = 'kind: train\ntrain: { margins: never, inference: events }';
  const CRITICAL = 'kind: train\ntrain: { margins: never }\nbeta: { timesCritical: 1 }';
  it.each([
    ['kind: sweep', LARGEST, '3:89 network.layers.2.pool.max: expected an average pool, or kind: train'],
    ['kind: train', LARGEST, '1:1 train.margins: expected never, or average pools'],
    ['kind: train\ntrain: { margins: ends }', LARGEST, '9:19 train.margins: expected never, or average pools'],
    [EVENTS, LARGEST, '9:37 train.inference: expected layer-wise, or average pools'],
    [CRITICAL, LARGEST, '9:7 beta: expected a number, or average pools'],
  ])('%s %s', (more, layers, message) => {
    expect(refusal(() => load(layers, more))).toContain(`s.yaml:${message}`);
  });

  it.each(['kind: sweep', 'kind: train', EVENTS, CRITICAL, 'kind: sweep\nengine: static'])('means: %s', (more) => {
    expect(load(MEAN, more).network.connections).toHaveLength(2);
  });

  it('nor is the digital training', () => {
    const message = 's.yaml:3:118 network.weights.from: expected random or file';
    for (const kind of ['sweep', 'train']) {
      expect(refusal(() => load(MEAN, `kind: ${kind}\ntrain: { margins: never }`, '{ from: train }'))).toContain(
        message,
      );
    }
  });
});
