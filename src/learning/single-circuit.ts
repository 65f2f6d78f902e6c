import type { Chip } from '../chip/chip.ts';
import { patchesOf } from '../linear/connector.ts';
import { countOf, pooledShape } from '../model/connection.ts';
import type { CircuitArrays } from './arithmetic.ts';
import { LAYER_ARRAYS } from './layer-batch.ts';
import { SingleArithmetic } from './single-arithmetic.ts';
import { SingleMemory } from './single-memory.ts';
import { SingleUpdates } from './single-updates.ts';

const { bytesOf } = SingleMemory;
const SINGLE = Float32Array.BYTES_PER_ELEMENT;
const DOUBLE = Float64Array.BYTES_PER_ELEMENT;

/** An array of parameters: what it is, in double precision, what is worked with, and what an optimizer remembers of it. */
export interface SingleParameters {
  readonly values: Float64Array;
  readonly single: Float32Array;
  readonly velocity: Float64Array;
}

/**
 * A chip's arrays in single precision, for at most so many samples at once. Updates, small against what they change, are summed in
 * doubles ("master weights", Micikevicius et al. 2018, arXiv 1710.03740).
 */
export class SingleCircuit implements CircuitArrays<Float32Array> {
  readonly arithmetic: SingleArithmetic;
  readonly forward: readonly { readonly weights: Float32Array; readonly bias: Float32Array }[];
  readonly feedback: readonly (Float32Array | null)[];
  /** The doubles, as a chip holds them: at first the chip's own. */
  readonly chipArrays: Pick<Chip, 'forward' | 'feedback'>;
  readonly updates: SingleUpdates;
  private readonly memory: SingleMemory;
  private readonly parameters: readonly SingleParameters[];

  constructor(chip: Chip, most: number) {
    const { layers, forward, feedback } = chip;
    const { rows, scratch, places } = partsOf(chip);
    const memory = new SingleMemory(bytesFor(chip, most));
    const parametersOf = (own: Float64Array): SingleParameters => {
      const values = memory.doubles(own.length);
      values.set(own);
      return { values, single: memory.singles(own.length), velocity: memory.doubles(own.length) };
    };
    const arrays = forward.map(({ weights, bias }) => ({ weights: parametersOf(weights), bias: parametersOf(bias) }));
    const down = feedback.map((array) => (array === null ? null : parametersOf(array)));
    this.memory = memory;
    this.arithmetic = new SingleArithmetic(memory, Math.max(...layers, most, rows), scratch, places);
    this.updates = new SingleUpdates(memory, this.arithmetic, chip, most);
    memory.keep();
    this.forward = arrays.map(({ weights, bias }) => ({ weights: weights.single, bias: bias.single }));
    this.feedback = down.map((array) => array?.single ?? null);
    this.chipArrays = {
      forward: arrays.map(({ weights, bias }) => ({ weights: weights.values, bias: bias.values })),
      feedback: down.map((array) => array?.values ?? null),
    };
    this.parameters = [
      ...arrays.flatMap(({ weights, bias }) => [weights, bias]),
      ...down.filter((array) => array !== null),
    ];
    this.refreshAll();
  }

  /** Takes up what all doubles have become. */
  refreshAll(): void {
    for (const own of this.parameters) this.refresh(own);
  }

  /** Takes up what those of one array have become. */
  refresh({ values, single }: SingleParameters): void {
    for (let i = 0; i < single.length; i++) single[i] = values[i];
  }

  /** Those of an array of `chipArrays`. */
  parametersOf(values: Float64Array): SingleParameters {
    return this.parameters.find((own) => own.values === values)!;
  }

  /**
   * velocity becomes momentum velocity + direction - decay values, and the values, in either precision, change by rate velocity.
   * Returns whether all are finite.
   */
  descend(own: SingleParameters, direction: Float32Array, momentum: number, decay: number, rate: number): boolean {
    const { values, single, velocity } = own;
    const { kernel } = this.memory;
    const to = [values.byteOffset, velocity.byteOffset, direction.byteOffset, single.byteOffset] as const;
    return kernel.descend(...to, values.length, momentum, decay, rate) === 0;
  }
}

/** Most patches that are made at once, most numbers of them, and most places that the kernel is told of: runs of patches, windows. */
function partsOf({ forward, connections }: Chip): { rows: number; scratch: number; places: number } {
  let [rows, scratch, places] = [0, 0, 0];
  forward.forEach((_, k) => {
    const connection = connections?.[k] ?? null;
    const patches = patchesOf(connection);
    if (connection?.pool) places = Math.max(places, countOf(pooledShape(connection)) + connection.pool.size ** 2);
    if (patches === null) return;
    rows = Math.max(rows, patches.imagesAtOnce * patches.count);
    scratch = Math.max(scratch, patches.most);
    places = Math.max(places, patches.runs.length);
  });
  return { rows, scratch, places };
}

/** All that is handed out of the memory. */
function bytesFor(chip: Chip, most: number): number {
  const { layers, forward, feedback, connections } = chip;
  const { rows, scratch, places } = partsOf(chip);
  const parameters = (length: number) => bytesOf(length, SINGLE) + 2 * bytesOf(length, DOUBLE);
  let bytes = bytesOf(SingleArithmetic.roomFor(Math.max(...layers, most, rows)), SINGLE) + bytesOf(scratch, SINGLE);
  bytes += bytesOf(places, SINGLE);
  bytes += SingleUpdates.bytesFor(chip, most) + bytesOf(most * layers[0], SINGLE);
  forward.forEach(({ weights, bias }, k) => {
    const n = layers[k + 1];
    const arrays = feedback[k] == null ? 1 : 2;
    const connection = connections?.[k] ?? null;
    bytes += arrays * parameters(weights.length) + parameters(bias.length);
    bytes += LAYER_ARRAYS * bytesOf(most * n, SINGLE) + SingleArithmetic.bytesOfParameters(n);
    // What comes out of a pool, and its routes.
    if (connection?.pool) bytes += 2 * bytesOf(most * countOf(pooledShape(connection)), SINGLE);
  });
  return bytes + bytesOf(most * layers[layers.length - 1], SINGLE);
}
