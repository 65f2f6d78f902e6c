import { Barrier, LINES, UPRIGHT_LINE } from './barrier.ts';
import { FrequencyGrid, wrapped } from './frequency-grid.ts';
import { locateCrossing } from './locus-crossing.ts';
import type { Segment } from './locus-segment.ts';
import { changesSign, couldMeetAxis, realAxis, segmentsBetween } from './locus-segment.ts';
import type { LoopSample } from './loop-sample.ts';
import { sampleLoop } from './loop-sample.ts';
import { LoopTransfer } from './loop-transfer.ts';
import type { SmallSignal } from './small-signal.ts';

/** There the scan ends once the loci are this fraction of the smallest that matters. */
const NEGLIGIBLE = 0.3;
/** An interval is halved at most this often while its loci are ambiguous... */
const MAX_DEPTH = 8;
/** ...and this often while chi, or its hidden factor alone, turns by more than MAX_TURN (rad): a sharp resonance. */
const MAX_TURN_DEPTH = 24;
const MAX_TURN = Math.PI / 3;
/** At omega = 0, where G is real, an eigenvalue with less relative imaginary part is real. */
const REAL = 1e-7;
const MAX_SAMPLES = 100_000;

/**
 * Follows the eigenvalue loci of G(j omega) from omega = 0 to where they no longer matter, for the largest crossing of the
 * positive real axis. Intervals are halved until the continuation of every locus that could raise the answer is
 * unambiguous; crossings are then solved for. Only what is larger than `largest` at the start is looked for.
 */
export class GainScan {
  /** Largest crossing of the positive real axis yet found, and its frequency, rad/s; null: none, `largest` as given. */
  largest: number;
  at: number | null = null;
  protected readonly signal: SmallSignal;
  private samples = 0;
  /** The last that was looked at by `follow`, and where the largest crossing is. */
  private latest: LoopSample | null = null;
  private crossing: LoopSample | null = null;
  protected readonly grid: FrequencyGrid;
  private readonly barrier = new Barrier();
  private eliminated: LoopTransfer | null = null;

  constructor(signal: SmallSignal, largest: number) {
    this.signal = signal;
    this.grid = new FrequencyGrid(signal);
    this.largest = largest;
  }

  /** Made when first asked for. */
  protected get transfer(): LoopTransfer {
    this.eliminated ??= new LoopTransfer(this.signal);
    return this.eliminated;
  }

  run(): void {
    const { grid } = this;
    let left = this.sample(0);
    this.start(left);
    if (this.isKnown()) return;
    for (let omega = grid.first; ; omega = grid.next(omega)) {
      const right = this.sample(omega);
      this.examine(left, right, 0);
      if (grid.isAsymptotic(omega) && this.isOver(right)) return;
      left = right;
    }
  }

  /** Looks for crossings between two frequencies, rad/s, that follow each other upwards from call to call. */
  follow(left: number, right: number): void {
    const { grid } = this;
    let before = this.latest?.omega === left ? this.latest : this.sample(left);
    // Next to omega = 0 loci are real.
    for (let omega = left === 0 ? grid.first : right; ; omega = grid.next(omega)) {
      const after = this.sample(Math.min(omega, right));
      this.examine(before, after, 0);
      before = after;
      if (omega >= right) break;
    }
    this.latest = before;
  }

  /** Modulus below which loci do not matter. */
  protected smallestOfInterest(): number {
    return this.largest;
  }

  protected isAmbiguous(segment: Segment): boolean {
    return this.couldRaise(segment) && couldMeetAxis(segment, this.grid.bulge(segment.left.omega, segment.right.omega));
  }

  /** Takes up an interval that is not halved any more, of one that was halved the crossings too. */
  protected take(_left: LoopSample, _right: LoopSample, segments: readonly Segment[], isPart: boolean): void {
    if (isPart) for (const segment of segments) this.readAxis(segment);
  }

  /** Whether nothing above omega = 0 needs to be looked at. */
  protected isKnown(): boolean {
    return false;
  }

  protected isOver(sample: LoopSample): boolean {
    return !sample.exceeds(NEGLIGIBLE * this.smallestOfInterest());
  }

  /** Takes up the loop at omega = 0. */
  protected start(sample: LoopSample): void {
    if (sample.bound <= this.largest || sample.isBefore(UPRIGHT_LINE, this.largest)) return;
    const { eigenvalues, radius } = sample;
    const { re, im } = eigenvalues;
    for (let i = 0; i < re.length; i++) {
      if (Math.abs(im[i]) <= REAL * radius && re[i] > this.largest) {
        this.largest = re[i];
        this.at = 0;
      }
    }
  }

  protected readonly sample = (omega: number): LoopSample => {
    if (++this.samples > MAX_SAMPLES) {
      const { delay, fastestRate } = this.signal;
      throw new Error(
        `margins: the loop has not died out after ${MAX_SAMPLES} frequencies, at ${omega} rad/s ` +
          `(delay ${delay} s, fastest 1/tau ${fastestRate} 1/s)`,
      );
    }
    return sampleLoop(this.transfer, omega);
  };

  private examine(left: LoopSample, right: LoopSample, depth: number): void {
    const segments = this.matters(left, right) ? segmentsBetween(left, right) : [];
    // The crossings that show are solved for before any halving: once one is known, smaller loci no longer matter.
    if (depth === 0) for (const segment of segments) this.readAxis(segment);
    const turns = Math.max(turn(left.angle, right.angle), turn(left.hiddenAngle, right.hiddenAngle)) > MAX_TURN;
    if (
      (depth < MAX_TURN_DEPTH && turns) ||
      (depth < MAX_DEPTH && segments.some((segment) => this.isAmbiguous(segment)))
    ) {
      const middle = this.sample((left.omega + right.omega) / 2);
      this.examine(left, middle, depth + 1);
      this.examine(middle, right, depth + 1);
      return;
    }
    this.take(left, right, segments, depth > 0);
  }

  /** Whether loci of an interval can matter. */
  protected matters(left: LoopSample, right: LoopSample): boolean {
    const least = this.smallestOfInterest();
    return left.exceeds(least) || right.exceeds(least);
  }

  /** Whether all loci of an interval keep from the real axis beyond `least`, as may show without any eigenvalue. */
  protected staysBefore(least: number, left: LoopSample, right: LoopSample): boolean {
    return this.barrier.keeps(
      this.grid.bulge(left.omega, right.omega),
      (line) => left.isBefore(LINES[line], least) && right.isBefore(LINES[line], least),
    );
  }

  /** Whether a crossing of the positive real axis here could be the largest. Next to omega = 0 there is none new. */
  private couldRaise({ left, modulus, largestRe }: Segment): boolean {
    return left.omega > 0 && modulus > this.largest && largestRe > 0;
  }

  private readAxis(segment: Segment): void {
    if (!this.couldRaise(segment) || !changesSign(segment, realAxis)) return;
    const found = locateCrossing(segment, realAxis, this.sample, this.crossing);
    if (found === null || found.re <= this.largest) return;
    this.crossing = found.sample;
    this.largest = found.re;
    this.at = found.omega;
  }
}

/** Modulus of the difference between two angles known up to 2 pi. */
function turn(from: number, to: number): number {
  return Math.abs(wrapped(to - from));
}
