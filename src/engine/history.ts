const BINS = 64;

/**
 * How the events of a run were spread over time, in constant space: counts in 64 bins whose width doubles as the run
 * goes on, and for every encoder when it last reversed. Enough to tell growth, decay and oscillation apart at the end.
 */
export class History {
  private counts = new Float64Array(BINS);
  private width: number;
  private readonly firstWidth: number;
  private lastSign: Int8Array;
  private reversal: Float64Array;
  private reversalBefore: Float64Array;

  /** @param firstWidth bin width to begin with, s */
  constructor(encoders: number, firstWidth: number) {
    this.firstWidth = firstWidth;
    this.width = firstWidth;
    this.lastSign = new Int8Array(encoders);
    this.reversal = new Float64Array(encoders);
    this.reversalBefore = new Float64Array(encoders);
  }

  reset(): void {
    this.width = this.firstWidth;
    this.counts.fill(0);
    this.lastSign.fill(0);
    this.reversal.fill(-1);
    this.reversalBefore.fill(-1);
  }

  record(time: number, encoder: number, sign: number): void {
    while (time >= BINS * this.width) this.widen();
    this.counts[Math.floor(time / this.width)]++;
    if (this.lastSign[encoder] === -sign) {
      this.reversalBefore[encoder] = this.reversal[encoder];
      this.reversal[encoder] = time;
    }
    this.lastSign[encoder] = sign;
  }

  /** Whether some encoder went a full cycle, two reversals, within the last half of the time until `end`. */
  reversing(end: number): boolean {
    return this.reversalBefore.some((time) => time >= end / 2);
  }

  /** When events became as rare as they were in the last quarter of the time until `end`, s. */
  steadyFrom(end: number): number {
    const bins = Math.max(1, Math.floor(end / this.width));
    const late = this.counts.subarray(Math.floor((3 * bins) / 4), bins);
    const usual = late.reduce((sum, count) => sum + count, 0) / late.length;
    let bin = bins;
    while (bin > 0 && this.counts[bin - 1] <= 2 * usual + 3) bin--;
    return bin * this.width;
  }

  /** A copy of everything, to put back later. */
  save() {
    const { counts, width, lastSign, reversal, reversalBefore } = this;
    return {
      counts: counts.slice(),
      width,
      lastSign: lastSign.slice(),
      reversal: reversal.slice(),
      reversalBefore: reversalBefore.slice(),
    };
  }

  /** Puts a copy back. */
  restore(saved: ReturnType<History['save']>): void {
    Object.assign(this, saved);
  }

  private widen(): void {
    const { counts } = this;
    for (let bin = 0; bin < BINS / 2; bin++) counts[bin] = counts[2 * bin] + counts[2 * bin + 1];
    counts.fill(0, BINS / 2);
    this.width *= 2;
  }
}
