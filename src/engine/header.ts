/** A header in the kernel's memory: entries of eight bytes, each an f64 or, for counts, codes and addresses, a u32. */
export class Header {
  private readonly reals: Float64Array;
  private readonly ints: Uint32Array;

  constructor(buffer: ArrayBuffer, address: number, entries: number) {
    this.reals = new Float64Array(buffer, address, entries);
    this.ints = new Uint32Array(buffer, address, 2 * entries);
  }

  get(entry: number): number {
    return this.reals[entry];
  }

  set(entry: number, value: number): void {
    this.reals[entry] = value;
  }

  int(entry: number): number {
    return this.ints[2 * entry];
  }

  setInt(entry: number, value: number): void {
    this.ints[2 * entry] = value;
  }
}
