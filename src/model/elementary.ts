import stdlibAtan2 from '@stdlib/math-base-special-atan2';
import stdlibCos from '@stdlib/math-base-special-cos';
import stdlibExp from '@stdlib/math-base-special-exp';
import stdlibExpm1 from '@stdlib/math-base-special-expm1';
import stdlibLn from '@stdlib/math-base-special-ln';
import stdlibLog1p from '@stdlib/math-base-special-log1p';
import stdlibPow from '@stdlib/math-base-special-pow';
import stdlibSin from '@stdlib/math-base-special-sin';

/*
 * The elementary functions that results rest on. Those of `Math` may come out otherwise in the last bit from one version of
 * a JavaScript engine to the next (`Math.pow` does between Node 22 and 24, all of them do between Node and a newer
 * Chromium); these are sums and products alone, and so the same everywhere. Square roots are exact in every engine. The
 * build writes the packages' code into this module's output (scripts/bundle.mjs).
 */

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;

export const exp: Unary = stdlibExp;
export const expm1: Unary = stdlibExpm1;
/** Natural logarithm. */
export const ln: Unary = stdlibLn;
export const log1p: Unary = stdlibLog1p;
export const sin: Unary = stdlibSin;
export const cos: Unary = stdlibCos;
/** Angle of (x, y), rad, as Math.atan2(y, x). */
export const atan2: Binary = stdlibAtan2;
/** x to the power y. */
export const pow: Binary = stdlibPow;

/** By r = 1 - e^{-2 |x|}: free of cancellation, and odd to the bit. */
export function tanh(x: number): number {
  const r = -expm1(-2 * Math.abs(x));
  const size = r / (2 - r);
  return x < 0 || Object.is(x, -0) ? -size : size;
}
