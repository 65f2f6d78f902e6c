import { strideOf } from './layer.ts';

/**
 * Where a leap keeps what it needs of one layer; kernel/leap.ts counts on the order: arrivals (time, weight of the line,
 * address of the line, 1 for a difference), ten numbers for each neuron walked, six for each neuron's state before, and
 * events sent (time, 4 neuron + 2 encoder + 1 at the upper threshold).
 */

/** Arrivals at one layer that a leap takes up at most. */
export const MOST_ARRIVALS = 64;
export const ARRIVAL_FIELDS = 4;
export const EVENT_FIELDS = 2;
const PER_NEURON = 10 + 6;

/** Events that a layer of n neurons may send in one leap. */
export function eventCapacity(n: number): number {
  return 8 * n;
}

export function leapBytes(n: number): number {
  return eventsOffset(n) + eventCapacity(n) * EVENT_FIELDS * Float64Array.BYTES_PER_ELEMENT;
}

/** Where the events lie behind the beginning of the room, bytes. */
export function eventsOffset(n: number): number {
  return (MOST_ARRIVALS * ARRIVAL_FIELDS + strideOf(n) * PER_NEURON) * Float64Array.BYTES_PER_ELEMENT;
}
