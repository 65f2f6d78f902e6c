import type { Tensor } from './safetensors.ts';
import { turned, weightNames } from './state-dict.ts';

/** How an array of two dimensions may be stored: PyTorch's way, or that of Keras and most scripts. */
export const ORIENTATIONS = ['outputs x inputs', 'inputs x outputs'] as const;

export type Orientation = (typeof ORIENTATIONS)[number];

/**
 * Neurons per layer, input first, of dense arrays of which each reads what the one before gives; null where they do not follow
 * each other in this orientation, or are none of two dimensions.
 */
export function chainedLayers(tensors: ReadonlyMap<string, Tensor>, orientation: Orientation): number[] | null {
  const layers: number[] = [];
  for (const name of weightNames(tensors)) {
    const { shape } = tensors.get(name)!;
    if (shape.length !== 2) return null;
    const [inputs, outputs] = orientation === 'inputs x outputs' ? shape : [shape[1], shape[0]];
    if (layers.length === 0) layers.push(inputs);
    if (layers[layers.length - 1] !== inputs) return null;
    layers.push(outputs);
  }
  return layers.length === 0 ? null : layers;
}

/** Arrays that are inputs x outputs, as outputs x inputs. */
export function withTurned(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const weights = new Set(weightNames(tensors));
  return new Map(
    [...tensors].map(([name, tensor]) => {
      if (!weights.has(name) || tensor.shape.length !== 2) return [name, tensor];
      const [columns, rows] = tensor.shape;
      return [name, { shape: [rows, columns], values: turned(tensor.values, { rows, columns }) }];
    }),
  );
}
