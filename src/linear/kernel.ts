import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { Matrix } from './matrix.ts';
import { Workspace } from './workspace.ts';

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

/** The inner loops of a product, compiled to WebAssembly. */
export class ProductKernel {
  private readonly workspace = new Workspace<KernelExports>(KERNEL_BYTES);

  /**
   * c += a b, c row-major. Its rows and columns are filled up to whole pairs and panels: made of whatever numbers follow
   * those of a and b in the memory, and never read.
   */
  addProduct(a: Matrix, b: Matrix, c: Float64Array): void {
    const { exports } = this.workspace;
    const { columns, rows: terms } = b;
    const stride = roundUp(columns, PANEL);
    const atB = roundUp(a.values.length, PANEL);
    const panel = atB + roundUp(b.values.length, PANEL);
    const atC = panel + PANEL * terms;
    const memory = this.workspace.reserve(atC + roundUp(a.rows, PAIR) * stride);
    memory.set(a.values);
    memory.set(b.values, atB);
    for (let i = 0; i < a.rows; i++) memory.set(c.subarray(i * columns, (i + 1) * columns), atC + i * stride);
    const pairs = Math.ceil(a.rows / PAIR);
    for (let j = 0; j < columns; j += PANEL) {
      exports.packPanel((atB + j * b.right) * BYTES, b.down * BYTES, b.right * BYTES, terms, panel * BYTES);
      const to = (atC + j) * BYTES;
      exports.addPanel(0, a.down * BYTES, a.right * BYTES, pairs, panel * BYTES, terms, to, stride * BYTES);
    }
    for (let i = 0, from = atC; i < a.rows; i++, from += stride) {
      c.set(memory.subarray(from, from + columns), i * columns);
    }
  }
}

function roundUp(count: number, unit: number): number {
  return unit * Math.ceil(count / unit);
}
