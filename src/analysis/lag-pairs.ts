import { arraysOf } from '../linear/arrays.ts';

/** What a transfer function is multiplied by before its real part is taken: u = along - j omega back, back in s. */
export interface Multiplier {
  readonly along: number;
  readonly back: number;
}

/**
 * Transfer functions of two lags each,
 *
 *     t = p / (1 + j omega tau+) + q / (1 + j omega tau-) = (P + j omega Q) / ((1 + j omega tau+)(1 + j omega tau-)),
 *
 * and bounds on them over intervals of s = omega^2. Times a hop e = exp(-j omega delay) and a multiplier u = along - j omega back,
 *
 *     Re(u / (e t)) = N / (P^2 + s Q^2),    Re(u e t) = N' / ((1 + s tau+^2)(1 + s tau-^2)),
 *     N = cos(omega delay) U - sin(omega delay) omega V,
 *     U = along (P + s R) + s back (K + s L),    V = along (K + s L) - back (P + s R),
 *     R = (tau+ + tau-) Q - tau+ tau- P,    K = (tau+ + tau-) P - Q,    L = tau+ tau- Q,
 *
 * and N' the same with -back. As long as omega delay <= pi, N is bounded by a line in s, and over either factor of a denominator a
 * line has its extremes at the ends. All bounds are of the real part times 1 + s tau^2, tau the smallest time constant of all: a lag
 * times that hardly changes.
 */
export class LagPairs {
  /** P and Q. */
  readonly whole: Float64Array;
  readonly moving: Float64Array;
  private readonly r: Float64Array;
  private readonly k: Float64Array;
  private readonly l: Float64Array;
  /** Squares of the time constants, s^2. */
  private readonly plus: Float64Array;
  private readonly minus: Float64Array;
  /** Of the smallest time constant, s^2, and the delay of a hop, s. */
  private square = 0;
  private delay = 0;

  constructor(size: number) {
    const arrays = arraysOf(size, size, size, size, size, size, size);
    [this.whole, this.moving, this.r, this.k, this.l, this.plus, this.minus] = arrays;
  }

  /** @param fastest rate of all lags, 1/s; the delay of a hop in s */
  setTimes(fastest: number, delay: number): void {
    this.square = 1 / fastest ** 2;
    this.delay = delay;
  }

  set(i: number, p: number, q: number, ratePlus: number, rateMinus: number): void {
    // A lag that passes nothing is taken as slow as the other.
    const plus = 1 / (p === 0 ? rateMinus : ratePlus);
    const minus = 1 / (q === 0 ? ratePlus : rateMinus);
    const [sum, product] = [plus + minus, plus * minus];
    const whole = p + q;
    const moving = p * minus + q * plus;
    this.whole[i] = whole;
    this.moving[i] = moving;
    this.r[i] = sum * moving - product * whole;
    this.k[i] = sum * whole - moving;
    this.l[i] = product * moving;
    this.plus[i] = plus * plus;
    this.minus[i] = minus * minus;
  }

  /** Takes the first `size` with the other sign. */
  turnRound(size: number): void {
    for (const values of [this.whole, this.moving, this.r, this.k, this.l]) {
      for (let i = 0; i < size; i++) values[i] = -values[i];
    }
  }

  /** Bound on |t| (1 + s tau^2)^(1/2) at every frequency. */
  peak(i: number): number {
    return Math.max(
      Math.abs(this.whole[i]),
      Math.abs(this.moving[i]) / Math.sqrt(Math.max(this.plus[i], this.minus[i])),
    );
  }

  /** Into `least`, bounds from below on Re(u / (e t)) on [from, to], of the first `size`; P and Q not both 0. */
  boundReciprocals(least: Float64Array, size: number, { along, back }: Multiplier, from: number, to: number): void {
    const { whole, moving, r, k, l, delay, square } = this;
    const half = (delay * delay) / 2;
    for (let i = 0; i < size; i++) {
      const p = whole[i];
      const [u0, u1, u2] = [along * p, along * r[i] + back * k[i], back * l[i]];
      const [v0, v1] = [along * k[i] - back * p, along * l[i] - back * r[i]];
      const second = secondOrder(half, delay, u1, u2, v1, to);
      const other = second > 0 ? from : to;
      const constant = u0 - second * from * other;
      const slope = firstOrder(half, delay, u0, u1, v0) + second * (from + other);
      const [a, b] = [p * p, moving[i] * moving[i]];
      const bound = Math.min((constant + from * slope) / (a + from * b), (constant + to * slope) / (a + to * b));
      least[i] = bound * (1 + (bound > 0 ? from : to) * square);
    }
  }

