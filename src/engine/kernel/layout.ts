/** Where a layer's arrays lie: in the order of LayerArrays in ../layer.ts, `stride` values each. */
export const X_PLUS: usize = 0;
export const X_MINUS: usize = 1;
export const TARGET_PLUS: usize = 2;
export const TARGET_MINUS: usize = 3;
export const A: usize = 4;
export const TOP_DOWN: usize = 5;
export const RATE_PLUS: usize = 6;
export const RATE_MINUS: usize = 7;
export const GAIN_PLUS: usize = 8;
export const GAIN_MINUS: usize = 9;
export const NUDGE_PLUS: usize = 10;
export const NUDGE_MINUS: usize = 11;
export const BASE_PLUS: usize = 12;
export const BASE_MINUS: usize = 13;
export const WEIGHT_PLUS: usize = 14;
export const WEIGHT_MINUS: usize = 15;
export const SENT_ACTIVITY: usize = 16;
export const SENT_DIFFERENCE: usize = 17;
export const ACTIVITY_THRESHOLD: usize = 18;
export const DIFFERENCE_THRESHOLD: usize = 19;
export const LOW_PLUS: usize = 20;
export const LOW_MINUS: usize = 21;
export const HIGH_PLUS: usize = 22;
export const HIGH_MINUS: usize = 23;
export const BOUND: usize = 24;
export const BLOCK_BOUND: usize = 25;

/** Neurons that share one entry of BLOCK_BOUND. */
export const BLOCK = 16;

/** State that a leap changes: the arrays from X_PLUS to TOP_DOWN. */
export const STATE_ARRAYS: usize = 6;

/** Where the memory begins: results of a call that it does not return, one f64 each; see next.ts, crossing.ts, leap.ts. */
export const RESULTS: usize = 0;
/** Terms of the arrivals of a leap, activity first, then difference; see leap.ts. */
export const TERMS: usize = 128;
export const TERM_BYTES: usize = 64;
/** Arrivals at one layer that a leap takes up at most. */
export const MOST_ARRIVALS: usize = 64;
/** A neuron by itself: a layer of one with a stride of 1. */
export const SINGLE: usize = TERMS + 2 * MOST_ARRIVALS * TERM_BYTES;

/** Address of entry i of an array. */
@inline
export function entry(address: usize, stride: i32, array: usize, i: i32): usize {
  return address + ((array * <usize>stride + <usize>i) << 3);
}
