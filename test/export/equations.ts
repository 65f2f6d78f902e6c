import type { Chip } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import type { Rule } from '../../src/model/rules.ts';

/** One compartment of one neuron. */
interface Cell {
  readonly layer: number;
  readonly neuron: number;
  readonly sign: 1 | -1;
  readonly tau: number;
  readonly gain: number;
  readonly offset: number;
  readonly nudge: number;
}

/** What a run by the equations ended with, index k as everywhere, and the course of one neuron in rows (t, v+, v-). */
export interface Solution {
  readonly plus: readonly (readonly number[])[];
  readonly minus: readonly (readonly number[])[];
  readonly course: readonly (readonly number[])[];
  /** Number of compartments at a rail at the end. */
  readonly pinned: number;
}

/**
 * The model's equations without encoders, written from their definition and integrated in fixed steps by Heun's method
 * (error of order (step/tau)^2); the delay is a whole number of steps. With `freePhase` the chip runs that long without
 * nudging, then `horizon` longer.
 */
export class Equations {
  private readonly cells: Cell[] = [];
  private readonly last: number;
  private readonly weightPlus: number[][] = [[]];
  private readonly weightMinus: number[][] = [[]];
  private readonly zero: number[][];
  private held: number[] | null = null;
  private nudged = false;

  constructor(
    private readonly chip: Chip,
    rule: Rule,
    private readonly drive: Drive,
  ) {
    this.last = chip.layers.length - 1;
    this.zero = chip.layers.map((n) => new Array<number>(n).fill(0));
    for (let k = 1; k <= this.last; k++) {
      const { alpha, tau, gain, offset, nudgeGain, meanWeight } = chip.neurons[k]!;
      this.weightPlus.push(Array.from(alpha, (a, i) => a * meanWeight.plus[i]));
      this.weightMinus.push(Array.from(alpha, (a, i) => (1 - a) * meanWeight.minus[i]));
      for (const side of ['plus', 'minus'] as const) {
        for (let i = 0; i < chip.layers[k]; i++) {
          const own = rule === 'dp' ? alpha[i] : 1 - alpha[i];
          const nudge = (side === 'plus' ? own : 1 - own) * nudgeGain[side][i];
          const sign = side === 'plus' ? 1 : -1;
          const [t, g, o] = [tau[side][i], gain[side][i], offset[side][i]];
          this.cells.push({ layer: k, neuron: i, sign, tau: t, gain: g, offset: o, nudge });
        }
      }
    }
  }

  /** From rest; times in s. */
  run(horizon: number, step: number, [layer, neuron]: readonly [number, number]): Solution {
    const { chip, drive, cells } = this;
    const lag = Math.round(chip.encoder.delay / step);
    const hasFreePhase = drive.nudge === 'held' || chip.neurons[1]!.autoZero !== null;
    const phases = hasFreePhase ? [false, true] : [true];
    const steps = Math.round(horizon / step);
    const watched = cells.flatMap((cell, c) => (cell.layer === layer && cell.neuron === neuron ? [c] : []));
    const course: number[][] = [];
    let v = cells.map(() => 0);
    // What was sent `lag` steps ago and since; before the start, nothing.
    const silent = chip.layers.map((n) => new Array<number>(n).fill(0));
    const sent: Sent[] = Array.from({ length: lag }, () => ({ up: silent, down: silent }));
    let time = 0;
    for (const nudged of phases) {
      if (nudged) this.startNudging(v, sent[0]);
      for (let n = 0; n < steps; n++) {
        const now = this.send(v);
        sent.push(now);
        const rate = this.rates(v, sent[0]);
        const guess = this.clip(v.map((x, c) => x + step * rate[c]));
        const then = this.rates(guess, lag === 0 ? this.send(guess) : sent[1]);
        v = this.clip(v.map((x, c) => x + (step / 2) * (rate[c] + then[c])));
        sent.shift();
        time += step;
        if (n % 10 === 9) course.push([time, ...watched.map((c) => v[c])]);
      }
    }
    const outputs = this.outputs(v);
    const pinned = v.filter((x) => chip.rails?.includes(x)).length;
    return { plus: outputs.plus, minus: outputs.minus, course, pinned };
  }

