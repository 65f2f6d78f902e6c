import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { RespondKernel } from './response-parameters.ts';

/** Patches to or from images; addresses and lengths in bytes. */
type PatchKernel = (
  images: number,
  patches: number,
  runs: number,
  runsEnd: number,
  imageLength: number,
  patchesLength: number,
  count: number,
) => void;

/** What kernel/index.ts exports for singles; addresses and distances in bytes. */
export interface SingleKernel {
  readonly addProduct: (
    a: number,
    aDown: number,
    aRight: number,
    rows: number,
    b: number,
    bDown: number,
    bRight: number,
    terms: number,
    c: number,
    columns: number,
    room: number,
  ) => void;
  readonly route: (
    sent: number,
    routes: number,
    first: number,
    firstEnd: number,
    window: number,
    windowEnd: number,
    channels: number,
    imageLength: number,
    count: number,
  ) => void;
  readonly gather: PatchKernel;
  readonly scatter: PatchKernel;
  readonly repeat: (row: number, bytes: number, count: number, to: number) => void;
  readonly respondSingle: RespondKernel;
  readonly descend: (
    weights: number,
    velocity: number,
    direction: number,
    single: number,
    count: number,
    momentum: number,
    decay: number,
    rate: number,
  ) => number;
}

const PAGE = 65536;
const MOST_PAGES = 65536;
/** Bytes of a cache line, on which every array begins. */
const LINE = 64;

/** Compiled once for the thread, when first needed. */
let compiled: WebAssembly.Module | null = null;

/**
 * A memory of fixed size with the kernel that works in it. Arrays are handed out one after the other and stay where they are;
 * those handed out after `keep` are given up together by `reuse`.
 */
export class SingleMemory {
  readonly kernel: SingleKernel;
  private readonly buffer: ArrayBuffer;
  private next = 0;
  private kept = 0;

  /** @param bytes throws a RangeError where there is no such memory: 4 GiB are the most */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / PAGE);
    if (pages > MOST_PAGES) {
      const size = (bytes / 2 ** 30).toFixed(1);
      throw new RangeError(
        `single precision: expected arrays of at most 4 GiB in all, got ${size}: smaller batches take less`,
      );
    }
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.kernel = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as SingleKernel;
    this.buffer = memory.buffer;
  }

  /** Bytes that an array takes. */
  static bytesOf(length: number, each: number): number {
    return LINE * Math.ceil((length * each) / LINE);
  }

  integers(length: number): Int32Array {
    return new Int32Array(this.buffer, this.room(length, 4), length).fill(0);
  }

  singles(length: number): Float32Array {
    return new Float32Array(this.buffer, this.room(length, 4), length).fill(0);
  }

  doubles(length: number): Float64Array {
    return new Float64Array(this.buffer, this.room(length, 8), length).fill(0);
  }

  keep(): void {
    this.kept = this.next;
  }

  reuse(): void {
    this.next = this.kept;
  }

  private room(length: number, each: number): number {
    const at = this.next;
    this.next += SingleMemory.bytesOf(length, each);
    if (this.next > this.buffer.byteLength) throw new Error(`${this.next} bytes do not fit into this memory`);
    return at;
  }
}
