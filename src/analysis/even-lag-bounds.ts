import { zeros } from '../linear/arrays.ts';
import { liesBelow } from '../linear/lies-below.ts';
import { ROOM } from '../linear/room.ts';
import type { SmallSignalLayer } from './small-signal.ts';
import { hiddenUnevenness, outputUnevenness } from './unevenness.ts';

/** Bounds on norms at omega = x / tau, as powers of g(x), by which two lags of these rates may differ. */
export interface EvenLagBounds {
  /** Of M. */
  readonly whole: number;
  /** Of N - M: without a term of order 0. */
  readonly uneven: readonly [number, number];
  /** Of what N is at k = 0. */
  readonly open: readonly [number, number, number];
}

/** In the notation of `evenLagsKeepClear`, tau in s. Null: M is not known to be symmetric, or does not end below +1. */
export function evenLagBounds(
  hidden: SmallSignalLayer,
  output: SmallSignalLayer,
  weights: Float64Array,
  errorSlope: Float64Array,
  factor: number,
  tau: number,
): EvenLagBounds | null {
  const above = outputUnevenness(output, errorSlope, factor, tau);
  if (above === null) return null;
  const { root, through, open, openUneven } = above;
  const { passed, uneven } = hiddenUnevenness(hidden, above.sign, tau);
  const n = output.size;
  const m = hidden.size;
  const loop = zeros(n * n);
  // Squares of Frobenius norms: of M, and of X = T W diag(uneven) W^T T, with columns, of X on both sides, times what outputs make.
  let [mSquare, mThrough, mOpen, mOpenUneven] = [0, 0, 0, 0];
  let [xSquare, xThrough, xOpen, xOpenUneven] = [0, 0, 0, 0];
  for (let j = 0; j < n; j++) {
    for (let l = 0; l <= j; l++) {
      let entry = 0;
      let spread = 0;
      for (let i = 0, p = j * m, q = l * m; i < m; i++, p++, q++) {
        const product = weights[p] * weights[q];
        entry += product * passed[i];
        spread += product * uneven[i];
      }
      const units = root[j] * root[l];
      entry *= units;
      spread *= units;
      loop[j * n + l] = entry;
      const half = (entry * entry) / (j === l ? 2 : 1);
      const both = spread * spread * (j === l ? 1 : 2);
      mSquare += 2 * half;
      mThrough += half * (through[j] ** 2 + through[l] ** 2);
      mOpen += half * (open[j] ** 2 + open[l] ** 2);
      mOpenUneven += half * (openUneven[j] ** 2 + openUneven[l] ** 2);
      xSquare += both;
      xThrough += both * (through[j] * through[l]) ** 2;
      xOpen += both * (open[j] * open[l]) ** 2;
      xOpenUneven += both * (openUneven[j] * openUneven[l]) ** 2;
    }
  }
  if (!(mSquare * (1 + ROOM) < 1) && !liesBelow(loop, n, 1)) return null;
  // |A diag(x) A^T diag(y)| <= |A diag(x)^(1/2)| |diag(y) A diag(x)^(1/2)|, whatever the phases of x and y.
  const x = Math.sqrt(xSquare);
  const beside = (square: number) => Math.sqrt(x * Math.sqrt(square)) * (1 + ROOM);
  return {
    whole: Math.sqrt(mSquare) * (1 + ROOM),
    uneven: [(x + Math.sqrt(mThrough)) * (1 + ROOM), beside(xThrough)],
    open: [Math.sqrt(mOpen) * (1 + ROOM), Math.sqrt(mOpenUneven) * (1 + ROOM) + beside(xOpen), beside(xOpenUneven)],
  };
}
