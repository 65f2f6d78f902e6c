import type { Fresh } from '../../../src/montecarlo/rare/lineage.ts';
import { normalQuantile } from '../../../src/random/normal-quantile.ts';

/** Mixes the bits of a whole number (MurmurHash3's finalizer). */
function mixed(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Fresh normal numbers by address, as a chip's streams, from a generator that is seeded in no time (sfc32 of hashed words), so that
 * tests may ask for millions of them.
 */
export function fastNormals(seed: number, repetition: number): Fresh {
  const own = mixed(mixed(seed + 0x9e3779b9) ^ mixed(repetition + 0x51ed270b));
  return ({ level, chain, step }, into) => {
    const h = mixed(own ^ mixed(level + 1) ^ mixed(chain + 0x7feb352d) ^ mixed(step + 0x2c1b3c6d));
    let [a, b, c, counter] = [mixed(h + 1) | 0, mixed(h + 2) | 0, mixed(h + 3) | 0, 1];
    const next = () => {
      const t = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      return t >>> 0;
    };
    for (let warming = 0; warming < 8; warming++) next();
    for (let i = 0; i < into.length; i++) into[i] = normalQuantile((next() + 0.5) / 2 ** 32);
  };
}
