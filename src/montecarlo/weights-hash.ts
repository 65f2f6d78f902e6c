import { createHash } from 'node:crypto';
import type { Study } from './study.ts';

/** SHA-256 of all nominal weights and biases, so that a changed weight file is noticed. */
export function weightsHash({ tasks }: Study): string {
  const hash = createHash('sha256');
  for (const { network } of tasks) {
    for (const { weights, bias } of network.forward) for (const array of [weights, bias]) hash.update(bytesOf(array));
  }
  return hash.digest('hex');
}

function bytesOf(array: Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
