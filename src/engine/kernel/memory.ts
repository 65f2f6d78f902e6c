/** Reading and writing what ../layout.ts lays out. */
import { LayerEntry, LoopEntry, NoiseEntry, SourceEntry } from '../layout';

@inline
export function get(header: usize, entry: i32): f64 {
  return load<f64>(header + (<usize>entry << 3));
}

@inline
export function set(header: usize, entry: i32, value: f64): void {
  store<f64>(header + (<usize>entry << 3), value);
}

/** An f64 for two neurons. */
@inline
export function getTwice(header: usize, entry: i32): v128 {
  return v128.load64_splat(header + (<usize>entry << 3));
}

@inline
export function int(header: usize, entry: i32): i32 {
  return load<i32>(header + (<usize>entry << 3));
}

@inline
export function setInt(header: usize, entry: i32, value: i32): void {
  store<i32>(header + (<usize>entry << 3), value);
}

@inline
export function address(header: usize, entry: i32): usize {
  return load<u32>(header + (<usize>entry << 3));
}

@inline
export function count(header: usize, entry: i32): void {
  set(header, entry, get(header, entry) + 1);
}

/** Bytes of a layer's header. */
export const LAYER_BYTES: usize = <usize>LayerEntry.count << 3;

/** Header of layer k = 1 .. L. */
export function layerAt(loop: usize, k: i32): usize {
  return address(loop, LoopEntry.layers) + <usize>(k - 1) * LAYER_BYTES;
}

/** Header of source s of a layer's noise. */
export function sourceAt(noise: usize, s: i32): usize {
  return noise + (<usize>NoiseEntry.count << 3) + <usize>s * SOURCE_BYTES;
}

export const SOURCE_BYTES: usize = <usize>SourceEntry.count << 3;

/** Bytes from one array of a layer to the next. */
@inline
export function arrayBytes(layer: usize): usize {
  return <usize>int(layer, LayerEntry.stride) << 3;
}

/** Address of entry i of the first array of a layer; those of the others are whole arrays further on. */
@inline
export function place(layer: usize, i: i32): usize {
  return address(layer, LayerEntry.arrays) + (<usize>i << 3);
}

@inline
export function entry(layer: usize, array: i32, i: i32): usize {
  return place(layer, i) + <usize>array * arrayBytes(layer);
}

/** Entry of an array, from the place of the same entry of the first. */
@inline
export function read(p: usize, bytes: usize, array: i32): f64 {
  return load<f64>(p + <usize>array * bytes);
}

@inline
export function write(p: usize, bytes: usize, array: i32, value: f64): void {
  store<f64>(p + <usize>array * bytes, value);
}

/** Two neurons' entries. */
@inline
export function at(p: usize, bytes: usize, array: i32): v128 {
  return v128.load(p + <usize>array * bytes);
}

@inline
export function put(p: usize, bytes: usize, array: i32, value: v128): void {
  v128.store(p + <usize>array * bytes, value);
}

/** One neuron's two compartments: the array of the plus compartments is named. */
@inline
export function pair(p: usize, bytes: usize, array: i32): v128 {
  const plus = p + <usize>array * bytes;
  return v128.load64_lane(plus + bytes, v128.load64_zero(plus), 1);
}

@inline
export function putPair(p: usize, bytes: usize, array: i32, value: v128): void {
  const plus = p + <usize>array * bytes;
  v128.store64_lane(plus, value, 0);
  v128.store64_lane(plus + bytes, value, 1);
}
