import seedrandom from 'seedrandom';

/** Uniform numbers in (0, 1) with 53 random bits, never 0 or 1. */
export type Stream = () => number;

/**
 * The stream at an address. Every draw of the program has one: stream(seed, 'chip', 7, 'neuron.tau', ...), a function of
 * seed and names alone, never of what was drawn before, so results do not depend on threads, order or interruptions.
 *
 * Promise: an address gives the same bits on every platform and in every release; test/random holds their hash, and a
 * release that changes it says so in the CHANGELOG. Alea is seeded with the JSON text of the address, so 1 and "1"
 * differ; test/random also checks that neighbouring addresses and seeds give independent draws.
 */
export function stream(seed: string, ...address: readonly (string | number)[]): Stream {
  const generator = seedrandom.alea(JSON.stringify([seed, ...address]));
  return () => {
    let u = generator.double();
    while (u === 0) u = generator.double();
    return u;
  };
}
