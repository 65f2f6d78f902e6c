import { arraysOf } from '../linear/arrays.ts';
import { Factorisation } from '../linear/factorisation.ts';
import type { StationaryEquations } from './stationary-equations.ts';

/** Roots of equations that are linear while every compartment keeps to its piece, in closed form. */
export interface LinearPiece {
  /** Writes the root at the parameter p and dz/dp; returns the sign of the determinant, 0: there is no root. */
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
  private slope = 1;
  private readonly z: Float64Array;
  /** dz/dE_L, one row for each unknown. */
  private readonly units: Float64Array;
  /** I - Z C and Z F, n_L x n_L row-major. */
  private readonly open: Float64Array;
  private readonly byTopDown: Float64Array;
  private readonly differenceByInput: Float64Array;
  private readonly differenceByTopDown: Float64Array;
  private readonly error: Float64Array;
  private readonly system: Factorisation;
  private readonly change: Float64Array;
  private readonly changeRate: Float64Array;
  private readonly sent: Float64Array;
  private readonly sentRate: Float64Array;

  constructor(equations: StationaryEquations) {
    const n = equations.outputs;
    this.equations = equations;
    const { size } = equations;
    [this.z, this.units, this.open, this.byTopDown] = arraysOf(size, size * n, n * n, n * n);
    [this.differenceByInput, this.differenceByTopDown, this.error] = arraysOf(n, n, n);
    [this.change, this.changeRate, this.sent, this.sentRate] = arraysOf(n, n, n, n);
    this.system = new Factorisation(n);
  }

  /** Takes up the piece on which every compartment is, where the equations are at the root z at `beta`. */
  enter(z: Float64Array, beta: number): void {
    const { equations, units, open, byTopDown, differenceByInput } = this;
    const { reduction, output } = equations.reduce(units);
    const { error, slope } = equations.outputError;
    this.beta = beta;
    this.sign = reduction.sign;
    this.slope = slope;
    this.z.set(z);
    this.error.set(error);
    this.differenceByInput.set(output.differenceByInput);
    this.differenceByTopDown.set(output.differenceByTopDown);
    const { returned } = reduction;
    const n = error.length;
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < n; j++, at++) {
        open[at] = (i === j ? 1 : 0) - returned[at] * differenceByInput[j];
        byTopDown[at] = returned[at] * this.differenceByTopDown[j];
      }
    }
  }

  at(beta: number, z: Float64Array, tangent: Float64Array): number {
    if (this.sign === 0) return 0;
    const { slope, error, open, byTopDown, units, system, change, changeRate, sent, sentRate } = this;
    const n = error.length;
    const step = beta - this.beta;
    const strength = slope * beta;
    for (let at = 0; at < open.length; at++) system.values[at] = open[at] + strength * byTopDown[at];
    const closed = system.factorise();
    if (closed === 0) return 0;
    // x is step q with M q = Z F e_0, and q changes as M does, by slope Z F.
    multiply(byTopDown, error, change);
    system.solve(change);
    multiply(byTopDown, change, changeRate);
    system.solve(changeRate);
    for (let j = 0; j < n; j++) {
      const x = step * change[j];
      const rate = change[j] - slope * step * changeRate[j];
      const own = this.differenceByInput[j];
      const above = this.differenceByTopDown[j];
      sent[j] = own * x + above * (step * error[j] - strength * x);
      sentRate[j] = own * rate + above * (error[j] - slope * (x + beta * rate));
    }
    for (let i = 0, at = 0; i < z.length; i++) {
      let moved = 0;
      let moving = 0;
      for (let j = 0; j < n; j++, at++) {
        moved += units[at] * sent[j];
        moving += units[at] * sentRate[j];
      }
      z[i] = this.z[i] + moved;
      tangent[i] = moving;
    }
    return this.sign * closed;
  }
}

/** y = A x, A row-major. */
function multiply(matrix: Float64Array, x: Float64Array, y: Float64Array): void {
  const n = x.length;
  for (let i = 0, at = 0; i < y.length; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[at++] * x[j];
    y[i] = sum;
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
