import type { SmallSignal } from './small-signal.ts';

/** First frequency after 0, as a fraction of the slowest 1/tau. */
const FIRST = 0.01;
/** Steps in omega grow by this factor, but turn the longest way round the loop by no more than STEP_ANGLE, rad. */
const STEP_RATIO = 1.6;
const STEP_ANGLE = Math.PI / 6;
/** Between two frequencies a locus may leave the line between its ends by this fraction of what the loop can turn. */
const BULGE = 1 / 8;
/** Above this many of the fastest 1/tau every transfer function only falls. */
const ASYMPTOTIC = 10;

/** The angular frequencies at which a loop is looked at, rad/s: 0, `first`, and so on. */
export class FrequencyGrid {
  readonly first: number;
  private readonly signal: SmallSignal;

  constructor(signal: SmallSignal) {
    this.signal = signal;
    this.first = FIRST * signal.slowestRate;
  }

  /** The first after 0 where every lag and hop before it only begins to turn: by no more than from one to the next. */
  get turned(): number {
    return STEP_ANGLE / this.turning(0);
  }

  next(omega: number): number {
    return Math.min(STEP_RATIO * omega, omega + STEP_ANGLE / this.turning(omega));
  }

  /** The next above 0 or another, where loci need not be followed from the first on. */
  following(omega: number): number {
    return omega === 0 ? this.turned : this.next(omega);
  }

  /** Whether every transfer function only falls from here on. */
  isAsymptotic(omega: number): boolean {
    return omega > ASYMPTOTIC * this.signal.fastestRate;
  }

  /** Two lags one after the other pass at most this much of what they pass at omega = 0, from omega on. */
  decay(omega: number): number {
    return 1 / (1 + (omega / this.signal.fastestRate) ** 2);
  }

  /** By what angle loci may leave the line between their ends on an interval, rad. */
  bulge(left: number, right: number): number {
    return BULGE * this.turning(left) * (right - left);
  }

  /**
   * Bound on how fast the longest way round turns from omega on, s: a lag turns by tau / (1 + (omega tau)^2) and a hop by
   * the delay, from the output down to layer 1 and up again; the input layer sends nothing that changes.
   */
  private turning(omega: number): number {
    const { delay, layers, slowestRate, fastestRate } = this.signal;
    const rate = Math.min(fastestRate, Math.max(slowestRate, omega));
    return 2 * (layers.length - 2) * (delay + rate / (rate * rate + omega * omega));
  }
}

/** An angle in (-pi, pi]. */
export function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
