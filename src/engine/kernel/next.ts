import { BLOCK, BLOCK_BOUND, BOUND, entry } from './layout';

/** Where the results of a call lie that it does not return: at the start of the memory, one f64 each. */
const NEXT: usize = 0;
const NEXT_BLOCK: usize = 8;

/** Smallest bound of a layer, and the first block that has it. */
export function findNextBlock(address: usize, stride: i32, n: i32): void {
  let next = Infinity;
  let nextBlock = 0;
  for (let block = 0; block * BLOCK < n; block++) {
    const bound = load<f64>(entry(address, stride, BLOCK_BOUND, block));
    if (bound < next) {
      next = bound;
      nextBlock = block;
    }
  }
  store<f64>(NEXT, next);
  store<f64>(NEXT_BLOCK, nextBlock);
}

/** Gives neuron i a new bound; returns the smallest of the layer. */
export function setBound(address: usize, stride: i32, n: i32, i: i32, bound: f64): f64 {
  store<f64>(entry(address, stride, BOUND, i), bound);
  const block = i / BLOCK;
  let firsts = f64x2.splat(Infinity);
  const start = entry(address, stride, BOUND, block * BLOCK);
  for (let p = start; p < start + (BLOCK << 3); p += 16) firsts = f64x2.pmin(firsts, v128.load(p));
  const lane0 = f64x2.extract_lane(firsts, 0);
  const lane1 = f64x2.extract_lane(firsts, 1);
  store<f64>(entry(address, stride, BLOCK_BOUND, block), lane1 < lane0 ? lane1 : lane0);
  findNextBlock(address, stride, n);
  return load<f64>(NEXT);
}

/** The first neuron from block `block` on whose bound is `next`. */
export function nextNeuron(address: usize, stride: i32, block: i32, next: f64): i32 {
  let i = block * BLOCK;
  while (load<f64>(entry(address, stride, BOUND, i)) != next) i++;
  return i;
}

/** The same for the layer that was looked at last. */
export function presentNeuron(address: usize, stride: i32): i32 {
  return nextNeuron(address, stride, <i32>load<f64>(NEXT_BLOCK), load<f64>(NEXT));
}
