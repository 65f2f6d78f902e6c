import type { Circuit } from '../engine/circuit.ts';

/** The residual r = w_plus g_plus - w_minus g_minus over the neurons of one hidden layer. */
export interface FeedThrough {
  /** k, 1 .. L-1. */
  readonly layer: number;
  readonly mean: number;
  readonly rms: number;
  /** The one of largest modulus, with its sign. */
  readonly worst: number;
}

/** How much of its top-down input each hidden layer lets into what it sends up; the output layer sends nothing up. */
export function feedThrough({ nudging }: Circuit): FeedThrough[] {
  return nudging.slice(1, -1).map((layer, index) => {
    const { gainPlus, gainMinus, weightPlus, weightMinus } = layer!;
    const r = gainPlus.map((g, i) => weightPlus[i] * g - weightMinus[i] * gainMinus[i]);
    return {
      layer: index + 1,
      mean: r.reduce((sum, x) => sum + x, 0) / r.length,
      rms: Math.sqrt(r.reduce((sum, x) => sum + x * x, 0) / r.length),
      worst: r.reduce((worst, x) => (Math.abs(x) > Math.abs(worst) ? x : worst), 0),
    };
  });
}
