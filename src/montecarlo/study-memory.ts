/** What a study needs of a machine, bytes. */
export interface StudyMemory {
  readonly total: number;
  /** Of the largest memory of compiled loops, which cannot have more than `LARGEST_KERNEL`. */
  readonly kernel: number;
}

/** WebAssembly addresses 4 GiB. */
export const LARGEST_KERNEL = 2 ** 32;

/** Copies of all weights: the nominal network, its training or scaling, and what a process packs of them. */
const COPIES = 3;
/** In each thread: a chip's arrays, both ways in which events read them, the products' own memory, linearised arrays. */
const COPIES_PER_THREAD = 8;
/** Square matrices of the largest hidden layer, in the search for stationary states. */
const SQUARES_PER_THREAD = 2;
/** A thread with all its code. */
const THREAD = 60e6;

/** Counted, and measured on 64-1000-1000-10 and 64-2000-2000-10 to be within a factor of 1.5. */
export function studyMemory(layers: readonly number[], threads: number): StudyMemory {
  const sizes = layers.slice(1).map((n, k) => n * layers[k]);
  const weights = 8 * sizes.reduce((sum, size) => sum + size, 0);
  const hidden = layers.slice(1, -1).reduce((most, n) => Math.max(most, n), 0);
  const workers = Math.max(1, threads);
  const perThread = COPIES_PER_THREAD * weights + SQUARES_PER_THREAD * 8 * hidden ** 2 + THREAD;
  const events = sizes.slice(1).reduce((sum, size) => sum + 2 * 8 * size, 0);
  const product = 2 * 8 * Math.max(...sizes);
  return { total: COPIES * weights + workers * perThread, kernel: Math.max(events, product) };
}
