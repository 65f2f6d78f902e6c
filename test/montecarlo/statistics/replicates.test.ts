import { describe, expect, it } from 'vitest';
import { meanOf } from '../../../src/montecarlo/statistics/mean.ts';
import { wilsonInterval } from '../../../src/montecarlo/statistics/proportion.ts';
import { type Replicate, replicatedInterval } from '../../../src/montecarlo/statistics/replicates.ts';
import { studentQuantile } from '../../../src/montecarlo/statistics/student.ts';
import { normal } from '../../../src/random/distributions.ts';
import { normalQuantile } from '../../../src/random/normal-quantile.ts';
import { latinPoints, type PlanPoints, sobolPoints } from '../../../src/random/plan-points.ts';
import { stream } from '../../../src/random/stream.ts';

describe("Student's quantile", () => {
  // Tables.
  it.each([
    [1, 12.706204736],
    [7, 2.364624252],
    [9, 2.262157163],
    [99, 1.984216952],
  ])('of %i degrees of freedom', (freedom, known) => {
    expect(studentQuantile(freedom)).toBeCloseTo(known, 8);
  });
});

describe('the interval of a yield from replicates', () => {
  const of = (parts: readonly number[], whole = 64) => parts.map((part): Replicate => ({ part, whole }));

  it("is close to Student's of the replicates' fractions in the middle, and never beyond 0 and 1", () => {
    const parts = [30, 33, 31, 34, 29, 32, 35, 31, 30, 32];
    const student = meanOf(parts.map((part) => part / 64))!;
    replicatedInterval(of(parts)).forEach((end, i) => {
      expect(Math.abs(end - student.interval[i])).toBeLessThan(2e-4);
    });
    const [low, high] = replicatedInterval(of([64, 64, 64, 63, 64, 64, 64, 64, 64, 64]));
    expect(low).toBeGreaterThan(0.98);
    expect(high).toBeLessThan(1);
    expect(high).toBeGreaterThan(639 / 640);
  });

  it('is that of as many chips where all of them say the same, with t in place of z', () => {
    const t = studentQuantile(9);
    const [low, high] = replicatedInterval(of(Array(10).fill(64)));
    expect(high).toBe(1);
    expect(low).toBeCloseTo(1 / (1 + (t * t) / 640), 12);
    expect(replicatedInterval(of(Array(10).fill(0)))[1]).toBeCloseTo(1 - low, 12);
    expect(low).toBeLessThan(wilsonInterval(640, 640)[0]);
  });

  it('knows no count finer than a chip', () => {
    const [low, high] = replicatedInterval(of(Array(10).fill(32)));
    const half = (studentQuantile(9) * Math.sqrt(1 / 12 / 10)) / 64;
    expect(high - low).toBeGreaterThan(1.9 * half);
    expect(high - low).toBeLessThan(2.1 * half);
  });

  it('takes replicates by their chips, leaves out those without any, and knows nothing of one', () => {
    const some = of([20, 25, 30, 22]);
    expect(replicatedInterval([...some, { part: 0, whole: 0 }])).toEqual(replicatedInterval(some));
    expect(replicatedInterval(of([20]))).toEqual([0, 1]);
    expect(replicatedInterval([])).toEqual([0, 1]);
    const halved = [...some.slice(1), { part: 10, whole: 32 }];
    const [low, high] = replicatedInterval(halved);
    expect(low).toBeLessThan(87 / 224);
    expect(high).toBeGreaterThan(87 / 224);
  });

  /*
   * A chip passes where what is common to its die, two planned numbers, and a random part of its own come to more than a limit:
   * the yield is known, Phi(-limit / sqrt(2 + own^2)). 1,000 runs of 10 replicates of 32 chips; bounds of 95 %, false alarm 1e-6.
   */
  const random: PlanPoints = () => independent();
  const independent = stream('independent');
  const covered = (points: PlanPoints, own: number, limit: number, runs: number) => {
    const truth = 1 - cumulative(limit / Math.sqrt(2 + own * own));
    let [count, binomial, width, binomialWidth] = [0, 0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const seed = `covers ${run}`;
      const draw = stream(seed, 'own');
      const replicates = Array.from({ length: 10 }, (_, r): Replicate => {
        let part = 0;
        for (let i = 0; i < 32; i++) {
          const common = [0, 1].reduce((sum, d) => sum + normalQuantile(points(seed, r, d, i)), 0);
          if (common + own * normal(draw) > limit) part++;
        }
        return { part, whole: 32 };
      });
      const [low, high] = replicatedInterval(replicates);
      const [below, above] = wilsonInterval(
        replicates.reduce((sum, { part }) => sum + part, 0),
        320,
      );
      if (low <= truth && truth <= high) count++;
      if (below <= truth && truth <= above) binomial++;
      width += (high - low) / runs;
      binomialWidth += (above - below) / runs;
    }
    return { count, binomial, ratio: width / binomialWidth };
  };

  it.each([
    ['sobol', sobolPoints],
    ['latin-hypercube', latinPoints],
  ] as const)(
    'covers in 95 of 100 runs of a %s plan, where the binomial one hardly ever misses and is wider',
    (_, points) => {
      const { count, binomial, ratio } = covered(points, 0.5, 0.8, 1000);
      expect(count).toBeGreaterThan(916);
      expect(count).toBeLessThan(984);
      expect(binomial).toBeGreaterThan(984);
      expect(ratio).toBeLessThan(0.75);
    },
  );

  it('covers near a yield of 1 too, and where the plan leads nothing', () => {
    // 4.9 sigma of 500 runs below 95 %.
    expect(covered(sobolPoints, 0.5, -2.7, 500).count).toBeGreaterThan(451);
    const { count, ratio } = covered(random, 0.5, 0.8, 1000);
    expect(count).toBeGreaterThan(916);
    expect(count).toBeLessThan(984);
    expect(ratio).toBeGreaterThan(0.95);
  });
});

/** Of the normal law, by the error function's integral: Simpson's rule, 1e-10. */
function cumulative(z: number): number {
  const n = 2000;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const x = (z * i) / n;
    sum += (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-x * x) / 2);
  }
  return 0.5 + (sum * z) / n / 3 / Math.sqrt(2 * Math.PI);
}
