import type { Compute, Leapt } from './compute.ts';
import { JavaScriptCompute } from './compute.ts';
import type { Crossing } from './crossing.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { Layer } from './layer.ts';
import { eventCapacity } from './leap-room.ts';

/** What kernel/index.ts exports; further results lie at the start of the memory, see RESULTS. */
interface KernelExports {
  readonly pass: (
    address: number,
    stride: number,
    n: number,
    dt: number,
    t: number,
    fastest: number,
    lookAhead: number,
    floor: number,
    ceiling: number,
    railed: boolean,
  ) => void;
  readonly advanceNext: (
    address: number,
    stride: number,
    n: number,
    block: number,
    next: number,
    time: number,
    strict: number,
    loose: number,
    floor: number,
    ceiling: number,
    resolution: number,
  ) => number;
  readonly rebound: (
    address: number,
    stride: number,
    n: number,
    i: number,
    time: number,
    t: number,
    floor: number,
    ceiling: number,
    resolution: number,
  ) => void;
  readonly leap: (
    address: number,
    stride: number,
    n: number,
    room: number,
    arrivals: number,
    capacity: number,
    time: number,
    end: number,
    fastest: number,
    floor: number,
    ceiling: number,
    railed: boolean,
    resolution: number,
  ) => number;
  readonly undo: (address: number, stride: number, room: number, walked: number) => void;
}

/** Results at the start of the memory: smallest bound, its first block, crossing time, neuron, bound after sending, one unused; of a leap: neurons walked, crossings solved for, largest |x|. */
const RESULTS = 9;
/** What the kernel needs for itself at the start of the memory, bytes; see kernel/layout.ts. */
const OWN_BYTES = 8576;
const PAGE = 65536;
let compiled: WebAssembly.Module | null = null;

/** The inner loops compiled to WebAssembly, bit for bit those in JavaScript; layers with tanh run in the latter. */
export class Kernel implements Compute {
  readonly buffer: ArrayBuffer;
  readonly start = OWN_BYTES;
  private readonly results: Float64Array;
  private readonly exports: KernelExports;
  private readonly reference = new JavaScriptCompute(0);

  /** @param bytes size of the memory that layers are put into */
  constructor(bytes: number) {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    const pages = Math.ceil((this.start + bytes) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = memory.buffer;
    this.results = new Float64Array(memory.buffer, 0, RESULTS);
    this.exports = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as KernelExports;
  }

  pass(layer: Layer, t: number): void {
    if (layer.activation === 'tanh') {
      this.reference.pass(layer, t);
      return;
    }
    const { address, stride, n, time, fastest, lookAhead, floor, ceiling, railed } = layer;
    this.exports.pass(address, stride, n, t - time, t, fastest, lookAhead, floor, ceiling, railed);
    layer.time = t;
    layer.next = this.results[0];
    layer.nextBlock = this.results[1];
    layer.unbounded = false;
    layer.hasSent = false;
  }

  advanceNext(layer: Layer, strict: number, loose: number, found: Crossing): void {
    if (layer.activation === 'tanh') {
      this.reference.advanceNext(layer, strict, loose, found);
      return;
    }
    const { address, stride, n, nextBlock, next, time, floor, ceiling, resolution } = layer;
    const { results } = this;
    const code = this.exports.advanceNext(
      address,
      stride,
      n,
      nextBlock,
      next,
      time,
      strict,
      loose,
      floor,
      ceiling,
      resolution,
    );
    layer.next = results[0];
    layer.nextBlock = results[1];
    found.time = results[2];
    found.neuron = results[3];
    found.encoder = code < 0 ? -1 : code >> 1;
    found.sign = (code & 1) === 1 ? 1 : -1;
  }

  rebound(layer: Layer, i: number, t: number): void {
    if (layer.activation === 'tanh') {
      this.reference.rebound(layer, i, t);
      return;
    }
    const { address, stride, n, time, floor, ceiling, resolution } = layer;
    this.exports.rebound(address, stride, n, i, time, t, floor, ceiling, resolution);
    layer.next = this.results[0];
    layer.nextBlock = this.results[1];
  }

  canLeap({ activation }: Layer): boolean {
    return activation !== 'tanh';
  }

  leap(layer: Layer, room: number, arrivals: number, end: number, leapt: Leapt): void {
    const { address, stride, n, time, fastest, floor, ceiling, railed, resolution } = layer;
    leapt.sent = this.exports.leap(
      address,
      stride,
      n,
      room,
      arrivals,
      eventCapacity(n),
      time,
      end,
      fastest,
      floor,
      ceiling,
      railed,
      resolution,
    );
    leapt.walked = this.results[6];
    leapt.solves = this.results[7];
    leapt.farthest = this.results[8];
  }

  undoLeap({ address, stride }: Layer, room: number, { walked }: Leapt): void {
    this.exports.undo(address, stride, room, walked);
  }
}
