import { exp, ln } from '../../model/elementary.ts';
import { betaQuantile } from '../../random/special-functions.ts';

/**
 * An upper bound on how often a prediction turns out to be too good by more than so much, from errors that were observed. The
 * only assumption on their law is that the probability S(x) of being too good by more than x is log-concave, as it is of
 * every log-concave density (normal, Laplace, logistic, uniform): towards failing, the errors thin out at least as fast as an
 * exponential. At the largest of n errors S is below 1 - delta^(1/n), at their median above a Beta quantile, each but with
 * probability delta and whatever the law; beyond the largest, ln S is below the chord through the two.
 */
export class ErrorTail {
  /** The largest observed, and how often that is exceeded at most. */
  readonly largest: number;
  readonly beyondLargest: number;
  /** 1 over the distance in which the bound falls to 1/e. */
  readonly rate: number;

  /**
   * @param tooGood by how much each of two predictions or more was too good, known to within `step`: as given, or up to that more
   * @param delta a probability; twice this is that of the bound being wrong somewhere
   */
  constructor(tooGood: readonly number[], step: number, delta: number) {
    const n = tooGood.length;
    if (n < 2 || !(step > 0)) throw new Error(`error tail: expected two errors or more and a step, got ${n}, ${step}`);
    const sorted = Float64Array.from(tooGood).sort();
    const middle = Math.ceil(n / 2);
    const atMiddle = betaQuantile(delta, n - middle + 1, middle);
    this.largest = sorted[n - 1] + step;
    this.beyondLargest = 1 - exp(ln(delta) / n);
    const distance = this.largest - sorted[middle - 1];
    // Of few errors the two may cross: then nothing is known of how the tail falls.
    this.rate = Math.max(0, ln(atMiddle / this.beyondLargest)) / distance;
  }

  /** Probability, at most, of a prediction that is too good by more than `x`. */
  beyond(x: number): number {
    if (!(x >= this.largest)) return 1;
    return this.beyondLargest * exp(-this.rate * (x - this.largest));
  }
}
