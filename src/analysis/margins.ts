import { locateCrossing } from './locus-crossing.ts';
import type { Segment } from './locus-segment.ts';
import { changesSign, endsOf, isUnsure, realAxis, segmentsBetween, unitCircle } from './locus-segment.ts';
import type { LoopSample } from './loop-sample.ts';
import { sampleLoop } from './loop-sample.ts';
import { LoopTransfer } from './loop-transfer.ts';
import type { SmallSignal } from './small-signal.ts';

export interface Margins {
  /** Smallest factor on beta that brings a locus of G to +1; null: none up to 1e6. */
  readonly gainMargin: number | null;
  /** Where it does, rad/s; 0: a runaway. Null with the gain margin. */
  readonly angularFrequency: number | null;
  /** Smallest angle, deg, by which a locus on the unit circle misses +1; null: no locus crosses the circle. */
  readonly phaseMarginDeg: number | null;
  /** Growing modes of the linearised circuit at this beta, delays and hidden loops included. */
  readonly unstableModes: number;
}

/** Gain margins above this count as infinite. */
const LARGEST_MARGIN = 1e6;
/** First frequency after 0, as a fraction of the slowest 1/tau. */
const FIRST = 0.01;
/** Steps in omega grow by this factor, but turn the delay of the longest loop by no more than STEP_ANGLE, rad. */
const STEP_RATIO = 1.25;
const STEP_ANGLE = Math.PI / 6;
/** Above this many of the fastest 1/tau every transfer function only falls. */
const ASYMPTOTIC = 10;
/** There the scan ends once the loci are this fraction of the smallest that matters... */
const NEGLIGIBLE = 0.3;
/** ...and the phase of chi is within this of its limit 0, rad. */
const SETTLED_ANGLE = 0.5;
/** An interval is halved at most this often while its loci are ambiguous... */
const MAX_DEPTH = 8;
/** ...and this often while chi, or its hidden factor alone, turns by more than MAX_TURN (rad): a sharp resonance. */
const MAX_TURN_DEPTH = 24;
const MAX_TURN = Math.PI / 3;
/** At omega = 0, where G is real, an eigenvalue with less relative imaginary part is real. */
const REAL = 1e-7;
const MAX_SAMPLES = 100_000;

/**
 * Follows the eigenvalue loci of G(j omega) from omega = 0 to where they no longer matter. Intervals are halved until
 * the continuation of every locus that could raise the answer is unambiguous; crossings are then solved for.
 */
export function loopMargins(signal: SmallSignal): Margins {
  const scan = new LoopScan(signal);
  scan.run();
  return scan.margins();
}

class LoopScan {
  private readonly signal: SmallSignal;
  private readonly transfer: LoopTransfer;
  private samples = 0;
  /** Largest crossing of the positive real axis yet found, and where. */
  private largest = 1 / LARGEST_MARGIN;
  private at: number | null = null;
  private phase: number | null = null;
  /** Turn of chi from omega = 0 on, rad. */
  private turn = 0;
  private startAngle = 0;

  constructor(signal: SmallSignal) {
    this.signal = signal;
    this.transfer = new LoopTransfer(signal);
  }

  run(): void {
    const { delay, layers, slowestRate, fastestRate } = this.signal;
    // From the output down to layer 1 and up again; the input layer sends nothing that changes.
    const longestDelay = 2 * (layers.length - 2) * delay;
    let left = this.sample(0);
    // chi(0) is real: its argument is 0 or pi.
    this.startAngle = Math.cos(left.angle) < 0 ? Math.PI : 0;
    this.readStatic(left);
    let omega = FIRST * slowestRate;
    for (;;) {
      const right = this.sample(omega);
      this.examine(left, right, 0);
      if (omega > ASYMPTOTIC * fastestRate && this.isOver(right)) return;
      left = right;
      omega = Math.min(STEP_RATIO * omega, omega + STEP_ANGLE / longestDelay);
    }
  }

