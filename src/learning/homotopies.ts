import { zeros } from '../linear/arrays.ts';
import { BetaPiece, type LinearPiece, StraightPiece } from './linear-piece.ts';
import type { Homotopy } from './path.ts';
import type { StationaryEquations } from './stationary-equations.ts';

/** The stationary equations with beta as the parameter. */
export class BetaHomotopy implements Homotopy {
  readonly equations: StationaryEquations;
  readonly strengthRate = 1;
  private own: BetaPiece | null = null;

  constructor(equations: StationaryEquations) {
    this.equations = equations;
  }

  get size(): number {
    return this.equations.size;
  }

  evaluate(z: Float64Array, beta: number, residual: Float64Array): number {
    return this.equations.evaluate(z, beta, residual);
  }

  solveLinearised(beta: number, shift: number, b: Float64Array): number {
    return this.equations.solveLinearised(beta, shift, b);
  }

  rate(rate: Float64Array): void {
    this.equations.strengthRate(rate);
  }

  strength(beta: number): number {
    return beta;
  }

  /** One object for all pieces, so only the last is to be used. */
  piece(z: Float64Array, beta: number): LinearPiece | null {
    if (!this.equations.isPiecewiseLinear) return null;
    this.own ??= new BetaPiece(this.equations);
    this.own.enter(z, beta);
    return this.own;
  }
}

/**
 * R(z) = (1 - p) R(z_0) at one beta: from a state z_0 that something holds off the roots, such as the errors of the
 * encoders, to a root as that is taken away in proportion.
 */
export class ReleaseHomotopy implements Homotopy {
  readonly equations: StationaryEquations;
  readonly strengthRate = 0;
  private readonly beta: number;
  private readonly held: Float64Array;

  constructor(equations: StationaryEquations, beta: number, from: Float64Array) {
    this.equations = equations;
    this.beta = beta;
    this.held = zeros(from.length);
    equations.thaw();
    equations.evaluate(from, beta, this.held);
  }

  get size(): number {
    return this.equations.size;
  }

  evaluate(z: Float64Array, p: number, residual: Float64Array): number {
    this.equations.evaluate(z, this.beta, residual);
    let largest = 0;
    for (let i = 0; i < residual.length; i++) {
      residual[i] -= (1 - p) * this.held[i];
      largest = Math.max(largest, Math.abs(residual[i]));
      if (Number.isNaN(residual[i])) return Number.NaN;
    }
    return largest;
  }

  solveLinearised(_p: number, shift: number, b: Float64Array): number {
    return this.equations.solveLinearised(this.beta, shift, b);
  }

  rate(rate: Float64Array): void {
    rate.set(this.held);
  }

  strength(): number {
    return this.beta;
  }

  piece(z: Float64Array, p: number): LinearPiece | null {
    if (!this.equations.isPiecewiseLinear) return null;
    const tangent = this.held.map((value) => -value);
    const sign = this.equations.solveLinearised(this.beta, 0, tangent);
    return new StraightPiece(z, p, tangent, sign);
  }
}
