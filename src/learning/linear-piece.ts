import { solveReal } from '../linear/solve.ts';
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
  private readonly beta: number;
  private readonly z: Float64Array;
  /** dz/dE_L, one array for each output. */
  private readonly columns: readonly Float64Array[];
  private readonly sign: number;
  /** Z C and Z F, n_L x n_L row-major. */
  private readonly byInput: Float64Array;
  private readonly byTopDown: Float64Array;
  private readonly differenceByInput: Float64Array;
  private readonly differenceByTopDown: Float64Array;
  private readonly error: Float64Array;
  private readonly slope: number;
  /** Made once for all calls. */
  private readonly system: Float64Array;
  private readonly answers: Float64Array;

  /** The equations are at the root z at `beta`, every compartment on its piece. */
  constructor(equations: StationaryEquations, z: Float64Array, beta: number) {
    const { layers, last } = equations;
    const reduction = equations.reduced();
    const { differenceByInput, differenceByTopDown } = layers[last].sensitivity();
    const n = differenceByInput.length;
    const { error, slope } = equations.outputError;
    this.beta = beta;
    this.z = z.slice();
    this.sign = reduction.sign;
    this.error = error.slice();
    this.slope = slope;
    this.system = new Float64Array(n * n);
    this.answers = new Float64Array(n * (n + 1));
    this.differenceByInput = differenceByInput;
    this.differenceByTopDown = differenceByTopDown;
    const scaled = (by: Float64Array) => reduction.returned.map((value, at) => value * by[at % n]);
    this.byInput = scaled(differenceByInput);
    this.byTopDown = scaled(differenceByTopDown);
    const units = reduction.sign === 0 ? null : reduction.units();
    this.columns = Array.from({ length: units === null ? 0 : n }, (_, j) => {
      const of = (part: Float64Array) => part.subarray((j * part.length) / n, ((j + 1) * part.length) / n);
      const { input, topDown } = units!;
      return equations.pack(layers.map((_, k) => ({ a: of(input[k]), topDown: of(topDown[k]) })));
    });
  }

  at(beta: number, z: Float64Array, tangent: Float64Array): number {
    const { sign, slope, error, byInput, byTopDown, differenceByInput, differenceByTopDown, columns } = this;
    const n = error.length;
    const step = beta - this.beta;
    if (sign === 0) return 0;
    const { system, answers } = this;
    // Right sides: what the error alone does, and what a change of a_L does through the error that it makes.
    const width = n + 1;
    for (let i = 0; i < n; i++) {
      answers[i * width + n] = 0;
      for (let j = 0; j < n; j++) {
        const back = byTopDown[i * n + j];
        system[i * n + j] = slope * beta * back - byInput[i * n + j];
        answers[i * width + j] = slope * back;
        answers[i * width + n] += back * error[j];
      }
      system[i * n + i] += 1;
    }
    const closed = solveReal(system, answers);
    if (closed === 0) return 0;
    z.set(this.z);
    tangent.fill(0);
    for (let j = 0; j < n; j++) {
      // x_j, and its derivative: of step q with M q = Z F e_0, where M changes by slope Z F.
      const x = step * answers[j * width + n];
      let rate = answers[j * width + n];
      for (let l = 0; l < n; l++) rate -= answers[j * width + l] * step * answers[l * width + n];
      const [own, above] = [differenceByInput[j], differenceByTopDown[j]];
      const sent = own * x + above * (step * error[j] - slope * beta * x);
      const sentRate = own * rate + above * (error[j] - slope * (x + beta * rate));
      const column = columns[j];
      for (let i = 0; i < column.length; i++) {
        z[i] += sent * column[i];
        tangent[i] += sentRate * column[i];
      }
    }
    return sign * closed;
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
