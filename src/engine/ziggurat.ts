import { exp, ln } from '../model/elementary.ts';

/*
 * Tables of the ziggurat method (Marsaglia and Tsang, Journal of Statistical Software 5:8, 2000), 256 layers of equal area:
 * layer i reaches from 0 to x[i], the density falls from f[i] to f[i + 1] over it; layer 0 stands for the tail too.
 */

const LAYERS = 256;

/** x[0 .. 256], then f[0 .. 256], of a decreasing density with its inverse; the tail begins at `edge`. */
function tables(edge: number, area: number, density: (x: number) => number, inverse: (f: number) => number): number[] {
  const x = [area / density(edge), edge];
  for (let i = 2; i < LAYERS; i++) x.push(inverse(area / x[i - 1] + density(x[i - 1])));
  x.push(0);
  return [...x, ...x.map(density)];
}

/** Where the tails begin, with the areas of the layers. */
const NORMAL_EDGE = 3.654152885361009;
const EXPONENTIAL_EDGE = 7.697117470131049;

/** Those of the standard normal density (without its factor), then those of the exponential one. */
export function zigguratTables(): Float64Array {
  return Float64Array.of(
    ...tables(
      NORMAL_EDGE,
      0.004928673233974655,
      (x) => exp((-x * x) / 2),
      (f) => Math.sqrt(-2 * ln(f)),
    ),
    ...tables(
      EXPONENTIAL_EDGE,
      0.003949659822581557,
      (x) => exp(-x),
      (f) => -ln(f),
    ),
  );
}
