import type { Circuit, Drive } from '../engine/circuit.ts';
import { drivenEquations } from '../learning/free-state.ts';
import { ReleaseHomotopy } from '../learning/homotopies.ts';
import { Newton } from '../learning/newton.ts';
import { Path } from '../learning/path.ts';
import type { StationaryEquations } from '../learning/stationary-equations.ts';
import { linearisePoint } from './branch.ts';
import type { BranchPoint } from './branch-point.ts';
import { growingModes } from './margins.ts';
import type { SmallGain } from './small-gain.ts';
import type { State } from './small-signal.ts';

/** A stationary state of a circuit with thresholds going to 0. */
export interface Rest {
  readonly z: Float64Array;
  /** s_c per layer; null at 0. */
  readonly state: State;
  /** Growing modes there, delays included. */
  readonly growing: number;
  /** Whether a rail cuts an output that it does not cut in the free chip. */
  readonly cut: boolean;
}

/** Two states nearer than this, relative to the largest of 1 and |z|, are one. */
const SAME = 1e-7;
const NEWTON_STEPS = 50;

/** Finds the stationary states that belong to states of runs. */
export class RestFinder {
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly equations: StationaryEquations;
  private readonly forwardInput: readonly Float64Array[];
  private readonly smallGain: SmallGain;
  private readonly point: BranchPoint | null;
  private readonly known: Rest[] = [];

  /**
   * @param forwardInput a_k of the free chip, index 1 .. L
   * @param smallGain of this circuit
   * @param point of the branch at the drive's beta, of which it is known how many modes grow; null: it has none
   */
  constructor(
    circuit: Circuit,
    drive: Drive,
    forwardInput: readonly Float64Array[],
    smallGain: SmallGain,
    point: BranchPoint | null,
  ) {
    this.circuit = circuit;
    this.drive = drive;
    this.equations = drivenEquations(circuit, drive);
    this.forwardInput = forwardInput;
    this.smallGain = smallGain;
    this.point = point;
  }

  /**
   * The stationary state of which a state at rest within its thresholds is a neighbour. At rest every receiver has what is
   * sent to within one threshold, so a_k and D_k solve the stationary equations but for an error that lies within the
   * encoders' bound; as that error is taken away in proportion, every state on the way is one at which encoders of these
   * thresholds might rest. Null where the way ends: nothing but the thresholds holds the state.
   */
  polished(z: Float64Array): Rest | null {
    const { equations } = this;
    const path = new Path(new ReleaseHomotopy(equations, this.drive.beta, z), z.slice(), 0);
    while (path.at < 1) {
      const stretch = path.advance(1);
      if (stretch === 'fold' || (stretch === 'kink' && !path.cross())) return null;
    }
    equations.respond();
    return this.restAt(path.z);
  }

  /** The stationary state to which Newton's method leads from a state that moves no more; null: to none. */
  nearest(z: Float64Array): Rest | null {
    const { equations } = this;
    equations.thaw();
    const root = z.slice();
    return new Newton(equations).solve(root, this.drive.beta, NEWTON_STEPS) ? this.restAt(root) : null;
  }

  /** z of the inputs a_k and D_k, index 1 .. L. */
  pack(layers: Parameters<StationaryEquations['pack']>[0]): Float64Array {
    return this.equations.pack(layers);
  }

  /** The equations are at z. */
  private restAt(z: Float64Array): Rest {
    const known = this.known.find((rest) => isSameState(rest.z, z));
    if (known !== undefined) return known;
    const { equations, forwardInput } = this;
    const rest = {
      z: z.slice(),
      state: equations.snapshot().state,
      growing: this.growingAt(z),
      cut: equations.isCutBeyond(forwardInput),
    };
    this.known.push(rest);
    return rest;
  }

  /** Growing modes at z, where the equations are: known where that is the point of the branch. */
  private growingAt(z: Float64Array): number {
    const { circuit, drive, equations, point, smallGain } = this;
    if (point !== null && point.growing !== null && isSameState(z, point.z)) return point.growing;
    return growingModes(linearisePoint(circuit, drive, drive.beta, equations), smallGain, 1).unstableModes;
  }
}

/** Whether two states of one circuit are the same. */
export function isSameState(a: Float64Array, b: Float64Array): boolean {
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.every((value, i) => Math.abs(value - b[i]) <= SAME * scale);
}
