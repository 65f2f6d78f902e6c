import type { Chip } from '../chip/chip.ts';
import { spectralNorm } from '../linear/spectral-norm.ts';
import { activationNamed, isPiecewiseLinear } from '../model/activations.ts';
import type { Connection } from '../model/connection.ts';

/** Of the damping, relative: a damped iteration rests where any other does. */
const PRECISION = 1e-9;

/**
 * Tikhonov damping of the layer-wise iteration: L_k = max(0, (gamma_k^2 - 1)/2) |1 - 2 alpha| for every neuron of hidden
 * layer k, gamma_k the spectral norm of W_k, or of a convolution and its pool a bound on it (Høier and Zach 2024, their train_DP.jl; their JAX code leaves out the last
 * factor). Null for the output, which is not damped.
 *
 * It keeps the fixed points where phi is straight or flat; one that is neither, such as tanh, is refused.
 */
export function tikhonovDamping(chip: Chip): (Float64Array | null)[] {
  if (!isPiecewiseLinear(activationNamed(chip.activation))) {
    throw new Error(`chip "${chip.name}": damping would move the fixed points of ${chip.activation}`);
  }
  return chip.layers.map((columns, k) => {
    if (k === 0 || k === chip.layers.length - 1) return null;
    const connection = chip.connections?.[k] ?? null;
    const { weights, bias } = chip.forward[k];
    const norm = spectralNorm(weights, connection === null ? columns : weights.length / bias.length, PRECISION);
    const strength = Math.max(0, ((norm * stretch(connection)) ** 2 - 1) / 2);
    return chip.neurons[k]!.alpha.map((alpha) => strength * Math.abs(1 - 2 * alpha));
  });
}

/**
 * How much longer what an array reads can be than what it is sent. A number is in at most ceil(kernel / stride) patches along either
 * side; a mean of s x s numbers is at most 1/s of their length, the largest of them no longer than they are.
 */
function stretch(connection: Connection | null): number {
  if (connection === null) return 1;
  const { pool, convolution } = connection;
  const repeated = convolution === null ? 1 : Math.ceil(convolution.kernel / convolution.stride);
  return pool?.kind === 'average' ? repeated / pool.size : repeated;
}
