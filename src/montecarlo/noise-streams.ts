import type { NoiseStreams } from '../engine/noise.ts';
import { stream } from '../random/stream.ts';

/** Noise and jitter of one run: the same for every rule and point, so that comparisons are paired. */
export function noiseStreams(seed: string, chip: number, probe: number): NoiseStreams {
  return (...address) => stream(seed, 'chip', chip, 'probe', probe, 'noise', ...address);
}
