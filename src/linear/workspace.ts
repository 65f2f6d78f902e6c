const PAGE = 65536 / Float64Array.BYTES_PER_ELEMENT;
const MOST_PAGES = 65536;

/** A compiled kernel with the memory in which it works, which grows as needed and never shrinks. */
export class Workspace<Exports> {
  readonly exports: Exports;
  private readonly memory: WebAssembly.Memory;
  private values: Float64Array;

  /** @param bytes the module, base64 */
  constructor(bytes: string) {
    const module = new WebAssembly.Module(Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0)));
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    this.exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as Exports;
    this.values = new Float64Array(this.memory.buffer);
  }

  /** The memory from its start, at least `count` doubles, holding anything; views from earlier calls may be detached. */
  reserve(count: number): Float64Array {
    if (count > this.values.length) {
      this.memory.grow(Math.ceil((count - this.values.length) / PAGE));
      this.values = new Float64Array(this.memory.buffer);
    }
    return this.values;
  }
}
