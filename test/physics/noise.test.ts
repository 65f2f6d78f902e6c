import { describe, expect, it } from 'vitest';
import type { Chip, Noise } from '../../src/chip/chip.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { flickerTimes } from '../../src/engine/noise.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const TAU = 1e-5;
const N = 200;

/** N independent linear dyads in layer 1, each read by nobody but one output, with the given noise. */
function dyads(noise: Noise, threshold: number): Chip {
  return {
    ...idealChip({
      layers: [1, N, 1],
      weights: [new Array(N).fill(0.3), new Array(N).fill(0)],
      encoder: { activityThreshold: threshold, differenceThreshold: threshold },
    }),
    noise,
  };
}

/** Input 1, no nudging. */
const DRIVE = {
  input: Float64Array.of(1),
  target: Float64Array.of(0),
  loss: 'squared-error',
  beta: 0,
  nudge: 'live',
} as const;

/** Samples v_plus and v_minus of all dyads about their mean, every `step`, after 20 tau: one row per compartment. */
function sampled(chip: Chip, samples: number, step: number): Float64Array[] {
  const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
  loop.reset(DRIVE, null, null);
  loop.attachNoise((...address) => stream('noise test', ...address));
  loop.passAll();
  const rows = Array.from({ length: 2 * N }, () => new Float64Array(samples));
  for (let n = 0; n < samples; n++) {
    loop.advance(20 * TAU + n * step, Infinity);
    loop.passAll();
    for (let i = 0; i < N; i++) {
      rows[i][n] = loop.state.layers[1].xPlus[i] - 0.3;
      rows[N + i][n] = loop.state.layers[1].xMinus[i] - 0.3;
    }
  }
  return rows;
}

const mean = (values: Iterable<number>) => {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
};

/** The mean of one figure per compartment is within 5 standard errors, estimated from their scatter, of the theory. */
function expectMean(figures: readonly number[], theory: number): void {
  const average = mean(figures);
  const error = Math.sqrt(mean(figures.map((f) => (f - average) ** 2)) / (figures.length - 1));
  expect(Math.abs(average - theory)).toBeLessThan(5 * error);
  // The test has power: five standard errors are less than 15 % of what is measured.
  expect(5 * error).toBeLessThan(0.15 * Math.abs(theory));
}

// Poisson redraw through a membrane: variance, autocorrelation, spectrum and error of the variance estimate in closed
// form. Five standard errors two-sided are a false-alarm rate of 6e-7 a figure.
describe.each([
  { name: 'h = tau', h: TAU, relativeSD: 0.0875595035771, kurtosis: 3.5 },
  { name: 'h = tau/10', h: TAU / 10, relativeSD: 0.0537107855542, kurtosis: 3.384615384615 },
])('thermal noise, $name', ({ h, relativeSD, kurtosis }) => {
  const rms = 0.2;
  const step = TAU / 2;
  const samples = 512;
  const rows = sampled(dyads({ thermal: { rms, correlationTime: h }, flicker: null, read: null }, 1), samples, step);
  const variance = (rms ** 2 * h) / (TAU + h);

  it('variance rms^2 h/(tau + h)', () => {
    expectMean(
      rows.map((row) => mean(row.map((v) => v * v))),
      variance,
    );
  });

  it('autocorrelation', () => {
    for (const lag of [1, 2, 4]) {
      const t = lag * step;
      const rho =
        h === TAU ? (1 + t / TAU) * Math.exp(-t / TAU) : (h * Math.exp(-t / h) - TAU * Math.exp(-t / TAU)) / (h - TAU);
      expectMean(
        rows.map((row) => mean(row.slice(lag).map((v, n) => v * row[n]))),
        variance * rho,
      );
    }
  });

  it('power spectrum at low and middle frequencies', () => {
    // Averaged periodogram of the samples; folded back from above half the sampling rate, and smeared by the window,
    // by less than the interval at these frequencies.
    for (const bin of [3, 8, 16]) {
      const w = (2 * Math.PI * bin) / (samples * step);
      const theory = (2 * h * rms ** 2) / ((1 + (w * h) ** 2) * (1 + (w * TAU) ** 2));
      const power = rows.map((row) => {
        let re = 0;
        let im = 0;
        for (let n = 0; n < samples; n++) {
          re += row[n] * Math.cos(w * n * step);
          im += row[n] * Math.sin(w * n * step);
        }
        return ((re * re + im * im) * step) / samples;
      });
      const average = mean(power);
      const error = Math.sqrt(mean(power.map((p) => (p - average) ** 2)) / power.length);
      expect(Math.abs(average - theory)).toBeLessThan(5 * error + 0.03 * theory);
    }
  });

  it('not Gaussian: the kurtosis and the error of the variance estimate of the exact theory', () => {
    const squares = rows.map((row) => mean(row.map((v) => v * v)));
    const spread = Math.sqrt(mean(squares.map((s) => (s - variance) ** 2))) / variance;
    // Theory for T = 1000 tau scales as 1/sqrt(T); an SD from 400 heavy-tailed figures is good to about 6 %: 4 sigma.
    const theory = relativeSD * Math.sqrt((1000 * TAU) / (samples * step));
    expect(spread / theory).toBeGreaterThan(0.76);
    expect(spread / theory).toBeLessThan(1.24);
    expectMean(
      rows.map((row) => mean(row.map((v) => v ** 4))),
      kurtosis * variance ** 2,
    );
  });

  it('does not depend on how often it is looked at, even where nothing else happens for many tau', () => {
    const chip = dyads({ thermal: { rms: rms / 10, correlationTime: h }, flicker: null, read: null }, 1);
    const often = sampled(chip, 41, step);
    const seldom = sampled(chip, 3, 20 * step);
    for (const [i, row] of seldom.entries()) {
      for (const [n, v] of row.entries()) expect(v).toBeCloseTo(often[i][20 * n], 12);
    }
  });

  it('does not depend on the thresholds: the same noise, encoded twice as finely, is the same course', () => {
    const noise = { thermal: { rms, correlationTime: h }, flicker: null, read: null };
    const coarse = sampled(dyads(noise, 0.04), 20, step);
    const fine = sampled(dyads(noise, 0.02), 20, step);
    for (const [i, row] of coarse.entries()) for (const [n, v] of row.entries()) expect(v).toBeCloseTo(fine[i][n], 12);
  });
});

