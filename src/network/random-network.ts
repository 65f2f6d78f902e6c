import { arraySizes, type Connected } from '../model/connection.ts';
import { normal } from '../random/distributions.ts';
import { stream } from '../random/stream.ts';
import type { NominalNetwork } from './network.ts';
import { inFullScales } from './scale.ts';

/** Weights N(0, gain^2/fan-in), the fan-in of a convolution one patch, drawn at (seed, 'network', 'random', k); biases 0. */
export function randomNetwork(
  { layers, connections }: Connected,
  activation: NominalNetwork['activation'],
  gain: number,
  seed: string,
): NominalNetwork {
  const connected = { layers, ...(connections === undefined ? {} : { connections }) };
  const forward = arraySizes(connected).map(({ rows, columns }, k) => {
    const random = stream(seed, 'network', 'random', k);
    const sigma = gain / Math.sqrt(columns);
    return {
      weights: Float64Array.from({ length: rows * columns }, () => sigma * normal(random)),
      bias: new Float64Array(rows),
    };
  });
  return { ...connected, activation, forward, scale: layers.map(() => 1), testAccuracy: null };
}

/** Another draw of a random network, in the full scales that it was given. */
export function redrawn(network: NominalNetwork, gain: number, seed: string): NominalNetwork {
  const { activation, scale } = network;
  const drawn = randomNetwork(network, activation, gain, seed);
  return { ...drawn, forward: inFullScales(drawn.forward, scale), scale };
}
