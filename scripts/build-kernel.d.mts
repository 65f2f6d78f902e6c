/** The text of kernel-bytes.ts for the kernel's present source. */
export function buildKernel(): Promise<string>;
