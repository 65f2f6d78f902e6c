import type { Snapshot } from '../learning/snapshot.ts';
import type { SmallSignal, State } from './small-signal.ts';

/** A point of a branch. */
export class BranchPoint {
  readonly beta: number;
  /** The unknowns of the stationary equations, to compare with other states of the circuit. */
  readonly z: Float64Array;
  /** Whether a rail cuts an output that it does not cut in the free chip. */
  readonly cut: boolean;
  readonly signal: SmallSignal;
  /** Growing modes here; null: it was not looked at them. */
  readonly growing: number | null;
  private readonly snapshot: Snapshot;

  constructor(
    beta: number,
    z: Float64Array,
    cut: boolean,
    signal: SmallSignal,
    growing: number | null,
    snapshot: Snapshot,
  ) {
    this.beta = beta;
    this.z = z;
    this.cut = cut;
    this.signal = signal;
    this.growing = growing;
    this.snapshot = snapshot;
  }

  /** s_c per layer; null at 0. */
  get state(): State {
    return this.snapshot.state;
  }

  /** v_c per layer, full scales; null at 0. */
  get drives(): State {
    return this.snapshot.drives;
  }

  /** m_k and d_k per layer, auto-zeroed where the chip does so; null at 0. */
  get activity(): readonly (Float64Array | null)[] {
    return this.snapshot.activity;
  }

  get difference(): readonly (Float64Array | null)[] {
    return this.snapshot.difference;
  }

  /** a_L. */
  get output(): Float64Array {
    return this.snapshot.output;
  }

  /** Lowest and highest v that a compartment with an output is driven to, full scales. */
  get driven(): readonly [low: number, high: number] {
    return this.snapshot.extremes;
  }
}
