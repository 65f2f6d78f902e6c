import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { Matrix } from './matrix.ts';

/** What kernel/index.ts exports. */
interface KernelExports {
  readonly packPanel: (b: number, down: number, right: number, terms: number, panel: number) => void;
  readonly addPanel: (
    a: number,
    down: number,
    right: number,
    pairs: number,
    panel: number,
    terms: number,
    c: number,
    stride: number,
  ) => void;
}

/** Rows and columns of c that the inner loop makes at a time. */
const PAIR = 2;
const PANEL = 8;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Doubles in a page of memory, and pages in the largest one. */
const PAGE = 65536 / BYTES;
const MOST_PAGES = 65536;

/** The inner loops compiled to WebAssembly, with the memory in which they work: it grows to the largest product made. */
export class Kernel {
  private readonly memory: WebAssembly.Memory;
  private readonly exports: KernelExports;
  private values: Float64Array;

  constructor() {
    const module = new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    this.memory = memory;
    this.exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
    this.values = new Float64Array(memory.buffer);
  }

  /**
   * c += a b, c row-major. Its rows and columns are filled up to whole pairs and panels: made of whatever numbers follow
   * those of a and b in the memory, and never read.
   */
  addProduct(a: Matrix, b: Matrix, c: Float64Array): void {
    const { columns, rows: terms } = b;
    const stride = roundUp(columns, PANEL);
    const atB = roundUp(a.values.length, PANEL);
    const panel = atB + roundUp(b.values.length, PANEL);
    const atC = panel + PANEL * terms;
    const memory = this.reserve(atC + roundUp(a.rows, PAIR) * stride);
    memory.set(a.values);
    memory.set(b.values, atB);
    for (let i = 0; i < a.rows; i++) memory.set(c.subarray(i * columns, (i + 1) * columns), atC + i * stride);
    const pairs = Math.ceil(a.rows / PAIR);
    for (let j = 0; j < columns; j += PANEL) {
      this.exports.packPanel((atB + j * b.right) * BYTES, b.down * BYTES, b.right * BYTES, terms, panel * BYTES);
      const to = (atC + j) * BYTES;
      this.exports.addPanel(0, a.down * BYTES, a.right * BYTES, pairs, panel * BYTES, terms, to, stride * BYTES);
    }
    for (let i = 0, from = atC; i < a.rows; i++, from += stride) {
      c.set(memory.subarray(from, from + columns), i * columns);
    }
  }

  /** The memory, of at least `count` doubles. */
  private reserve(count: number): Float64Array {
    if (count > this.values.length) {
      this.memory.grow(Math.ceil((count - this.values.length) / PAGE));
      this.values = new Float64Array(this.memory.buffer);
    }
    return this.values;
  }
}

function roundUp(count: number, unit: number): number {
  return unit * Math.ceil(count / unit);
}
