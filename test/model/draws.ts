import { stream } from '../../src/random/stream.ts';

/** Uniform draws at an address. */
export function uniform(address: string, n: number, low: number, high: number): Float64Array {
  const random = stream('definitions', address);
  return Float64Array.from({ length: n }, () => low + (high - low) * random());
}
