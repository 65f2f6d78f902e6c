/** Joe and Kuo's numbers (2008, new-joe-kuo-6) of dimensions 2 to 6: degree, coefficients, first m. */
const POLYNOMIALS: readonly (readonly [s: number, a: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
];
const BITS = 32;

/** Direction numbers v_1 .. v_32 of a dimension from 0. */
function directions(dimension: number): number[] {
  if (dimension === 0) return Array.from({ length: BITS }, (_, j) => 2 ** (BITS - 1 - j));
  const [s, a, first] = POLYNOMIALS[dimension - 1];
  const m = [...first];
  for (let j = s; j < BITS; j++) {
    let next = BigInt(m[j - s]) ^ (BigInt(m[j - s]) << BigInt(s));
    for (let k = 1; k < s; k++) if ((a >> (s - 1 - k)) & 1) next ^= BigInt(m[j - k]) << BigInt(k);
    m.push(Number(next));
  }
  return m.map((value, j) => value * 2 ** (BITS - 1 - j));
}

/** Point i of the unscrambled sequence in [0, 1)^dimensions, by Gray code, up to 6 dimensions. */
export function sobolPoint(i: number, dimensions: number): number[] {
  const gray = (i ^ (i >>> 1)) >>> 0;
  return Array.from({ length: dimensions }, (_, dimension) => {
    let bits = 0;
    for (const [j, v] of directions(dimension).entries()) if ((gray >>> j) & 1) bits = (bits ^ v) >>> 0;
    return bits / 2 ** BITS;
  });
}