/** Of noise of rms 1 and correlation time h, behind a membrane of time constant TAU: covariance at a lag t. */
function covariance(h: number, t: number): number {
  return (h * (h * Math.exp(-t / h) - TAU * Math.exp(-t / TAU))) / (h * h - TAU * TAU);
}

describe('thermal and flicker noise at once', () => {
  it('are each redrawn at their own rate: the covariance is the sum of theirs', () => {
    const [low, high] = [1 / (2 * Math.PI * 3 * TAU), 1 / (2 * Math.PI * 0.3 * TAU)];
    const thermal = { rms: 0.1, correlationTime: TAU / 10 };
    const flicker = { rms: 0.2, lowFrequency: low, highFrequency: high };
    const times = flickerTimes(low, high);
    expect(times).toHaveLength(3);
    const step = TAU / 2;
    const rows = sampled(dyads({ thermal, flicker, read: null }, 1), 512, step);
    for (const lag of [0, 1, 2, 4]) {
      const t = lag * step;
      const ofFlicker = times.map((time) => covariance(time, t)).reduce((sum, c) => sum + c, 0) / times.length;
      expectMean(
        rows.map((row) => mean(row.slice(lag).map((v, n) => v * row[n]))),
        thermal.rms ** 2 * covariance(thermal.correlationTime, t) + flicker.rms ** 2 * ofFlicker,
      );
    }
  });
});

describe('flicker noise', () => {
  it('its Lorentzians sum to a 1/f spectrum within 12 % over the band but 3/4 of a decade at its ends', () => {
    const [low, high] = [10, 1e5];
    const times = flickerTimes(low, high);
    const spectrum = (f: number) =>
      times.reduce((sum, t) => sum + (2 * t) / (1 + (2 * Math.PI * f * t) ** 2), 0) / times.length;
    // The sum over corner frequencies a ratio q apart is close to an integral over log t: S(f) f = 1/(2 n log q).
    const level = 1 / (2 * times.length * Math.log(times[0] / times[1]));
    for (let f = low * 10 ** 0.75; f < high / 10 ** 0.75; f *= 1.3) {
      expect((spectrum(f) * f) / level).toBeGreaterThan(0.88);
      expect((spectrum(f) * f) / level).toBeLessThan(1.12);
    }
  });

  it('has the stated rms at the source', () => {
    const chip = dyads({ thermal: null, flicker: { rms: 0.1, lowFrequency: 1e3, highFrequency: 1e6 }, read: null }, 1);
    const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
    loop.reset(DRIVE, null, null);
    loop.attachNoise((...address) => stream('flicker', ...address));
    // Gains are 1 and offsets 0: what no event changes of a target is the noise.
    const { basePlus, baseMinus } = loop.state.layers[1];
    const total = [...basePlus.subarray(0, N), ...baseMinus.subarray(0, N)];
    // Mean of 400 squares of a normal: relative SD sqrt(2/400) = 7 %; five of them.
    expect(Math.abs(mean(total.map((v) => v * v)) / 0.01 - 1)).toBeLessThan(0.35);
  });
});

