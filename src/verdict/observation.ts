import type { Average } from '../engine/average.ts';
import { beginAverage, createAverage, integrateLayer } from '../engine/average.ts';
import type { EventLoop } from '../engine/event-loop.ts';

/** Standard errors of the means over a window, full scales; index 0 empty. */
export interface StandardErrors {
  readonly activity: readonly Float64Array[];
  readonly difference: readonly Float64Array[];
}

/** Time averages of every compartment's output over a window, taken batch by batch. */
export class Observation {
  /** Batches taken. */
  batches = 0;
  private readonly loop: EventLoop;
  private readonly batch: readonly Average[];
  /** Sums over batches of the batch means of s_plus and s_minus, and of m, d and their squares. */
  private readonly sums: readonly Record<'plus' | 'minus' | 'm' | 'mm' | 'd' | 'dd', Float64Array>[];

  constructor(loop: EventLoop) {
    const { layers } = loop.state;
    this.loop = loop;
    this.batch = layers.map(({ n }) => createAverage(n));
    this.sums = layers.map(({ n }) => {
      const array = () => new Float64Array(n);
      return { plus: array(), minus: array(), m: array(), mm: array(), d: array(), dd: array() };
    });
  }

  /** Runs the loop for a duration, s, and takes the averages over it as one batch; returns false where it did not last. */
  take(duration: number): boolean {
    const { loop, batch, sums } = this;
    const { layers, last } = loop.state;
    const until = loop.time + duration;
    for (let k = 1; k <= last; k++) beginAverage(batch[k], layers[k], loop.time);
    loop.observe(batch);
    const stopped = loop.advance(until, Infinity);
    if (stopped === 'quiescence') loop.wait(until - loop.time);
    for (let k = 1; k <= last; k++) integrateLayer(batch[k], layers[k], loop.time);
    loop.observe(null);
    if (stopped === 'divergence') return false;
    this.batches++;
    for (let k = 1; k <= last; k++) {
      const { weightPlus, weightMinus, zero, n } = layers[k];
      for (let i = 0; i < n; i++) {
        const plus = batch[k].plus.integral[i] / duration;
        const minus = batch[k].minus.integral[i] / duration;
        const m = weightPlus[i] * plus + weightMinus[i] * minus;
        const d = plus - minus - zero[i];
        sums[k].plus[i] += plus;
        sums[k].minus[i] += minus;
        sums[k].m[i] += m;
        sums[k].mm[i] += m * m;
        sums[k].d[i] += d;
        sums[k].dd[i] += d * d;
      }
    }
    return true;
  }

  /** Mean s_c per layer over all batches; null at 0. */
  means() {
    return this.sums.map(({ plus, minus }, k) =>
      k === 0 ? null : { plus: plus.map((sum) => sum / this.batches), minus: minus.map((sum) => sum / this.batches) },
    );
  }

  /** Of the means of m and d, from the scatter of the batches. */
  standardErrors(): StandardErrors {
    const { batches } = this;
    const errors = (sum: Float64Array, squares: Float64Array) =>
      sum.map((total, i) => Math.sqrt(Math.max(0, squares[i] - (total * total) / batches) / (batches * (batches - 1))));
    return {
      activity: this.sums.map(({ m, mm }, k) => (k === 0 ? NONE : errors(m, mm))),
      difference: this.sums.map(({ d, dd }, k) => (k === 0 ? NONE : errors(d, dd))),
    };
  }
}

const NONE = new Float64Array(0);
