import type { CircuitLayer } from '../engine/circuit.ts';
import type { Patches } from '../linear/patches.ts';
import type { Pooling } from '../linear/pooling.ts';
import type { Arithmetic, Responder } from './arithmetic.ts';
import { respond } from './respond.ts';
import { parametersOf } from './response-parameters.ts';
import { SingleMemory } from './single-memory.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Rows of a panel that a product packs at once, and their bytes; kernel/single.ts. */
const MOST_TERMS = 400;
const ROW = 64;
/** Copies of a layer's parameters, with which they are whole vectors. */
const COPIES = 4;
const PARAMETERS = 11;

/** The same in single precision, of arrays in a memory of the kernel. */
export class SingleArithmetic implements Arithmetic<Float32Array> {
  /** Some tens of units in the last place of a full scale: what sums of some thousand terms leave. */
  readonly rounding = 1e-5;
  private readonly memory: SingleMemory;
  private readonly room: Float32Array;
  private readonly scratched: Float32Array;
  /** Places that the kernel is told of. */
  private readonly places: Int32Array;

  /**
   * @param rows of the largest product
   * @param scratch length of the longest array that `scratch` hands out
   * @param places most of them: runs of patches, windows of pools
   */
  constructor(memory: SingleMemory, rows: number, scratch = 0, places = 0) {
    this.memory = memory;
    this.room = memory.singles(SingleArithmetic.roomFor(rows));
    this.scratched = memory.singles(scratch);
    this.places = memory.integers(places);
  }

  /** Numbers in which products of so many rows work. */
  static roomFor(rows: number): number {
    return ((MOST_TERMS + rows) * ROW) / BYTES;
  }

  /** Bytes of what `responder` keeps of a layer of n neurons. */
  static bytesOfParameters(n: number): number {
    return SingleMemory.bytesOf(PARAMETERS * COPIES * n, BYTES);
  }

  arrays(count: number, length: number): Float32Array[] {
    const apart = SingleMemory.bytesOf(length, BYTES) / BYTES;
    const all = this.memory.singles(count * apart);
    return Array.from({ length: count }, (_, i) => all.subarray(i * apart, i * apart + length));
  }

  scratch = (length: number): Float32Array => {
    if (length > this.scratched.length) throw new Error(`${length} numbers do not fit into ${this.scratched.length}`);
    return this.scratched.subarray(0, length);
  };

  gather(patches: Patches, images: Float32Array, to: Float32Array): void {
    if (patches.isPadded) to.fill(0);
    this.memory.kernel.gather(...this.placesOf(patches, images, to));
  }

  scatter(patches: Patches, from: Float32Array, images: Float32Array): void {
    this.memory.kernel.scatter(...this.placesOf(patches, images, from));
  }

  integers(length: number): Int32Array {
    return this.memory.integers(length);
  }

  route({ first, window, routes, channels, fromLength }: Pooling, sent: Float32Array): void {
    const at = this.told(first, 0, 1);
    const [begin, end] = [this.told(window, first.length, 1), at + BYTES * (first.length + window.length)];
    const whole = [channels, fromLength, sent.length / fromLength] as const;
    this.memory.kernel.route(sent.byteOffset, routes.byteOffset, at, begin, begin, end, ...whole);
  }

  /** What the kernel is told of patches and their images. */
  private placesOf({ runs, imageLength, count, length }: Patches, images: Float32Array, patches: Float32Array) {
    const at = this.told(runs, 0, BYTES);
    const whole = [BYTES * imageLength, BYTES * count * length, images.length / imageLength] as const;
    return [images.byteOffset, patches.byteOffset, at, at + BYTES * runs.length, ...whole] as const;
  }

  /** Writes places times a unit where the kernel finds them; returns the address. */
  private told(values: Int32Array, from: number, unit: number): number {
    const { places } = this;
    if (from + values.length > places.length)
      throw new Error(`${values.length} places do not fit into ${places.length}`);
    for (let i = 0; i < values.length; i++) places[from + i] = unit * values[i];
    return places.byteOffset + BYTES * from;
  }

  reuse(): void {
    this.memory.reuse();
  }

  taken(values: Float64Array, former: Float32Array | null): Float32Array {
    const own = former ?? this.memory.singles(values.length);
    for (let i = 0; i < own.length; i++) own[i] = values[i];
    return own;
  }

  multiplyUp(
    weights: Float32Array,
    bias: Float32Array,
    input: Float32Array,
    batch: number,
    output: Float32Array,
  ): void {
    const { kernel } = this.memory;
    const rows = bias.length;
    const columns = weights.length / rows;
    kernel.repeat(bias.byteOffset, bias.byteLength, batch, output.byteOffset);
    const [w, x, y] = [weights.byteOffset, input.byteOffset, output.byteOffset];
    const { byteOffset: room } = this.room;
    kernel.addProduct(x, BYTES * columns, BYTES, batch, w, BYTES, BYTES * columns, columns, y, rows, room);
  }

  multiplyDown(weights: Float32Array, rows: number, input: Float32Array, batch: number, output: Float32Array): void {
    const columns = weights.length / rows;
    const [w, x, y] = [weights.byteOffset, input.byteOffset, output.byteOffset];
    const { byteOffset: room } = this.room;
    output.fill(0);
    this.memory.kernel.addProduct(x, BYTES * rows, BYTES, batch, w, BYTES * columns, BYTES, rows, y, columns, room);
  }

  /** sum += signal^T activity over the samples; sum is rows x columns. */
  addOuter(signal: Float32Array, rows: number, activity: Float32Array, columns: number, sum: Float32Array): void {
    const batch = signal.length / rows;
    const [d, m, to] = [signal.byteOffset, activity.byteOffset, sum.byteOffset];
    const { byteOffset: room } = this.room;
    this.memory.kernel.addProduct(d, BYTES, BYTES * rows, rows, m, BYTES * columns, BYTES, batch, to, columns, room);
  }

  responder(own: CircuitLayer): Responder<Float32Array> {
    const { n, phi, low, high } = own;
    if (phi.shape !== 'cut') return (layer, damping) => respond(own, layer, damping);
    const { kernel } = this.memory;
    const cycle = COPIES * n;
    const parameters = this.memory.singles(PARAMETERS * cycle);
    const write = (values: Float64Array, place: number) => {
      for (let i = 0; i < cycle; i++) parameters[place * cycle + i] = values[i % n];
    };
    parametersOf(own).forEach(write);
    const railed = low > -Infinity || high < Infinity;
    const [floor, ceiling] = phi.kinks;
    return ({ a, topDown: { byteOffset: second } }, damping) => {
      const damped = damping !== null;
      if (damped) write(damping, PARAMETERS - 1);
      const stride = second - a.byteOffset;
      const from = parameters.byteOffset;
      return kernel.respondSingle(
        ...([a.byteOffset, a.length, stride, from, BYTES * cycle] as const),
        ...([railed, low, high, floor, ceiling, damped] as const),
      );
    };
  }
}
