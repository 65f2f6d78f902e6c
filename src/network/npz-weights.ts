import { told } from '../config/told.ts';
import { readNpy } from '../formats/npy.ts';
import { unzipped } from '../formats/packed.ts';
import type { Tensor } from './safetensors.ts';
import { naturally, WEIGHT } from './state-dict.ts';

/**
 * The arrays of a .npz file of weights. Names as in a state_dict stay; of others (`W0`, `b0`; `arr_0`, `arr_1`) those of two
 * dimensions are weights and those of one are biases, in the natural order of their names.
 */
export function npzWeights(bytes: Uint8Array, file: string): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  told(file, () => {
    for (const [name, content] of unzipped(bytes, file)) {
      const { sizes, values } = readNpy(content, `${file}: ${name}`);
      tensors.set(name, { shape: sizes, values: Float64Array.from(values) });
    }
  });
  const names = [...tensors.keys()].sort(naturally);
  if (names.some((name) => WEIGHT.test(name))) return tensors;
  const of = (dimensions: number) => names.filter((name) => tensors.get(name)!.shape.length === dimensions);
  const [weights, biases] = [of(2), of(1)];
  // Which weight a bias belongs to is known only where each has one.
  if (weights.length + biases.length < names.length || (biases.length > 0 && biases.length !== weights.length)) {
    return tensors;
  }
  return new Map(
    weights.flatMap((name, k): [string, Tensor][] => [
      [`${k}.weight`, tensors.get(name)!],
      ...(biases.length === 0 ? [] : [[`${k}.bias`, tensors.get(biases[k])!] as [string, Tensor]]),
    ]),
  );
}
