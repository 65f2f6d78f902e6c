import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { attack, type Certify } from '../../bench/certificate/attack.ts';
import { activityRange } from '../../src/analysis/activity-range.ts';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import { largestModulus } from '../../src/analysis/output-gain.ts';
import { roundTripRatio } from '../../src/analysis/round-trip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { RULES } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { type ChipWish, randomChip, randomCircuit, zeroState } from './random-circuit.ts';

const certify = (circuit: Circuit) => certifiedBeta(circuit, 'squared-error', 'live').everywhere;

describe('the certified beta of an ideal chip', () => {
  const wish = { layers: [4, 7, 3], activation: 'relu', delay: 5e-6, seed: 'ideal' } as const;

  it.each(['dp', 'dp-transpose'] as const)('is alpha by alpha at least what slopes from 0 to 1 allow: %s', (rule) => {
    for (const alpha of [0, 0.25, 0.5, 0.75, 1]) {
      const chip = randomChip({ ...wish, alpha });
      const w = Matrix.from1DArray(3, 7, chip.forward[1].weights);
      const largest = Math.max(...new EigenvalueDecomposition(w.mmul(w.transpose())).realEigenvalues);
      // Only one compartment's share of D can win: alpha^2 or (1 - alpha)^2 for dp, alpha (1 - alpha) for dp-transpose.
      const through = rule === 'dp' ? Math.max(alpha, 1 - alpha) ** 2 : alpha * (1 - alpha);
      const certified = certify(circuitOf(chip, rule));
      if (through === 0) expect(certified).toBeNull();
      else if (rule === 'dp' && alpha > 0.5) expect(certified! * through * largest).toBeGreaterThan(2);
      else expect(certified! * through * largest).toBeCloseTo(1, 6);
    }
  });

  it('is none for dp-transpose at alpha 0 and 1, at any depth, slope and rail', () => {
    for (const alpha of [0, 1]) {
      for (const activation of ACTIVATIONS) {
        for (const rails of [undefined, [-0.1, 0.1]] as const) {
          const deep = { layers: [3, 5, 5, 5, 2], weightGain: 9, seed: 'no loop', alpha, activation, rails };
          expect(certify(randomCircuit('dp-transpose', deep))).toBeNull();
        }
      }
    }
  });

  it('counts the array that is read down as it is', () => {
    const chip = randomChip({ ...wish, alpha: 0 });
    const feedback = [null, chip.forward[1].weights.map((w) => -4 * w)];
    const shared = certify(circuitOf(chip, 'dp'))!;
    expect(certify(circuitOf({ ...chip, feedback }, 'dp'))! / shared).toBeCloseTo(1 / 4, 6);
  });

  it('does not depend on beta when the error is held: all or nothing', () => {
    const held = (weightGain: number) =>
      certifiedBeta(
        randomCircuit('dp', { layers: [3, 5, 5, 2], activation: 'relu', seed: 'held', alpha: 0.5, weightGain }),
        'squared-error',
        'held',
      ).everywhere;
    expect(held(0.5)).toBeNull();
    expect(held(5)).toBe(0);
  });
});

