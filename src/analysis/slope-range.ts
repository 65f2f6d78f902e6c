import { activationSlope } from '../chip/activation.ts';
import type { Activation } from '../vocabulary.ts';
import { type Band, bandOf } from './band.ts';

/** What is known of a layer's compartments: limits of (phi(x) - phi(y)) / (x - y), and whether rails may act. */
export interface SlopeRange {
  readonly plus: Band;
  readonly minus: Band;
  /** 1 where a compartment of the neuron may be at a rail. */
  readonly railed: Uint8Array;
}

/** Slopes of an activation of which nothing else is known: identity 1, all others between 0 and 1. */
export function anySlope(activation: Activation, n: number, railed: boolean): SlopeRange {
  const limits = () => bandOf(n, () => [activation === 'identity' ? 1 : 0, 1]);
  return { plus: limits(), minus: limits(), railed: new Uint8Array(n).fill(railed ? 1 : 0) };
}

/** Slopes of chords of phi between x = low and x = high. */
export function slopesBetween(activation: Activation, low: number, high: number): readonly [number, number] {
  switch (activation) {
    case 'identity':
      return [1, 1];
    case 'relu':
      return low > 0 ? [1, 1] : high < 0 ? [0, 0] : [0, 1];
    case 'hard-sigmoid':
      return low > 0 && high < 1 ? [1, 1] : high < 0 || low > 1 ? [0, 0] : [0, 1];
    case 'tanh': {
      const ends = [activationSlope('tanh', low), activationSlope('tanh', high)];
      return [Math.min(...ends), low < 0 && high > 0 ? 1 : Math.max(...ends)];
    }
  }
}
