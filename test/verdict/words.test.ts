import { describe, expect, it } from 'vitest';
import type { Encoder } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import type { Limits } from '../../src/engine/run.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const TAU = 1e-5;
const LIMITS: Limits = { horizon: 500 * TAU, maxEvents: null };

interface Chain {
  readonly alpha: number;
  readonly beta: number;
  readonly rails?: readonly [number, number];
  readonly encoder?: Partial<Encoder>;
  readonly limits?: Partial<Limits>;
  readonly target?: number;
  readonly input?: number;
}

/** 1-1-1 linear chip, unit weights, input 0.3 and target 1 if not given, under DP: lambda_max is 1. */
function run({ alpha, beta, rails, encoder, limits, target = 1, input = 0.3 }: Chain) {
  const chip = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha, rails: rails ?? null, encoder });
  const drive: Drive = {
    input: Float64Array.of(input),
    target: Float64Array.of(target),
    loss: 'squared-error',
    beta,
    nudge: 'live',
  };
  return simulate(circuitOf(chip, 'dp'), drive, { ...LIMITS, ...limits });
}

describe('at rest', () => {
  it('on the branch: settled', () => {
    expect(run({ alpha: 0, beta: 0.4 })).toMatchObject({ outcome: 'settled', deadZone: false, railsNeeded: null });
  });

  it('on the branch and cut, where the chip without rails has room: clipped, with the rails it needs', () => {
    // At beta 0.5 the output's minus compartment is driven to -1.1, see branch.test.ts; nothing to more than 0.3.
    const clipped = run({ alpha: 0, beta: 0.5, rails: [-1, 1] });
    expect(clipped.outcome).toBe('clipped');
    expect(clipped.railsNeeded![0]).toBeCloseTo(-1.1, 9);
    expect(clipped.settleTime).not.toBeNull();
    expect(run({ alpha: 0, beta: 0.5, rails: [-1.15, 1] }).outcome).toBe('settled');
  });

  it('cut, where the chip without rails runs away: saturated', () => {
    expect(run({ alpha: 0, beta: 1.2, rails: [-4, 4] })).toMatchObject({
      outcome: 'saturated',
      settleTime: null,
      railsNeeded: null,
    });
  });

  it('off the branch: jumped', () => {
    // The bistable chip of branch.test.ts: with input -0.1 the branch is silent up to beta 1, and behind that there is no
    // state with m > 0 that it could go to; at beta 3 it runs away, and a hard-sigmoid stops it at m = 1.
    const chip = idealChip({ layers: [1, 1, 2], weights: [[1], [1, 0]], activation: 'hard-sigmoid', alpha: 0 });
    chip.forward[1].bias.set([1, 0]);
    const drive: Drive = {
      input: Float64Array.of(-0.1),
      target: Float64Array.of(0.9, 0),
      loss: 'squared-error',
      beta: 3,
      nudge: 'live',
    };
    const jumped = simulate(circuitOf(chip, 'dp'), drive, LIMITS);
    expect(jumped).toMatchObject({ outcome: 'jumped', deadZone: false });
    expect(jumped.activity[1][0]).toBeCloseTo(1, 12);
    expect(jumped.outlook.ending).toMatchObject({ by: 'kink' });
    expect(jumped.outlook.ending!.beta).toBeCloseTo(1, 10);
  });

  it('where a mode grows: settled in the dead zone; finer thresholds leave it', () => {
    // The target is all but met without nudging: the unstable state is within a threshold.
    const near = { alpha: 0, beta: 1.5, target: 0.31 };
    const coarse = run({ ...near, encoder: { activityThreshold: 0.1, differenceThreshold: 0.1 } });
    expect(coarse).toMatchObject({ outcome: 'settled', deadZone: true, stoppedBy: 'quiescence' });
    expect(run({ ...near, encoder: { activityThreshold: 1e-3, differenceThreshold: 1e-3 } }).outcome).toBe('diverged');
  });
});

