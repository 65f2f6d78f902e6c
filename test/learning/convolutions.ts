import { layerPlan } from '../../src/config/layer-plan.ts';
import type { LayersInput } from '../../src/config/layers-schema.ts';
import type { Connected } from '../../src/model/connection.ts';

/** Layers as a scenario has them. */
export function planOf(layers: LayersInput): Connected {
  const { plan, faults } = layerPlan(layers);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return plan;
}

/** Small networks with every way to read: padding, strides, several channels, both pools, before patches and before dense layers. */
export const SHAPES: readonly Connected[] = [
  planOf([[5, 4, 2], { convolution: 3, kernel: 3, padding: 1 }, { dense: 4, pool: undefined }, 3]),
  planOf([[6, 6, 1], { convolution: 3, kernel: 3, padding: 1 }, { dense: 3, pool: { max: 2 } }]),
  planOf([
    [7, 9, 2],
    { convolution: 4, kernel: 3, stride: 2, padding: 1 },
    { convolution: 5, kernel: 2, padding: 1 },
    { convolution: 2, kernel: 3, stride: 3, padding: 2, pool: undefined },
    3,
  ]),
  planOf([
    [8, 8, 2],
    { convolution: 3, kernel: 3, padding: 1, pool: { average: 2 } },
    { convolution: 4, kernel: 3, padding: 1, pool: { max: 2 } },
    { dense: 5, pool: { average: 2 } },
    3,
  ]),
  planOf([
    [12, 6, 1],
    { convolution: 2, kernel: 1, pool: { max: 3 } },
    { convolution: 3, kernel: 2, stride: 1, padding: 1 },
    { dense: 3 },
  ]),
];
