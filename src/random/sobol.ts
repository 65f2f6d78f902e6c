/**
 * A primitive polynomial over GF(2), of degree s with the inner coefficients a, and the first s direction numbers m, for dimensions 2 to 24:
 * new-joe-kuo-6.21201 (S. Joe, F. Y. Kuo, SIAM J Sci Comput 30:2635, 2008).
 */
const POLYNOMIALS: readonly (readonly [s: number, a: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
  [7, 7, [1, 1, 3, 13, 7, 35, 63]],
  [7, 8, [1, 3, 5, 9, 1, 25, 53]],
  [7, 14, [1, 3, 1, 13, 9, 35, 107]],
];

/** Dimensions of the sequence. */
export const SOBOL_DIMENSIONS = POLYNOMIALS.length + 1;
const BITS = 32;

/** Direction numbers of each dimension as far as they were asked for, v_j = m_j 2^(32 - j). */
const directions: (Uint32Array | undefined)[] = [];

/**
 * Coordinate `dimension` (from 0) of point `index` of the Sobol sequence in Gray code order, as the 32 bits behind the binary point: the
 * exclusive or of the direction numbers at the bits of index ^ (index >> 1). The first 2^m points, and each 2^m that follow such,
 * have one in every interval of length 2^-m of a dimension.
 */
export function sobolBits(index: number, dimension: number): number {
  if (!(Number.isInteger(index) && index >= 0 && index < 2 ** BITS)) {
    throw new Error(`Sobol: expected a point below 2^32, got ${index}`);
  }
  directions[dimension] ??= directionsOf(dimension);
  const own = directions[dimension];
  let bits = 0;
  for (let gray = (index ^ (index >>> 1)) >>> 0, j = 0; gray > 0; gray >>>= 1, j++) {
    if (gray & 1) bits ^= own[j];
  }
  return bits >>> 0;
}

function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, j) => 2 ** (BITS - 1 - j));
  const polynomial = POLYNOMIALS[dimension - 1];
  if (polynomial === undefined)
    throw new Error(`Sobol: expected a dimension below ${SOBOL_DIMENSIONS}, got ${dimension}`);
  const [s, a, m] = polynomial;
  for (let j = 0; j < BITS; j++) {
    if (j < s) {
      v[j] = m[j] * 2 ** (BITS - 1 - j);
      continue;
    }
    v[j] = v[j - s] ^ (v[j - s] >>> s);
    for (let k = 1; k < s; k++) if ((a >>> (s - 1 - k)) & 1) v[j] ^= v[j - k];
  }
  return v;
}
