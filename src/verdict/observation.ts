import type { EventLoop } from '../engine/event-loop.ts';
import type { StoppedBy } from '../engine/run.ts';

/** Standard errors of the means over a window, full scales; index 0 empty. */
export interface StandardErrors {
  readonly activity: readonly Float64Array[];
  readonly difference: readonly Float64Array[];
}

/** Batch means so many batches apart count as independent: the noise has forgotten itself after that. */
const MEMORY = 4;

/** Time averages of every compartment's output over a window, taken batch by batch. */
export class Observation {
  private readonly loop: EventLoop;
  private readonly maxEvents: number;
  /** Sums over batches of the batch means of s_plus and s_minus. */
  private readonly sums: readonly { readonly plus: Float64Array; readonly minus: Float64Array }[];
  /** m and d of every batch, by layer. */
  private readonly courses: readonly { readonly activity: Float64Array[]; readonly difference: Float64Array[] }[];

  /** @param maxEvents of the loop in all, before which the window must end */
  constructor(loop: EventLoop, maxEvents: number) {
    const { layers } = loop.state;
    this.loop = loop;
    this.maxEvents = maxEvents;
    this.sums = layers.map(({ n }) => ({ plus: new Float64Array(n), minus: new Float64Array(n) }));
    this.courses = layers.map(() => ({ activity: [], difference: [] }));
  }

  /** Batches taken. */
  get batches(): number {
    return this.courses[1].activity.length;
  }

  /** Runs the loop for a duration, s, and takes the averages over it as one batch; null, or what ended it before. */
  take(duration: number): Extract<StoppedBy, 'divergence' | 'event-budget'> | null {
    const { loop } = this;
    const until = loop.time + duration;
    loop.beginAverages();
    const stopped = loop.advance(until, this.maxEvents);
    if (stopped === 'quiescence') loop.wait(until - loop.time);
    loop.endAverages();
    if (stopped === 'divergence' || stopped === 'event-budget') return stopped;
    for (let k = 1; k <= loop.state.last; k++) this.record(k, duration);
    return null;
  }

  /** Mean s_c per layer over all batches; null at 0. */
  means() {
    return this.sums.map(({ plus, minus }, k) =>
      k === 0 ? null : { plus: plus.map((sum) => sum / this.batches), minus: minus.map((sum) => sum / this.batches) },
    );
  }

  /** Of the means of m and d, from the scatter of the batches and how it is correlated. */
  standardErrors(): StandardErrors {
    return {
      activity: this.courses.map(({ activity }, k) => (k === 0 ? NONE : errorsOfMeans(activity))),
      difference: this.courses.map(({ difference }, k) => (k === 0 ? NONE : errorsOfMeans(difference))),
    };
  }

  private record(k: number, duration: number): void {
    const { weightPlus, weightMinus, zero, n, plus: sidePlus, minus: sideMinus } = this.loop.state.layers[k];
    const activity = new Float64Array(n);
    const difference = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const plus = sidePlus.integral[i] / duration;
      const minus = sideMinus.integral[i] / duration;
      this.sums[k].plus[i] += plus;
      this.sums[k].minus[i] += minus;
      activity[i] = weightPlus[i] * plus + weightMinus[i] * minus;
      difference[i] = plus - minus - zero[i];
    }
    this.courses[k].activity.push(activity);
    this.courses[k].difference.push(difference);
  }
}

const NONE = new Float64Array(0);

/**
 * Standard error of the mean over batches, per neuron. The variance of a mean is the sum of the covariances of its parts;
 * those up to MEMORY batches apart are taken from the deviations from the mean, each of which is too small by that very
 * variance, hence the denominator.
 */
function errorsOfMeans(batches: readonly Float64Array[]): Float64Array {
  const count = batches.length;
  let weight = 1;
  for (let lag = 1; lag <= MEMORY; lag++) weight += 2 * (1 - lag / count);
  return batches[0].map((_, i) => {
    const mean = batches.reduce((sum, batch) => sum + batch[i], 0) / count;
    let sum = 0;
    for (let b = 0; b < count; b++) {
      const own = batches[b][i] - mean;
      sum += own * own;
      for (let lag = 1; lag <= MEMORY && b + lag < count; lag++) sum += 2 * own * (batches[b + lag][i] - mean);
    }
    return Math.sqrt(Math.max(0, sum / count / (count - weight)));
  });
}
