import { InputError } from '../config/input-error.ts';
import type { ForwardArray } from './network.ts';
import type { Tensor } from './safetensors.ts';

/** Name of a weight in a state_dict. */
export const WEIGHT = /(^|\.)weight$/;

/**
 * The linear layers of a PyTorch state_dict, taken in the natural order of their names ("0", "2", "10"; "fc1", "fc2"): tensors
 * `<name>.weight`, outputs x inputs, and `<name>.bias`, 0 where there is none. A weight that fits in transpose only, inputs x
 * outputs as other programs have it, is turned. What does not fit is an InputError that names it and what the file has.
 */
export function linearLayers(
  tensors: ReadonlyMap<string, Tensor>,
  layers: readonly number[],
  file: string,
): ForwardArray[] {
  const refuse = (message: string) => {
    const found = [...tensors].map(([name, { shape }]) => `${name} ${shape.join(' x ')}`).join(', ');
    return new InputError([
      { file, line: null, column: null, path: '', message: `${message}; it has ${found || 'no tensors'}` },
    ]);
  };
  const names = [...tensors.keys()].filter((name) => WEIGHT.test(name)).sort(naturally);
  if (names.length !== layers.length - 1) {
    throw refuse(`expected ${layers.length - 1} weights for ${layers.join('-')}, got ${names.length}`);
  }
  return names.map((name, k) => {
    const [inputs, outputs] = [layers[k], layers[k + 1]];
    const { shape, values } = tensors.get(name)!;
    const isTurned = shape.length === 2 && shape[0] === inputs && shape[1] === outputs && inputs !== outputs;
    if (!isTurned && (shape.length !== 2 || shape[0] !== outputs || shape[1] !== inputs)) {
      throw refuse(`${name}: expected ${outputs} x ${inputs} for ${layers.join('-')}, got ${shape.join(' x ')}`);
    }
    const bias = tensors.get(name.replace(WEIGHT, '$1bias'));
    if (bias !== undefined && bias.values.length !== outputs) {
      throw refuse(`${name.replace(WEIGHT, '$1bias')}: expected ${outputs} numbers, got ${bias.values.length}`);
    }
    const own = {
      weights: isTurned ? turned(values, inputs, outputs) : values,
      bias: bias?.values ?? new Float64Array(outputs),
    };
    if (![...own.weights, ...own.bias].every(Number.isFinite)) throw refuse(`${name}: expected finite numbers`);
    return own;
  });
}

/** The arrays of a network by the names that PyTorch would give its layers: fc1.weight, fc1.bias, fc2.weight ... */
export function stateDict(forward: readonly ForwardArray[], layers: readonly number[]): Map<string, Tensor> {
  return new Map(
    forward.flatMap(({ weights, bias }, k): [string, Tensor][] => [
      [`fc${k + 1}.weight`, { shape: [layers[k + 1], layers[k]], values: weights }],
      [`fc${k + 1}.bias`, { shape: [layers[k + 1]], values: bias }],
    ]),
  );
}

/** Numbers within names compare as numbers. */
export function naturally(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** An inputs x outputs matrix as outputs x inputs. */
function turned(values: Float64Array, inputs: number, outputs: number): Float64Array {
  return values.map((_, at) => values[(at % inputs) * outputs + Math.floor(at / inputs)]);
}
