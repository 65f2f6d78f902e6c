import type { AskedChips } from '../../../src/montecarlo/psychometric/answers.ts';
import { psychometricAt } from '../../../src/montecarlo/psychometric/curve.ts';
import { normalCumulative } from '../../../src/random/cumulative.ts';
import { normal } from '../../../src/random/distributions.ts';
import type { Stream } from '../../../src/random/stream.ts';

/** What a chip answers as a function of x, and how alike its answers are. */
export interface AlikeChips {
  readonly law: (x: number) => number;
  readonly chips: number;
  /** Correlation of the normal numbers, one to each answer, whose probability is compared with the law. */
  readonly alike: number;
  readonly times: number;
}

/** Answers of which every one follows the law, while those of one chip go together (Gaussian copula). */
export function alikeChips(
  { law, chips, alike, times }: AlikeChips,
  xs: readonly number[],
  random: Stream,
): AskedChips {
  const kept = Array.from({ length: chips }, () => {
    const common = normal(random);
    return xs.map((x) => {
      let yes = 0;
      for (let time = 0; time < times; time++) {
        const z = Math.sqrt(alike) * common + Math.sqrt(1 - alike) * normal(random);
        if (normalCumulative(z) < law(x)) yes++;
      }
      return yes;
    });
  });
  return { xs, times, kept };
}

export function logisticLaw(law: { threshold: number; slope: number; lapse: number }): (x: number) => number {
  return (x) => psychometricAt(law, x);
}
