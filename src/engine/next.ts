import type { Layer } from './layer.ts';
import { BLOCK } from './layer.ts';

/** Renews all block bounds and the smallest from the neurons' bounds. */
export function renewBlocks(layer: Layer): void {
  for (let block = 0; block * BLOCK < layer.n; block++) layer.blockBound[block] = blockMinimum(layer, block);
  findNextBlock(layer);
}

/** Gives neuron i a new bound and renews the layer's smallest. */
export function setBound(layer: Layer, i: number, bound: number): void {
  layer.bound[i] = bound;
  const block = Math.floor(i / BLOCK);
  layer.blockBound[block] = blockMinimum(layer, block);
  findNextBlock(layer);
}

/** The first neuron with the layer's smallest bound. */
export function nextNeuron(layer: Layer): number {
  return layer.bound.indexOf(layer.next, layer.nextBlock * BLOCK);
}

function blockMinimum({ bound }: Layer, block: number): number {
  let first = Infinity;
  for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) if (bound[i] < first) first = bound[i];
  return first;
}

function findNextBlock(layer: Layer): void {
  const { n, blockBound } = layer;
  let next = Infinity;
  let nextBlock = 0;
  for (let block = 0; block * BLOCK < n; block++) {
    if (blockBound[block] < next) {
      next = blockBound[block];
      nextBlock = block;
    }
  }
  layer.next = next;
  layer.nextBlock = nextBlock;
}
