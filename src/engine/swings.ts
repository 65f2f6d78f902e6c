/** Swings that have to be seen before a motion counts as one that repeats itself. */
const ENOUGH = 12;
/** A swing is smaller by this share, in amplitude, or it does not decay. */
const DECAY = 0.1;
/** Squared speeds below this, full scales squared, are no swings but the integrator's own noise. */
const STILL = 1e-8;

/** The peaks of the speed of a motion, squared: whether it swings, and whether its swings become smaller. */
export class Swings {
  private readonly times: number[] = [];
  private readonly peaks: number[] = [];
  private readonly before = [Number.NaN, Number.NaN, Number.NaN];
  private readonly beforeTimes = [0, 0, 0];

  /** Takes the squared speed at a time, s, later than all before. */
  record(time: number, speed: number): void {
    const { before, beforeTimes } = this;
    before.shift();
    before.push(speed);
    beforeTimes.shift();
    beforeTimes.push(time);
    const [a, b, c] = before;
    if (b > a && b >= c && b > STILL) {
      this.times.push(beforeTimes[1]);
      this.peaks.push(peakOf(beforeTimes, before));
    }
  }

  /** Whether it has swung often enough, and its last swings show that by `end` it will not have decayed or grown by a tenth. */
  repeats(end: number): boolean {
    const { times, peaks } = this;
    const n = times.length;
    if (n < ENOUGH) return false;
    const trend = slope(
      times.slice(n - ENOUGH),
      peaks.slice(n - ENOUGH).map((peak) => Math.log(peak) / 2),
    );
    const rest = Math.max(end - times[n - 1], times[n - 1] - times[n - ENOUGH]);
    return Math.abs(trend * rest) < DECAY;
  }

  /** Whether it swings in the last half of the time from `start` to `end`, and no less at its end than at its beginning. */
  lasts(start: number, end: number): boolean {
    const { times, peaks } = this;
    const middle = (start + end) / 2;
    const late = peaks.filter((_, i) => times[i] >= middle);
    if (late.length < 4) return false;
    const quarter = Math.ceil(late.length / 4);
    const [first, last] = [late.slice(0, quarter), late.slice(-quarter)].map((some) => Math.max(...some));
    return Math.sqrt(last / first) > 1 - DECAY;
  }
}

/** The height of the parabola through three points at its peak. */
function peakOf([t0, t1, t2]: number[], [y0, y1, y2]: number[]): number {
  const left = (y1 - y0) / (t1 - t0);
  const right = (y2 - y1) / (t2 - t1);
  const bend = (right - left) / (t2 - t0);
  if (!(bend < 0)) return y1;
  const middle = (t0 + t1) / 2 - left / (2 * bend);
  return y1 - bend * (middle - t1) ** 2;
}

/** Least-squares slope. */
function slope(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let xx = 0;
  let xy = 0;
  x.forEach((value, i) => {
    xx += (value - meanX) ** 2;
    xy += (value - meanX) * (y[i] - meanY);
  });
  return xy / xx;
}
