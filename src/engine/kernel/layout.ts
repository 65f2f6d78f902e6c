/** Where a layer's arrays lie: in the order of LayerArrays in ../layer.ts, `stride` values each. */
export const X_PLUS = 0;
export const X_MINUS = 1;
export const TARGET_PLUS = 2;
export const TARGET_MINUS = 3;
export const RATE_PLUS = 4;
export const RATE_MINUS = 5;
export const A = 6;
export const TOP_DOWN = 7;
export const GAIN_PLUS = 8;
export const GAIN_MINUS = 9;
export const NUDGE_PLUS = 10;
export const NUDGE_MINUS = 11;
export const BASE_PLUS = 12;
export const BASE_MINUS = 13;
export const WEIGHT_PLUS = 14;
export const WEIGHT_MINUS = 15;
export const SENT_ACTIVITY = 16;
export const SENT_DIFFERENCE = 17;
export const ACTIVITY_THRESHOLD = 18;
export const DIFFERENCE_THRESHOLD = 19;
export const LOW_PLUS = 20;
export const HIGH_PLUS = 21;
export const LOW_MINUS = 22;
export const HIGH_MINUS = 23;
export const BOUND = 24;
export const BLOCK_BOUND = 25;

/** Neurons that share one entry of BLOCK_BOUND. */
export const BLOCK = 16;

/** Address of entry i of an array. */
@inline
export function entry(address: usize, stride: i32, array: i32, i: i32): usize {
  return address + ((<usize>(array * stride + i)) << 3);
}
