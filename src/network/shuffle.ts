import type { Stream } from '../random/stream.ts';

/** 0 .. count - 1 in random order (Fisher and Yates). */
export function shuffledIndices(count: number, random: Stream): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = indices[i];
    indices[i] = indices[j];
    indices[j] = kept;
  }
  return indices;
}
