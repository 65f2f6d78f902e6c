import { readFileSync } from 'node:fs';
import type { Chip, Compartments } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Rule } from '../../src/model/rules.ts';

type Pair = { plus: number[]; minus: number[] };

/** One case of cases.json: a chip, what it is driven with, and what an independent solver found. */
export interface GoldenCase {
  readonly name: string;
  readonly input: number[];
  readonly target: number;
  readonly beta: number;
  readonly loss: Loss;
  readonly delay: number;
  readonly chip: {
    readonly layers: number[];
    readonly activation: Activation;
    readonly forward: { weights: number[][]; bias: number[] }[];
    readonly feedback: (number[][] | null)[];
    readonly neurons: (Record<string, number[] & Pair> | null)[];
  };
  readonly expect: Record<
    Rule,
    {
      fixedPoint: { plus: (number[] | null)[]; minus: (number[] | null)[] };
      backprop: { activity: number[][]; signal: (number[] | null)[] };
      angleDeg: (number | null)[];
      spectralAbscissaNoDelay: number;
      gainMargin: { factor: number | null; angularFrequency: number | null };
    }
  >;
}

export const GOLDEN: readonly GoldenCase[] = JSON.parse(
  readFileSync(new URL('./cases.json', import.meta.url), 'utf8'),
).cases;

/** The case's chip with encoders of the given threshold and the case's delay. */
export function goldenChip({ name, chip, delay }: GoldenCase, threshold: number): Chip {
  const array = (values: number[]) => Float64Array.from(values);
  const pair = ({ plus, minus }: Pair): Compartments => ({ plus: array(plus), minus: array(minus) });
  return {
    name,
    layers: chip.layers,
    activation: chip.activation,
    forward: chip.forward.map(({ weights, bias }) => ({ weights: array(weights.flat()), bias: array(bias) })),
    feedback: chip.feedback.map((rows) => (rows === null ? null : array(rows.flat()))),
    neurons: chip.neurons.map((neurons) =>
      neurons === null
        ? null
        : {
            alpha: array(neurons.alpha),
            tau: pair(neurons.tau),
            gain: pair(neurons.gain),
            offset: pair(neurons.offset),
            nudgeGain: pair(neurons.nudgeGain),
            meanWeight: pair(neurons.meanWeight),
            threshold: {
              activity: new Float64Array(neurons.alpha.length).fill(1),
              difference: new Float64Array(neurons.alpha.length).fill(1),
            },
            autoZero: null,
          },
    ),
    encoder: { activityThreshold: threshold, differenceThreshold: threshold, delay, jitter: 0 },
    rails: null,
    noise: null,
    energy: null,
  };
}

/** The case's input, one-hot target, loss and nudging strength, the error live. */
export function goldenDrive({ input, target, loss, beta, chip }: GoldenCase): Drive {
  const y = new Float64Array(chip.layers[chip.layers.length - 1]);
  y[target] = 1;
  return { input: Float64Array.from(input), target: y, loss, beta, nudge: 'live' };
}
