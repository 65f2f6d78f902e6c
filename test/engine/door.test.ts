import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { nominalCriticalBeta } from '../../src/analysis/critical-beta.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import type { Limits } from '../../src/engine/run.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { Simulator, simulate } from '../../src/verdict/simulate.ts';
import { type IdealChipOptions, idealChip } from './ideal-chip.ts';

const LIMITS: Limits = { horizon: 5e-3, maxEvents: 1e5 };
const LAYERS = [2, 3, 2];
const WEIGHTS = [
  [0.5, -0.25, 0.75, 0.5, -0.5, 1],
  [0.5, 0.25, -0.75, 1, -0.5, 0.25],
];

function chipOf(options: Partial<IdealChipOptions> = {}): Chip {
  return idealChip({ layers: LAYERS, weights: WEIGHTS, activation: 'relu', ...options });
}

function circuitWith(options: Partial<IdealChipOptions> = {}): Circuit {
  return circuitOf(chipOf(options), 'dp');
}

const DRIVE: Drive = {
  input: Float64Array.of(0.5, 0.25),
  target: Float64Array.of(1, 0),
  loss: 'squared-error',
  beta: 0.2,
  nudge: 'live',
};

/** As a program without types would write it. */
function wrong<T>(value: unknown): T {
  return value as T;
}

const replaced = (at: number, value: number) => [
  WEIGHTS[0],
  WEIGHTS[1].map((weight, i) => (i === at ? value : weight)),
];

/** Circuits that cannot be: named, with the place that the message must give. */
const WRONG_CIRCUITS: readonly (readonly [string, () => Circuit, RegExp])[] = [
  ['a NaN weight', () => circuitWith({ weights: replaced(4, Number.NaN) }), /forward\[1\]\.weights\[4\].*NaN/],
  [
    'a NaN weight, the last',
    () => circuitWith({ weights: replaced(5, Number.NaN) }),
    /forward\[1\]\.weights\[5\].*NaN/,
  ],
  ['an infinite weight', () => circuitWith({ weights: replaced(0, Infinity) }), /forward\[1\]\.weights\[0\].*Infinity/],
  [
    'weights too few',
    () => circuitWith({ weights: [WEIGHTS[0], [1, 2, 3]] }),
    /forward\[1\]\.weights.*6 entries, got 3/,
  ],
  [
    'a tau of 0',
    () => circuitWith({ neurons: () => ({ tau: { plus: new Float64Array(3), minus: new Float64Array(3) } }) }),
    /neurons\[1\]\.tau\.plus/,
  ],
  ['an unknown activation', () => circuitWith({ activation: wrong('elu') }), /activation.*relu.*got elu/],
  ['a threshold of 0', () => circuitWith({ encoder: { activityThreshold: 0 } }), /encoder\.activityThreshold/],
  [
    'a nudging gain that is NaN',
    () => withNudging((gains) => ({ ...gains, gainMinus: Float64Array.of(1, Number.NaN, 1) })),
    /nudging\[1\]\.gainMinus\[1\].*NaN/,
  ],
  [
    'mean weights too few',
    () => withNudging((gains) => ({ ...gains, weightPlus: new Float64Array(2) })),
    /nudging\[1\]\.weightPlus.*3 entries, got 2/,
  ],
  ['a layer without a rule', () => withNudging(() => null), /nudging\[1\].*got null/],
  [
    'a layer too few',
    () => ({ ...circuitWith(), nudging: circuitWith().nudging.slice(1) }),
    /nudging.*3 entries, got 2/,
  ],
];

function withNudging(change: (gains: NonNullable<Circuit['nudging'][number]>) => Circuit['nudging'][number]): Circuit {
  const { chip, nudging } = circuitWith();
  return { chip, nudging: nudging.map((gains, k) => (k === 1 ? change(gains!) : gains)) };
}

const WRONG_DRIVES: readonly (readonly [string, Partial<Drive>, RegExp])[] = [
  ['a NaN beta', { beta: Number.NaN }, /drive\.beta.*NaN/],
  ['an infinite beta', { beta: Infinity }, /drive\.beta.*Infinity/],
  ['a negative beta', { beta: -0.1 }, /drive\.beta.*-0\.1/],
  ['an input that is not finite', { input: Float64Array.of(0.5, Number.NaN) }, /input\[1\].*NaN/],
  ['an input too short', { input: Float64Array.of(0.5) }, /1 input(?: and 2 target)? values are no samples of 2/],
  ['a target too short', { target: Float64Array.of(1) }, /1 target values are no samples of 2 and 2/],
  ['a target that is not finite', { target: Float64Array.of(1, Infinity) }, /drive\.target\[1\].*Infinity/],
  ['a first input too short', { firstInput: Float64Array.of(1, 2) }, /drive\.firstInput.*3 entries, got 2/],
  ['a first input that is NaN', { firstInput: Float64Array.of(1, 2, Number.NaN) }, /drive\.firstInput\[2\].*NaN/],
  ['the loss of another library', { loss: wrong('mse') }, /loss.*squared-error or cross-entropy, got mse/],
  ['an unknown nudge', { nudge: wrong('both') }, /drive\.nudge.*live or held, got both/],
];