describe('linear chips, whose limit is known exactly', () => {
  const CHIPS = 150;
  const wishes = (seed: string): ChipWish[] =>
    Array.from({ length: CHIPS }, (_, i) => {
      const draw = stream('linear', seed, i);
      const pick = <T>(values: readonly T[]) => values[Math.floor(draw() * values.length)];
      return {
        seed: `${seed} ${i}`,
        layers: pick([
          [2, 4, 3],
          [2, 3, 3, 2],
          [2, 3, 3, 3, 2],
        ] as const),
        alpha: pick([0, 0.25, 0.5, 0.75, 1]),
        delay: pick([0, 5e-6, 3e-5]),
        mismatch: seed === 'gains' ? 0.3 : 0,
        tauSpread: seed === 'lags' ? 0.7 : seed === 'delays' ? 0 : 0.1,
        thresholdSpread: seed === 'thresholds' ? 0.6 : 0,
        separateFeedback: draw() < 0.3,
        weightGain: Math.exp((seed === 'lags' ? 3 : 1) * draw()),
      };
    });

  /** Chips of which a proof says more than is true, over both rules; and how many it certifies. */
  const tooMuch = (seed: string, see: (chip: Chip) => Chip) => {
    let wrong = 0;
    let certified = 0;
    for (const wish of wishes(seed)) {
      const chip = randomChip(wish);
      const real = {
        ...chip,
        neurons: chip.neurons.map((layer) => layer && { ...layer, alpha: layer.alpha.map((a) => Math.min(1, a)) }),
      };
      for (const rule of RULES) {
        const limit = certify(circuitOf(see(real), rule));
        if (limit === 0) continue;
        certified++;
        const beta = Math.min(limit ?? 100, 1000);
        const circuit = circuitOf(real, rule);
        const drive: Drive = { ...NOTHING(real), loss: 'squared-error', nudge: 'live', beta };
        const { gainMargin, ...loop } = analyzeLoop(circuit, drive, zeroState(real));
        const unstableModes = loop.unstableModes!;
        // The bound may be exact: the margin is then 1 to the precision of both.
        if (unstableModes > 0 && (gainMargin ?? 0) < 1 - 1e-5) wrong++;
        else if (unstableModes > 0 && (gainMargin ?? 2) > 1 + 1e-5) wrong++;
      }
    }
    return { wrong, certified };
  };

  it.each(['gains', 'lags', 'thresholds', 'delays'])('are never certified beyond it, with %s', (seed) => {
    const { wrong, certified } = tooMuch(seed, (chip) => chip);
    expect(wrong).toBe(0);
    expect(certified).toBeGreaterThan(CHIPS / 5);
  });

  // What the proof may not leave out: without it, it says too much.
  const same = (values: { plus: Float64Array; minus: Float64Array }) => ({ plus: values.plus, minus: values.plus });
  const changed = (change: (layer: NonNullable<Chip['neurons'][number]>) => object) => (chip: Chip) => ({
    ...chip,
    neurons: chip.neurons.map((layer) => layer && { ...layer, ...change(layer) }),
  });
  it.each([
    ['gains', 'that compartments differ in gain', changed((layer) => ({ gain: same(layer.gain) }))],
    ['lags', 'that compartments differ in tau', changed((layer) => ({ tau: same(layer.tau) }))],
    ['delays', 'the delay', (chip: Chip) => ({ ...chip, encoder: { ...chip.encoder, delay: 0 } })],
    [
      'thresholds',
      'that an encoder has gain 1/t',
      changed(({ alpha }) => {
        const ones = alpha.map(() => 1);
        return { threshold: { activity: ones, difference: ones } };
      }),
    ],
  ] as const)('with %s, would be if the proof forgot %s', (seed, _what, see) => {
    expect(tooMuch(seed, see).wrong).toBeGreaterThan(0);
  });
});

describe('negative feedback', () => {
  // One output: S has one eigenvalue, l = beta b |W|^2, and p is the same at all neurons or worse. The circle criterion on
  // l p / (1 + s)^2, p in [0, 1], without delay: min Re 1/(1 + j x)^2 = -1/8.
  it('keeps its sign: dp at alpha 1 with equal lags and no delay is certified up to 8 / lambda_max', () => {
    const chip = randomChip({ layers: [4, 7, 1], activation: 'relu', seed: 'circle', alpha: 1 });
    const largest = chip.forward[1].weights.reduce((sum, w) => sum + w * w, 0);
    const certified = certify(circuitOf(chip, 'dp'))! * largest;
    expect(certified).toBeLessThanOrEqual(8);
    // The scan over frequency costs 2 % at most.
    expect(certified).toBeGreaterThan(8 * 0.96);
  });

  it('is bounded from above, and closely, by the round trip over all frequencies and smaller gains', () => {
    const draw = stream('round trip');
    for (let n = 0; n < 40; n++) {
      const gain = Math.exp(4 * draw() - 2);
      const delay = draw() < 0.3 ? 0 : draw();
      let largest = 0;
      for (let x = 0; x < 40; x += 0.01) {
        for (let part = 0.02; part <= 1; part += 0.02) {
          const size = (part * gain) / (1 + x * x);
          const angle = -2 * Math.atan(x) - 2 * delay * x;
          const [re, im] = [size * Math.cos(angle), size * Math.sin(angle)];
          largest = Math.max(largest, Math.hypot(re, im) / Math.hypot(1 + re, im));
        }
      }
      const bound = roundTripRatio(gain, delay);
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-9));
      if (gain < stableBelow(delay) / 2) expect(largest).toBeGreaterThan(0.8 * bound);
    }
  });
});

/** Gain at which 1 + l e^{-2 j x T}/(1 + j x)^2 is 0 first: atan x + T x = pi/2, l = 1 + x^2. */
function stableBelow(delay: number): number {
  if (delay === 0) return Infinity;
  let [low, high] = [0, 1e6];
  for (let n = 0; n < 100; n++) {
    const x = (low + high) / 2;
    if (Math.atan(x) + delay * x < Math.PI / 2) low = x;
    else high = x;
  }
  return 1 + low * low;
}

