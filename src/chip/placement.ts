/** Where the neurons of a layer lie on the die: coordinates in (-1/2, 1/2), arrays of length n_k. */
export interface Placement {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Of layers that were placed before: one network serves thousands of chips. */
const known = new WeakMap<readonly number[], (Placement | null)[]>();

/** Neurons of layers 1 .. L in reading order on the smallest square grid that holds them; null at 0. */
export function placeNeurons(layers: readonly number[]): readonly (Placement | null)[] {
  const before = known.get(layers);
  if (before !== undefined) return before;
  const places = onGrid(layers);
  known.set(layers, places);
  return places;
}

function onGrid(layers: readonly number[]): (Placement | null)[] {
  const count = layers.reduce((sum, n) => sum + n, 0) - layers[0];
  const side = Math.ceil(Math.sqrt(count));
  let first = 0;
  return layers.map((n, k) => {
    if (k === 0) return null;
    const x = Float64Array.from({ length: n }, (_, i) => (((first + i) % side) + 0.5) / side - 0.5);
    const y = Float64Array.from({ length: n }, (_, i) => (Math.floor((first + i) / side) + 0.5) / side - 0.5);
    first += n;
    return { x, y };
  });
}
