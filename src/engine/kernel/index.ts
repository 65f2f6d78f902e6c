/** The event engine in AssemblyScript; `npm run kernel` compiles it into ../kernel-bytes.ts. */
import { LoopEntry } from '../layout';
import { beginLayer, integrateLayer } from './average';
import { get, int, layerAt, setInt } from './memory';
import { pass } from './run';

export { startNoise, stillNoise } from './noise';
export { bits, exponential, normal, tables } from './random';
export { run } from './run';

/** From here on the memory is the caller's. */
export function start(): usize {
  return __heap_base;
}

/** Brings every layer to the present time and takes up inputs that were changed from outside. */
export function passAll(loop: usize): void {
  const t = get(loop, LoopEntry.time);
  for (let k = 1; k <= int(loop, LoopEntry.last); k++) pass(loop, layerAt(loop, k), t);
}

/** Starts averages at the present time. */
export function beginAverages(loop: usize): void {
  const t = get(loop, LoopEntry.time);
  for (let k = 1; k <= int(loop, LoopEntry.last); k++) beginLayer(layerAt(loop, k), t);
  setInt(loop, LoopEntry.averaging, 1);
}

/** Brings averages to the present time. */
export function integrateAverages(loop: usize): void {
  const t = get(loop, LoopEntry.time);
  for (let k = 1; k <= int(loop, LoopEntry.last); k++) integrateLayer(layerAt(loop, k), t);
}
