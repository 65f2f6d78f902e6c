import { Workspace } from '../linear/workspace.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';

/** What kernel/index.ts exports; addresses in bytes. */
interface KernelExports {
  readonly seed: (texts: number, units: number, pairs: number, hashes: number, states: number) => void;
  readonly draw: (state: number, to: number, count: number) => void;
  readonly middleQuantiles: (from: number, to: number, count: number, above: number, below: number) => void;
}

let workspace: Workspace<KernelExports> | null = null;

/** The one kernel of a thread, compiled when it is first needed. */
export function randomKernel(): Workspace<KernelExports> {
  workspace ??= new Workspace(KERNEL_BYTES);
  return workspace;
}
