import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertChip } from '../../src/chip/assert-chip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import { chipToJson } from '../../src/chip/chip-file.ts';
import { readChip } from '../../src/chip/read-chip.ts';
import { nominalChip, sampleChip } from '../../src/chip/sample-chip.ts';
import { InputError } from '../../src/config/input-error.ts';
import { SHAPES } from '../learning/convolutions.ts';
import { mixedCircuit } from '../learning/mixed-circuit.ts';
import { absolute, DEVICE, fixed, randomNetwork, relative } from './device.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dyadsim-chip-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(data: unknown): string {
  const path = join(folder, 'chip.json');
  writeFileSync(path, JSON.stringify(data));
  return path;
}

interface Case {
  readonly name: string;
  readonly chip: {
    readonly layers: number[];
    readonly forward: { readonly weights: number[][]; readonly bias: number[] }[];
    readonly feedback: (number[][] | null)[];
    readonly neurons: ({ readonly alpha: number[]; readonly tau: { readonly minus: number[] } } | null)[];
  };
}
const CASES: Case[] = JSON.parse(readFileSync(new URL('../reference/cases.json', import.meta.url), 'utf8')).cases;

const NETWORK = randomNetwork([5, 7, 4, 3]);
const SHARED = { seed: 'shared', activation: 'relu', loss: 'squared-error', ...SHAPES[3] } as const;

describe('a chip file', () => {
  const spread = { mismatch: relative(0.1), die: relative(0.1), distribution: 'lognormal' } as const;
  const chips: [string, Chip][] = [
    ['a nominal chip', nominalChip(DEVICE, NETWORK)],
    ['one with shared arrays', mixedCircuit('dp', { ...SHARED, separateFeedback: true }).circuit.chip],
    [
      'a chip that states everything',
      sampleChip(
        {
          ...DEVICE,
          neuron: { ...DEVICE.neuron, tau: fixed(1e-5, spread), offset: fixed(0, { mismatch: absolute(0.01) }) },
          dyad: { ...DEVICE.dyad, autoZero: { residual: 1e-3 } },
          encoder: { ...DEVICE.encoder, differenceThreshold: fixed(0.003, spread) },
          synapse: {
            ...DEVICE.synapse,
            programmingError: { law: 'polynomial', coefficients: [0.01] },
            readNoise: { relative: 0.01, correlationTime: 1e-6 },
            feedback: 'separate',
          },
          noise: {
            thermal: { rms: 1e-3, bandwidth: 3e5 },
            flicker: { rms: 1e-3, lowFrequency: 1, highFrequency: 1e6 },
          },
          energy: { event: 1e-12, staticPerNeuron: 1e-9 },
        },
        NETWORK,
        'file',
        7,
      ),
    ],
  ];
  it.each(chips)('brings back every bit of %s', (_, chip) => {
    assertChip(chip);
    const again = readChip(written(chipToJson(chip)));
    assertChip(again);
    expect(again).toStrictEqual({ ...chip, layers: [...chip.layers] });
  });

  it.each(CASES.map(({ name, chip }) => [name, chip] as const))(
    'of the reference, %s, is read as written',
    (_, data) => {
      const chip = readChip(written(data));
      assertChip(chip);
      for (const [k, { weights, bias }] of data.forward.entries()) {
        expect(chip.forward[k].bias).toEqual(Float64Array.from(bias));
        // W_k[i][j], from neuron j of layer k to neuron i of layer k + 1.
        for (const [i, row] of weights.entries()) {
          for (const [j, w] of row.entries()) expect(chip.forward[k].weights[i * data.layers[k] + j]).toBe(w);
        }
        expect(chip.feedback[k] === null).toBe(data.feedback[k] === null);
        if (data.feedback[k]) expect([...chip.feedback[k]!]).toEqual(data.feedback[k].flat());
        expect([...chip.neurons[k + 1]!.alpha]).toEqual(data.neurons[k + 1]!.alpha);
        expect([...chip.neurons[k + 1]!.tau.minus]).toEqual(data.neurons[k + 1]!.tau.minus);
      }
      // What the file does not state.
      expect(chip.encoder).toEqual({ activityThreshold: 0.01, differenceThreshold: 0.01, delay: 2e-7, jitter: 0 });
      expect([chip.rails, chip.noise, chip.energy, chip.neurons[1]!.autoZero]).toEqual([null, null, null, null]);
      expect(new Set(chip.neurons[1]!.threshold.activity)).toEqual(new Set([1]));
    },
  );

  it('that is wrong is refused with all its problems', () => {
    const data = chipToJson(chips[0][1]);
    const wrong = { ...data, rails: [1, -1], forward: [{ ...data.forward[0], bias: ['x'] }, ...data.forward.slice(1)] };
    try {
      readChip(written(wrong));
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.problems.map(({ path }) => path)).toEqual(['forward.0.bias.0', 'rails']);
    }
  });
});

describe('assertChip', () => {
  const chip = nominalChip(DEVICE, NETWORK);
  const neurons = chip.neurons[2]!;
  const withNeurons = (change: object) => ({ ...chip, neurons: chip.neurons.with(2, { ...neurons, ...change }) });
  const wrong: [string, Chip][] = [
    ['neurons[2].alpha[1]: expected from 0 to 1, got 2', withNeurons({ alpha: neurons.alpha.with(1, 2) })],
    [
      'neurons[2].tau.minus[3]: expected finite and above 0, got 0',
      withNeurons({ tau: { ...neurons.tau, minus: neurons.tau.minus.with(3, 0) } }),
    ],
    [
      'neurons[2].gain.plus: expected 4 entries, got 3',
      withNeurons({ gain: { ...neurons.gain, plus: neurons.gain.plus.slice(1) } }),
    ],
    ['forward[1].weights[5]: expected finite, got NaN', withWeights(chip, 5, Number.NaN)],
    ['feedback[0]: expected null', { ...chip, feedback: [new Float64Array(35), null, null] }],
    ['neurons: expected 4 entries, got 3', { ...chip, neurons: chip.neurons.slice(0, 3) }],
    ['rails: expected low at most 0 and high above 0, got 1, 2', { ...chip, rails: [1, 2] }],
    ['encoder.delay: expected finite and at least 0, got -1', { ...chip, encoder: { ...chip.encoder, delay: -1 } }],
    ['layers[1]: expected a positive integer, got 0', { ...chip, layers: [5, 0, 4, 3] }],
  ];
  it.each(wrong)('says %s', (message, one) => {
    expect(() => assertChip(one)).toThrow(`chip "test, nominal": ${message}`);
  });
});

function withWeights(chip: Chip, index: number, value: number): Chip {
  const array = chip.forward[1];
  return { ...chip, forward: chip.forward.with(1, { ...array, weights: array.weights.with(index, value) }) };
}
