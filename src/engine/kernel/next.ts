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

/**
 * Gives neuron i, which has the smallest bound of its layer, a new one: `after` where nothing of the layer comes before it at
 * time t, else t. Returns whether nothing does: at t itself the neurons before it.
 */
export function takesItsTurn(layer: usize, i: i32, t: f64, after: f64): bool {
  const block = i / BLOCK;
  const bounds = entry(layer, LayerArray.bound, block * BLOCK);
  const blockBounds = entry(layer, LayerArray.blockBound, 0);
  const inBlock = smallestBut(bounds, BLOCK, i - block * BLOCK);
  const elsewhere = smallestBut(blockBounds, blocksOf(layer), block);
  const isFirst =
    (t < inBlock || (t == inBlock && i - block * BLOCK <= firstOf(bounds, t))) &&
    (t < elsewhere || (t == elsewhere && block <= firstOf(blockBounds, t)));
  const bound = isFirst ? after : t;
  const ofBlock = bound < inBlock ? bound : inBlock;
  store<f64>(bounds + (<usize>(i - block * BLOCK) << 3), bound);
  store<f64>(blockBounds + (<usize>block << 3), ofBlock);
  set(layer, LayerEntry.next, ofBlock < elsewhere ? ofBlock : elsewhere);
  return isFirst;
}

/** The first neuron with the smallest bound of its layer. */
export function nextNeuron(layer: usize): i32 {
  const next = get(layer, LayerEntry.next);
  const first = firstOf(entry(layer, LayerArray.blockBound, 0), next) * BLOCK;
  return first + firstOf(entry(layer, LayerArray.bound, first), next);
}

/** Blocks of a layer. */
@inline
function blocksOf(layer: usize): i32 {
  return (int(layer, LayerEntry.n) + (BLOCK - 1)) / BLOCK;
}

/** Smallest of `count` bounds, rounded up to pairs, which begin at an address, but for one of them. */
@inline
function smallestBut(start: usize, count: i32, but: i32): f64 {
  const never = f64x2.splat(Infinity);
  const left = i64x2.splat(<i64>but);
  let at = i64x2(0, 1);
  let firsts = never;
  const end = start + (<usize>count << 3);
  for (let p = start; p < end; p += 16) {
    firsts = f64x2.pmin(firsts, v128.bitselect(never, v128.load(p), i64x2.eq(at, left)));
    at = i64x2.add(at, i64x2.splat(2));
  }
  return smaller(firsts);
}

/** Which of the bounds that begin at an address is the first that is `bound`: there is one. */
@inline
function firstOf(start: usize, bound: f64): i32 {
  const bounds = f64x2.splat(bound);
  let p = start;
  while (true) {
    const found =
      i64x2.bitmask(f64x2.eq(v128.load(p), bounds)) |
      (i64x2.bitmask(f64x2.eq(v128.load(p, 16), bounds)) << 2) |
      (i64x2.bitmask(f64x2.eq(v128.load(p, 32), bounds)) << 4) |
      (i64x2.bitmask(f64x2.eq(v128.load(p, 48), bounds)) << 6);
    if (found != 0) return <i32>((p - start) >> 3) + ctz(found);
    p += 64;
  }
}

/** The smaller of two. */
@inline
export function smaller(two: v128): f64 {
  const lane0 = f64x2.extract_lane(two, 0);
  const lane1 = f64x2.extract_lane(two, 1);
  return lane1 < lane0 ? lane1 : lane0;
}
