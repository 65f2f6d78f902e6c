import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { Stop } from './layout.ts';
import { zigguratTables } from './ziggurat.ts';

/** What kernel/index.ts exports. */
interface KernelExports {
  /** Where the caller's part of the memory begins, bytes. */
  readonly start: () => number;
  /** Runs the event loop until it has to stop. */
  readonly run: (loop: number) => Stop;
  /** Brings every layer to the present time and takes up its inputs. */
  readonly passAll: (loop: number) => void;
  readonly startNoise: (loop: number, slowerThan: number, onlyOffsets: boolean) => void;
  readonly stillNoise: (loop: number, slowerThan: number) => void;
  readonly beginAverages: (loop: number) => void;
  readonly integrateAverages: (loop: number) => void;
  /** The next 64 random bits of the state at an address. */
  readonly bits: (state: number) => bigint;
  readonly normal: (state: number) => number;
  readonly exponential: (state: number) => number;
  /** Where the tables of the latter two have to be written, bytes. */
  readonly tables: () => number;
}

/** Whom a kernel works for. */
interface Owner {
  /** Called when a_L has changed and D_L follows it. */
  updateOutputError(): void;
}

const NOBODY: Owner = { updateOutputError: () => {} };

const PAGE = 65536;
/** 4 GiB, all that 32-bit addresses reach. */
const MOST_PAGES = 65536;
let compiled: WebAssembly.Module | null = null;
let tables: Float64Array | null = null;
/** Kernels given back, for those who take the next: the system takes long to make a memory, and stops all threads to end one. */
const spare: LoopKernel[] = [];
const MOST_SPARE = 8;
/** Larger memories are not kept, bytes. */
const LARGEST_SPARE = 2 ** 24;

/** The event engine in WebAssembly, with a memory of its own. */
export class LoopKernel {
  readonly exports: KernelExports;
  private readonly memory: WebAssembly.Memory;
  private owner = NOBODY;

  /** One that nobody uses: its memory from `exports.start` on is 0. */
  static take(owner: Owner): LoopKernel {
    const kernel = spare.pop() ?? new LoopKernel();
    kernel.owner = owner;
    return kernel;
  }

  private constructor() {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    const env = { memory: this.memory, updateOutputError: () => this.owner.updateOutputError() };
    this.exports = new WebAssembly.Instance(compiled, { env }).exports as unknown as KernelExports;
    tables ??= zigguratTables();
    new Float64Array(this.memory.buffer, this.exports.tables(), tables.length).set(tables);
  }

  /** The memory as it is now; `reserve` makes another. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** Gives it back, nobody to use it or a view of its memory any more. */
  release(): void {
    if (spare.length === MOST_SPARE || this.buffer.byteLength > LARGEST_SPARE) return;
    new Uint8Array(this.buffer, this.exports.start()).fill(0);
    this.owner = NOBODY;
    spare.push(this);
  }

  /** Makes the memory at least so large, bytes: views of the former buffer are then of no use. */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.memory.grow(missing);
  }
}
