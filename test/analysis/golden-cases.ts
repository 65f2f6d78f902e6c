import { readFileSync } from 'node:fs';
import type { Chip, Compartments } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Rule } from '../../src/model/rules.ts';

interface Pair {
  readonly plus: number[];
  readonly minus: number[];
}

interface ChipRecord {
  readonly layers: number[];
  readonly activation: Activation;
  readonly forward: { readonly weights: number[][]; readonly bias: number[] }[];
  readonly feedback: (number[][] | null)[];
  readonly neurons: ({ readonly alpha: number[] } & Record<
    'tau' | 'gain' | 'offset' | 'nudgeGain' | 'meanWeight',
    Pair
  >)[];
}

interface CaseRecord {
  readonly name: string;
  readonly chip: ChipRecord;
  readonly input: number[];
  readonly target: number;
  readonly beta: number;
  readonly loss: Loss;
  readonly delay: number;
  readonly expect: Record<
    Rule,
    {
      readonly fixedPoint: { readonly plus: (number[] | null)[]; readonly minus: (number[] | null)[] };
      readonly spectralAbscissaNoDelay: number;
      readonly gainMargin: { readonly factor: number | null; readonly angularFrequency: number | null };
    }
  >;
}

/** One reference case under one rule: what is applied, and what the independent solver found. */
export interface GoldenCase {
  readonly name: string;
  readonly circuit: Circuit;
  readonly drive: Drive;
  readonly state: (Compartments | null)[];
  readonly abscissa: number;
  readonly factor: number | null;
  readonly angularFrequency: number | null;
}

/** The twelve cases of test/reference/cases.json under both rules. */
export function goldenCases(): GoldenCase[] {
  const { cases } = JSON.parse(readFileSync('test/reference/cases.json', 'utf8')) as { cases: CaseRecord[] };
  return cases.flatMap((record) => (['dp', 'dp-transpose'] as const).map((rule) => goldenCase(record, rule)));
}

function goldenCase(record: CaseRecord, rule: Rule): GoldenCase {
  const { fixedPoint, spectralAbscissaNoDelay, gainMargin } = record.expect[rule];
  const { layers } = record.chip;
  const target = new Float64Array(layers[layers.length - 1]);
  target[record.target] = 1;
  return {
    name: `${record.name} ${rule}`,
    circuit: circuitOf(chipOf(record.name, record.chip, record.delay), rule),
    drive: { input: Float64Array.from(record.input), target, loss: record.loss, beta: record.beta, nudge: 'live' },
    state: layers.map((_, k) =>
      k === 0 ? null : compartments({ plus: fixedPoint.plus[k]!, minus: fixedPoint.minus[k]! }),
    ),
    abscissa: spectralAbscissaNoDelay,
    factor: gainMargin.factor,
    angularFrequency: gainMargin.angularFrequency,
  };
}

function chipOf(name: string, record: ChipRecord, delay: number): Chip {
  const flat = (rows: number[][]) => Float64Array.from(rows.flat());
  return {
    name,
    layers: record.layers,
    activation: record.activation,
    forward: record.forward.map(({ weights, bias }) => ({ weights: flat(weights), bias: Float64Array.from(bias) })),
    feedback: record.feedback.map((array) => (array === null ? null : flat(array))),
    neurons: record.layers.map((n, k) => {
      if (k === 0) return null;
      const { alpha, tau, gain, offset, nudgeGain, meanWeight } = record.neurons[k];
      return {
        alpha: Float64Array.from(alpha),
        tau: compartments(tau),
        gain: compartments(gain),
        offset: compartments(offset),
        nudgeGain: compartments(nudgeGain),
        meanWeight: compartments(meanWeight),
        threshold: { activity: new Float64Array(n).fill(1), difference: new Float64Array(n).fill(1) },
        autoZero: null,
      };
    }),
    encoder: { activityThreshold: 0.001, differenceThreshold: 0.001, delay, jitter: 0 },
    rails: null,
    noise: null,
    energy: null,
  };
}

function compartments({ plus, minus }: Pair): Compartments {
  return { plus: Float64Array.from(plus), minus: Float64Array.from(minus) };
}
