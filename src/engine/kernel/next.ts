/** The bounds before which no neuron crosses a threshold, by blocks, and the smallest of a layer. */
import { BLOCK, LayerArray, LayerEntry } from '../layout';
import { entry, get, int, set, setInt } from './memory';

/** Finds the smallest bound of a layer, and the first block that has it. */
export function findNextBlock(layer: usize): void {
  const n = int(layer, LayerEntry.n);
  let p = entry(layer, LayerArray.blockBound, 0);
  let next = Infinity;
  let nextBlock = 0;
  for (let block = 0; block * BLOCK < n; block++) {
    const bound = load<f64>(p);
    if (bound < next) {
      next = bound;
      nextBlock = block;
    }
    p += 8;
  }
  set(layer, LayerEntry.next, next);
  setInt(layer, LayerEntry.nextBlock, nextBlock);
}

/** Gives neuron i a new bound. Only where it was or becomes the smallest of its block, or of its layer, is there more to do. */
export function setBound(layer: usize, i: i32, bound: f64): void {
  const block = i / BLOCK;
  const own = entry(layer, LayerArray.bound, i);
  const ofBlock = entry(layer, LayerArray.blockBound, block);
  const former = load<f64>(ofBlock);
  const isFirst = load<f64>(own) == former;
  store<f64>(own, bound);
  let first = bound;
  if (bound > former) {
    if (!isFirst) return;
    first = blockMinimum(entry(layer, LayerArray.bound, block * BLOCK));
  }
  if (first == former) return;
  store<f64>(ofBlock, first);
  const nextBlock = int(layer, LayerEntry.nextBlock);
  const next = get(layer, LayerEntry.next);
  if (first < next || (first == next && block < nextBlock)) {
    set(layer, LayerEntry.next, first);
    setInt(layer, LayerEntry.nextBlock, block);
  } else if (block == nextBlock) findNextBlock(layer);
}

/** Smallest of a block's bounds, which begin at an address. */
function blockMinimum(start: usize): f64 {
  let firsts = v128.load(start);
  for (let p = start + 16; p < start + (BLOCK << 3); p += 16) firsts = f64x2.pmin(firsts, v128.load(p));
  return smaller(firsts);
}

/** The first neuron with the smallest bound of its layer. */
export function nextNeuron(layer: usize): i32 {
  const next = get(layer, LayerEntry.next);
  let i = int(layer, LayerEntry.nextBlock) * BLOCK;
  let p = entry(layer, LayerArray.bound, i);
  while (load<f64>(p) != next) {
    p += 8;
    i++;
  }
  return i;
}

/** The smaller of two. */
@inline
export function smaller(two: v128): f64 {
  const lane0 = f64x2.extract_lane(two, 0);
  const lane1 = f64x2.extract_lane(two, 1);
  return lane1 < lane0 ? lane1 : lane0;
}
