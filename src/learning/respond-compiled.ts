import type { CircuitLayer } from '../engine/circuit.ts';
import { Workspace } from '../linear/workspace.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { LayerBatch } from './layer-batch.ts';
import { parametersOf, type RespondKernel } from './response-parameters.ts';

/** What kernel/index.ts exports. */
interface KernelExports {
  readonly respond: RespondKernel;
}

/** Arrays of a sample, of its neurons' parameters, and the damping, in the order of kernel/respond.ts. */
const SAMPLE_ARRAYS = 9;
const ARRAYS = 20;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Doubles in a cache line. */
const LINE = 8;

let workspace: Workspace<KernelExports> | null = null;

/** `respond` of respond.ts compiled to WebAssembly, for every phi that only cuts. */
export function respondCompiled(own: CircuitLayer, layer: LayerBatch, damping: Float64Array | null): number {
  workspace ??= new Workspace(KERNEL_BYTES);
  const { n, phi, low, high } = own;
  const railed = low > -Infinity || high < Infinity;
  // An odd number of cache lines: arrays a multiple of 4096 bytes apart would share a few sets of the cache.
  const stride = LINE * (Math.ceil(n / LINE) | 1);
  const memory = workspace.reserve(ARRAYS * stride).fill(0, 0, ARRAYS * stride);
  const views = Array.from({ length: SAMPLE_ARRAYS }, (_, array) =>
    memory.subarray(array * stride, array * stride + n),
  );
  parametersOf(own).forEach((values, i) => {
    memory.set(values, (SAMPLE_ARRAYS + i) * stride);
  });
  if (damping !== null) memory.set(damping, (ARRAYS - 1) * stride);
  const [a, topDown, zero, plus, minus, activity, difference, sentActivity, sentDifference] = views;
  const apart = stride * BYTES;
  const first = SAMPLE_ARRAYS * apart;
  const isDamped = damping !== null;
  let change = 0;
  for (let from = 0; from < layer.a.length; from += n) {
    const to = from + n;
    a.set(layer.a.subarray(from, to));
    topDown.set(layer.topDown.subarray(from, to));
    if (layer.zero !== null) zero.set(layer.zero.subarray(from, to));
    plus.set(layer.plus.subarray(from, to));
    minus.set(layer.minus.subarray(from, to));
    const most = workspace.exports.respond(0, n, apart, first, apart, railed, low, high, ...phi.kinks, isDamped);
    change = Math.max(change, most);
    layer.plus.set(plus, from);
    layer.minus.set(minus, from);
    layer.activity.set(activity, from);
    layer.difference.set(difference, from);
    layer.sentActivity.set(sentActivity, from);
    layer.sentDifference.set(sentDifference, from);
  }
  return change;
}
