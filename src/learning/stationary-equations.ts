import type { Circuit, Drive } from '../engine/circuit.ts';
import { errorSlope, lossError } from '../engine/loss.ts';
import { multiplyDown, multiplyUp } from '../matrix/batch-products.ts';
import { LayerPoint } from './layer-point.ts';

/**
 * The equations of a circuit at rest with thresholds going to 0, as a root R(z) = 0. The unknowns z are the inputs D_1,
 * a_2, D_2, .. a_L (a_1 is given by x), and R is what the network returns for each less itself: W_{k-1} M_{k-1} + b - a_k
 * and B_k^T E_{k+1} - D_k, in full scales. The output is nudged by `strength` times e.
 */
export class StationaryEquations {
  readonly size: number;
  /** Index 1 .. L; index 0 is unused and holds layer 1. */
  readonly layers: readonly LayerPoint[];
  readonly last: number;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  /** Where a_k and D_k begin in z; -1 where they are no unknowns. */
  private readonly inputAt: readonly number[];
  private readonly topDownAt: readonly number[];
  /** e at the point last evaluated, or held. */
  private readonly error: Float64Array;
  private held = false;

  constructor(circuit: Circuit, drive: Drive) {
    const { layers, forward } = circuit.chip;
    this.circuit = circuit;
    this.drive = drive;
    this.last = layers.length - 1;
    const created = layers.slice(1).map((_, index) => new LayerPoint(circuit, index + 1));
    this.layers = [created[0], ...created];
    this.error = new Float64Array(layers[this.last]);
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
    if (drive.firstInput !== undefined) created[0].a.set(drive.firstInput);
    else multiplyUp(forward[0].weights, forward[0].bias, drive.input, 1, created[0].a);
  }

  /** z of the forward pass, nothing sent down; an auto-zero samples its d there. */
  forwardPass(): Float64Array {
    const { forward } = this.circuit.chip;
    const z = new Float64Array(this.size);
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
    lossError(this.drive.loss, this.layers[this.last].a, this.drive.target, this.error);
    this.held = true;
  }

  /** Moves to the point z and writes R(z); returns its largest modulus, NaN where it is not finite. */
  evaluate(z: Float64Array, strength: number, residual: Float64Array): number {
    const { last, layers, topDownAt, inputAt } = this;
    const { forward, feedback } = this.circuit.chip;
    for (let k = 1; k <= last; k++) {
      const { a, topDown } = layers[k];
      if (k > 1) a.set(z.subarray(inputAt[k], inputAt[k] + a.length));
      if (k < last) topDown.set(z.subarray(topDownAt[k], topDownAt[k] + a.length));
      else this.nudgeOutput(strength);
      layers[k].update();
    }
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

  /** dR/dz at the point last evaluated, written row by row into `jacobian`. */
  jacobian(strength: number, jacobian: Float64Array): void {
    const { last, layers, size, topDownAt, inputAt } = this;
    const { forward, feedback } = this.circuit.chip;
    jacobian.fill(0);
    for (let i = 0; i < size; i++) jacobian[i * size + i] = -1;
    for (let k = 1; k < last; k++) {
      const columns = layers[k].a.length;
      const rows = layers[k + 1].a.length;
      const { weights } = forward[k];
      const down = feedback[k] ?? weights;
      const below = layers[k].sensitivity();
      const above = layers[k + 1].sensitivity();
      const slope = k + 1 === last ? this.nudgeSlope(strength) : null;
      for (let i = 0; i < rows; i++) {
        const inputRow = (inputAt[k + 1] + i) * size;
        for (let j = 0; j < columns; j++) {
          const w = weights[i * columns + j];
          if (k > 1) jacobian[inputRow + inputAt[k] + j] = w * below.activityByInput[j];
          jacobian[inputRow + topDownAt[k] + j] = w * below.activityByTopDown[j];
          const downRow = (topDownAt[k] + j) * size;
          const b = down[i * columns + j];
          jacobian[downRow + inputAt[k + 1] + i] += b * above.differenceByInput[i];
          if (slope === null) {
            jacobian[downRow + topDownAt[k + 1] + i] = b * above.differenceByTopDown[i];
            continue;
          }
          const nudged = b * above.differenceByTopDown[i];
          const at = downRow + inputAt[last];
          for (let o = 0; o < rows; o++) jacobian[at + o] += nudged * slope[i * rows + o];
        }
      }
    }
  }

  private nudgeOutput(strength: number): void {
    const { a, topDown } = this.layers[this.last];
    if (!this.held) lossError(this.drive.loss, a, this.drive.target, this.error);
    for (let i = 0; i < topDown.length; i++) topDown[i] = strength * this.error[i];
  }

  /** dD_L/da_L, row-major: minus `strength` times the Hessian of the loss; 0 when the error is held. */
  private nudgeSlope(strength: number): Float64Array {
    const { a } = this.layers[this.last];
    if (this.held) return new Float64Array(a.length * a.length);
    return errorSlope(this.drive.loss, a).map((slope) => strength * slope);
  }
}
