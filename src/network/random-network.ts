import { normal } from '../random/distributions.ts';
import { stream } from '../random/stream.ts';
import type { NominalNetwork } from './network.ts';
import { inFullScales } from './scale.ts';

/** Weights N(0, gain^2/fan-in), drawn at (seed, 'network', 'random', k); biases 0. */
export function randomNetwork(
  layers: readonly number[],
  activation: NominalNetwork['activation'],
  gain: number,
  seed: string,
): NominalNetwork {
  const forward = layers.slice(1).map((n, k) => {
    const random = stream(seed, 'network', 'random', k);
    const sigma = gain / Math.sqrt(layers[k]);
    return {
      weights: Float64Array.from({ length: n * layers[k] }, () => sigma * normal(random)),
      bias: new Float64Array(n),
    };
  });
  return { layers, activation, forward, scale: layers.map(() => 1), testAccuracy: null };
}

/** Another draw of a random network, in the full scales that it was given. */
export function redrawn({ layers, activation, scale }: NominalNetwork, gain: number, seed: string): NominalNetwork {
  const drawn = randomNetwork(layers, activation, gain, seed);
  return { ...drawn, forward: inFullScales(drawn.forward, scale), scale };
}
