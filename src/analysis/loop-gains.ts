import type { Circuit } from '../engine/circuit.ts';
import { zeros } from '../linear/arrays.ts';
import { ROOM } from '../linear/room.ts';
import { solveReal } from '../linear/solve.ts';
import { spectralNormBound } from '../linear/spectral-norm.ts';
import type { IncrementalGains } from './incremental-gains.ts';

/** What bounds |a_L to d_L|: a gain for each output, or one for all of them besides where the error mixes outputs. */
export interface OutputGains {
  readonly each: Float64Array;
  readonly mixing: number;
}

/**
 * The non-negative system that bounds the differences |m_1| .. |m_{L-1}|, |d_2| .. |d_L| of two trajectories layer by
 * layer in L2. If its spectral radius is below 1, they meet.
 */
export class LoopGains {
  private readonly last: number;
  private readonly size: number;
  private readonly matrix: Float64Array;

  /** @param hidden index k = 1 .. L-1; null at 0 */
  constructor({ chip }: Circuit, hidden: readonly (IncrementalGains | null)[], output: OutputGains) {
    const last = chip.layers.length - 1;
    this.last = last;
    this.size = 2 * (last - 1);
    this.matrix = zeros(this.size * this.size);
    const roots = hidden.map((gains) => gains && rootOf(gains.activityByTopDown));
    const downRoots = hidden.map((gains) => gains && rootOf(gains.differenceByInput));
    const each = output.mixing > 0 ? zeros(chip.layers[last]).fill(1) : output.each.map(Math.sqrt);
    for (let k = 1; k < last; k++) {
      const gains = hidden[k]!;
      const into = k === 1 ? null : { array: chip.forward[k - 1].weights, from: roots[k - 1]! };
      const scale = k === 1 ? gains.activityByTopDown.map(Math.sqrt) : roots[k]!;
      if (k === 1) roots[1] = scale;
      const down = chip.feedback[k] ?? chip.forward[k].weights;
      const arriving = k + 1 === last ? each : downRoots[k + 1]!;
      const [m, d] = [this.activity(k), this.difference(k)];
      // Only a_1 is fixed, by the input: neurons of layer 1 that D does not move do not move at all.
      this.set(m, this.difference(k + 1), spectralNormBound(down, arriving, over(gains.activityByTopDown, scale)));
      if (into === null) continue;
      const [up, downScale] = [scale, downRoots[k]!];
      this.set(m, this.activity(k - 1), spectralNormBound(into.array, over(gains.activityByInput, up), into.from));
      this.set(
        d,
        this.activity(k - 1),
        spectralNormBound(into.array, over(gains.differenceByInput, downScale), into.from),
      );
      this.set(
        d,
        this.difference(k + 1),
        spectralNormBound(down, arriving, over(gains.differenceByTopDown, downScale)),
      );
    }
    if (last > 1) this.setOutput(chip.forward[last - 1].weights, roots[last - 1]!, output, each);
  }

  /** Whether all trajectories meet, whatever the slopes. */
  contracts(): boolean {
    return radiusBelowOne(this.matrix, this.size);
  }

  /** Whether nothing that the output sends down comes back to it, so that its gain does not matter, and the rest contracts. */
  contractsForAnyOutput(): boolean {
    if (this.size === 0) return true;
    const [m, d] = [this.activity(this.last - 1), this.difference(this.last)];
    const cut = this.matrix.slice();
    cut[d * this.size + m] = 0;
    return !this.reaches(cut, d, m) && radiusBelowOne(cut, this.size);
  }

  private activity(k: number): number {
    return k - 1;
  }

  private difference(k: number): number {
    return this.last - 1 + k - 2;
  }

  private set(to: number, from: number, gain: number): void {
    this.matrix[to * this.size + from] = gain * (1 + ROOM);
  }

  private setOutput(
    weights: Float64Array,
    from: Float64Array,
    { each, mixing }: OutputGains,
    root: Float64Array,
  ): void {
    const diagonal = spectralNormBound(weights, mixing > 0 ? each : root, from);
    const mixed = mixing > 0 ? mixing * spectralNormBound(weights, root, from) : 0;
    this.set(this.difference(this.last), this.activity(this.last - 1), diagonal + mixed);
  }

  /** Whether a signal at `from` comes to `to` along entries that are not 0. */
  private reaches(matrix: Float64Array, from: number, to: number): boolean {
    const seen = new Set([from]);
    for (const at of seen) {
      for (let next = 0; next < this.size; next++) if (matrix[next * this.size + at] !== 0) seen.add(next);
    }
    return seen.has(to);
  }
}

/** Scales of a layer's signals: any positive numbers prove; roots of the gains, floored, balance one neuron with another. */
function rootOf(gains: Float64Array): Float64Array {
  const largest = gains.reduce((most, gain) => Math.max(most, gain), 0);
  const floor = largest > 0 ? 1e-2 * largest : 1;
  return gains.map((gain) => Math.sqrt(Math.max(gain, floor)));
}

function over(gains: Float64Array, scale: Float64Array): Float64Array {
  return gains.map((gain, i) => (gain === 0 ? 0 : gain / scale[i]));
}

/** Whether a non-negative matrix N has spectral radius below 1: a positive z with N z < z exists (Collatz, Wielandt). */
function radiusBelowOne(matrix: Float64Array, n: number): boolean {
  const z = zeros(n).fill(1);
  const system = matrix.map((value, at) => (at % (n + 1) === 0 ? 1 : 0) - value);
  if (!solveReal(system, z) || !z.every((value) => value > 0)) return false;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * z[j];
    if (!(sum < z[i])) return false;
  }
  return true;
}
