import { zeros } from '../linear/arrays.ts';
import { atan2, cos } from '../model/elementary.ts';
import { ClearLoop, keepsClear } from './clear-loop.ts';
import { wrapped } from './frequency-grid.ts';
import { GainScan } from './gain-scan.ts';
import { locateCrossing } from './locus-crossing.ts';
import type { Segment } from './locus-segment.ts';
import { changesSign, couldMeetCircle, unitCircle } from './locus-segment.ts';
import { LoopForm } from './loop-form.ts';
import type { LoopSample } from './loop-sample.ts';
import type { LoopTransfer } from './loop-transfer.ts';
import { hasSmallGain, type SmallGain } from './small-gain.ts';
import type { SmallSignal } from './small-signal.ts';

/** How many modes grow, and how far it is to the next. */
export interface LoopModes {
  /** Smallest factor on beta that brings a locus of G to +1; null: none up to 1e6. */
  readonly gainMargin: number | null;
  /** Where it does, rad/s; 0: a runaway. Null with the gain margin. */
  readonly angularFrequency: number | null;
  /** Growing modes of the linearised circuit at this beta, delays and hidden loops included. */
  readonly unstableModes: number;
}

export interface Margins extends LoopModes {
  /** Smallest angle, deg, by which a locus on the unit circle misses +1; null: no locus crosses the circle. */
  readonly phaseMarginDeg: number | null;
}

/** Gain margins above this count as infinite. */
const LARGEST_MARGIN = 1e6;
/** An oscillation that would begin by this much before the runaway, relative to beta, is none that begins first. */
const FIRST = 1e-9;
/** At the end of the scan the phase of chi is within this of its limit 0, rad. */
const SETTLED_ANGLE = 0.5;

/** No mode grows, nor would at any beta that is asked about. */
const QUIET: LoopModes = { gainMargin: null, angularFrequency: null, unstableModes: 0 };

/** All margins of a circuit: to the bit those of `loopModes`, and the phase margin. */
export function loopMargins(signal: SmallSignal): Margins {
  const scan = new PhaseScan(signal);
  scan.run();
  return { ...loopModes(signal), phaseMarginDeg: scan.phaseMarginDeg };
}

/** Gain margin and growing modes alone. */
export function loopModes(signal: SmallSignal): LoopModes {
  const scan = new ModeScan(signal);
  scan.run();
  return scan.modes();
}

/**
 * The same where only a gain margin from `least` to 1 matters: whether a mode grows, or would at a smaller beta that is not below that
 * part of this one. Without a gain margin: none does.
 */
export function growingModes(signal: SmallSignal, smallGain: SmallGain, least: number): LoopModes {
  const form = LoopForm.of(signal);
  if (form?.keepsClear(least, 1) || smallGain.holds(signal) || keepsClear(signal)) return QUIET;
  const scan = new ModeScan(signal, 1);
  scan.run();
  return scan.modes();
}

/** Whether no mode grows at beta = 0. */
function isQuietAtZero(signal: SmallSignal): boolean {
  return hasSmallGain({ ...signal, errorSlope: zeros(signal.errorSlope.length) });
}

/** Counts how often chi turns around 0 too. */
class ModeScan extends GainScan {
  /** Turn of chi from omega = 0 on, rad. */
  private turn = 0;
  private startAngle = 0;
  /** Whether no mode grows at beta = 0; null: not yet asked. */
  private isQuiet: boolean | null = null;

  constructor(signal: SmallSignal, largest = 1 / LARGEST_MARGIN) {
    super(signal, largest);
  }

  /** Up to this factor on beta nothing is to bring a locus to +1. */
  get clearFactor(): number {
    return (1 - FIRST) / this.largest;
  }

  modes(): LoopModes {
    // chi tends to 1: the turn ends at the multiple of 2 pi that is nearest.
    const total = 2 * Math.PI * Math.round((this.startAngle + this.turn) / (2 * Math.PI)) - this.startAngle;
    return {
      gainMargin: this.at === null ? null : 1 / this.largest,
      angularFrequency: this.at,
      unstableModes: Math.round((0 - total) / Math.PI),
    };
  }

  override run(): void {
    const isKnown = this.isKnownByForm();
    // Followed in parts, chi tells nothing.
    this.turn = 0;
    if (!isKnown) super.run();
  }

