import type { Header } from './header.ts';
import { ARRIVAL_BYTES, BLOCK, LayerEntry, MOST_ARRIVALS } from './layout.ts';

/*
 * Where a layer keeps what its pairs of neurons let wait (kernel/deferred.ts): its arrivals, of each pair until when it may wait and
 * how many it has taken up, and two lists of pairs. All of it is worked out anew in every call of the loop.
 */

/** Bytes of a number for each pair, of whole blocks and one more, which a list may write to behind its end. */
function pairBytes(n: number, each: number): number {
  return (Math.ceil(n / BLOCK) * (BLOCK / 2) + 1) * each;
}

/** Bytes that this takes in a layer of n neurons. */
export function deferredBytes(n: number): number {
  return MOST_ARRIVALS * ARRIVAL_BYTES + pairBytes(n, Float64Array.BYTES_PER_ELEMENT) + 3 * pairBytes(n, 4);
}

/** Writes to the header of a layer of n neurons that it begins at byte `address`, a multiple of 16. */
export function placeDeferred(header: Header, n: number, address: number): void {
  const safe = address + MOST_ARRIVALS * ARRIVAL_BYTES;
  const taken = safe + pairBytes(n, Float64Array.BYTES_PER_ELEMENT);
  header.setInt(LayerEntry.arrivals, address);
  header.setInt(LayerEntry.safe, safe);
  header.setInt(LayerEntry.taken, taken);
  header.setInt(LayerEntry.unsafe, taken + pairBytes(n, 4));
  header.setInt(LayerEntry.near, taken + 2 * pairBytes(n, 4));
}
