import type { Compartments } from '../chip/chip.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { unrolled } from '../engine/unrolled.ts';
import { arraysOf, copyOf, zeros } from '../linear/arrays.ts';
import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { activationNamed, isPiecewiseLinear } from '../model/activations.ts';
import { type LossDefinition, lossNamed } from '../model/losses.ts';
import { perLayer } from '../model/per-layer.ts';
import { LayerReduction, solveReduced, type Unknowns } from './layer-elimination.ts';
import { LayerPoint, type Sensitivity } from './layer-point.ts';

const NONE = new Float64Array(0);

/** How a circuit's inputs move with a parameter: da_k and dD_k, index 1 .. L. */
export interface Motion {
  readonly input: readonly Float64Array[];
  readonly topDown: readonly Float64Array[];
}

/** The equations linearised, in what the output sends down. */
export interface Reduced {
  readonly reduction: LayerReduction;
  readonly output: Sensitivity;
}

/**
 * The equations of a circuit at rest with thresholds going to 0, as a root R(z) = 0. The unknowns z are the inputs D_1,
 * a_2, D_2, .. a_L (a_1 is given by x), and R is what the network returns for each less itself: W_{k-1} M_{k-1} + b - a_k
 * and B_k^T E_{k+1} - D_k, in full scales. The output is nudged by `strength` times e.
 */
export class StationaryEquations {
  readonly size: number;
  /** Index 1 .. L. */
  readonly layers: readonly LayerPoint[];
  readonly last: number;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly loss: LossDefinition;
  /** Where a_k and D_k begin in z; -1 where they are no unknowns. */
  private readonly inputAt: readonly number[];
  private readonly topDownAt: readonly number[];
  /** e at the point last evaluated, or held. */
  private readonly error: Float64Array;
  private held = false;
  /** Whether phi is piecewise linear. */
  private readonly hasPieces: boolean;
  /** The last reduction, its shift, and how often compartments had changed their pieces. */
  private reduced: { readonly reduction: LayerReduction; readonly shift: number; readonly changes: number } | null =
    null;

  constructor(circuit: Circuit, drive: Drive) {
    this.circuit = unrolled(circuit);
    const { layers, forward } = this.circuit.chip;
    this.drive = drive;
    this.loss = lossNamed(drive.loss);
    this.last = layers.length - 1;
    this.layers = perLayer(this.last, (k) => new LayerPoint(circuit, k));
    this.error = zeros(layers[this.last]);
    this.hasPieces = isPiecewiseLinear(activationNamed(this.circuit.chip.activation));
    const inputAt = [-1];
    const topDownAt = [-1];
    let size = 0;
    for (let k = 1; k <= this.last; k++) {
      inputAt.push(k > 1 ? size : -1);
      if (k > 1) size += layers[k];
      topDownAt.push(k < this.last ? size : -1);
      if (k < this.last) size += layers[k];
    }
    this.size = size;
    this.inputAt = inputAt;
    this.topDownAt = topDownAt;
    if (drive.firstInput !== undefined) this.layers[1].a.set(drive.firstInput);
    else multiplyUp(forward[0].weights, forward[0].bias, drive.input, 1, this.layers[1].a);
  }

  /** z of the forward pass, nothing sent down; an auto-zero samples its d there. */
  forwardPass(): Float64Array {
    const { forward } = this.circuit.chip;
    const z = zeros(this.size);
    for (let k = 1; k <= this.last; k++) {
      const layer = this.layers[k];
      if (k > 1) {
        const { weights, bias } = forward[k - 1];
        multiplyUp(weights, bias, this.layers[k - 1].sentActivity, 1, layer.a);
        z.set(layer.a, this.inputAt[k]);
      }
      layer.start();
    }
    return z;
  }

  /** From now on e is the one at the present output. */
  holdError(): void {
    this.loss.error(this.layers[this.last].a, this.drive.target, this.error);
    this.held = true;
  }

  /** Whether the equations are linear while every compartment keeps to its piece: all but their strength, which multiplies. */
  get isPiecewiseLinear(): boolean {
    return this.hasPieces && (this.held || this.loss.isQuadratic);
  }

