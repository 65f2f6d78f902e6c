import { type Connected, type Connection, type ImageShape, shapeName } from '../model/connection.ts';

/** 64-32-10, or layer by layer where there is more to say: the image, `8 of 3 x 3`, `16 of 3 x 3, pad 1, after max 2`, `10`. */
export function networkName({ layers, connections }: Connected): string {
  if (connections === undefined) return layers.join('-');
  const [input] = connections;
  const rest = connections.map((connection, k) => layerName(connection, layers[k + 1]));
  return [inputName(input?.from, layers[0]), ...rest].join(' – ');
}

function inputName(shape: ImageShape | undefined, inputs: number): string {
  return shape === undefined ? `${inputs}` : shapeName(shape);
}

function layerName(connection: Connection | null, neurons: number): string {
  if (connection === null) return `${neurons}`;
  const { pool, convolution, channels } = connection;
  const parts = [`${channels}`];
  if (convolution !== null) {
    const { kernel, stride, padding } = convolution;
    parts[0] += ` of ${kernel} x ${kernel}`;
    if (stride > 1) parts.push(`stride ${stride}`);
    if (padding > 0) parts.push(`padding ${padding}`);
  }
  if (pool !== null) parts.push(`after ${pool.kind} ${pool.size}`);
  return parts.join(', ');
}

/** The network of a run as its summary has it. */
export interface StatedNetwork {
  readonly layers: readonly number[];
  /** In words, where layers are more than their neurons; left out: all are dense. */
  readonly network?: string;
}

export function statedNetwork({ layers, connections }: Connected): StatedNetwork {
  return { layers, ...(connections === undefined ? {} : { network: networkName({ layers, connections }) }) };
}

export function networkInWords({ layers, network }: StatedNetwork): string {
  return network ?? networkName({ layers });
}
