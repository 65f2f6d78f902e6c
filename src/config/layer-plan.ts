import {
  type Connected,
  type Connection,
  countOf,
  type ImageShape,
  type Pool,
  pooledShape,
  shapeAbove,
} from '../model/connection.ts';
import type { LayersInput } from './layers-schema.ts';

/** Something wrong with a layer; the path leads on from the list of layers. */
export interface LayerFault {
  readonly path: (string | number)[];
  readonly message: string;
}

type LayerInput = Exclude<LayersInput[number], number | readonly number[]>;

/** Neurons of a layer at most. */
const MOST_NEURONS = 2 ** 20;

/** The neurons of every layer and what connects them, or what is wrong with it. */
export function layerPlan(input: LayersInput): { readonly plan: Connected; readonly faults: readonly LayerFault[] } {
  const layers: number[] = [];
  const connections: (Connection | null)[] = [];
  const faults: LayerFault[] = [];
  /** Of the layer before; null: its neurons are in no rows and columns. */
  let shape: ImageShape | null = null;
  for (const [k, entry] of input.entries()) {
    if (k === 0) {
      shape = imageOf(entry);
      if (shape === null && typeof entry !== 'number') faults.push({ path: [k], message: INPUT });
      layers.push(shape === null ? Number(entry) : countOf(shape));
      continue;
    }
    const own = connectionOf(shape, entry, (path, message) => faults.push({ path: [k, ...path], message }));
    if (own === INVALID) return { plan: { layers }, faults };
    connections.push(own);
    const above = own === null ? null : shapeAbove(own);
    const neurons =
      above === null ? Number(entry instanceof Object && 'dense' in entry ? entry.dense : entry) : countOf(above);
    if (neurons > MOST_NEURONS) faults.push({ path: [k], message: `expected at most ${MOST_NEURONS} neurons` });
    layers.push(neurons);
    shape = own?.convolution ? above : null;
  }
  if (shape !== null) faults.push({ path: [input.length - 1], message: 'expected a dense layer of outputs' });
  return { plan: connections.every(isPlain) ? { layers } : { layers, connections }, faults };
}

/** Layers as a file states them, of what became of them: `layerPlan` backwards. */
export function statedLayers({ layers, connections }: Connected): LayersInput {
  const own = connections ?? [];
  return layers.map((neurons, k): LayersInput[number] => {
    const shape = k === 0 ? own[0]?.from : undefined;
    if (shape !== undefined) return [shape.height, shape.width, shape.channels];
    const connection = k === 0 ? null : (own[k - 1] ?? null);
    if (connection === null) return neurons;
    const { pool, convolution, channels } = connection;
    const sent = pool === null ? {} : { pool: pool.kind === 'max' ? { max: pool.size } : { average: pool.size } };
    return convolution === null ? { dense: channels, ...sent } : { convolution: channels, ...convolution, ...sent };
  });
}

const INPUT = 'expected a number of inputs, or [height, width, channels]';
const INVALID = Symbol();

function imageOf(entry: LayersInput[number]): ImageShape | null {
  if (!Array.isArray(entry)) return null;
  const [height, width, channels] = entry;
  return { height, width, channels };
}

/** An array that reads all neurons in the order in which any program would. */
function isPlain(connection: Connection | null): boolean {
  if (connection === null) return true;
  const { pool, convolution, from } = connection;
  return pool === null && convolution === null && from.channels === 1;
}

type Tell = (path: string[], message: string) => void;

function connectionOf(from: ImageShape | null, entry: LayersInput[number], tell: Tell) {
  if (Array.isArray(entry)) {
    tell([], 'expected a number of neurons, or a map: only the input is an image');
    return INVALID;
  }
  const layer: LayerInput = typeof entry === 'number' ? { dense: entry } : entry;
  const { convolution: channels, kernel = 1, stride = 1, padding = 0 } = layer;
  const pool = poolOf(layer);
  if (from === null) {
    if (channels === undefined && pool === null) return null;
    const before = 'an image before it: a convolution, or the input as [height, width, channels]';
    tell([channels === undefined ? 'pool' : 'convolution'], `expected ${before}`);
    return INVALID;
  }
  if (pool !== null && (from.height % pool.size !== 0 || from.width % pool.size !== 0)) {
    tell(['pool', pool.kind], `expected a size that divides ${from.height} x ${from.width}, which is what it is sent`);
    return INVALID;
  }
  if (channels === undefined) return { from, pool, convolution: null, channels: layer.dense! };
  const connection: Connection = { from, pool, convolution: { kernel, stride, padding }, channels };
  const { height, width } = pooledShape(connection);
  if (padding >= kernel) {
    tell(['padding'], `expected below ${kernel}, the kernel: a patch of zeros alone is none`);
    return INVALID;
  }
  if (kernel > Math.min(height, width) + 2 * padding) {
    const padded = padding === 0 ? '' : ` with a padding of ${padding}`;
    tell(['kernel'], `expected at most ${Math.min(height, width) + 2 * padding} for ${height} x ${width}${padded}`);
    return INVALID;
  }
  return connection;
}

function poolOf({ pool }: LayerInput): Pool | null {
  if (pool === undefined) return null;
  const { max, average } = pool;
  return max === undefined ? { kind: 'average', size: average! } : { kind: 'max', size: max };
}