describe('what cannot be run is refused, by name and place, and never settles', () => {
  it.each(WRONG_CIRCUITS)('%s', (_name, circuit, message) => {
    expect(() => new Simulator(circuit())).toThrow(message);
    expect(() => simulate(circuit(), DRIVE, LIMITS)).toThrow(message);
  });

  it.each(WRONG_DRIVES)('%s', (_name, change, message) => {
    expect(() => simulate(circuitWith(), { ...DRIVE, ...change }, LIMITS)).toThrow(message);
  });

  it.each<[string, Partial<Limits>, RegExp]>([
    ['a NaN horizon', { horizon: Number.NaN }, /limits\.horizon.*NaN/],
    ['a horizon of 0', { horizon: 0 }, /limits\.horizon.*got 0/],
    ['a NaN budget', { maxEvents: Number.NaN }, /limits\.maxEvents.*NaN/],
    ['no budget and no horizon', { horizon: Infinity, maxEvents: Infinity }, /limits.*neither/],
  ])('%s', (_name, change, message) => {
    expect(() => simulate(circuitWith(), DRIVE, { ...LIMITS, ...change })).toThrow(message);
  });

  it('two samples, of which a run has one', () => {
    const twice = { ...DRIVE, input: new Float64Array(4), target: new Float64Array(4) };
    expect(() => simulate(circuitWith(), twice, LIMITS)).toThrow(
      /drive\.input.*2 entries, got 4: a run has one sample/,
    );
  });

  it('an unknown rule', () => {
    expect(() => circuitOf(chipOf(), wrong('backprop'))).toThrow(/rule.*dp or dp-transpose, got backprop/);
  });

  it('and beta 0 and an endless horizon with a budget are run', () => {
    expect(simulate(circuitWith(), { ...DRIVE, beta: 0 }, LIMITS).outcome).toBe('settled');
    expect(simulate(circuitWith(), DRIVE, { horizon: Infinity, maxEvents: 1e5 }).outcome).toBe('settled');
  });
});

/** Everything else of the public interface that computes on a circuit and a drive. */
const OTHERS: Readonly<Record<string, (circuit: Circuit, drive: Drive) => unknown>> = {
  fixedPoint: (circuit, drive) => fixedPoint(circuit, drive, { iterations: 10, order: 'forward' }),
  staticState,
  analyzeLoop: (circuit, drive) => analyzeLoop(circuit, drive),
};

describe.each(Object.entries(OTHERS))('%s', (_name, compute) => {
  it.each(WRONG_CIRCUITS)('refuses %s', (_wrong, circuit, message) => {
    expect(() => compute(circuit(), DRIVE)).toThrow(message);
  });

  it.each(WRONG_DRIVES)('refuses %s', (_wrong, change, message) => {
    expect(() => compute(circuitWith(), { ...DRIVE, ...change })).toThrow(message);
  });
});

describe('referenceGradient, freeResponse, nominalCriticalBeta and fixedPoint', () => {
  it.each(WRONG_CIRCUITS)('refuse %s', (_wrong, circuit, message) => {
    expect(() => referenceGradient(circuit(), DRIVE.input, DRIVE.target, DRIVE.loss)).toThrow(message);
    expect(() => freeResponse(circuit(), DRIVE.input)).toThrow(message);
  });

  it('refuse inputs, targets and losses that cannot be', () => {
    const circuit = circuitWith();
    const { input, target, loss } = DRIVE;
    const bad = Float64Array.of(1, Number.NaN);
    expect(() => freeResponse(circuit, bad)).toThrow(/input\[1\].*NaN/);
    expect(() => referenceGradient(circuit, bad, target, loss)).toThrow(/input\[1\].*NaN/);
    expect(() => referenceGradient(circuit, input, bad, loss)).toThrow(/drive\.target\[1\].*NaN/);
    expect(() => referenceGradient(circuit, input, target.subarray(1), loss)).toThrow(/1 target values/);
    expect(() => referenceGradient(circuit, input, target, wrong('mse'))).toThrow(/got mse/);
    const probe = { input, target, label: 0 };
    expect(() => nominalCriticalBeta(chipOf(), [{ ...probe, input: bad }], loss)).toThrow(/input\[1\].*NaN/);
    expect(() => nominalCriticalBeta(chipOf(), [probe], wrong('mse'))).toThrow(/got mse/);
    expect(() => nominalCriticalBeta(chipOf({ weights: replaced(1, Number.NaN) }), [probe], loss)).toThrow(
      /weights\[1\]/,
    );
    const passes = (iterations: number, order: string) =>
      fixedPoint(circuit, DRIVE, { iterations, order: wrong(order) });
    expect(() => passes(10, 'backward')).toThrow(/order.*got backward/);
    expect(() => passes(Number.NaN, 'forward')).toThrow(/iterations.*NaN/);
  });
});

/** A second neuron whose input overflows in both signs, so that what it relaxes to is no number. */
const OVERFLOW = [
  [1, 1, 1e308, -1e308, 1, 1],
  [0.5, 0.25, -0.75, 1, -0.5, 0.25],
];

describe('a state that is not finite is never quiet', () => {
  it.each([
    ['without rails', null],
    ['with rails', [-1, 1] as const],
  ])('%s', (_name, rails) => {
    const circuit = circuitWith({ weights: OVERFLOW, rails });
    const huge = { ...DRIVE, input: Float64Array.of(4, 4) };
    const { outcome, stoppedBy, settleTime } = simulate(circuit, huge, LIMITS);
    expect({ outcome, stoppedBy, settleTime }).toEqual({
      outcome: 'diverged',
      stoppedBy: 'divergence',
      settleTime: null,
    });
  });
});