  /** Puts the inputs of all layers where z and the strength have them, what follows from them left as it was. */
  place(z: Float64Array, strength: number): void {
    const { last, layers, topDownAt, inputAt } = this;
    for (let k = 1; k <= last; k++) {
      const { a, topDown } = layers[k];
      // Shorter than it takes to make a view of z.
      if (k > 1) for (let i = 0, at = inputAt[k]; i < a.length; i++) a[i] = z[at++];
      if (k < last) for (let i = 0, at = topDownAt[k]; i < a.length; i++) topDown[i] = z[at++];
      else this.nudgeOutput(strength);
    }
  }

  /** What follows from the inputs of all layers, where they were placed. */
  respond(): void {
    for (let k = 1; k <= this.last; k++) this.layers[k].update();
  }

  /** Moves to the point z and writes R(z); returns its largest modulus, NaN where it is not finite. */
  evaluate(z: Float64Array, strength: number, residual: Float64Array): number {
    const { last, layers, topDownAt, inputAt } = this;
    const { forward, feedback } = this.circuit.chip;
    this.place(z, strength);
    this.respond();
    for (let k = 1; k < last; k++) {
      const { weights, bias } = forward[k];
      const rows = bias.length;
      const down = residual.subarray(topDownAt[k], topDownAt[k] + layers[k].a.length);
      multiplyDown(feedback[k] ?? weights, rows, layers[k + 1].sentDifference, 1, down);
      multiplyUp(weights, bias, layers[k].sentActivity, 1, residual.subarray(inputAt[k + 1], inputAt[k + 1] + rows));
    }
    let largest = 0;
    for (let i = 0; i < residual.length; i++) {
      residual[i] -= z[i];
      largest = Math.max(largest, Math.abs(residual[i]));
    }
    return largest;
  }

  /** Writes dR/dstrength at the point last evaluated: what more of the error sends down. */
  strengthRate(rate: Float64Array): void {
    const { last, layers, topDownAt } = this;
    rate.fill(0);
    if (last === 1) return;
    const { forward, feedback } = this.circuit.chip;
    const { differenceByTopDown } = layers[last].sensitivity();
    const sent = this.error.map((e, i) => differenceByTopDown[i] * e);
    const { length } = layers[last - 1].a;
    const down = rate.subarray(topDownAt[last - 1], topDownAt[last - 1] + length);
    multiplyDown(feedback[last - 1] ?? forward[last - 1].weights, sent.length, sent, 1, down);
  }

  /** da_k and dD_k of all layers that a motion of z makes: views of what dz holds, but for dD_L (`nudgeMotion`). */
  motionOf(dz: Float64Array): Motion {
    const part = (from: number, k: number) => {
      const n = this.layers[k].a.length;
      return k === 0 ? NONE : from < 0 ? zeros(n) : dz.subarray(from, from + n);
    };
    return { input: this.inputAt.map(part), topDown: this.topDownAt.map(part) };
  }

  /**
   * The equations linearised at the point last evaluated, with all layers but the output eliminated. Writes dz/dE_L into
   * `units`, size x n_L row-major; no part of it where a small system is singular.
   */
  reduce(units: Float64Array): Reduced {
    const { layers, last, inputAt, topDownAt } = this;
    const reduction = this.reduction(0);
    if (reduction.sign !== 0) {
      const outputs = layers[last].a.length;
      const part = (from: number, k: number) =>
        from < 0 ? NONE : units.subarray(from * outputs, (from + layers[k].a.length) * outputs);
      reduction.units({ input: inputAt.map(part), topDown: topDownAt.map(part) });
    }
    return { reduction, output: layers[last].sensitivity() };
  }

  /** Where phi is piecewise linear it stays the same as long as every compartment keeps to its piece. */
  private reduction(shift: number): LayerReduction {
    const sensitivity = this.layers.map((layer) => layer.sensitivity());
    let changes = 0;
    for (let k = 1; k <= this.last; k++) changes += this.layers[k].changes;
    const { reduced } = this;
    if (this.hasPieces && reduced?.shift === shift && reduced.changes === changes) return reduced.reduction;
    const reduction = new LayerReduction(this.circuit.chip, sensitivity, shift);
    this.reduced = { reduction, shift, changes };
    return reduction;
  }

  /** Neurons of the output. */
  get outputs(): number {
    return this.layers[this.last].a.length;
  }

  /** e at the point last evaluated, or held; and how much of a_L it loses: 1 live, 0 held. */
  get outputError(): { readonly error: Float64Array; readonly slope: number } {
    return { error: this.error, slope: this.held ? 0 : 1 };
  }

