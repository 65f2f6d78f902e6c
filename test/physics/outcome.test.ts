import { describe, expect, it } from 'vitest';
import type { Limits } from '../../src/engine/run.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Rule } from '../../src/model/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const TAU = 1e-5;

interface Loop {
  alpha: number;
  beta: number;
  delay?: number;
  rails?: [number, number];
  limits?: Partial<Limits>;
  rule?: Rule;
  threshold?: number;
}

/** 1-1-1 linear chip with unit weights: under dp its static loop gain is beta (2 alpha - 1), lambda_max = 1. */
function runLoop({ alpha, beta, delay = 2e-7, rails, limits, rule = 'dp', threshold = 0.01 }: Loop) {
  const chip = idealChip({
    layers: [1, 1, 1],
    weights: [[0.3], [1]],
    alpha,
    rails: rails ?? null,
    encoder: { delay, activityThreshold: threshold, differenceThreshold: threshold },
  });
  return simulate(
    circuitOf(chip, rule),
    { input: Float64Array.of(1), target: Float64Array.of(1), loss: 'squared-error', beta, nudge: 'live' },
    { horizon: 500 * TAU, maxEvents: 100_000, ...limits },
  );
}

describe('outcome of one run', () => {
  it('settled: quiescent, with the time of the last event', () => {
    const result = runLoop({ alpha: 0, beta: 0.5 });
    expect(result).toMatchObject({ outcome: 'settled', stoppedBy: 'quiescence' });
    expect(result.settleTime).toBeGreaterThan(TAU);
    expect(result.endTime).toBe(result.settleTime);
  });

  it('diverged: positive feedback without rails leaves 100 full scales', () => {
    expect(runLoop({ alpha: 0, beta: 2 })).toMatchObject({
      outcome: 'diverged',
      stoppedBy: 'divergence',
      settleTime: null,
    });
  });

  it('diverged: still growing when a small event budget ends the run, and says so', () => {
    expect(runLoop({ alpha: 0, beta: 1.5, limits: { maxEvents: 5000 } })).toMatchObject({
      outcome: 'diverged',
      stoppedBy: 'event-budget',
    });
  });

  it('a run that the budget ends in its first rise is followed to its word without encoders, and has its state', () => {
    const cut = runLoop({ alpha: 0, beta: 0.5, limits: { maxEvents: 12 } });
    expect(cut).toMatchObject({ outcome: 'settled', stoppedBy: 'event-budget', settleTime: null });
    // a_2 = m_1 = 0.3 + beta r (m_1 - 1) D's sign: m_1 = a_1 - D_1, D_1 = 0.5 (1 - a_2), so m_1 = (0.3 - 0.5) / 0.5.
    expect(cut.activity[1][0]).toBeCloseTo(-0.4, 9);
    expect(runLoop({ alpha: 0, beta: 2, limits: { maxEvents: 12 } }).outcome).toBe('diverged');
    expect(runLoop({ alpha: 0, beta: 2, rails: [-4, 4], limits: { maxEvents: 12 } }).outcome).toBe('saturated');
  });

  it('saturated: the same runaway ends quietly at the rails', () => {
    const result = runLoop({ alpha: 0, beta: 2, rails: [-1.5, 1.5] });
    expect(result).toMatchObject({ outcome: 'saturated', stoppedBy: 'quiescence', settleTime: null });
    expect(
      Math.max(...[1, 2].flatMap((k) => [...result.state[k]!.plus, ...result.state[k]!.minus].map(Math.abs))),
    ).toBe(1.5);
  });

  it('oscillating: negative feedback with delay, bounded by rails', () => {
    // alpha = 1: loop gain -beta through two poles and two hops; far above its limit it swings between the rails.
    expect(runLoop({ alpha: 1, beta: 60, delay: 5e-6, rails: [-1.5, 1.5] })).toMatchObject({
      outcome: 'oscillating',
      settleTime: null,
    });
  });

  it('diverged: an oscillation that grows without rails', () => {
    expect(runLoop({ alpha: 1, beta: 60, delay: 5e-6 }).outcome).toBe('diverged');
  });

  it('slow: near its limit a stable loop is still moving at a short horizon, and settles with a longer one', () => {
    expect(runLoop({ alpha: 0, beta: 0.98, limits: { horizon: 60 * TAU } })).toMatchObject({
      outcome: 'slow',
      stoppedBy: 'horizon',
      endTime: 60 * TAU,
    });
    expect(runLoop({ alpha: 0, beta: 0.98, limits: { horizon: 5000 * TAU } }).outcome).toBe('settled');
  });

  it('dp-transpose settles where dp cannot', () => {
    for (const alpha of [0, 1])
      expect(runLoop({ alpha, beta: 60, delay: 5e-6, rule: 'dp-transpose' }).outcome).toBe('settled');
  });

  it('a held error opens the loop through the output: dp settles at any beta', () => {
    const chip = idealChip({ layers: [1, 1, 1], weights: [[0.3], [1]], alpha: 0 });
    const result = simulate(
      circuitOf(chip, 'dp'),
      { input: Float64Array.of(1), target: Float64Array.of(1), loss: 'squared-error', beta: 2, nudge: 'held' },
      { horizon: 500 * TAU, maxEvents: 100_000 },
    );
    expect(result.outcome).toBe('settled');
    // Held at the free response 0.3: D_L = 2 (1 - 0.3) = 1.4; dp at alpha = 0 nudges the minus compartment only.
    expect(result.difference[2]![0]).toBeCloseTo(1.4, 1);
    expect(result.activity[1][0]).toBeCloseTo(0.3 - 1.4, 1);
  });
});
