import { ln } from '../model/elementary.ts';

/** Swings that have to be seen before a motion counts as one that repeats itself. */
const ENOUGH = 12;
/** A swing is smaller by this share, in amplitude, or it does not decay. */
const DECAY = 0.1;
/** Speeds below this, full scales a tau, are no swings but the integrator's own noise. */
const STILL = 1e-4;

/** The largest speeds of one signal between its turns. */
interface Peaks {
  readonly times: number[];
  readonly speeds: number[];
}

/** How signals move to and fro: whether they do, and whether their swings become smaller. */
export class Swings {
  private readonly peaks: readonly Peaks[];
  /** Of the present way of each signal: its direction, its largest speed and when it had that. */
  private readonly direction: Float64Array;
  private readonly fastest: Float64Array;
  private readonly when: Float64Array;

  constructor(signals: number) {
    this.peaks = Array.from({ length: signals }, () => ({ times: [], speeds: [] }));
    this.direction = new Float64Array(signals);
    this.fastest = new Float64Array(signals);
    this.when = new Float64Array(signals);
  }

  /** Takes the velocity of a signal at a time, s, not earlier than before. A way ends where the signal turns. */
  record(signal: number, time: number, velocity: number): void {
    const speed = Math.abs(velocity);
    const way = Math.sign(velocity);
    if (way !== 0 && way === -this.direction[signal]) {
      if (this.fastest[signal] > STILL) {
        this.peaks[signal].times.push(this.when[signal]);
        this.peaks[signal].speeds.push(this.fastest[signal]);
      }
      this.fastest[signal] = 0;
    }
    if (way !== 0) this.direction[signal] = way;
    if (speed <= this.fastest[signal]) return;
    this.fastest[signal] = speed;
    this.when[signal] = time;
  }

  /** Whether it has swung often enough, and its last swings show that by `end` it will not have decayed or grown by a tenth. */
  repeats(end: number): boolean {
    const { times, speeds } = this.largest();
    const n = times.length;
    if (n < ENOUGH) return false;
    const trend = slope(times.slice(-ENOUGH), speeds.slice(-ENOUGH).map(ln));
    const rest = Math.max(end - times[n - 1], times[n - 1] - times[n - ENOUGH]);
    return Math.abs(trend * rest) < DECAY;
  }

  /** Whether it swings in the last half of the time from `start` to `end`, and no less at its end than at its beginning. */
  lasts(start: number, end: number): boolean {
    const { times, speeds } = this.largest();
    const middle = (start + end) / 2;
    const late = speeds.filter((_, i) => times[i] >= middle);
    if (late.length < 4) return false;
    const quarter = Math.ceil(late.length / 4);
    const [first, last] = [late.slice(0, quarter), late.slice(-quarter)].map((some) => Math.max(...some));
    return last / first > 1 - DECAY;
  }

  /** Of the signal that swung most of late. */
  private largest(): Peaks {
    return this.peaks.reduce((most, own) => ((own.speeds.at(-1) ?? 0) > (most.speeds.at(-1) ?? 0) ? own : most));
  }
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
