import type { Compartments } from '../chip/chip.ts';
import { copyOf, zeros } from '../linear/arrays.ts';
import type { StationaryEquations } from './stationary-equations.ts';

/** The piece of phi and rails on which every compartment of a circuit is, by layer; null at 0: -1 and 1 on a flat side, 0 between. */
export type KeptPieces = readonly (Compartments | null)[];

/** Those to which equations keep, or that they are on where they were last evaluated. */
export function piecesOf(equations: StationaryEquations): KeptPieces {
  equations.sensitise();
  return equations.layers.map(({ piecePlus, pieceMinus }, k) =>
    k === 0 ? null : { plus: copyOf(piecePlus), minus: copyOf(pieceMinus) },
  );
}

/**
 * The root of equations, linear but for their strength, whose compartments all keep to these pieces, beyond their ends too: with them a
 * state is smooth in everything that a circuit is made of. The equations are left there. Null: singular.
 */
export function rootOnPieces(
  equations: StationaryEquations,
  pieces: KeptPieces,
  near: Float64Array,
  strength: number,
): Float64Array | null {
  equations.keep(pieces);
  const z = copyOf(near);
  const residual = zeros(z.length);
  equations.evaluate(z, strength, residual);
  if (equations.solveLinearised(strength, 0, residual) === 0) return null;
  for (let i = 0; i < z.length; i++) z[i] -= residual[i];
  equations.evaluate(z, strength, residual);
  return z;
}

/** ds/dv of every compartment on the piece to which it keeps, by layer; null at 0. */
export function keptSlopes(equations: StationaryEquations): (Compartments | null)[] {
  return equations.slopes().map((slopes) => slopes && { plus: copyOf(slopes.plus), minus: copyOf(slopes.minus) });
}
