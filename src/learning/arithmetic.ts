import type { Circuit, CircuitLayer } from '../engine/circuit.ts';
import { DOUBLES } from '../linear/batch-products.ts';
import type { Products } from '../linear/connector.ts';
import type { Numbers } from '../model/numbers.ts';
import type { LayerBatch } from './layer-batch.ts';
import { respond } from './respond.ts';
import { respondCompiled } from './respond-compiled.ts';

/** Takes up what a layer's `a` and `topDown` hold; returns the largest change of an s_c, NaN where one is not finite. */
export type Responder<A extends Numbers> = (layer: LayerBatch<A>, damping: Float64Array | null) => number;

/** What is done with whole batches in one precision. Entry b * n + i of an array is component i of sample b. */
export interface Arithmetic<A extends Numbers> extends Products<A> {
  /** An iteration whose last pass changes no s_c by more has settled, full scales. */
  readonly rounding: number;
  /** Gives up all arrays that were handed out so far: what holds them is at its end. */
  reuse(): void;
  /** Values in this precision, in an array of their own or in one that held as many before. */
  taken(values: Float64Array, former: A | null): A;
  responder(own: CircuitLayer): Responder<A>;
}

/** The arrays of a circuit's chip, and what is done with them. Their values may change. */
export interface CircuitArrays<A extends Numbers> {
  readonly arithmetic: Arithmetic<A>;
  readonly forward: readonly { readonly weights: A; readonly bias: A }[];
  /** Null: the forward array is read in transpose. */
  readonly feedback: readonly (A | null)[];
}

/** In double precision every component is one sum in the order of its terms: a batch gives the bits of its samples. */
export const DOUBLE: Arithmetic<Float64Array> = {
  ...DOUBLES,
  rounding: 1e-12,
  reuse: () => {},
  taken: (values) => values,
  responder: (own) => (layer, damping) =>
    own.phi.shape === 'cut' ? respondCompiled(own, layer, damping) : respond(own, layer, damping),
};

export function doublesOf({ chip }: Circuit): CircuitArrays<Float64Array> {
  return { arithmetic: DOUBLE, forward: chip.forward, feedback: chip.feedback };
}
