import { activate, activationSlope } from '../chip/activation.ts';
import type { Circuit } from '../engine/circuit.ts';
import { LayerBatch } from './layer-batch.ts';

/** Derivatives of what a layer's neurons send, one entry per neuron. */
export interface Sensitivity {
  /** dM/da and dM/dD. */
  readonly activityByInput: Float64Array;
  readonly activityByTopDown: Float64Array;
  /** dE/da and dE/dD. */
  readonly differenceByInput: Float64Array;
  readonly differenceByTopDown: Float64Array;
}

/** Layer k of a circuit at rest at given inputs, one sample. */
export class LayerPoint extends LayerBatch {
  constructor(circuit: Circuit, k: number) {
    super(circuit, k, 1);
  }

  sensitivity(): Sensitivity {
    const { nudging, chip } = this.circuit;
    const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[this.k]!;
    const { threshold, gain, offset } = chip.neurons[this.k]!;
    const n = this.a.length;
    const activityByInput = new Float64Array(n);
    const activityByTopDown = new Float64Array(n);
    const differenceByInput = new Float64Array(n);
    const differenceByTopDown = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const a = this.a[i];
      const d = this.topDown[i];
      const plus = this.slope(a + gainPlus[i] * d, gain.plus[i], offset.plus[i]);
      const minus = this.slope(a - gainMinus[i] * d, gain.minus[i], offset.minus[i]);
      const [mean, sent] = [threshold.activity[i], threshold.difference[i]];
      activityByInput[i] = (weightPlus[i] * plus + weightMinus[i] * minus) / mean;
      activityByTopDown[i] = (weightPlus[i] * gainPlus[i] * plus - weightMinus[i] * gainMinus[i] * minus) / mean;
      differenceByInput[i] = (plus - minus) / sent;
      differenceByTopDown[i] = (gainPlus[i] * plus + gainMinus[i] * minus) / sent;
    }
    return { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown };
  }

  /** Whether a rail cuts the output of a compartment of neuron i that is driven to v. */
  private cut(v: number, gain: number, offset: number): boolean {
    const { rails } = this.circuit.chip;
    if (rails === null || (v >= rails[0] && v <= rails[1])) return false;
    const rail = v < rails[0] ? rails[0] : rails[1];
    return activate(this.activation, gain * v + offset) !== activate(this.activation, gain * rail + offset);
  }

  /** Whether a rail cuts an output here that it would not cut at the inputs of the forward pass, `free`. */
  pinnedBeyond(free: Float64Array): boolean {
    const { nudging, chip } = this.circuit;
    const { gainPlus, gainMinus } = nudging[this.k]!;
    const { gain, offset } = chip.neurons[this.k]!;
    return this.a.some(
      (a, i) =>
        (this.cut(a + gainPlus[i] * this.topDown[i], gain.plus[i], offset.plus[i]) &&
          !this.cut(free[i], gain.plus[i], offset.plus[i])) ||
        (this.cut(a - gainMinus[i] * this.topDown[i], gain.minus[i], offset.minus[i]) &&
          !this.cut(free[i], gain.minus[i], offset.minus[i])),
    );
  }

  /** ds/dv of a compartment that is driven to v. */
  private slope(v: number, gain: number, offset: number): number {
    const { rails } = this.circuit.chip;
    if (rails !== null && (v < rails[0] || v > rails[1])) return 0;
    return gain * activationSlope(this.activation, gain * v + offset);
  }
}
