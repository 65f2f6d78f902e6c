/**
 * The bounds before which no neuron crosses a threshold, by blocks, and the smallest of a layer. Which is smallest is not foreseen,
 * and a branch on it would be mispredicted after all that the bound is made of: none is taken.
 */
import { BLOCK, LayerArray, LayerEntry } from '../layout';
import { entry, get, int, set } from './memory';

/** Finds the smallest bound of a layer. */
export function findNext(layer: usize): void {
  const first = entry(layer, LayerArray.blockBound, 0);
  const end = first + ((<usize>int(layer, LayerEntry.n) + BLOCK - 1) / BLOCK << 3);
  let next = load<f64>(first);
  for (let p = first + 8; p < end; p += 8) {
    next = f64x2.extract_lane(f64x2.pmin(f64x2.splat(next), v128.load64_splat(p)), 0);
  }
  set(layer, LayerEntry.next, next);
}

/** Gives neuron i a new bound. */
export function setBound(layer: usize, i: i32, bound: f64): void {
  const start = entry(layer, LayerArray.bound, i & -BLOCK);
  // Stored by twos, as they are read again at once.
  const two = entry(layer, LayerArray.bound, i & -2);
  const own = v128.xor(i64x2(-1, 0), i64x2.splat(-<i64>(i & 1)));
  v128.store(two, v128.bitselect(f64x2.splat(bound), v128.load(two), own));
  store<f64>(entry(layer, LayerArray.blockBound, <i32>(<u32>i / BLOCK)), smallestOfBlock(start));
  findNext(layer);
}

/** Smallest of a block's bounds, which begin at an address. */
@inline
function smallestOfBlock(start: usize): f64 {
  const firsts = f64x2.pmin(v128.load(start), v128.load(start, 16));
  const seconds = f64x2.pmin(v128.load(start, 32), v128.load(start, 48));
  const thirds = f64x2.pmin(v128.load(start, 64), v128.load(start, 80));
  const lasts = f64x2.pmin(v128.load(start, 96), v128.load(start, 112));
  const all = f64x2.pmin(f64x2.pmin(firsts, seconds), f64x2.pmin(thirds, lasts));
  return f64x2.extract_lane(f64x2.pmin(all, v128.shuffle<f64>(all, all, 1, 0)), 0);
}

/** The first neuron with the smallest bound of its layer. */
export function nextNeuron(layer: usize): i32 {
  const next = get(layer, LayerEntry.next);
  let block = entry(layer, LayerArray.blockBound, 0);
  let i = 0;
  for (; load<f64>(block) != next; block += 8) i += BLOCK;
  for (let p = entry(layer, LayerArray.bound, i); load<f64>(p) != next; p += 8) i++;
  return i;
}

/** The smaller of two. */
@inline
export function smaller(two: v128): f64 {
  const lane0 = f64x2.extract_lane(two, 0);
  const lane1 = f64x2.extract_lane(two, 1);
  return lane1 < lane0 ? lane1 : lane0;
}
