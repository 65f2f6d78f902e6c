import { ln, log1p } from '../../model/elementary.ts';
import type { Interval } from './proportion.ts';

/** A fraction is left out of a 95 % sequence once the evidence against it is 20 to 1. */
const EVIDENCE = 20;
const BISECTIONS = 200;

/** Sums of ln(j + 1/2) and of ln(j + 1) over j < n, kept as far as they were asked for. */
const HALVES = [0];
const WHOLES = [0];

function sumTo(sums: number[], n: number, first: number): number {
  for (let j = sums.length - 1; j < n; j++) sums.push(sums[j] + ln(j + first));
  return sums[n];
}

/**
 * 95 % confidence sequence for a fraction of which k of n passed: all p with B(k + 1/2, n - k + 1/2) < 20 B(1/2, 1/2) p^k (1-p)^(n-k),
 * the Beta-binomial mixture (Robbins 1970; Howard, Ramdas et al. 2021). It covers at every n at once (Ville's inequality), so that a
 * run may be looked at after each chip and ended when the answer is liked.
 *
 * @param evidence 1 over the chance of ever leaving out the truth; 20 are 95 %
 */
export function confidenceSequence(k: number, n: number, evidence = EVIDENCE): Interval {
  if (n === 0) return [0, 1];
  const mixture = sumTo(HALVES, k, 0.5) + sumTo(HALVES, n - k, 0.5) - sumTo(WHOLES, n, 1);
  const isLeftOut = (p: number) => {
    const passed = k === 0 ? 0 : k * ln(p);
    const failed = n === k ? 0 : (n - k) * log1p(-p);
    return mixture - passed - failed >= ln(evidence);
  };
  const middle = k / n;
  return [k === 0 ? 0 : edge(0, middle, isLeftOut), k === n ? 1 : edge(1, middle, isLeftOut)];
}

/** Where between a fraction that is left out and one that is not the sequence ends. */
function edge(outside: number, inside: number, isLeftOut: (p: number) => boolean): number {
  let [out, within] = [outside, inside];
  for (let step = 0; step < BISECTIONS; step++) {
    const p = (out + within) / 2;
    if (p === out || p === within) break;
    if (isLeftOut(p)) out = p;
    else within = p;
  }
  return out;
}
