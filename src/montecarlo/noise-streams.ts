import type { NoiseStreams } from '../engine/noise.ts';
import { stream } from '../random/stream.ts';

/** Noise and jitter of one run: the same for every rule and point, so that comparisons are paired. */
export function noiseStreams(seed: string, chip: number, probe: number): NoiseStreams {
  return (...address) => stream(seed, 'chip', chip, 'probe', probe, 'noise', ...address);
}

/** The same of one of several runs at a point, which no other point has. */
export function presentationStreams(
  seed: string,
  chip: number,
  probe: number,
  point: number,
  time: number,
): NoiseStreams {
  return (...address) => stream(seed, 'chip', chip, 'probe', probe, 'point', point, 'time', time, 'noise', ...address);
}
