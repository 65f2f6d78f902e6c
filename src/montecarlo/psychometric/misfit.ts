import type { Stream } from '../../random/stream.ts';
import { type AskedChips, answersAt } from './answers.ts';
import { devianceOf, fitPsychometric, type Psychometric, psychometricAt } from './curve.ts';

/** How far answers are from the curve fitted to them, and how often they would be if it were the law. */
export interface Misfit {
  readonly deviance: number;
  /** Bootstrap samples that are as far, or farther: 1 / (samples + 1) at least. */
  readonly p: number;
}

/**
 * Deviance against its bootstrap. Whole chips are resampled, so that the answers of one are as alike as they are; and of the answers at
 * each value just so many are turned over at random that the curve is the law of what is left.
 */
export function misfitOf(chips: AskedChips, fit: Psychometric, samples: number, random: Stream): Misfit {
  const { xs, times, kept } = chips;
  const n = kept.length;
  const answers = answersAt(chips);
  const deviance = devianceOf(answers, fit);
  // Chance that a yes, or a no, is turned over.
  const turned = answers.map(({ x, kept: yes, of }) => {
    const [found, wanted] = [yes / of, psychometricAt(fit, x)];
    return found > wanted ? { yes: (found - wanted) / found, no: 0 } : { yes: 0, no: (wanted - found) / (1 - found) };
  });
  let farther = 0;
  for (let sample = 0; sample < samples; sample++) {
    const sums = xs.map(() => 0);
    for (let i = 0; i < n; i++) {
      const own = kept[Math.floor(n * random())];
      for (const [j, yes] of own.entries()) {
        const { yes: lost, no: won } = turned[j];
        for (let answer = 0; answer < times; answer++) {
          const isYes = answer < yes;
          const chance = isYes ? lost : won;
          // No number is drawn where none is turned over: what is drawn depends on the answers alone.
          if (chance > 0 && random() < chance ? !isYes : isYes) sums[j]++;
        }
      }
    }
    const drawn = xs.map((x, j) => ({ x, kept: sums[j], of: times * n }));
    if (devianceOf(drawn, fitPsychometric(drawn)) >= deviance) farther++;
  }
  return { deviance, p: (farther + 1) / (samples + 1) };
}
