import { layerBytes } from './layer.ts';
import type { NetworkState } from './network-state.ts';

/** What of the layers changes during a run, copied. */
export interface SavedLayers {
  readonly arrays: readonly Uint8Array[];
  readonly scalars: readonly {
    readonly time: number;
    readonly next: number;
    readonly nextBlock: number;
    readonly unbounded: boolean;
    readonly hasSent: boolean;
  }[];
}

/** A copy of the layers' states; index 0 is layer 1. */
export function saveLayers({ layers, last, compute }: NetworkState): SavedLayers {
  const own = layers.slice(1, last + 1);
  return {
    arrays: own.map(({ address, n }) => new Uint8Array(compute.buffer, address, layerBytes(n)).slice()),
    scalars: own.map(({ time, next, nextBlock, unbounded, hasSent }) => ({
      time,
      next,
      nextBlock,
      unbounded,
      hasSent,
    })),
  };
}

/** Puts a copy back. */
export function restoreLayers({ layers, compute }: NetworkState, { arrays, scalars }: SavedLayers): void {
  arrays.forEach((bytes, index) => {
    const layer = layers[index + 1];
    new Uint8Array(compute.buffer, layer.address, bytes.length).set(bytes);
    Object.assign(layer, scalars[index]);
  });
}
