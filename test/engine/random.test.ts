import kstest from '@stdlib/stats-kstest';
import { describe, expect, it } from 'vitest';
import { LoopKernel } from '../../src/engine/kernel.ts';
import { seedRandom } from '../../src/engine/layer-noise.ts';
import { erfc } from '../../src/random/special-functions.ts';
import { stream } from '../../src/random/stream.ts';

/** The kernel's generator with a state of its own. */
function generator() {
  const kernel = LoopKernel.take({ updateOutputError: () => {} });
  const state = Math.ceil(kernel.exports.start() / 16) * 16;
  kernel.reserve(state + 32);
  return { kernel, state };
}

describe("the kernel's random numbers", () => {
  it('are xoshiro256++: the numbers of its authors from the state 1, 2, 3, 4', () => {
    const { kernel, state } = generator();
    new BigUint64Array(kernel.buffer, state, 4).set([1n, 2n, 3n, 4n]);
    const drawn = Array.from({ length: 10 }, () => BigInt.asUintN(64, kernel.exports.bits(state)));
    expect(drawn).toEqual([
      41943041n,
      58720359n,
      3588806011781223n,
      3591011842654386n,
      9228616714210784205n,
      9973669472204895162n,
      14011001112246962877n,
      12406186145184390807n,
      15849039046786891736n,
      10450023813501588000n,
    ]);
  });

  it('are a function of the stream that seeds them', () => {
    const drawn = ['a', 'a', 'b'].map((seed) => {
      const { kernel, state } = generator();
      seedRandom(kernel.buffer, state, stream(seed, 'kernel'));
      return Array.from({ length: 4 }, () => kernel.exports.normal(state));
    });
    expect(drawn[0]).toEqual(drawn[1]);
    expect(drawn[0]).not.toEqual(drawn[2]);
  });

  const SAMPLES = 20_000;
  const draws = (kind: 'normal' | 'exponential', count: number) => {
    const { kernel, state } = generator();
    seedRandom(kernel.buffer, state, stream('kernel', kind));
    return Float64Array.from({ length: count }, () => kernel.exports[kind](state));
  };

  it.each([
    { kind: 'normal', law: ['normal', 0, 1] },
    { kind: 'exponential', law: ['exponential', 1] },
  ] as const)('$kind ones pass the test of Kolmogorov and Smirnov, and are not correlated', ({ kind, law }) => {
    const sample = draws(kind, SAMPLES);
    const [name, ...parameters] = law;
    expect(kstest(Array.from(sample), name, ...parameters).pValue).toBeGreaterThan(1e-4);
    const mean = sample.reduce((sum, x) => sum + x, 0) / SAMPLES;
    for (const lag of [1, 2, 3, 7]) {
      let product = 0;
      for (let n = lag; n < SAMPLES; n++) product += (sample[n] - mean) * (sample[n - lag] - mean);
      // Both have variance 1; 5 standard errors.
      expect(Math.abs(product / SAMPLES)).toBeLessThan(5 / Math.sqrt(SAMPLES));
    }
  });

  // The layers' corners and the tails beyond the edges 3.65 and 7.70 are where a ziggurat goes wrong: 4 million draws, of
  // which the counts in every bin are binomial; 5 standard deviations in 2 x 60 bins are exceeded once in 15,000.
  it.each(['normal', 'exponential'] as const)('%s ones have the right share in every bin, tails included', (kind) => {
    const count = 4_000_000;
    const { kernel, state } = generator();
    seedRandom(kernel.buffer, state, stream('kernel', 'bins', kind));
    const width = kind === 'normal' ? 0.15 : 0.2;
    const from = kind === 'normal' ? -4.5 : 0;
    const bins = new Float64Array(62);
    for (let n = 0; n < count; n++) {
      const bin = Math.floor((kernel.exports[kind](state) - from) / width);
      bins[Math.min(61, Math.max(0, bin + 1))]++;
    }
    const below = (x: number) => (kind === 'normal' ? erfc(-x / Math.SQRT2) / 2 : x <= 0 ? 0 : -Math.expm1(-x));
    for (let bin = 0; bin < bins.length; bin++) {
      const low = bin === 0 ? 0 : below(from + (bin - 1) * width);
      const high = bin === bins.length - 1 ? 1 : below(from + bin * width);
      const p = high - low;
      expect(Math.abs(bins[bin] - count * p), `bin ${bin}`).toBeLessThan(5 * Math.sqrt(count * p) + 5);
    }
  });
});
