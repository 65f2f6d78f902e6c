import { binomialWeights } from './binomial.ts';
import { type Interval, wilsonInterval } from './proportion.ts';

/** Yes/no results of two treatments on the same n chips. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** Exact two-sided McNemar test: min(1, 2 P(Bin(b + c, 1/2) <= min(b, c))) of the discordant pairs b and c. */
export function mcNemarExact(onlyFirst: number, onlySecond: number): number {
  const discordant = onlyFirst + onlySecond;
  const weights = binomialWeights(discordant, 0.5);
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) tail += weights[k];
  return Math.min(1, 2 * tail);
}

/** 95 % interval of p1 - p2 of paired proportions: Newcombe 1998, Stat Med 17:2635, method 10. */
export function newcombeInterval({ both, onlyFirst, onlySecond, neither }: PairedCounts): Interval {
  const n = both + onlyFirst + onlySecond + neither;
  if (n === 0) return [-1, 1];
  const first = both + onlyFirst;
  const second = both + onlySecond;
  const [p1, p2] = [first / n, second / n];
  const [l1, u1] = wilsonInterval(first, n);
  const [l2, u2] = wilsonInterval(second, n);
  const phi = correlation(both * neither - onlyFirst * onlySecond, n, first * (n - first) * second * (n - second));
  const distance = (x: number, y: number) => Math.sqrt(x * x - 2 * phi * x * y + y * y);
  const difference = p1 - p2;
  return [difference - distance(p1 - l1, u2 - p2), difference + distance(u1 - p1, p2 - l2)];
}

/** Newcombe's phi: continuity-corrected where positive, 0 where a margin is empty. */
function correlation(determinant: number, n: number, margins: number): number {
  if (margins === 0) return 0;
  const corrected = determinant > 0 ? Math.max(determinant - n / 2, 0) : determinant;
  return corrected / Math.sqrt(margins);
}
