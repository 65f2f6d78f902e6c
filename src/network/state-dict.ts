import { InputError } from '../config/input-error.ts';
import { type ArraySize, arraySizes, type Connected } from '../model/connection.ts';
import { fromTorch, torchShape, toTorch } from './array-layout.ts';
import type { ForwardArray } from './network.ts';
import type { Tensor } from './safetensors.ts';

/** Name of a weight in a state_dict. */
export const WEIGHT = /(^|\.)weight$/;

/**
 * The layers of a PyTorch state_dict, taken in the natural order of their names ("0", "2", "10"; "fc1", "fc2"), convolutions first:
 * tensors `<name>.weight`, outputs x inputs, or outputs x inputs x rows x columns of Conv2d, and `<name>.bias`, 0 where there is none. A
 * weight of two dimensions that fits in transpose only, inputs x outputs as other programs have it, is turned. What does not fit is an
 * InputError that names it and what the file has.
 */
export function arraysOf(tensors: ReadonlyMap<string, Tensor>, connected: Connected, file: string): ForwardArray[] {
  const { layers, connections } = connected;
  const refuse = (message: string) => {
    const found = [...tensors].map(([name, { shape }]) => `${name} ${shape.join(' x ')}`).join(', ');
    return new InputError([
      { file, line: null, column: null, path: '', message: `${message}; it has ${found || 'no tensors'}` },
    ]);
  };
  const names = weightNames(tensors);
  if (names.length !== layers.length - 1) {
    throw refuse(`expected ${layers.length - 1} weights for ${layers.join('-')}, got ${names.length}`);
  }
  const sizes = arraySizes(connected);
  return names.map((name, k) => {
    const { rows } = sizes[k];
    const connection = connections?.[k] ?? null;
    const tensor = tensors.get(name)!;
    const expected = torchShape(connection, sizes[k]);
    const isTurned = isTransposeOf(tensor.shape, sizes[k]) && expected.length === 2;
    if (!isTurned && tensor.shape.join() !== expected.join()) {
      throw refuse(
        `${name}: expected ${expected.join(' x ')} for ${layers.join('-')}, got ${tensor.shape.join(' x ')}`,
      );
    }
    const bias = tensors.get(name.replace(WEIGHT, '$1bias'));
    if (bias !== undefined && bias.values.length !== rows) {
      throw refuse(`${name.replace(WEIGHT, '$1bias')}: expected ${rows} numbers, got ${bias.values.length}`);
    }
    const values = isTurned ? turned(tensor.values, sizes[k]) : tensor.values;
    const own = { weights: fromTorch(values, connection), bias: bias?.values ?? new Float64Array(rows) };
    if (![...own.weights, ...own.bias].every(Number.isFinite)) throw refuse(`${name}: expected finite numbers`);
    return own;
  });
}

/** Names of the weights in the order of the layers: the natural one, convolutions first. */
export function weightNames(tensors: ReadonlyMap<string, Tensor>): string[] {
  const isConvolution = (name: string) => tensors.get(name)!.shape.length === 4;
  const named = [...tensors.keys()].filter((name) => WEIGHT.test(name)).sort(naturally);
  return [...named.filter(isConvolution), ...named.filter((name) => !isConvolution(name))];
}

/** The arrays of a network by the names that PyTorch's examples give layers: conv1.weight, conv1.bias ... fc1.weight, fc1.bias ... */
export function stateDict(forward: readonly ForwardArray[], connected: Connected): Map<string, Tensor> {
  const sizes = arraySizes(connected);
  const counts = { conv: 0, fc: 0 };
  return new Map(
    forward.flatMap(({ weights, bias }, k): [string, Tensor][] => {
      const connection = connected.connections?.[k] ?? null;
      const kind = connection?.convolution ? 'conv' : 'fc';
      const name = `${kind}${++counts[kind]}`;
      return [
        [`${name}.weight`, { shape: torchShape(connection, sizes[k]), values: toTorch(weights, connection) }],
        [`${name}.bias`, { shape: [bias.length], values: bias }],
      ];
    }),
  );
}

/** Numbers within names compare as numbers. */
export function naturally(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function isTransposeOf(shape: readonly number[], { rows, columns }: ArraySize): boolean {
  return shape.length === 2 && shape[0] === columns && shape[1] === rows && rows !== columns;
}

/** A columns x rows matrix as rows x columns. */
export function turned(values: Float64Array, { rows, columns }: ArraySize): Float64Array {
  return values.map((_, at) => values[(at % columns) * rows + Math.floor(at / columns)]);
}
