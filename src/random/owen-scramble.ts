/**
 * Owen's nested scrambling of 32 bits behind the binary point, by a hash in place of a tree of random bits (B. Burley, J Comput Graph Tech
 * 9(4):1, 2020): numbers that agree in their first k bits still do, so that a scrambled Sobol sequence is as even as before, and over
 * all seeds each number is uniform.
 */
export function owenScramble(bits: number, seed: number): number {
  let x = reversed(bits);
  x = (x + seed) >>> 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reversed(x >>> 0);
}

function reversed(bits: number): number {
  let x = bits;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
