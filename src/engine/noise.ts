import type { Chip } from '../chip/chip.ts';
import { exponential, normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';

/** Where a noise source acts. */
export const THERMAL_OR_FLICKER = 0;
export const ROW = 1;
export const COLUMN = 2;

/**
 * Poisson-redraw noise of one kind in one layer: `values` are held and each redrawn at exponential times of mean
 * `correlationTime`. The superposition of the members' processes is one Poisson process that picks a member at random,
 * so one pending time serves the whole layer. Autocorrelation of a member: rms^2 exp(-|t|/correlationTime).
 */
export interface NoiseSource {
  readonly layer: number;
  readonly acts: number;
  /** rms of a member; relative to the current where it acts on a row or a column. */
  readonly rms: number;
  readonly correlationTime: number;
  /** Present values: plus compartments then minus compartments, or one for each row or column. */
  readonly values: Float64Array;
  readonly random: Stream;
  /** Time of the next redraw, s. */
  next: number;
}

/** A stream of the run's own at the given address. */
export type NoiseStreams = (...address: readonly (string | number)[]) => Stream;

export function isNoisy({ noise }: Chip): boolean {
  if (noise === null) return false;
  return (noise.thermal?.rms ?? 0) > 0 || (noise.flicker?.rms ?? 0) > 0 || (noise.read?.relative ?? 0) > 0;
}

/** Lorentzians per decade that make up a flicker spectrum. */
const PER_DECADE = 2;

/** The noise sources of a chip, their first values drawn from the stationary law. */
export function noiseSources(chip: Chip, streams: NoiseStreams): NoiseSource[] {
  const noise = chip.noise;
  if (noise === null) return [];
  const sources: NoiseSource[] = [];
  const add = (kind: string, layer: number, acts: number, count: number, rms: number, correlationTime: number) => {
    const random = streams(kind, layer);
    const values = new Float64Array(count).map(() => rms * normal(random));
    sources.push({
      layer,
      acts,
      rms,
      correlationTime,
      values,
      random,
      next: exponential(random, correlationTime / count),
    });
  };
  for (let k = 1; k < chip.layers.length; k++) {
    const n = chip.layers[k];
    if (noise.thermal !== null && noise.thermal.rms > 0) {
      add('thermal', k, THERMAL_OR_FLICKER, 2 * n, noise.thermal.rms, noise.thermal.correlationTime);
    }
    if (noise.flicker !== null && noise.flicker.rms > 0) {
      const times = flickerTimes(noise.flicker.lowFrequency, noise.flicker.highFrequency);
      const rms = noise.flicker.rms / Math.sqrt(times.length);
      for (const [index, time] of times.entries()) add(`flicker ${index}`, k, THERMAL_OR_FLICKER, 2 * n, rms, time);
    }
    if (noise.read !== null && noise.read.relative > 0) {
      add('row', k, ROW, n, noise.read.relative, noise.read.correlationTime);
      if (k < chip.layers.length - 1) add('column', k, COLUMN, n, noise.read.relative, noise.read.correlationTime);
    }
  }
  return sources;
}

/** Correlation times 1/(2 pi f) of Lorentzians with corner frequencies log-spaced over the band, ends included, s. */
export function flickerTimes(lowFrequency: number, highFrequency: number): number[] {
  const decades = Math.log10(highFrequency / lowFrequency);
  const steps = Math.max(1, Math.round(PER_DECADE * decades));
  return Array.from({ length: steps + 1 }, (_, i) => 1 / (2 * Math.PI * lowFrequency * 10 ** ((decades * i) / steps)));
}

/** Draws the time of the next redraw after the one at `source.next`. */
export function scheduleNext(source: NoiseSource): void {
  source.next += exponential(source.random, source.correlationTime / source.values.length);
}
