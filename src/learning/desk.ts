import { type Circuit, layerOf } from '../engine/circuit.ts';
import { Header } from '../engine/header.ts';
import { perLayer } from '../model/per-layer.ts';
import { DeskEntry, LayerEntry, ParameterArray, PointArray } from './desk-layout.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import { type LayerPlace, LayerPoint } from './layer-point.ts';
import { Rooms } from './rooms.ts';

/** What kernel/index.ts exports for the stationary equations; addresses in bytes. */
export interface DeskKernel {
  readonly place: (desk: number, z: number) => void;
  readonly respondOf: (layer: number) => void;
  readonly respondOnPieces: (layer: number) => void;
  readonly respondAll: (desk: number, onPieces: boolean) => void;
  readonly send: (layer: number) => void;
  readonly passUp: (desk: number, k: number) => void;
  readonly residual: (desk: number, z: number, to: number) => number;
  readonly takePieces: (desk: number) => void;
  readonly slopes: (layer: number) => void;
  readonly sensitivity: (layer: number) => void;
  readonly eliminate: (desk: number, shift: number) => number;
  readonly solveReduced: (desk: number, strength: number, b: number) => number;
  readonly unitResponses: (desk: number) => void;
  readonly enterPiece: (desk: number, z: number) => void;
  readonly rootAt: (desk: number, p: number, step: number, slope: number, z: number, tangent: number) => number;
  readonly rooms: (desk: number, room: number, isMoving: boolean, dz: number, rate: number) => void;
  readonly crossEnd: (layer: number, kind: number, i: number) => void;
  readonly least: (values: number, count: number) => number;
  readonly ahead: (room: number, rate: number, count: number, tolerance: number) => number;
  readonly firstLeft: (
    desk: number,
    room: number,
    rate: number,
    passed: number,
    passedRate: number,
    count: number,
    length: number,
    tolerance: number,
  ) => number;
}

/** Equations at a desk, which others may want to have. */
interface Guest {
  /** Takes along what is needed to come back. */
  leave(): void;
}

/** What a path works with, in the memory of the desk. */
export interface Walk {
  /** Where it is, and how that moves. */
  readonly z: Float64Array;
  readonly tangent: Float64Array;
  /** Where a step leads to, before it is taken. */
  readonly trial: Float64Array;
  readonly trialTangent: Float64Array;
  /** The far end of an interval with a kink. */
  readonly high: Float64Array;
  /** At the point reached, behind a kink, and between. */
  readonly rooms: Rooms;
  readonly passed: Rooms;
  readonly tried: Rooms;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const PAGE = 65536;
const MOST_PAGES = 65536;
/** Bytes of a cache line, and of the rows of a panel: 8 numbers. */
const LINE = 64;

/**
 * The memory in which stationary equations are worked on, with the kernel that does so: those of one circuit at a time, under one
 * drive. Whoever needs it takes it (`StationaryEquations`), and comes back to what it kept of itself. Views are of the circuit
 * present: `layOut` gives up those before.
 */
export class Desk {
  readonly kernel: DeskKernel;
  guest: Guest | null = null;
  /** Whose vectors and piece are here: who finds another has to take them up again. */
  path: object | null = null;
  header!: Header;
  /** Index 1 .. L. */
  layers: readonly LayerPoint[] = [];
  walk!: Walk;
  /** Vectors as long as z: a point that is given from outside, and a right side or residual. */
  point!: Float64Array;
  result!: Float64Array;
  /** e. */
  error!: Float64Array;
  /** de/da_L, n_L x n_L row-major. */
  errorSlope!: Float64Array;
  nudgeMotion!: Float64Array;
  private readonly memory: WebAssembly.Memory;
  private sizes: readonly number[] = [];
  private circuit: Circuit | null = null;
  private used = 0;