  private startNudging(v: readonly number[], delayed: Sent | undefined): void {
    if (this.drive.nudge === 'held') this.held = this.error((delayed ?? this.send(v)).up);
    const { plus, minus } = this.outputs(v);
    for (let k = 1; k <= this.last; k++) {
      const residual = this.chip.neurons[k]!.autoZero;
      if (residual !== null) this.zero[k] = Array.from(residual, (r, i) => plus[k][i] - minus[k][i] + r);
    }
    this.nudged = true;
  }

  private outputs(v: readonly number[]): { plus: number[][]; minus: number[][] } {
    const plus: number[][] = this.chip.layers.map(() => []);
    const minus: number[][] = this.chip.layers.map(() => []);
    this.cells.forEach(({ layer, sign, gain, offset }, c) => {
      const x = gain * v[c] + offset;
      (sign > 0 ? plus : minus)[layer].push(layer === this.last ? x : this.phi(x));
    });
    return { plus, minus };
  }

  private phi(x: number): number {
    const { activation } = this.chip;
    if (activation === 'relu') return x > 0 ? x : 0;
    if (activation === 'hard-sigmoid') return x < 0 ? 0 : x > 1 ? 1 : x;
    return activation === 'tanh' ? (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1) : x;
  }

  /** M and E that leave now. */
  private send(v: readonly number[]): Sent {
    const { plus, minus } = this.outputs(v);
    const muted = this.chip.neurons[1]!.autoZero !== null && !this.nudged;
    const up = [Array.from(this.drive.input)];
    const down: number[][] = [[]];
    for (let k = 1; k <= this.last; k++) {
      const { activity, difference } = this.chip.neurons[k]!.threshold;
      up.push(plus[k].map((s, i) => (this.weightPlus[k][i] * s + this.weightMinus[k][i] * minus[k][i]) / activity[i]));
      down.push(plus[k].map((s, i) => (muted ? 0 : (s - minus[k][i] - this.zero[k][i]) / difference[i])));
    }
    return { up, down };
  }

  private bottomUp(up: readonly (readonly number[])[], k: number, i: number): number {
    const { weights, bias } = this.chip.forward[k - 1];
    const below = k === 1 ? this.drive.input : up[k - 1];
    let sum = bias[i];
    for (let j = 0; j < below.length; j++) sum += weights[i * below.length + j] * below[j];
    return sum;
  }

  private error(up: readonly (readonly number[])[]): number[] {
    const { target, loss } = this.drive;
    const a = Array.from(target, (_, i) => this.bottomUp(up, this.last, i));
    if (loss === 'squared-error') return a.map((x, i) => target[i] - x);
    return a.map((x, i) => target[i] - 1 / a.reduce((sum, other) => sum + Math.exp(other - x), 0));
  }

  private rates(v: readonly number[], { up, down }: Sent): number[] {
    const { chip, drive, last } = this;
    const a = chip.layers.map((n, k) => (k === 0 ? [] : Array.from({ length: n }, (_, i) => this.bottomUp(up, k, i))));
    const top = chip.layers.map((n, k) => {
      if (k === 0) return [];
      if (k === last) {
        if (!this.nudged && (drive.nudge === 'held' || chip.neurons[1]!.autoZero !== null)) return a[k].map(() => 0);
        return (this.held ?? this.error(up)).map((e) => drive.beta * e);
      }
      const weights = chip.feedback[k] ?? chip.forward[k].weights;
      return Array.from({ length: n }, (_, j) => down[k + 1].reduce((sum, e, i) => sum + weights[i * n + j] * e, 0));
    });
    return this.cells.map(({ layer, neuron, sign, tau, nudge }, c) => {
      return (-v[c] + a[layer][neuron] + sign * nudge * top[layer][neuron]) / tau;
    });
  }

  /** The rails hold v itself: it leaves them as soon as its rate turns. */
  private clip(v: number[]): number[] {
    const { rails } = this.chip;
    return rails === null ? v : v.map((x) => (x < rails[0] ? rails[0] : x > rails[1] ? rails[1] : x));
  }
}

interface Sent {
  readonly up: readonly (readonly number[])[];
  readonly down: readonly (readonly number[])[];
}