  /** Into `most`, bounds from above on Re(u e t) on [from, to], of the first `size`. */
  boundValues(most: Float64Array, size: number, { along, back }: Multiplier, from: number, to: number): void {
    const { whole, r, k, l, plus, minus, delay, square } = this;
    const half = (delay * delay) / 2;
    for (let i = 0; i < size; i++) {
      const p = whole[i];
      // A line below -N'.
      const [u0, u1, u2] = [-along * p, back * k[i] - along * r[i], back * l[i]];
      const [v0, v1] = [-along * k[i] - back * p, -along * l[i] - back * r[i]];
      const second = secondOrder(half, delay, u1, u2, v1, to);
      const other = second > 0 ? from : to;
      const constant = u0 - second * from * other;
      const slope = firstOrder(half, delay, u0, u1, v0) + second * (from + other);
      const least = Math.min(
        (constant + from * slope) / (1 + from * plus[i]),
        (constant + to * slope) / (1 + to * plus[i]),
      );
      // Over the other factor, what is left is largest at one end: tau is not above that time constant.
      const at = least < 0 ? from : to;
      most[i] = (-least * (1 + at * square)) / (1 + at * minus[i]);
    }
  }

  /** Into `ends`, where lines end, at `to`, that begin at Re(1 / t) at s = 0, P > 0, and are not above Re(u / (e t)) before; along is 1. */
  drawReciprocals(ends: Float64Array, size: number, { along, back }: Multiplier, to: number): void {
    const { whole, moving, r, k, l, delay, square } = this;
    const half = (delay * delay) / 2;
    for (let i = 0; i < size; i++) {
      const p = whole[i];
      const [u0, u1, u2] = [along * p, along * r[i] + back * k[i], back * l[i]];
      const [v0, v1] = [along * k[i] - back * p, along * l[i] - back * r[i]];
      const second = secondOrder(half, delay, u1, u2, v1, to);
      const slope = firstOrder(half, delay, u0, u1, v0) + (second > 0 ? 0 : second * to);
      const q = moving[i] * moving[i];
      const rise = (slope + square * p) * p - q;
      const least = Math.min(rise / (p * p), (rise + to * square * slope * p) / (p * p + to * q));
      ends[i] = (1 + to * least) / p;
    }
  }

  /** Into `ends`, where lines end, at `to`, that begin at Re(t) at s = 0 and are not below Re(u e t) before; along is 1. */
  drawValues(ends: Float64Array, size: number, { along, back }: Multiplier, to: number): void {
    const { whole, r, k, l, plus, minus, delay, square } = this;
    const half = (delay * delay) / 2;
    for (let i = 0; i < size; i++) {
      const p = whole[i];
      const [u0, u1, u2] = [-along * p, back * k[i] - along * r[i], back * l[i]];
      const [v0, v1] = [-along * k[i] - back * p, -along * l[i] - back * r[i]];
      const second = secondOrder(half, delay, u1, u2, v1, to);
      const slope = -firstOrder(half, delay, u0, u1, v0) - (second > 0 ? 0 : second * to);
      const rise = slope + p * (square - plus[i] - minus[i]);
      const most = Math.max(rise, (rise + to * (slope * square - p * plus[i] * minus[i])) / (1 + to * plus[i]));
      ends[i] = p + (to * most) / (1 + (most > 0 ? 0 : to * minus[i]));
    }
  }
}

/*
 * N = cos(omega delay) U - sin(omega delay) omega V, U = u0 + s u1 + s^2 u2, V = v0 + s v1, is at least u0 + s firstOrder +
 * s^2 secondOrder up to s = to, as 1 - s delay^2 / 2 <= cos(omega delay) <= 1 and 0 <= sin(omega delay) <= omega delay. And s^2 is
 * above its tangent at the start of an interval, and below its chord.
 */
function firstOrder(half: number, delay: number, u0: number, u1: number, v0: number): number {
  return u1 - half * Math.max(0, u0) - delay * Math.max(0, v0);
}

function secondOrder(half: number, delay: number, u1: number, u2: number, v1: number, to: number): number {
  return u2 - (half * Math.max(0, u1) + delay * Math.max(0, v1)) - half * to * Math.max(0, u2);
}