describe('not at rest', () => {
  const RING = { alpha: 1, encoder: { delay: TAU } };
  // G = -beta e^{-2 s T}/(1 + s tau)^2, T = tau: |G| = 1 and angle -pi where 2 omega T + 2 atan(omega tau) = pi.
  const omega = 0.8603335890193797;
  const limit = 1 + omega * omega;

  it('an oscillation that grows without rails diverges, between rails it lasts', () => {
    expect(omega + Math.atan(omega)).toBeCloseTo(Math.PI / 2, 12);
    expect(run({ ...RING, beta: 1.3 * limit }).outcome).toBe('diverged');
    expect(run({ ...RING, beta: 1.3 * limit, rails: [-4, 4] }).outcome).toBe('oscillating');
  });

  it('a ring that dies out is slow while it does so, and settled or chattering then', () => {
    const ring = {
      ...RING,
      beta: 0.97 * limit,
      encoder: { delay: TAU, activityThreshold: 1e-3, differenceThreshold: 1e-3 },
    };
    expect(run({ ...ring, limits: { horizon: 60 * TAU } }).outcome).toBe('slow');
    expect(run({ ...ring, limits: { horizon: 3000 * TAU } }).outcome).toMatch(/settled|chattering/);
  });

  it('a runaway just above its limit is slow until it is far', () => {
    // Its mode grows by exp(0.002 t/tau), and its unstable state is (0.3 - 1.004 0.31)/(1 - 1.004) = 2.8 away.
    expect(
      run({ alpha: 0, beta: 1.004, target: 0.31, encoder: { activityThreshold: 1e-3, differenceThreshold: 1e-3 } })
        .outcome,
    ).toBe('slow');
  });

  it('encoders that keep a stable chip from rest: chattering, its averages those of the branch', () => {
    // Near its limit an oscillation of a threshold is kept alive by the encoders' lag.
    const coarse = { delay: TAU, activityThreshold: 0.1, differenceThreshold: 0.1 };
    const found = run({ ...RING, beta: 0.9 * limit, encoder: coarse, limits: { maxEvents: 1e5 }, input: 0.37 });
    expect(found).toMatchObject({ outcome: 'chattering', stoppedBy: 'horizon', deadZone: false });
    expect(found.events.activity).toBeGreaterThan(100);
    // Within two thresholds: m = (0.37 + beta)/(1 + beta).
    const m = (0.37 + 0.9 * limit) / (1 + 0.9 * limit);
    expect(Math.abs(found.activity[1][0] - m)).toBeLessThan(0.2);
  });
});

describe('a run that the event budget ends', () => {
  it.each([12, 40, 100])('after %i events has the word that it has without a budget', (maxEvents) => {
    for (const wish of [
      { alpha: 0, beta: 0.4 },
      { alpha: 0, beta: 0.5, rails: [-1, 1] as const },
      { alpha: 0, beta: 1.2, rails: [-4, 4] as const },
      { alpha: 0, beta: 1.5 },
      { alpha: 1, beta: 3, encoder: { delay: TAU } },
      { alpha: 1, beta: 3, encoder: { delay: TAU }, rails: [-4, 4] as const },
    ]) {
      const whole = run(wish);
      const cut = run({ ...wish, limits: { maxEvents } });
      expect(cut.stoppedBy).toBe('event-budget');
      expect(cut.outcome).toBe(whole.outcome);
    }
  });

  it('grows with what the free chip reaches: activities of tens of full scales settle by events', () => {
    const chip = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha: 0.5 });
    const drive: Drive = {
      input: Float64Array.of(30),
      target: Float64Array.of(31),
      loss: 'squared-error',
      beta: 0.5,
      nudge: 'live',
    };
    const result = simulate(circuitOf(chip, 'dp'), drive, LIMITS);
    expect(result).toMatchObject({ outcome: 'settled', stoppedBy: 'quiescence' });
    expect(result.maxEvents).toBeGreaterThan(30 * 400 - 1);
  });
});

const SMALL_NUDGE: Drive = {
  input: Float64Array.of(0.3),
  target: Float64Array.of(1),
  loss: 'squared-error',
  beta: 0.1,
  nudge: 'live',
};

it('refuses activities at which thresholds are lost to rounding, where an encoder would count for ever', () => {
  const chip = (weight: number) => idealChip({ layers: [1, 1, 1], weights: [[weight], [1]], alpha: 0 });
  const run = (weight: number) => simulate(circuitOf(chip(weight), 'dp'), SMALL_NUDGE, { ...LIMITS, maxEvents: 1000 });
  expect(() => run(1e300)).toThrow(/reach 3.0e\+299 full scales, where thresholds of 0.010 are lost to rounding/);
  expect(['settled', 'undecided', 'slow']).toContain(run(1e9).outcome);
});

it('refuses a presentation at whose end a time constant is lost to rounding, where time would stand still', () => {
  const chip = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha: 0 });
  chip.neurons[1]!.tau.plus[0] = 1e16;
  const run = (horizon: number) => simulate(circuitOf(chip, 'dp'), SMALL_NUDGE, { horizon, maxEvents: 1000 });
  expect(() => run(2e17)).toThrow(
    /for up to 2.0e\+17 s, at whose end time constants of 0.000010 s are lost to rounding/,
  );
  expect(['slow', 'undecided']).toContain(run(1).outcome);
});
