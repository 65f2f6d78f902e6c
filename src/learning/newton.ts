/** A system R(z) = 0 that is smooth but for kinks, and its derivative, both at a strength that is varied from outside. */
export interface System {
  readonly size: number;
  /** Moves to z, writes R(z), returns its largest modulus. */
  evaluate(z: Float64Array, strength: number, residual: Float64Array): number;
  /**
   * Solves (dR/dz - shift) x = b where last evaluated, b becoming x. Returns the sign of the determinant, that of a system
   * without feedback taken as 1; 0: singular.
   */
  solveLinearised(strength: number, shift: number, b: Float64Array): number;
}

/** Converged: largest residual below this times the largest of 1 and |z|; some tens of roundings of a sum of 100 terms. */
const TOLERANCE = 1e-12;
/** Shortest step tried, as a fraction of Newton's. */
const SHORTEST = 2 ** -8;

/** Where all of them work, one after the other; as long as was ever needed. */
let room = new Float64Array(0);

/** Newton's method on semi-smooth equations (Qi and Sun 1993), with steps halved until the residual falls. */
export class Newton {
  private readonly system: System;
  private readonly residual: Float64Array;
  private readonly step: Float64Array;
  private readonly trial: Float64Array;

  constructor(system: System) {
    this.system = system;
    const { size } = system;
    if (room.length < 3 * size) room = new Float64Array(3 * size);
    this.residual = room.subarray(0, size);
    this.step = room.subarray(size, 2 * size);
    this.trial = room.subarray(2 * size, 3 * size);
  }

  /** Moves z to a root; true when it is one, and then the system was last evaluated there. */
  solve(z: Float64Array, strength: number, maxSteps: number): boolean {
    const { system, residual, step } = this;
    let largest = system.evaluate(z, strength, residual);
    for (let count = 0; count < maxSteps && !isRoot(largest, z); count++) {
      step.set(residual);
      if (system.solveLinearised(strength, 0, step) === 0) return false;
      const reached = this.descend(z, strength, largest);
      if (reached === null) return false;
      largest = reached;
    }
    return isRoot(largest, z);
  }

  /**
   * Follows the flow dz/dt = R(z) in implicit Euler steps that grow as the residual falls (pseudo-transient continuation,
   * Kelley and Keyes 1998): comes to rest where the flow does, also where no path of roots leads.
   */
  relax(z: Float64Array, strength: number, maxSteps: number): boolean {
    const { system, residual, step } = this;
    let largest = system.evaluate(z, strength, residual);
    let time = 1;
    for (let count = 0; count < maxSteps && !isRoot(largest, z); count++) {
      step.set(residual);
      if (system.solveLinearised(strength, 1 / time, step) === 0) return false;
      for (let i = 0; i < z.length; i++) z[i] -= step[i];
      const before = largest;
      largest = system.evaluate(z, strength, residual);
      time *= Math.min(10, Math.max(0.1, before / largest));
    }
    return isRoot(largest, z);
  }

  /** z less Newton's step, or the part of it that lowers the residual; null: none does. */
  private descend(z: Float64Array, strength: number, before: number): number | null {
    const { system, residual, step, trial } = this;
    for (let part = 1; part >= SHORTEST; part /= 2) {
      for (let i = 0; i < z.length; i++) trial[i] = z[i] - part * step[i];
      const largest = system.evaluate(trial, strength, residual);
      if (largest < (1 - part / 10) * before || isRoot(largest, trial)) {
        z.set(trial);
        return largest;
      }
    }
    return null;
  }
}

function isRoot(largest: number, z: Float64Array): boolean {
  if (largest <= TOLERANCE) return true;
  let most = 1;
  for (let i = 0; i < z.length; i++) most = Math.max(most, Math.abs(z[i]));
  return largest <= TOLERANCE * most;
}