  constructor() {
    const module = new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)));
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.kernel = instance.exports as unknown as DeskKernel;
  }

  /** Takes up a dense circuit in the place of the one before, whose equations have left. */
  seat(circuit: Circuit, guest: Guest): void {
    const { layers, forward, feedback } = circuit.chip;
    if (layers !== this.sizes && !this.isLaidOutFor(layers)) {
      this.layOut(layers);
      this.circuit = null;
    }
    this.sizes = layers;
    for (let k = 1; k < layers.length; k++) {
      if (this.circuit !== circuit) this.layers[k].become(layerOf(circuit, k));
      // Weights may have been trained since.
      if (k < layers.length - 1) this.layers[k].wire(forward[k].weights, forward[k].bias, feedback[k]);
    }
    this.circuit = circuit;
    this.guest = guest;
    this.path = null;
  }

  private isLaidOutFor(layers: readonly number[]): boolean {
    return layers.length === this.layers.length && this.layers.every(({ n }, k) => k === 0 || n === layers[k]);
  }

  /** A circuit of other layers. */
  private layOut(sizes: readonly number[]): void {
    const last = sizes.length - 1;
    const [outputs, widest] = [sizes[last], Math.max(...sizes.slice(1))];
    const compartments = sizes.slice(1).reduce((sum, n) => sum + 2 * n, 0);
    const size = compartments - sizes[1] - outputs;
    const row = perLayer(last, (k) => lines(sizes[k]));
    this.used = 0;
    const header = this.part(DeskEntry.count);
    const headers = this.part(last * LayerEntry.count);
    const places = perLayer(last, (k): LayerPlace => {
      const stride = apart(lines(sizes[k]));
      const [weights, above] = k < last ? [sizes[k] * sizes[k + 1], sizes[k + 1]] : [0, 0];
      return {
        header: headers + (k - 1) * LayerEntry.count * BYTES,
        stride,
        point: this.part((PointArray.count * stride) / BYTES),
        parameters: this.part((ParameterArray.count * stride) / BYTES),
        up: this.part(weights),
        bias: this.part(above),
        down: this.part(weights),
      };
    });
    const own = perLayer(last, (k) => {
      const n = sizes[k];
      const isBetween = k > 1 && k < last;
      const square = (row[k] / BYTES) * even(n);
      return {
        live: this.part(n),
        returned: this.part(square),
        system: this.part(isBetween ? square : 0),
        pivots: this.part(isBetween ? n : 0),
        answers: this.part(isBetween ? (row[k + 1] / BYTES) * even(n) : 0),
        given: this.part(isBetween ? n : 0),
      };
    });
    let most = lines(widest) / BYTES;
    for (let k = 1; k < last; k++) {
      most = Math.max(most, even(sizes[k]) * (row[k + 1] / BYTES), even(sizes[k + 1]) * (row[k] / BYTES));
      most = Math.max(most, even(outputs) * (row[k] / BYTES));
    }
    const square = (row[last] / BYTES) * even(outputs);
    const unitRow = even(size) * BYTES;
    const vectors = [0, 1, 2, 3, 4, 5, 6].map(() => this.part(size));
    const errors = {
      error: this.part(outputs),
      errorSlope: this.part(outputs * outputs),
      nudgeMotion: this.part(outputs),
    };
    const ways = [0, 1, 2].map(() => [this.part(compartments + 2), this.part(compartments + 2)]);
    const addresses: Partial<Record<keyof typeof DeskEntry, number>> = {
      ...errors,
      layers: headers,
      closed: this.part(square),
      throughSlope: this.part(square),
      pivots: this.part(outputs),
      output: this.part(outputs),
      sent: this.part(outputs),
      sentRate: this.part(outputs),
      origin: this.part(size),
      enteredError: this.part(outputs),
      units: this.part((unitRow / BYTES) * outputs),
      unitRow,
      open: this.part(square),
      byTopDown: this.part(square),
      driving: this.part(outputs),
      packed: this.part(most),
      passed: this.part(most),
      mixed: this.part(most),
      product: this.part(most),
      panel: this.part(8 * widest),
      last,
      outputs,
      size,
    };
    // Panels are read beyond the end of what they are of.
    this.part(8 * widest + 8);
    if (this.used > MOST_PAGES * PAGE) {
      const gibibytes = (this.used / 2 ** 30).toFixed(1);
      throw new Error(
        `layers of ${sizes.slice(1).join(', ')} neurons, with every array between them written out, take ${gibibytes} GiB ` +
          'to be solved for their stationary states, and 4 GiB is the most',
      );
    }
    const missing = Math.ceil((this.used - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.memory.grow(missing);
    const { buffer } = this.memory;
    new Uint8Array(buffer, 0, this.used).fill(0);
    const view = (address: number, length: number) => new Float64Array(buffer, address, length);
    this.header = new Header(buffer, header, DeskEntry.count);
    for (const [name, value] of Object.entries(addresses)) {
      this.header.setInt(DeskEntry[name as keyof typeof DeskEntry], value);
    }
    let at = 0;
    this.layers = perLayer(last, (k) => {
      const layer = new LayerPoint(sizes[k], k < last ? sizes[k + 1] : 0, buffer, places[k]);
      layer.header.setInt(LayerEntry.inputAt, at * BYTES);
      if (k > 1) at += sizes[k];
      layer.header.setInt(LayerEntry.topDownAt, at * BYTES);
      if (k < last) at += sizes[k];
      layer.header.setInt(LayerEntry.row, row[k]);
      for (const [name, value] of Object.entries(own[k])) {
        layer.header.setInt(LayerEntry[name as keyof typeof LayerEntry], value);
      }
      return layer;
    });
    const [z, tangent, trial, trialTangent, high, point, result] = vectors.map((address) => view(address, size));
    const [rooms, passed, tried] = ways.map(
      ([room, rate]) => new Rooms(this.kernel, this.header, view(room, compartments), view(rate, compartments)),
    );
    this.walk = { z, tangent, trial, trialTangent, high, rooms, passed, tried };
    this.point = point;
    this.result = result;
    this.error = view(errors.error, outputs);
    this.errorSlope = view(errors.errorSlope, outputs * outputs);
    this.nudgeMotion = view(errors.nudgeMotion, outputs);
  }

  /** The address of a part of the memory for so many numbers, whole lines. */
  private part(length: number): number {
    const at = this.used;
    this.used += lines(length);
    return at;
  }
}

/** Bytes of so many numbers, whole lines. */
function lines(length: number): number {
  return LINE * Math.ceil((length * BYTES) / LINE);
}

/** Arrays a multiple of 4096 bytes apart would share a few sets of the cache. */
function apart(bytes: number): number {
  return bytes % 1024 === 0 ? bytes + LINE : bytes;
}

function even(n: number): number {
  return n + (n % 2);
}

/** One for the thread, made when first needed. */
let shared: Desk | null = null;

export function theDesk(): Desk {
  shared ??= new Desk();
  return shared;
}
