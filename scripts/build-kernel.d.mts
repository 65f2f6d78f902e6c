/** Folders of src that have a kernel. */
export const KERNELS: readonly string[];
/** The text of a folder's kernel-bytes.ts for its kernel's present source. */
export function buildKernel(folder: string): Promise<string>;
