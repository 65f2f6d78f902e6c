import { Matrix, solve } from 'ml-matrix';
import type { Chip } from '../../src/chip/chip.ts';
import type { Rule } from '../../src/model/rules.ts';

/**
 * The equations of a linear chip (identity activation, squared error, no offsets, no input, target 0) written down once
 * more, one neuron and compartment at a time and without any elimination, as something to compare with. States are
 * v_plus and v_minus of neuron 0 of layer 1, of neuron 1, ...
 */
export class PlainCircuit {
  readonly chip: Chip;
  readonly rule: Rule;
  readonly size: number;
  /** s, one per state. */
  readonly tau: number[] = [];

  constructor(chip: Chip, rule: Rule) {
    this.chip = chip;
    this.rule = rule;
    for (const layer of chip.neurons) {
      if (layer === null) continue;
      for (let i = 0; i < layer.alpha.length; i++) this.tau.push(layer.tau.plus[i], layer.tau.minus[i]);
    }
    this.size = this.tau.length;
  }

  /** What v relaxes to, a + sgn g D, given the states whose outputs have arrived, with D_L = u - beta a_L. */
  target(arrived: ArrayLike<number>, beta: number, u: ArrayLike<number>): { target: number[]; output: number[] } {
    const { layers, neurons, forward, feedback } = this.chip;
    const last = layers.length - 1;
    const first = [0, 0];
    for (let k = 1; k < last; k++) first.push(first[k] + 2 * layers[k]);
    const sentM = (k: number, i: number) => {
      const { alpha, gain, meanWeight, threshold } = neurons[k]!;
      const plus = gain.plus[i] * arrived[first[k] + 2 * i];
      const minus = gain.minus[i] * arrived[first[k] + 2 * i + 1];
      const mean = alpha[i] * meanWeight.plus[i] * plus + (1 - alpha[i]) * meanWeight.minus[i] * minus;
      return mean / threshold.activity[i];
    };
    const sentE = (k: number, i: number) => {
      const { gain, threshold } = neurons[k]!;
      const plus = gain.plus[i] * arrived[first[k] + 2 * i];
      const minus = gain.minus[i] * arrived[first[k] + 2 * i + 1];
      return (plus - minus) / threshold.difference[i];
    };
    const a = (k: number, i: number) => {
      let sum = 0;
      if (k > 1)
        for (let j = 0; j < layers[k - 1]; j++) sum += forward[k - 1].weights[i * layers[k - 1] + j] * sentM(k - 1, j);
      return sum;
    };
    const D = (k: number, i: number) => {
      if (k === last) return u[i] - beta * a(last, i);
      const array = feedback[k] ?? forward[k].weights;
      let sum = 0;
      for (let j = 0; j < layers[k + 1]; j++) sum += array[j * layers[k] + i] * sentE(k + 1, j);
      return sum;
    };
    const target: number[] = [];
    for (let k = 1; k <= last; k++) {
      const { alpha, nudgeGain } = neurons[k]!;
      for (let i = 0; i < layers[k]; i++) {
        const gPlus = (this.rule === 'dp' ? alpha[i] : 1 - alpha[i]) * nudgeGain.plus[i];
        const gMinus = (this.rule === 'dp' ? 1 - alpha[i] : alpha[i]) * nudgeGain.minus[i];
        target.push(a(k, i) + gPlus * D(k, i), a(k, i) - gMinus * D(k, i));
      }
    }
    return { target, output: Array.from({ length: layers[last] }, (_, i) => a(last, i)) };
  }

  /** Delay-free Jacobian, 1/s, column by column: the equations are linear. */
  jacobian(beta: number): Matrix {
    const { size, tau } = this;
    const result = Matrix.zeros(size, size);
    for (let j = 0; j < size; j++) {
      const { target } = this.target(unit(size, j), beta, this.noError());
      for (let i = 0; i < size; i++) result.set(i, j, (target[i] - (i === j ? 1 : 0)) / tau[i]);
    }
    return result;
  }

  /** G(j omega) for a loop through e that is open: solves for all states at once, on the real embedding. */
  loop(omega: number, beta: number): { re: Matrix; im: Matrix } {
    const { size, tau } = this;
    const n = this.noError().length;
    const coupling = Matrix.zeros(size, size);
    const reading = Matrix.zeros(n, size);
    for (let j = 0; j < size; j++) {
      const { target, output } = this.target(unit(size, j), 0, this.noError());
      for (let i = 0; i < size; i++) coupling.set(i, j, target[i]);
      for (let i = 0; i < n; i++) reading.set(i, j, output[i]);
    }
    const injected = Matrix.zeros(size, n);
    for (let j = 0; j < n; j++) {
      const { target } = this.target(new Float64Array(size), 0, unit(n, j));
      for (let i = 0; i < size; i++) injected.set(i, j, target[i]);
    }
    const x = Math.cos(omega * this.chip.encoder.delay);
    const y = -Math.sin(omega * this.chip.encoder.delay);
    const re = Matrix.eye(size).sub(Matrix.mul(coupling, x));
    const im = Matrix.diag(tau.map((t) => omega * t)).sub(Matrix.mul(coupling, y));
    const embedding = Matrix.zeros(2 * size, 2 * size);
    embedding.setSubMatrix(re, 0, 0).setSubMatrix(Matrix.mul(im, -1), 0, size);
    embedding.setSubMatrix(im, size, 0).setSubMatrix(re, size, size);
    const right = Matrix.zeros(2 * size, n).setSubMatrix(injected, 0, 0);
    const states = solve(embedding, right);
    const vRe = states.subMatrix(0, size - 1, 0, n - 1);
    const vIm = states.subMatrix(size, 2 * size - 1, 0, n - 1);
    const aRe = Matrix.sub(Matrix.mul(reading.mmul(vRe), x), Matrix.mul(reading.mmul(vIm), y));
    const aIm = Matrix.add(Matrix.mul(reading.mmul(vRe), y), Matrix.mul(reading.mmul(vIm), x));
    return { re: aRe.mul(-beta), im: aIm.mul(-beta) };
  }

  noError(): Float64Array {
    return new Float64Array(this.chip.layers[this.chip.layers.length - 1]);
  }
}

function unit(size: number, j: number): Float64Array {
  const vector = new Float64Array(size);
  vector[j] = 1;
  return vector;
}
