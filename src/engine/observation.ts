import type { Average } from './average.ts';
import type { Layer } from './layer.ts';

/** Batches per observation window; the first half of them is compared with the second. */
export const BATCHES = 16;
/** Standard errors by which the halves may differ: with some hundred signals a window, false alarms stay below 2 %. */
const STANDARD_ERRORS = 5;

/** Batch means of every neuron's m and d over one observation window. */
export class Observation {
  /** Index k: [batch][signal] flattened, the n_k activities before the n_k differences; index 0 empty. */
  private readonly means: readonly Float64Array[];
  private readonly layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
    this.means = layers.map((layer, k) => new Float64Array(k === 0 ? 0 : BATCHES * 2 * layer.n));
  }

  /** Takes the averages of a batch that lasted `duration`. */
  record(batch: number, averages: readonly Average[], duration: number): void {
    for (let k = 1; k < this.layers.length; k++) {
      const { n, weightPlus, weightMinus } = this.layers[k];
      const at = batch * 2 * n;
      for (let i = 0; i < n; i++) {
        const plus = averages[k].plus.integral[i] / duration;
        const minus = averages[k].minus.integral[i] / duration;
        this.means[k][at + i] = weightPlus[i] * plus + weightMinus[i] * minus;
        this.means[k][at + n + i] = plus - minus;
      }
    }
  }

  /**
   * Whether the means of the two halves agree within their standard error, taken from the scatter of the batches,
   * and the threshold of the encoder, for every m and d.
   */
  settled(): boolean {
    for (let k = 1; k < this.layers.length; k++) {
      const { n, activityThreshold, differenceThreshold } = this.layers[k];
      for (let signal = 0; signal < 2 * n; signal++) {
        const threshold = signal < n ? activityThreshold[signal] : differenceThreshold[signal - n];
        const [first, second, standardError] = this.halves(k, signal);
        if (Math.abs(first - second) > STANDARD_ERRORS * standardError + threshold) return false;
      }
    }
    return true;
  }

  /** Means of the halves, and the standard error of their difference. */
  private halves(k: number, signal: number): [number, number, number] {
    const stride = 2 * this.layers[k].n;
    const half = BATCHES / 2;
    const means = [0, 0];
    let squares = 0;
    for (const side of [0, 1]) {
      for (let b = 0; b < half; b++) means[side] += this.means[k][(side * half + b) * stride + signal] / half;
      for (let b = 0; b < half; b++) squares += (this.means[k][(side * half + b) * stride + signal] - means[side]) ** 2;
    }
    return [means[0], means[1], Math.sqrt((squares / (BATCHES - 2)) * (2 / half))];
  }
}