  /** Whether proofs for intervals of frequency are enough, with loci followed only where there is none. */
  protected isKnownByForm(): boolean {
    // Where a mode grows, how many do is told by all of chi.
    if (this.largest >= 1) return false;
    const form = LoopForm.of(this.signal);
    if (form === null) return false;
    if (form.isOpen) return true;
    const isNegative = form.isOfOneSign && form.reach(0, this.clearFactor) && form.isNegative;
    if (!isNegative) {
      super.start(this.sample(0));
      if (this.largest >= 1 || !form.reach(0, this.clearFactor)) return false;
    }
    if (form.floor > 0 && !keepsClear(this.signal, form.floor, this.transfer)) return false;
    for (let at = 0; ; ) {
      at = form.clearFrom(at);
      if (at >= form.end) return true;
      // Loci do not tell what grows without any error.
      this.isQuiet ??= isQuietAtZero(this.signal);
      if (!this.isQuiet) return false;
      const from = Math.sqrt(at);
      const to = this.grid.following(from);
      this.follow(from, to);
      if (this.largest >= 1 || !form.reach(0, this.clearFactor)) return false;
      at = to * to;
    }
  }

  /** Whether a look at all frequencies is enough, with loci followed only where it cannot tell. */
  protected override isKnown(): boolean {
    // Where a mode grows, how many do is told by all of chi.
    if (this.largest >= 1) return false;
    const isKnown =
      isQuietAtZero(this.signal) && new ModeLook(this, this.signal, this.transfer).holds() && this.largest < 1;
    // Followed in parts, chi tells nothing.
    this.turn = 0;
    return isKnown;
  }

  protected override smallestOfInterest(): number {
    return Math.min(this.largest, 1);
  }

  protected override matters(left: LoopSample, right: LoopSample): boolean {
    const least = this.smallestOfInterest();
    if (left.bound <= least && right.bound <= least) return false;
    return !this.staysBefore(least, left, right) && super.matters(left, right);
  }

  protected override start(sample: LoopSample): void {
    super.start(sample);
    // chi(0) is real: its argument is 0 or pi.
    this.startAngle = cos(sample.angle) < 0 ? Math.PI : 0;
  }

  protected override take(left: LoopSample, right: LoopSample, segments: readonly Segment[], isPart: boolean): void {
    this.turn += wrapped(right.angle - left.angle);
    super.take(left, right, segments, isPart);
  }

  protected override isOver(sample: LoopSample): boolean {
    return super.isOver(sample) && Math.abs(wrapped(sample.angle)) < SETTLED_ANGLE;
  }
}

/** Looks whether the loop keeps clear up to the smallest factor yet known to bring a locus to +1. */
class ModeLook extends ClearLoop {
  private readonly scan: ModeScan;

  constructor(scan: ModeScan, signal: SmallSignal, transfer: LoopTransfer) {
    super(signal, scan.clearFactor, transfer);
    this.scan = scan;
  }

  protected override mayPass(left: number, right: number): boolean {
    const before = this.scan.clearFactor;
    this.scan.follow(left, right);
    if (this.scan.clearFactor < before) this.reach(this.scan.clearFactor);
    return true;
  }
}

/** Looks for crossings of the unit circle too. */
class PhaseScan extends ModeScan {
  private phase: number | null = null;

  protected override isKnownByForm(): boolean {
    return false;
  }

  protected override isKnown(): boolean {
    return false;
  }

  /** Also loci that keep clear of the real axis cross the circle. */
  protected override matters(left: LoopSample, right: LoopSample): boolean {
    const least = this.smallestOfInterest();
    return left.exceeds(least) || right.exceeds(least);
  }

  get phaseMarginDeg(): number | null {
    return this.phase === null ? null : (this.phase * 180) / Math.PI;
  }

  protected override isAmbiguous(segment: Segment): boolean {
    return super.isAmbiguous(segment) || couldMeetCircle(segment);
  }

  protected override take(left: LoopSample, right: LoopSample, segments: readonly Segment[], isPart: boolean): void {
    super.take(left, right, segments, isPart);
    for (const segment of segments) this.readCircle(segment);
  }

  private readCircle(segment: Segment): void {
    if (!changesSign(segment, unitCircle)) return;
    const found = locateCrossing(segment, unitCircle, this.sample);
    if (found === null) return;
    const angle = Math.abs(atan2(found.im, found.re));
    this.phase = this.phase === null ? angle : Math.min(this.phase, angle);
  }
}
