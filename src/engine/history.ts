const BINS = 64;

/**
 * How the events of a run were spread over time, in constant space: counts in 64 bins whose width doubles as the run
 * goes on, and for every encoder when it last reversed. Enough to tell growth, decay and oscillation apart at the end.
 */
export class History {
  private readonly counts = new Float64Array(BINS);
  private width: number;
  private readonly firstWidth: number;
  private readonly lastSign: Int8Array;
  private readonly reversal: Float64Array;
  private readonly reversalBefore: Float64Array;

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

  /** Whether the third and the fourth quarter of the time until `end` each had 1.2 times the events of the one before. */
  growing(end: number): boolean {
    const quarters = [0, 0, 0, 0];
    for (let bin = 0; bin < BINS; bin++) {
      const quarter = Math.floor((4 * (bin + 0.5) * this.width) / end);
      if (quarter < 4) quarters[quarter] += this.counts[bin];
    }
    return quarters[2] >= 1.2 * quarters[1] && quarters[3] >= 1.2 * quarters[2];
  }

  private widen(): void {
    const { counts } = this;
    for (let bin = 0; bin < BINS / 2; bin++) counts[bin] = counts[2 * bin] + counts[2 * bin + 1];
    counts.fill(0, BINS / 2);
    this.width *= 2;
  }
}
