import { betaQuantile } from '../../../src/random/special-functions.ts';
import { stream } from '../../../src/random/stream.ts';

/** Chips that say yes to each of `asked` questions with a probability of their own, which follows Beta(a, b). */
export function betaChips(address: string, replicate: number, chips: number, asked: number, a: number, b: number) {
  const draw = stream('beta chips', address, replicate);
  return Array.from({ length: chips }, () => {
    const p = betaQuantile(draw(), a, b);
    return Array.from({ length: asked }, () => draw() < p).filter(Boolean).length;
  });
}

/** Fraction of replicates that hold. */
export function share(replicates: number, holds: (replicate: number) => boolean): number {
  return Array.from({ length: replicates }, (_, i) => holds(i)).filter(Boolean).length / replicates;
}