  /** Writes dD_L that a motion of a_L and of the strength makes at the point last evaluated. */
  nudgeMotion({ input: inputs, topDown }: Motion, strength: number, strengthRate: number): void {
    const { error, held, loss, last } = this;
    const [input, motion] = [inputs[last], topDown[last]];
    for (let i = 0; i < motion.length; i++) motion[i] = error[i] * strengthRate;
    if (held) return;
    if (loss.isQuadratic) {
      for (let i = 0; i < motion.length; i++) motion[i] -= strength * input[i];
      return;
    }
    const slope = this.nudgeSlope(strength);
    for (let i = 0, at = 0; i < motion.length; i++) {
      for (let j = 0; j < input.length; j++) motion[i] += slope[at++] * input[j];
    }
  }

  /** Solves (dR/dz - shift) x = b at the point last evaluated, b becoming x; returns the sign of the determinant, 0: singular. */
  solveLinearised(strength: number, shift: number, b: Float64Array): number {
    const output = this.layers[this.last];
    return solveReduced(this.reduction(shift), output.sensitivity(), this.nudgeSlope(strength), this.unknowns(b));
  }

  /** s_c per layer at the point last evaluated; null at 0. */
  state(): (Compartments | null)[] {
    return this.layers.map(({ plus, minus }, k) => (k === 0 ? null : { plus: copyOf(plus), minus: copyOf(minus) }));
  }

  /** z of the inputs a_k and D_k, index 1 .. L, of which the first n_k entries are read. */
  pack(layers: readonly { readonly a: Float64Array; readonly topDown: Float64Array }[]): Float64Array {
    const z = zeros(this.size);
    for (let k = 1; k <= this.last; k++) {
      const n = this.layers[k].a.length;
      if (k > 1) z.set(layers[k].a.subarray(0, n), this.inputAt[k]);
      if (k < this.last) z.set(layers[k].topDown.subarray(0, n), this.topDownAt[k]);
    }
    return z;
  }

  /** What every compartment is driven to, full scales; null at 0. */
  drives(): (Compartments | null)[] {
    return this.layers.map((layer, k) => {
      if (k === 0) return null;
      const [plus, minus] = arraysOf(layer.a.length, layer.a.length);
      for (let i = 0; i < plus.length; i++) {
        plus[i] = layer.drivePlus(i);
        minus[i] = layer.driveMinus(i);
      }
      return { plus, minus };
    });
  }

  /** Lowest and highest v that a compartment on no flat side of phi is driven to, full scales. */
  extremes(): [low: number, high: number] {
    let low = 0;
    let high = 0;
    for (const layer of this.layers.slice(1)) {
      for (let i = 0; i < layer.a.length; i++) {
        const plus = layer.piecesPlus.at[i] === 0 ? layer.drivePlus(i) : 0;
        const minus = layer.piecesMinus.at[i] === 0 ? layer.driveMinus(i) : 0;
        low = Math.min(low, plus, minus);
        high = Math.max(high, plus, minus);
      }
    }
    return [low, high];
  }

  /** From now on every compartment keeps to the piece of phi and rails that it is on, extended beyond its ends. */
  freeze(): void {
    for (let k = 1; k <= this.last; k++) this.layers[k].freeze();
  }

  /** Ends that. */
  thaw(): void {
    for (let k = 1; k <= this.last; k++) this.layers[k].thaw();
  }

  /** z or R, layer by layer. */
  private unknowns(z: Float64Array): Unknowns {
    const { layers, inputAt, topDownAt } = this;
    const part = (from: number, k: number) => (from < 0 ? NONE : z.subarray(from, from + layers[k].a.length));
    return { input: inputAt.map(part), topDown: topDownAt.map(part) };
  }

  private nudgeOutput(strength: number): void {
    const { a, topDown } = this.layers[this.last];
    if (!this.held) this.loss.error(a, this.drive.target, this.error);
    for (let i = 0; i < topDown.length; i++) topDown[i] = strength * this.error[i];
  }

  /** dD_L/da_L, row-major: minus `strength` times the Hessian of the loss; 0 when the error is held. */
  nudgeSlope(strength: number): Float64Array {
    const { a } = this.layers[this.last];
    const slope = zeros(a.length * a.length);
    if (this.held || strength === 0) return slope;
    this.loss.errorSlope(a, this.drive.target, slope);
    for (let at = 0; at < slope.length; at++) slope[at] *= strength;
    return slope;
  }
}