const NOTHING = ({ layers }: Chip) => ({
  input: new Float64Array(layers[0]),
  target: new Float64Array(layers[layers.length - 1]),
});

describe('the gain of an output neuron', () => {
  it('is the largest modulus over frequency', () => {
    const draw = stream('output gain');
    for (let n = 0; n < 200; n++) {
      const [p, q] = [4 * draw() - 2, 4 * draw() - 2];
      const [s, t] = [0.2 + draw(), 0.2 + draw()];
      const bound = largestModulus(p, s, q, t);
      let largest = Math.abs(p - q);
      for (let x = 1e-3; x < 1e3; x *= 1.01) {
        const re = p / (1 + (x * s) ** 2) - q / (1 + (x * t) ** 2);
        const im = (p * x * s) / (1 + (x * s) ** 2) - (q * x * t) / (1 + (x * t) ** 2);
        largest = Math.max(largest, Math.hypot(re, im));
      }
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-12));
      // A grid of 1 % misses a smooth maximum by the square of half a step, times a curvature of order 1.
      expect(largest).toBeGreaterThan(bound * (1 - 1e-3));
    }
  });
});

describe('a certificate for a box of inputs', () => {
  const wish = { layers: [4, 6, 6, 3], activation: 'relu', alpha: 0.5, seed: 'box', weightGain: 2.4 } as const;
  const circuit = randomCircuit('dp', wish);
  const draw = stream('box');
  const centre = Float64Array.from({ length: 4 }, () => draw());
  const box = (radius: number) => ({
    input: { low: centre.map((x) => x - radius), high: centre.map((x) => x + radius) },
    target: { low: new Float64Array(3), high: new Float64Array(3).fill(1) },
  });
  const limit = (radius: number) => certifiedBeta(circuit, 'squared-error', 'live', box(radius)).everywhere!;

  it('says more the smaller the box: neurons that cannot switch do not count', () => {
    expect(certify(circuit)).toBe(0);
    expect(limit(3)).toBe(0);
    expect(limit(0)).toBeGreaterThan(0);
    expect(limit(0)).toBeGreaterThanOrEqual(limit(0.01));
  });

  it('knows of slopes only what every stationary state in the box has', () => {
    const beta = 0.9 * limit(0);
    const slopes = activityRange(circuit, 'squared-error', box(0.002), beta)!;
    const fixed = slopes.flatMap((layer) =>
      layer === null ? [] : [...layer.plus.low.map((low, i) => +(low === layer.plus.high[i]))],
    );
    expect(fixed.filter((known) => known === 1).length).toBeGreaterThan(6);
    for (let n = 0; n < 100; n++) {
      const within = ({ low, high }: { low: Float64Array; high: Float64Array }) =>
        low.map((x, i) => x + draw() * (high[i] - x));
      const drive: Drive = {
        input: within(box(0.002).input),
        target: within(box(0).target),
        loss: 'squared-error',
        nudge: 'live',
        beta: beta * draw(),
      };
      const { state } = staticState(circuit, drive);
      for (const k of [1, 2]) {
        for (const side of ['plus', 'minus'] as const) {
          state[k]![side].forEach((s, i) => {
            if (slopes[k]![side].high[i] === 0) expect(s).toBe(0);
            if (slopes[k]![side].low[i] === 1) expect(s).toBeGreaterThan(0);
          });
        }
      }
    }
  });
});

describe('pairs of trajectories below the certified beta', () => {
  // A share of `npm run attack`, whose count is in docs/stability.md.
  it('meet, whatever the chip, input, target, start and history', () => {
    const { failures, runs, railed, unlimited } = attack('share', 400);
    expect(failures).toEqual([]);
    expect(runs).toBe(400);
    expect(Math.min(railed, unlimited)).toBeGreaterThan(10);
  });

  it.each([
    ['took rails for nothing', (chip: Chip) => ({ ...chip, rails: null })],
    [
      'let the compartments cancel whatever their slopes',
      (chip: Chip) => ({ ...chip, activation: 'identity' as const }),
    ],
  ])('would not if the proof %s', (_what, see) => {
    const wrong: Certify = ({ chip, nudging }, ...rest) => certifiedBeta({ chip: see(chip), nudging }, ...rest);
    expect(attack('wrong', 1500, wrong).failures.length).toBeGreaterThan(0);
  });
});
