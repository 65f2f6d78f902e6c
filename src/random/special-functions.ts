import stdlibErfc from '@stdlib/math-base-special-erfc';
import stdlibBetaQuantile from '@stdlib/stats-base-dists-beta-quantile';

/*
 * The two functions come as 224 packages of 26 MB. The build writes the part that they need into this module's output
 * (scripts/bundle.mjs), so that who installs dyadsim gets one file instead.
 */

/** Complementary error function. */
export const erfc: (x: number) => number = stdlibErfc;

/** Quantile of the Beta law at probability p, for shapes alpha, beta > 0. */
export const betaQuantile: (p: number, alpha: number, beta: number) => number = stdlibBetaQuantile;
