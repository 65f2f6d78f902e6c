import { arnoldi } from '../linear/arnoldi.ts';
import { zeros } from '../linear/arrays.ts';
import { complexEigenvalues } from '../linear/complex-eigenvalues.ts';
import { complexMatrix } from '../linear/complex-matrix.ts';
import { stronglyConnected } from '../linear/components.ts';
import type { SquareMatrix } from '../linear/square-matrix.ts';
import { jacobian } from './jacobian.ts';
import type { SmallSignal } from './small-signal.ts';

/** Blocks up to this size are solved whole; larger ones by Arnoldi, in spaces that double until the answer stays. */
const DENSE = 120;
/** Relative change of the answer at which a doubled Krylov space has added nothing. */
const CONVERGED = 1e-5;

/**
 * Largest real part of the delay-free Jacobian's eigenvalues, 1/s; negative: stable without delay. A compartment that
 * passes no signal, being silent, saturated or at a rail, counts with its own -1/tau.
 */
export function spectralAbscissa(signal: SmallSignal): number {
  const matrix = jacobian(signal);
  let largest = -signal.silentRate;
  for (const members of stronglyConnected(matrix)) largest = Math.max(largest, abscissa(block(matrix, members)));
  return largest;
}

function abscissa(matrix: SquareMatrix): number {
  const { size, entries } = matrix;
  if (size === 1) return entries[0];
  if (size <= DENSE) {
    const whole = complexMatrix(size, size);
    whole.re.set(entries);
    return largestRealPart(complexEigenvalues(whole).re);
  }
  let previous = Number.NaN;
  for (let steps = DENSE; ; steps *= 2) {
    const projected = arnoldi(matrix, Math.min(steps, size));
    const closed = projected.rows < steps || steps >= size;
    const present = largestRealPart(complexEigenvalues(projected).re);
    if (closed || Math.abs(present - previous) <= CONVERGED * Math.abs(present)) return present;
    previous = present;
  }
}

function block({ size, entries }: SquareMatrix, members: readonly number[]): SquareMatrix {
  const n = members.length;
  const chosen = zeros(n * n);
  members.forEach((row, i) => {
    members.forEach((column, j) => {
      chosen[i * n + j] = entries[row * size + column];
    });
  });
  return { size: n, entries: chosen };
}

function largestRealPart(re: Float64Array): number {
  return re.reduce((largest, x) => Math.max(largest, x), -Infinity);
}

/**
 * Time constant, s, with which the slowest mode dies out, delays neglected: settling to a fraction f of the threshold
 * takes about this times ln(1/f). Null: some mode does not die out.
 */
export function dominantTimeConstant(abscissaPerSecond: number): number | null {
  return abscissaPerSecond < 0 ? -1 / abscissaPerSecond : null;
}
