import { describe, expect, it } from 'vitest';
import { circuitOf } from '../../src/learning/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { PlainNoise } from './plain-noise.ts';
import type { PlainRun } from './plain-run.ts';
import { startRun } from './plain-word.ts';
import { smallChip, TAU } from './small-chip.ts';

/** A bistable chip: silent without noise; the push of half a full scale sends its hidden neuron to a rail. */
function bistable(noise: number) {
  const chip = smallChip({
    layers: [1, 1, 2],
    weights: [[1], [1, 0]],
    biases: [[0], [1, 0]],
    activation: 'relu',
    alpha: 0,
    rails: [-5, 5],
    noise,
  });
  const drive = {
    input: Float64Array.of(-0.5),
    target: Float64Array.of(0.9, 0),
    loss: 'squared-error',
    beta: 3,
    nudge: 'live',
  } as const;
  return { wiring: circuitOf(chip, 'dp'), drive };
}

const LIMITS = { horizon: 500 * TAU, maxEvents: null };
const RUNS = 400;
const CHECKS = 4;

/** In fixed steps: whether the chip is found elsewhere at one of the looks, its noise switched off on a copy. */
function leaves({ wiring, drive }: ReturnType<typeof bistable>, seed: string, from: number, to: number): boolean {
  const run = startRun(wiring, drive);
  run.noise = new PlainNoise(wiring.chip, seed);
  for (let check = 0; check <= CHECKS; check++) {
    while (run.time < from + ((to - from) * check) / CHECKS) run.advance();
    const still: PlainRun = run.copy({});
    still.noise = null;
    const until = run.time + 60 * TAU;
    while (still.time < until) still.advance();
    if (still.sMinus[0] > 0.1) return true;
  }
  return false;
}

describe('a bistable chip under noise', () => {
  it('leaves its rest as often as in a plain integration', () => {
    const chip = bistable(0.15);
    const ours = Array.from({ length: RUNS }, (_, seed) =>
      simulate(chip.wiring, chip.drive, LIMITS, { noise: (...at) => stream('leaving', seed, ...at) }),
    );
    // The window of a run that stayed: that of all.
    const { from, to } = ours.find(({ watch }) => watch!.left === null)!.watch!;
    const left = ours.filter(({ watch }) => watch!.left !== null).length;
    let plain = 0;
    for (let seed = 0; seed < RUNS; seed++) if (leaves(chip, `leaving ${seed}`, from, to)) plain++;
    const p = (left + plain) / (2 * RUNS);
    expect(p).toBeGreaterThan(0.1);
    expect(p).toBeLessThan(0.9);
    // Two binomial counts: 3.9 standard deviations of their difference are exceeded once in 10,000.
    expect(Math.abs(left - plain) / RUNS).toBeLessThan(3.9 * Math.sqrt((2 * p * (1 - p)) / RUNS));
  });

  // At rms 0.07, 0.06 and 0.05 some 380, 85 and 7 of 20,000 leave: ln p = c - 0.021/rms^2, so 1e-10 of them at 0.03.
  it('never leaves under a noise that cannot push it so far, 1,000 presentations', () => {
    const { wiring, drive } = bistable(0.03);
    let left = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const { outcome, watch } = simulate(wiring, drive, LIMITS, { noise: (...at) => stream('stays', seed, ...at) });
      if (outcome !== 'settled' || watch!.left !== null) left++;
    }
    expect(left).toBe(0);
  });
});
