import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { Layer } from './layer.ts';

/** What kernel/pass.ts exports. */
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
  ) => number;
  readonly nextBlock: { readonly value: number };
}

const PAGE = 65536;
let compiled: WebAssembly.Module | null = null;

/** The compiled pass over layers that lie in its memory. */
export class Kernel {
  readonly buffer: ArrayBuffer;
  private readonly exports: KernelExports;

  /** @param bytes size of the memory that layers are put into */
  constructor(bytes: number) {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    const pages = Math.ceil(bytes / PAGE) + 1;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = memory.buffer;
    this.exports = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as KernelExports;
  }

  /** `passPiecewise` of pass.ts, bit for bit. */
  pass(layer: Layer, t: number): void {
    layer.next = this.exports.pass(
      layer.address,
      layer.stride,
      layer.n,
      t - layer.time,
      t,
      layer.fastest,
      layer.lookAhead,
      layer.floor,
      layer.ceiling,
      layer.railed,
    );
    layer.nextBlock = this.exports.nextBlock.value;
    layer.time = t;
  }
}
