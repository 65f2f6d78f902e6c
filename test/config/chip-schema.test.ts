import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ChipInput, chipSchema } from '../../src/config/chip-schema.ts';
import { parseText } from '../../src/config/document.ts';
import { validateDocument } from '../../src/config/validate.ts';
import { problemsOf } from './problems.ts';

const { cases } = JSON.parse(readFileSync('test/reference/cases.json', 'utf8')) as {
  cases: { name: string; chip: Record<string, unknown> }[];
};
const validate = (chip: unknown): ChipInput =>
  validateDocument(parseText(JSON.stringify(chip, null, 1), 'chip.json'), chipSchema);

/** layers [2, 2, 1], everything optional left out. */
function small() {
  const pair = (count: number, value: number) => ({ plus: Array(count).fill(value), minus: Array(count).fill(value) });
  const neurons = (count: number) => ({
    alpha: Array<number>(count).fill(0.5),
    tau: pair(count, 1e-5),
    gain: pair(count, 1),
    offset: pair(count, 0),
    nudgeGain: pair(count, 1),
    meanWeight: pair(count, 1),
  });
  return {
    format: 'dyadsim/chip@1',
    layers: [2, 2, 1],
    activation: 'relu',
    forward: [
      {
        weights: [
          [1, 2],
          [3, 4],
        ],
        bias: [0, 0],
      },
      { weights: [[1, 2]], bias: [0] },
    ],
    neurons: [null, neurons(2), neurons(1)],
  };
}

describe('chip files', () => {
  it.each(cases)('accept the reference chip $name', ({ chip }) => {
    expect(validate(chip)).toMatchObject({ layers: chip.layers, rails: null, noise: null });
  });

  it('may leave out what an ideal chip lacks', () => {
    expect(validate(small())).toMatchObject({ name: 'chip', rails: null, noise: null, energy: null });
  });

  it('may state everything', () => {
    const chip = {
      ...small(),
      name: 'measured 3',
      feedback: [null, [[1, 2]]],
      encoder: { activityThreshold: 0.01, differenceThreshold: 0.02, delay: 1e-6, jitter: 1e-8 },
      rails: [-2, 2],
      noise: {
        thermal: { rms: 0.01, correlationTime: 1e-5 },
        flicker: null,
        read: { relative: 0.01, correlationTime: 1e-4 },
      },
      energy: { event: 1e-12, staticPerNeuron: 1e-9 },
    };
    const neurons = chip.neurons.map(
      (layer, k) =>
        layer && {
          ...layer,
          threshold: { activity: Array(3 - k).fill(1.1), difference: Array(3 - k).fill(0.9) },
          autoZero: Array(3 - k).fill(0),
        },
    );
    expect(validate({ ...chip, neurons })).toEqual({ ...chip, neurons });
  });

  it.each<[string, (chip: ReturnType<typeof small>) => unknown, string]>([
    [
      'too few neurons',
      (chip) => chip.neurons[1]?.alpha.pop(),
      'neurons.1.alpha: expected 2 entries to fit the layers, not 1',
    ],
    [
      'a ragged matrix',
      (chip) => chip.forward[0].weights[1].pop(),
      'forward.0.weights.1: expected 2 entries to fit the layers, not 1',
    ],
    [
      'a missing row',
      (chip) => chip.forward[0].weights.pop(),
      'forward.0.weights: expected 2 entries to fit the layers, not 1',
    ],
    [
      'a long bias',
      (chip) => chip.forward[1].bias.push(3),
      'forward.1.bias: expected 1 entries to fit the layers, not 2',
    ],
    ['a missing layer', (chip) => chip.neurons.pop(), 'neurons: expected 3 entries to fit the layers, not 2'],
    [
      'a layer that is null',
      (chip) => Object.assign(chip.neurons, { 2: null }),
      'neurons.2: expected the parameters of 1 neurons',
    ],
    ['neurons of the input', (chip) => Object.assign(chip.neurons, { 0: chip.neurons[1] }), 'neurons.0: expected null'],
    ['an empty layer', (chip) => Object.assign(chip.layers, { 1: 0 }), 'layers.1: expected a number >= 1, got 0'],
    [
      'a time of 0',
      (chip) => Object.assign(chip.neurons[1]!.tau.minus, { 1: 0 }),
      'neurons.1.tau.minus.1: expected a number > 0, got 0',
    ],
    [
      'alpha above 1',
      (chip) => Object.assign(chip.neurons[1]!.alpha, { 0: 1.01 }),
      'neurons.1.alpha.0: expected a number <= 1',
    ],
    [
      'a number that is none',
      (chip) => Object.assign(chip.forward[0].weights[0], { 1: Number.NaN }),
      'forward.0.weights.0.1: expected a finite number, got null',
    ],
    [
      'a text',
      (chip) => Object.assign(chip.forward[0].bias, { 1: '1' }),
      'forward.0.bias.1: expected a finite number, got "1"',
    ],
    [
      'feedback to the input',
      (chip) =>
        Object.assign(chip, {
          feedback: [
            [
              [1, 2],
              [3, 4],
            ],
            null,
          ],
        }),
      'feedback.0: expected null',
    ],
    [
      'feedback of the wrong shape',
      (chip) => Object.assign(chip, { feedback: [null, [[1], [2]]] }),
      'feedback.1: expected 1 entries',
    ],
    [
      'a kernel larger than the image',
      (chip) => Object.assign(chip, { layers: [[2, 1, 1], { convolution: 2, kernel: 2 }, 1] }),
      'layers.1.kernel: expected at most 1 for 2 x 1',
    ],
    [
      'an array that is not one of a patch',
      (chip) => Object.assign(chip, { layers: [[2, 1, 1], { convolution: 2, kernel: 1 }, 1] }),
      'forward.0.weights.0: expected 1 entries to fit the layers, not 2',
    ],
    ['rails that exclude rest', (chip) => Object.assign(chip, { rails: [1, 2] }), 'rails: expected a lower limit <= 0'],
    [
      'an unknown field',
      (chip) => Object.assign(chip, { forwards: [] }),
      'forwards: unknown field; did you mean "forward"?',
    ],
    [
      'a missing field',
      (chip) => Reflect.deleteProperty(chip, 'forward'),
      'forward: expected a list, but it is missing',
    ],
  ])('refuse %s', (_, spoil, message) => {
    const chip = small();
    spoil(chip);
    const told = problemsOf(() => validate(chip));
    expect(told.map(({ path, message }) => `${path}: ${message}`).join('\n')).toContain(message);
    for (const { line, column } of told) expect([line, column].every((at) => (at ?? 0) > 0)).toBe(true);
  });

  it('tell where in the file', () => {
    const text = '{"format": "dyadsim/chip@1",\n "layers": [1, -1]}';
    const told = problemsOf(() => validateDocument(parseText(text, 'chip.json'), chipSchema));
    expect(told).toContainEqual({
      file: 'chip.json',
      line: 2,
      column: 16,
      path: 'layers.1',
      message: 'expected a number >= 1, got -1',
    });
  });
});
