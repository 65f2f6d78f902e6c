import type { StationaryEquations } from './stationary-equations.ts';

/** Roots of equations that are linear while every compartment keeps to its piece, in closed form; as long as they are at the desk. */
export interface LinearPiece {
  /** Writes the root at the parameter p and dz/dp into vectors of the desk; returns the sign of the determinant, 0: there is no root. */
  at(p: number, z: Float64Array, tangent: Float64Array): number;
}

/**
 * The roots of the stationary equations as beta grows. All unknowns are linear in what the output sends down, E_L, so with the
 * layers below it eliminated once, what is left to solve at any beta is a system of the size of the output: with x the change
 * of a_L since the point where the piece was entered, C = dE_L/da_L, F = dE_L/dD_L, Z = da_L/dE_L of the layers below,
 *
 *     x = Z (C x + F (beta e - beta_0 e_0)),    e = e_0 - x of squared error, e = e_0 of an error that is held.
 */
export class BetaPiece implements LinearPiece {
  private readonly equations: StationaryEquations;
  private beta = 0;
  private sign = 0;

  constructor(equations: StationaryEquations) {
    this.equations = equations;
  }

  /** Takes up the piece on which every compartment is, where the equations are at the root z at `beta`. */
  enter(z: Float64Array, beta: number): void {
    this.beta = beta;
    this.sign = this.equations.enterPiece(z);
  }

  at(beta: number, z: Float64Array, tangent: Float64Array): number {
    if (this.sign === 0) return 0;
    const { equations } = this;
    const step = beta - this.beta;
    const { kernel } = equations.desk;
    return kernel.rootAt(0, beta, step, equations.errorFollows, z.byteOffset, tangent.byteOffset);
  }
}

/** Roots on a straight line. */
export class StraightPiece implements LinearPiece {
  private readonly p: number;
  private readonly z: Float64Array;
  private readonly tangent: Float64Array;
  private readonly sign: number;

  /** @param sign of the determinant */
  constructor(z: Float64Array, p: number, tangent: Float64Array, sign: number) {
    this.p = p;
    this.z = z.slice();
    this.tangent = tangent.slice();
    this.sign = sign;
  }

  at(p: number, z: Float64Array, tangent: Float64Array): number {
    for (let i = 0; i < z.length; i++) z[i] = this.z[i] + (p - this.p) * this.tangent[i];
    tangent.set(this.tangent);
    return this.sign;
  }
}
