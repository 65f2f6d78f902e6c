import { expect } from 'vitest';
import type { Chip, Compartments, LayerNeurons } from '../../../src/chip/chip.ts';
import { sampleChip } from '../../../src/chip/sample-chip.ts';
import type { Drive } from '../../../src/engine/circuit.ts';
import { circuitOf } from '../../../src/learning/rules.ts';
import type { Activation } from '../../../src/model/activations.ts';
import type { Rule } from '../../../src/model/rules.ts';
import type { NominalNetwork } from '../../../src/network/network.ts';
import type { RunResult } from '../../../src/verdict/run-result.ts';
import { type SimulateOptions, simulate } from '../../../src/verdict/simulate.ts';
import { shippedDevice } from '../shipped-device.ts';

/** What setting one field of a device file does to the chip or to a run, one test for each dotted path. */
export type Laws = Readonly<Record<string, () => void>>;

/** Values by dotted path, put into the shipped ideal device with the activation `identity`. */
export type Settings = Readonly<Record<string, unknown>>;

export const SEED = 'parameters';

/** Chips 0 .. count - 1 of the ideal device with the settings, on a network without biases of the given weights. */
export function chips(
  count: number,
  settings: Settings,
  layers: readonly number[],
  weights: readonly ArrayLike<number>[],
): Chip[] {
  const activation = (settings['neuron.activation'] as Activation | undefined) ?? 'identity';
  const device = shippedDevice('ideal', { 'neuron.activation': activation, ...settings });
  const forward = weights.map((w, k) => ({ weights: Float64Array.from(w), bias: new Float64Array(layers[k + 1]) }));
  const network: NominalNetwork = { layers, activation, forward, scale: layers.map(() => 1), testAccuracy: null };
  return Array.from({ length: count }, (_, index) => sampleChip(device, network, SEED, index));
}

export function chip(settings: Settings, layers: readonly number[], weights: readonly ArrayLike<number>[]): Chip {
  return chips(1, settings, layers, weights)[0];
}

/** One input neuron and n dyads that it drives with weight 1, nobody above them. */
export function dyads(settings: Settings, n = 1): Chip {
  return chip(settings, [1, n], [new Float64Array(n).fill(1)]);
}

/** Parameters of the first layer. */
export function neurons(from: Chip): LayerNeurons {
  return from.neurons[1]!;
}

export function both({ plus, minus }: Compartments): number[] {
  return [...plus, ...minus];
}

export interface RunOptions extends SimulateOptions {
  readonly rule?: Rule;
  /** Every input neuron's activity. */
  readonly input?: number;
  /** beta e of every output neuron of `dyads`: their outputs are their inputs, whatever they are nudged with. */
  readonly nudging?: number;
}

/** Runs a chip with squared error at beta = 1, to rest. */
export function run(circuitChip: Chip, { rule = 'dp', input = 1, nudging, ...options }: RunOptions = {}): RunResult {
  const { layers } = circuitChip;
  const drive: Drive = {
    input: new Float64Array(layers[0]).fill(input),
    target: new Float64Array(layers[layers.length - 1]).fill(input + (nudging ?? 0)),
    loss: 'squared-error',
    beta: nudging === undefined ? 0 : 1,
    nudge: 'live',
  };
  return simulate(circuitOf(circuitChip, rule), drive, { horizon: 1, maxEvents: 1e6 }, options);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Root mean square about a known value. */
export function rms(values: readonly number[], about: number): number {
  return Math.sqrt(mean(values.map((value) => (value - about) ** 2)));
}

/** All values agree with the expected ones to so many digits behind the point. */
export function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>, digits = 14): void {
  expect(values.length).toBe(expected.length);
  for (let i = 0; i < values.length; i++) expect(values[i]).toBeCloseTo(expected[i], digits);
}
