import type { Circuit } from './circuit.ts';

/** Throws where an array of a circuit is read in patches or through a pool, which the layer-wise iteration and backprop alone know. */
export function assertDense({ chip }: Circuit): void {
  const at = (chip.connections ?? []).findIndex((connection) => connection !== null);
  if (at >= 0)
    throw new Error(`chip "${chip.name}": connections[${at}]: expected null, a dense array, for this engine`);
}
