import { describe, expect, it } from 'vitest';
import type { Drive } from '../../src/engine/circuit.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { SmoothRun } from '../../src/engine/smooth-run.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { idealChip } from './ideal-chip.ts';

const TAU = 1e-5;

/** 1-1-1, unit weights, input 0.3, under DP, nudged from the start; coarse thresholds that a smooth run must not see. */
function loopOf(
  alpha: number,
  beta: number,
  delay: number,
  rails: readonly [number, number] | null = null,
  target = 1,
) {
  const chip = idealChip({
    layers: [1, 1, 1],
    weights: [[1], [1]],
    alpha,
    rails,
    encoder: { delay, activityThreshold: 1e-3, differenceThreshold: 1e-3 },
  });
  const drive: Drive = {
    input: Float64Array.of(0.3),
    target: Float64Array.of(target),
    loss: 'squared-error',
    beta,
    nudge: 'live',
  };
  const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
  loop.reset(drive, null, null);
  loop.state.startNudging();
  loop.passAll();
  return loop;
}

/** The rightmost root of (1 + s)^2 + beta (2 alpha - 1) e^{-2 s delay} = 0, times in tau, by Newton's method from a guess. */
function root(r: number, beta: number, delay: number, guess: [number, number]): [re: number, im: number] {
  let [x, y] = guess;
  for (let i = 0; i < 100; i++) {
    const decay = r * beta * Math.exp(-2 * x * delay);
    const [c, s] = [decay * Math.cos(2 * y * delay), -decay * Math.sin(2 * y * delay)];
    const f = [(1 + x) ** 2 - y * y + c, 2 * (1 + x) * y + s];
    const d = [2 * (1 + x) - 2 * delay * c, 2 * y - 2 * delay * s];
    const square = d[0] ** 2 + d[1] ** 2;
    x -= (f[0] * d[0] + f[1] * d[1]) / square;
    y -= (f[1] * d[0] - f[0] * d[1]) / square;
  }
  return [x, y];
}

describe('a smooth run', () => {
  it('goes the closed form of two poles without delay', () => {
    // Critically: m2'' with gain b = 0.25, alpha 0: m relaxes to (0.3 - b)/(1 - b) with rates (1 +- 0.5)/tau.
    const loop = loopOf(0, 0.25, 0);
    const smooth = new SmoothRun(loop, 100);
    for (const t of [0.5, 1, 3, 8]) {
      expect(smooth.run(t * TAU)).toBe('moving');
      // In units of tau: x' = -x + 0.3 - y, y' = -y + 0.25 (1 - x), x = v_minus of the hidden neuron, y = d of the output.
      const rest = (0.3 - 0.25) / 0.75;
      const restY = 0.25 * (1 - rest);
      // Modes (1, -1/2) at rate -1 + 0.5 and (1, 1/2) at rate -1 - 0.5.
      const slow = Math.exp(-0.5 * t);
      const fast = Math.exp(-1.5 * t);
      const [c1, c2] = [(-rest + 2 * restY) / 2, (-rest - 2 * restY) / 2];
      expect(smooth.layers[0].minus[0]).toBeCloseTo(rest + c1 * slow + c2 * fast, 6);
    }
  });

  it.each([
    [1, 1.6, 1],
    [1, 1.9, 1],
    [1, 3.2, 0.25],
    [1, 5.5, 0.25],
    [1, 40, 0.02],
    [1, 60, 0.02],
  ])('swings and decays or grows as the delay equation does: alpha %s, beta %s, delay %s tau', (alpha, beta, delay) => {
    const [re, im] = root(2 * alpha - 1, beta, delay, [0, Math.min(3, 1 / delay)]);
    const smooth = new SmoothRun(loopOf(alpha, beta, delay * TAU), 1e9);
    const rest = (0.3 + beta) / (1 + beta);
    const samples: number[] = [];
    const step = 0.05;
    const from = 20;
    const periods = (6 * 2 * Math.PI) / im;
    for (let t = from; t < from + periods; t += step) {
      smooth.run(t * TAU, 0);
      samples.push(smooth.layers[0].plus[0] - rest);
    }
    // Zeros and growth of the samples: a line through log |peaks|, and the number of sign changes.
    let changes = 0;
    const peaks: [number, number][] = [];
    for (let i = 1; i + 1 < samples.length; i++) {
      if (samples[i] * samples[i + 1] < 0) changes++;
      const [a, b, c] = [samples[i - 1], samples[i], samples[i + 1]].map(Math.abs);
      if (b > a && b >= c) peaks.push([from + i * step, Math.log(b)]);
    }
    const slope = (peaks.at(-1)![1] - peaks[0][1]) / (peaks.at(-1)![0] - peaks[0][0]);
    expect(Math.abs(changes - 12)).toBeLessThanOrEqual(1);
    expect(Math.abs(slope - re)).toBeLessThan(0.004);
  });
});
