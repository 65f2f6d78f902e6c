/** Reading ../desk-layout.ts, and the plain loops that the rest is made of. Addresses and distances in bytes. */
import { address, int } from '../../engine/kernel/memory';
import { DeskEntry, LayerEntry } from '../desk-layout';

export { address, at as pair, get, int, put as putPair, set, setInt } from '../../engine/kernel/memory';

const LAYER_BYTES: usize = <usize>LayerEntry.count << 3;

/** Header of layer k = 1 .. L. */
@inline
export function layerAt(desk: usize, k: i32): usize {
  return address(desk, DeskEntry.layers) + <usize>(k - 1) * LAYER_BYTES;
}

/** An array of a layer's point. */
@inline
export function pointArray(layer: usize, array: i32): usize {
  return address(layer, LayerEntry.point) + <usize>array * address(layer, LayerEntry.stride);
}

@inline
export function number(array: usize, i: i32): f64 {
  return load<f64>(array + (<usize>i << 3));
}

@inline
export function put(array: usize, i: i32, value: f64): void {
  store<f64>(array + (<usize>i << 3), value);
}

/** Entry of a list. */
@inline
export function entry(list: usize, i: i32): i32 {
  return load<i32>(list + (<usize>i << 2));
}

/** x y. */
export function dot(x: usize, y: usize, n: i32): f64 {
  let first = f64x2.splat(0);
  let second = f64x2.splat(0);
  const end = x + (<usize>(n & ~3) << 3);
  while (x < end) {
    first = f64x2.add(first, f64x2.mul(v128.load(x), v128.load(y)));
    second = f64x2.add(second, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  first = f64x2.add(first, second);
  let sum = f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1);
  for (let i = 0; i < (n & 3); i++) sum += number(x, i) * number(y, i);
  return sum;
}

/** y += factor x. */
export function addScaled(y: usize, factor: f64, x: usize, n: i32): void {
  const factors = f64x2.splat(factor);
  const end = x + (<usize>(n & ~1) << 3);
  while (x < end) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factors, v128.load(x))));
    x += 16;
    y += 16;
  }
  if (n & 1) store<f64>(y, load<f64>(y) + factor * load<f64>(x));
}

/** Writes factor x, where x may be. */
export function scaledTo(to: usize, x: usize, n: i32, factor: f64): void {
  const factors = f64x2.splat(factor);
  const end = x + (<usize>(n & ~1) << 3);
  while (x < end) {
    v128.store(to, f64x2.mul(factors, v128.load(x)));
    x += 16;
    to += 16;
  }
  if (n & 1) store<f64>(to, factor * load<f64>(x));
}
