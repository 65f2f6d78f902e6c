import type { ActivationDefinition } from '../model/activations.ts';
import { type Band, bandOf } from './band.ts';

/** What is known of a layer's compartments: limits of (phi(x) - phi(y)) / (x - y), and whether rails may act. */
export interface SlopeRange {
  readonly plus: Band;
  readonly minus: Band;
  /** 1 where a compartment of the neuron may be at a rail. */
  readonly railed: Uint8Array;
}

/** Slopes of an activation where nothing is known of x. */
export function anySlope(phi: ActivationDefinition, n: number, railed: boolean): SlopeRange {
  const limits = () => bandOf(n, () => phi.slopesBetween(-Infinity, Infinity));
  return { plus: limits(), minus: limits(), railed: new Uint8Array(n).fill(railed ? 1 : 0) };
}
