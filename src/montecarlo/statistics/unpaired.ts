import { atLeast, atMost, hypergeometric } from './hypergeometric.ts';
import { type Interval, wilsonInterval } from './proportion.ts';

/** Passed of n. */
export interface Counted {
  readonly passed: number;
  readonly n: number;
}

/** 95 % interval of p1 - p2 of independent samples: Newcombe 1998, Stat Med 17:873, method 10; all there is where one is empty. */
export function newcombeIndependent(first: Counted, second: Counted): Interval {
  if (first.n === 0 || second.n === 0) return [-1, 1];
  const [p1, p2] = [first.passed / first.n, second.passed / second.n];
  const [l1, u1] = wilsonInterval(first.passed, first.n);
  const [l2, u2] = wilsonInterval(second.passed, second.n);
  const difference = p1 - p2;
  return [difference - Math.hypot(p1 - l1, u2 - p2), difference + Math.hypot(u1 - p1, p2 - l2)];
}

/** Fisher's exact test of p1 = p2, two-sided: twice the smaller tail. */
export function fisherExact(first: Counted, second: Counted): number {
  const law = hypergeometric(first.n + second.n, first.passed + second.passed, first.n);
  return Math.min(1, 2 * Math.min(atMost(law, first.passed), atLeast(law, first.passed)));
}
