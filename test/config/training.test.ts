import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/file-source.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';

const RANDOM = 'network: { layers: [64, 8, 10], weights: { from: random } }\n';
const ideal = readFileSync(new URL('../../devices/ideal.yaml', import.meta.url), 'utf8');

function trainingOf(train: string, more = '') {
  const text = `format: dyadsim/scenario@1
kind: train
name: t
device: ideal
beta: 1
chips: 1
seed: t
train: ${train}
${more.includes('network') ? more : RANDOM + more}`;
  return scenarioFrom(memoryFiles({ 'devices/ideal.yaml': ideal, 's.yaml': text }), 's.yaml').scenario.train;
}

it('follows the limit of the chip where it is asked to, which only a training does', () => {
  const text = (kind: string) => `format: dyadsim/scenario@1
kind: ${kind}
name: t
device: ideal
${RANDOM}beta: { timesCritical: 0.5, track: true }
chips: 1
seed: t
`;
  const load = (kind: string) =>
    scenarioFrom(memoryFiles({ 'devices/ideal.yaml': ideal, 's.yaml': text(kind) }), 's.yaml').scenario;
  expect(load('train').beta).toEqual({ timesCritical: 0.5, track: true });
  expect(() => load('train\ntrain: { margins: ends }')).toThrow('train.margins: expected every-epoch');
  expect(() => load('sweep')).toThrow('s.yaml:6:36 beta.track: expected kind: train');
});

describe('ways of inference', () => {
  it('are those of the papers unless stated', () => {
    const { order, damping, state, learn, precision } = trainingOf('{}');
    expect({ order, damping, state, learn, precision }).toEqual({
      order: 'forward',
      damping: 'none',
      state: 'fresh',
      learn: 'presentation',
      precision: 'f64',
    });
  });

  it.each([
    ['{ inference: events, order: random }', '', 's.yaml:8:36 train.order: expected inference: layer-wise'],
    ['{ inference: events, damping: tikhonov }', '', 's.yaml:8:38 train.damping: expected inference: layer-wise'],
    ['{ inference: events, state: carried }', '', 's.yaml:8:36 train.state: expected inference: layer-wise'],
    ['{ inference: events, learn: pass }', '', 's.yaml:8:36 train.learn: expected inference: layer-wise'],
    ['{ inference: events, precision: f32 }', '', 's.yaml:8:40 train.precision: expected inference: layer-wise'],
    ['{ precision: f16 }', '', 's.yaml:8:21 train.precision: expected "f64" or "f32"'],
    ['{ state: carried }', 'nudge: held\n', 's.yaml:8:17 train.state: expected nudge: live'],
    ['{ tasks: [[0, 1], [2, 10]] }', '', 's.yaml:8:30 train.tasks.1.1: expected a class below 10'],
    ['{ tasks: [[0, 0], [2]] }', '', 's.yaml:8:22 train.tasks.0.1: expected each class once'],
    ['{ damping: yes }', '', 's.yaml:8:19 train.damping: expected "none" or "tikhonov"'],
    [
      '{ initial: own }',
      'network: { layers: [64, 8, 10], weights: { from: train } }\n',
      'train.initial: expected weights',
    ],
  ])('%s %j is told', (train, more, message) => {
    expect(() => trainingOf(train, more)).toThrow(message);
  });
});