describe('read noise', () => {
  it('has the root sum of squares of the row times the relative rms', () => {
    const chip: Chip = {
      ...idealChip({ layers: [2, N, 1], weights: [new Array(N).fill([0.3, -0.4]).flat(), new Array(N).fill(0)] }),
      noise: { thermal: null, flicker: null, read: { relative: 0.05, correlationTime: 100 * TAU } },
    };
    const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
    const drive = {
      input: Float64Array.of(1, 0.5),
      target: Float64Array.of(0),
      loss: 'squared-error',
      beta: 0,
      nudge: 'live',
    } as const;
    loop.reset(drive, null, null);
    loop.attachNoise((...address) => stream('read', ...address));
    loop.passAll();
    const targetPlus = loop.state.layers[1].targetPlus.slice(0, N);
    const targetMinus = loop.state.layers[1].targetMinus.slice(0, N);
    // Both compartments see the same row current: 0.05 sqrt((0.3)^2 + (0.4 0.5)^2) about 0.3 - 0.2.
    expect([...targetPlus]).toEqual([...targetMinus]);
    const squares = [...targetPlus].map((t) => (t - 0.1) ** 2);
    const variance = 0.05 ** 2 * (0.3 ** 2 + 0.2 ** 2);
    // Mean of 200 squares of a normal: relative SD sqrt(2/200) = 10 %.
    expect(Math.abs(mean(squares) / variance - 1)).toBeLessThan(0.5);
  });

  it('beyond the first layer it is relative to what was received', () => {
    const relative = 0.05;
    const chip: Chip = {
      ...idealChip({
        layers: [1, 2, N],
        weights: [[1, 0.5], new Array(N).fill([0.3, -0.4]).flat()],
      }),
      noise: { thermal: null, flicker: null, read: { relative, correlationTime: TAU } },
    };
    const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
    loop.reset({ ...DRIVE, target: new Float64Array(N) }, null, null);
    loop.attachNoise((...address) => stream('read above', ...address));
    loop.passAll();
    // Every value has been redrawn since, but for e^-40 of them.
    loop.advance(40 * TAU, Infinity);
    const squares = [...loop.state.layers[2].basePlus.subarray(0, N)].map((base) => base ** 2);
    const variance = relative ** 2 * (0.3 ** 2 + (0.4 * 0.5) ** 2);
    // Mean of 200 squares of a normal: relative SD 10 %; what is received wavers by 5 % of each activity, 10 % of its square.
    expect(Math.abs(mean(squares) / variance - 1)).toBeLessThan(0.6);
  });
});

describe('time averages', () => {
  it.each(['identity', 'relu', 'hard-sigmoid', 'tanh'] as const)(
    'of %s are the integral of the course',
    (activation) => {
      const chip: Chip = {
        ...idealChip({
          layers: [1, 3, 1],
          weights: [
            [0.8, -0.4, 0.05],
            [0.9, -0.8, 0.7],
          ],
          activation,
          rails: [-0.6, 0.7],
        }),
        noise: { thermal: { rms: 0.5, correlationTime: TAU }, flicker: null, read: null },
      };
      const courses = [true, false].map((fine) => {
        const loop = new EventLoop(circuitOf(chip, 'dp'), TAU);
        loop.reset(DRIVE, null, null);
        loop.attachNoise((...address) => stream('average', ...address));
        loop.passAll();
        loop.beginAverages();
        // Interrupting the observation 40,000 times or not at all gives the same integrals, so each piece is exact.
        if (fine) {
          for (let n = 1; n <= 40_000; n++) {
            loop.advance((n * 20 * TAU) / 40_000, Infinity);
            loop.integrateAverages();
          }
        }
        loop.advance(20 * TAU, Infinity);
        loop.endAverages();
        return loop.state.layers
          .slice(1)
          .flatMap(({ n, plus, minus }) => [plus, minus].flatMap(({ integral }) => [...integral.subarray(0, n)]));
      });
      for (const [i, integral] of courses[0].entries()) expect(integral).toBeCloseTo(courses[1][i], 15);
    },
  );
});

describe('a noisy run', () => {
  it('settles, and its averages are the noiseless state within their error', () => {
    const quiet = idealChip({
      layers: [1, 2, 1],
      weights: [
        [0.5, 0.8],
        [0.6, 0.4],
      ],
      alpha: 0.3,
    });
    const noisy: Chip = {
      ...quiet,
      noise: { thermal: { rms: 0.05, correlationTime: TAU / 5 }, flicker: null, read: null },
    };
    const drive = {
      input: Float64Array.of(1),
      target: Float64Array.of(1),
      loss: 'squared-error',
      beta: 0.5,
      nudge: 'live',
    } as const;
    const limits = { horizon: 500 * TAU, maxEvents: 1e5 };
    const without = simulate(circuitOf(quiet, 'dp-transpose'), drive, limits);
    const result = simulate(circuitOf(noisy, 'dp-transpose'), drive, limits, {
      noise: (...address) => stream('run', ...address),
    });
    expect(result.outcome).toBe('settled');
    // Mean over 40 tau of noise of rms 0.05: SD 0.05 sqrt(2 h/T) = 0.005 a compartment, and one threshold, 0.01.
    for (let k = 1; k <= 2; k++) {
      for (let i = 0; i < result.activity[k].length; i++) {
        expect(Math.abs(result.activity[k][i] - without.activity[k][i])).toBeLessThan(0.035);
      }
    }
    expect(() => simulate(circuitOf(noisy, 'dp'), drive, limits)).toThrow(/needs the streams/);
  });
});
