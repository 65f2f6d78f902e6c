import { describe, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { isStable, type Outcome } from '../../src/model/outcomes.ts';
import { RULES } from '../../src/model/rules.ts';
import { NUDGES } from '../../src/model/vocabulary.ts';
import { stream } from '../../src/random/stream.ts';
import { foresee } from '../../src/verdict/foresee.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';
import { shippedDevice, untrainedNetwork } from '../physics/shipped-device.ts';

/** 1-1-1 linear chip, unit weights, input 0.3, target 1, DP at alpha = 0: m = (x - beta y)/(1 - beta), d = beta (y - m). */
function chain(beta: number, rails: readonly [number, number] | null = null) {
  const circuit = circuitOf(idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha: 0, rails }), 'dp');
  const drive: Drive = {
    input: Float64Array.of(0.3),
    target: Float64Array.of(1),
    loss: 'squared-error',
    beta,
    nudge: 'live',
  };
  return foresee(circuit, drive);
}

describe('a linear chain of which everything is known', () => {
  it.each([0.1, 0.4, 0.9, 0.999])('rests at its stationary state below the critical beta of 1: at %d', (beta) => {
    const { outcome, activity, difference } = chain(beta);
    expect(outcome).toBe('settled');
    const m = (0.3 - beta) / (1 - beta);
    expect(activity[1][0] / m).toBeCloseTo(1, 9);
    expect(difference[1]![0] / (beta * (1 - m))).toBeCloseTo(1, 9);
  });

  it.each([1.001, 1.2, 50])('is lost above it: at %d', (beta) => {
    expect(chain(beta)).toMatchObject({ outcome: 'lost', difference: [], railsNeeded: null });
  });

  it('is clipped where a rail cuts it and it would rest without, saturated where nothing but the rail holds it', () => {
    const clipped = chain(0.5, [-1, 1]);
    expect(clipped.outcome).toBe('clipped');
    expect(clipped.railsNeeded![0]).toBeCloseTo(-1.1, 9);
    expect(chain(0.5, [-1.15, 1]).outcome).toBe('settled');
    expect(chain(1.2, [-4, 4]).outcome).toBe('saturated');
  });
});

const SEED = 'foresee';
const LAYERS = [12, 10, 8, 5];
const NETWORK = untrainedNetwork(LAYERS, 'relu', SEED);

/** A mismatched chip of the shipped subthreshold device with thresholds of about `threshold`. */
function mismatched(index: number, rule: (typeof RULES)[number], threshold: number, autoZero: boolean) {
  const device = shippedDevice('subthreshold-cmos-180nm', {
    'dyad.alpha': 0.2 + 0.15 * index,
    'dyad.autoZero': autoZero ? { residual: 0.002 } : null,
    'encoder.jitter': '0 s',
    'encoder.activityThreshold': { nominal: threshold, mismatch: '16 %' },
    'encoder.differenceThreshold': { nominal: threshold, mismatch: '16 %' },
    noise: null,
  });
  return circuitOf(sampleChip(device, NETWORK, SEED, index), rule);
}

function driveOf(index: number, beta: number, nudge: (typeof NUDGES)[number]): Drive {
  const random = stream(SEED, 'input', index);
  const input = Float64Array.from({ length: LAYERS[0] }, () => 0.7 * random());
  const target = Float64Array.from({ length: LAYERS[3] }, (_, i) => (i === index % LAYERS[3] ? 1 : 0));
  return { input, target, loss: 'squared-error', beta, nudge };
}

describe.each(RULES)('mismatched chips under %s', (rule) => {
  it.each(NUDGES)('send what simulated ones do as thresholds go to 0, error %s', (nudge) => {
    for (const index of [0, 1, 2, 3]) {
      const drive = driveOf(index, 0.03, nudge);
      const autoZero = index % 2 === 0;
      const found = foresee(mismatched(index, rule, 1e-2, autoZero), drive);
      expect(found.outcome).toBe('settled');
      const errors = [1e-3, 1e-4].map((threshold) => {
        const run = simulate(mismatched(index, rule, threshold, autoZero), drive, { horizon: 40, maxEvents: 1e7 });
        const pairs = [1, 2, 3].flatMap((k) => [
          [run.activity[k], found.activity[k]],
          [run.difference[k]!, found.difference[k]!],
        ]);
        return Math.max(...pairs.map(([a, b]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])))));
      });
      expect(errors[1]).toBeLessThan(2e-3);
      expect(errors[1]).toBeLessThan(errors[0] / 3);
    }
  });

  it('end as simulated ones do where the branch foretells it, from small beta to far too large', () => {
    const words: Outcome[] = [];
    for (let index = 0; index < 4; index++) {
      for (const beta of [0.05, 0.3, 1, 3, 10]) {
        const drive = driveOf(index, beta, 'live');
        const circuit = mismatched(index, rule, 1e-4, false);
        const found = foresee(circuit, drive);
        const run = simulate(circuit, drive, { horizon: 40, maxEvents: 1e7 });
        words.push(found.outcome);
        if (found.outcome === 'lost')
          expect(isStable(run.outcome), `${index} at ${beta}: ${run.outcome}`).not.toBe(true);
        else expect(run.outcome, `${index} at ${beta}`).toBe(found.outcome);
      }
    }
    expect(new Set(words).size).toBeGreaterThan(1);
  });
});

it('knows no noise, no jitter and no thresholds: the same chip with and without', () => {
  const device = (settings: Readonly<Record<string, unknown>>) =>
    sampleChip(shippedDevice('subthreshold-cmos-180nm', settings), NETWORK, SEED, 1);
  const drive = driveOf(1, 0.1, 'live');
  const noisy = foresee(circuitOf(device({}), 'dp'), drive);
  const quiet = foresee(circuitOf(device({ noise: null, 'encoder.jitter': '0 s' }), 'dp'), drive);
  expect(noisy.activity).toEqual(quiet.activity);
  expect(noisy.difference).toEqual(quiet.difference);
  expect(noisy).toMatchObject({ settleTime: null, events: null, energy: null, watch: null, stoppedBy: null });
});