  margins(): Margins {
    // chi tends to 1: the turn ends at the multiple of 2 pi that is nearest.
    const total = 2 * Math.PI * Math.round((this.startAngle + this.turn) / (2 * Math.PI)) - this.startAngle;
    return {
      gainMargin: this.at === null ? null : 1 / this.largest,
      angularFrequency: this.at,
      phaseMarginDeg: this.phase === null ? null : (this.phase * 180) / Math.PI,
      unstableModes: Math.round((0 - total) / Math.PI),
    };
  }

  private readonly sample = (omega: number): LoopSample => {
    if (++this.samples > MAX_SAMPLES) {
      const { delay, fastestRate } = this.signal;
      throw new Error(
        `margins: the loop has not died out after ${MAX_SAMPLES} frequencies, at ${omega} rad/s ` +
          `(delay ${delay} s, fastest 1/tau ${fastestRate} 1/s)`,
      );
    }
    return sampleLoop(this.transfer, omega);
  };

  private isOver({ radius, angle }: LoopSample): boolean {
    return radius < NEGLIGIBLE * Math.min(this.largest, 1) && Math.abs(wrapped(angle)) < SETTLED_ANGLE;
  }

  private readStatic({ eigenvalues: { re, im }, radius }: LoopSample): void {
    for (let i = 0; i < re.length; i++) {
      if (Math.abs(im[i]) <= REAL * radius && re[i] > this.largest) {
        this.largest = re[i];
        this.at = 0;
      }
    }
  }

  private examine(left: LoopSample, right: LoopSample, depth: number): void {
    const turn = wrapped(right.angle - left.angle);
    const hiddenTurn = wrapped(right.hiddenAngle - left.hiddenAngle);
    const turns = Math.max(Math.abs(turn), Math.abs(hiddenTurn)) > MAX_TURN;
    const matters = Math.max(left.radius, right.radius) > Math.min(this.largest, 1);
    const segments = matters ? segmentsBetween(left, right) : [];
    // The crossings that show are solved for before any halving: once one is known, smaller loci no longer matter.
    if (depth === 0) for (const segment of segments) this.readAxis(segment);
    if ((depth < MAX_TURN_DEPTH && turns) || (depth < MAX_DEPTH && this.isAmbiguous(segments))) {
      const middle = this.sample((left.omega + right.omega) / 2);
      this.examine(left, middle, depth + 1);
      this.examine(middle, right, depth + 1);
      return;
    }
    this.turn += turn;
    for (const segment of segments) {
      if (depth > 0) this.readAxis(segment);
      this.readCircle(segment);
    }
  }

  private isAmbiguous(segments: readonly Segment[]): boolean {
    return segments.some((segment) => {
      const toAxis = this.couldRaise(segment) && isUnsure(segment, realAxis);
      return toAxis || isUnsure(segment, unitCircle);
    });
  }

  /** Whether a crossing of the positive real axis here could be the largest. Next to omega = 0 there is none new. */
  private couldRaise(segment: Segment): boolean {
    const ends = endsOf(segment);
    return segment.left.omega > 0 && ends.modulus > this.largest && ends.largestRe > 0;
  }

  private readAxis(segment: Segment): void {
    if (!this.couldRaise(segment) || !changesSign(segment, realAxis)) return;
    const found = locateCrossing(segment, realAxis, this.sample);
    if (found === null || found.re <= this.largest) return;
    this.largest = found.re;
    this.at = found.omega;
  }

  private readCircle(segment: Segment): void {
    if (!changesSign(segment, unitCircle)) return;
    const found = locateCrossing(segment, unitCircle, this.sample);
    if (found === null) return;
    const angle = Math.abs(Math.atan2(found.im, found.re));
    this.phase = this.phase === null ? angle : Math.min(this.phase, angle);
  }
}

/** An angle in (-pi, pi]. */
function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
