import type { Chip } from '../chip/chip.ts';

/** How the forward weights and biases of a chip move, epoch by epoch. */
export class Movement {
  /** How they moved in the last epoch, one after the other. */
  readonly steps: Float64Array;
  private readonly forward: Chip['forward'];

  constructor(forward: Chip['forward']) {
    this.forward = forward;
    this.steps = new Float64Array(forward.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0));
  }

  /** All of them as they are, one after the other. */
  now(): Float64Array {
    const all = new Float64Array(this.steps.length);
    let at = 0;
    for (const { weights, bias } of this.forward) {
      for (const values of [weights, bias]) {
        all.set(values, at);
        at += values.length;
      }
    }
    return all;
  }

  /** How they moved since, and whether the way they did in the epoch before, which is then forgotten. */
  since(before: Float64Array): { readonly move: number | null; readonly moveCosine: number | null } {
    const { steps } = this;
    const now = this.now();
    let [product, square, last, norm] = [0, 0, 0, 0];
    for (let i = 0; i < now.length; i++) {
      const step = now[i] - before[i];
      product += step * steps[i];
      square += step * step;
      last += steps[i] * steps[i];
      norm += before[i] * before[i];
      steps[i] = step;
    }
    const size = Math.sqrt(square * last);
    return { move: norm > 0 ? Math.sqrt(square / norm) : null, moveCosine: size > 0 ? product / size : null };
  }
}
