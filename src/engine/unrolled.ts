import type { Chip } from '../chip/chip.ts';
import { reachOf } from '../linear/reach.ts';
import { type Connection, poolOfLargest } from '../model/connection.ts';
import type { Circuit } from './circuit.ts';

/**
 * The circuit with every array written out as the dense one that does the same: a weight stands wherever it is read, times the share
 * that a mean pool leaves of what is sent. What linearises a circuit or looks for its stationary states takes it so; weights per array
 * are the product of its layers' neurons. A circuit whose arrays are dense is its own. Throws at a pool of the largest.
 */
export function unrolled(circuit: Circuit): Circuit {
  const { chip } = circuit;
  if (chip.connections === undefined) return circuit;
  const { connections, ...dense } = chip;
  assertMeans(chip);
  const forward = chip.forward.map(({ weights }, k) => ({
    weights: unrolledArray(connections[k], weights, chip.layers[k], chip.layers[k + 1]),
    bias: biasesOf(chip, k),
  }));
  const feedback = chip.feedback.map(
    (array, k) => array && unrolledArray(connections[k], array, chip.layers[k], chip.layers[k + 1]),
  );
  return { ...circuit, chip: { ...dense, forward, feedback } };
}

/** b_{k+1} of every neuron of layer k + 1: the neurons behind one row of an array have its bias. */
export function biasesOf({ forward, layers }: Chip, k: number): Float64Array {
  const { bias } = forward[k];
  const n = layers[k + 1];
  return n === bias.length ? bias : Float64Array.from({ length: n }, (_, i) => bias[i % bias.length]);
}

/** Throws at a pool of the largest: which neuron of a window that is changes while events arrive, and with it where they go. */
export function assertMeans({ name, connections }: Pick<Chip, 'name' | 'connections'>): void {
  const at = poolOfLargest({ connections });
  if (at < 0) return;
  const reason = 'which neuron of a window is largest changes while a chip runs';
  throw new Error(`chip "${name}": connections[${at}].pool: expected average: ${reason}`);
}

/** Rows of the neurons above, columns of those below. */
function unrolledArray(connection: Connection | null, weights: Float64Array, below: number, above: number) {
  const reach = reachOf(connection);
  if (reach === null) return weights;
  const { down, channels, share } = reach;
  const rows = channels[1];
  const columns = weights.length / rows;
  const dense = new Float64Array(above * below);
  for (let i = 0; i < above; i++) {
    const group = Math.floor(i / rows);
    for (let run = down.starts[group]; run < down.starts[group + 1]; run++) {
      const [first, column, length] = down.runs.subarray(3 * run, 3 * run + 3);
      const row = weights.subarray((i % rows) * columns + column, (i % rows) * columns + column + length);
      for (let at = 0; at < length; at++) dense[i * below + first + at] = share * row[at];
    }
  }
  return dense;
}
