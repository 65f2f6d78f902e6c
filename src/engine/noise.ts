import type { Chip } from '../chip/chip.ts';
import { ln, pow } from '../model/elementary.ts';
import type { Stream } from '../random/stream.ts';
import { Acts } from './layout.ts';

/**
 * Poisson-redraw noise of one kind in one layer: values that are held and each redrawn at exponential times of mean
 * `correlationTime`. Autocorrelation of each: rms^2 exp(-|t|/correlationTime).
 */
export interface NoiseSource {
  readonly acts: Acts;
  /** Relative to the current where it acts on a row or a column, else in full scales. */
  readonly rms: number;
  readonly correlationTime: number;
  /** Values: one for each compartment, row or column. */
  readonly members: number;
}

/** A stream of the run's own at the given address. */
export type NoiseStreams = (...address: readonly (string | number)[]) => Stream;

/** Lorentzians per decade that make up a flicker spectrum. */
const PER_DECADE = 2;

export function isNoisy({ noise }: Chip): boolean {
  if (noise === null) return false;
  return (noise.thermal?.rms ?? 0) > 0 || (noise.flicker?.rms ?? 0) > 0 || (noise.read?.relative ?? 0) > 0;
}

/** Sources of layer k, those that are redrawn most often first. */
export function noiseSources({ noise, layers }: Chip, k: number): NoiseSource[] {
  const sources: NoiseSource[] = [];
  const add = (acts: Acts, rms: number, correlationTime: number) => {
    const members = acts === Acts.compartment ? 2 * layers[k] : layers[k];
    if (rms > 0) sources.push({ acts, rms, correlationTime, members });
  };
  if (noise === null) return sources;
  const { thermal, flicker, read } = noise;
  if (thermal !== null) add(Acts.compartment, thermal.rms, thermal.correlationTime);
  if (flicker !== null) {
    const times = flickerTimes(flicker.lowFrequency, flicker.highFrequency);
    for (const time of times) add(Acts.compartment, flicker.rms / Math.sqrt(times.length), time);
  }
  if (read !== null) {
    add(Acts.row, read.relative, read.correlationTime);
    if (k < layers.length - 1) add(Acts.column, read.relative, read.correlationTime);
  }
  return sources.sort((a, b) => redrawRate(b) - redrawRate(a));
}

/** Redraws per second of all values of a source. */
export function redrawRate({ members, correlationTime }: NoiseSource): number {
  return members / correlationTime;
}

/** Correlation times 1/(2 pi f) of Lorentzians with corner frequencies log-spaced over the band, ends included, s. */
export function flickerTimes(lowFrequency: number, highFrequency: number): number[] {
  const decades = ln(highFrequency / lowFrequency) / Math.LN10;
  const steps = Math.max(1, Math.round(PER_DECADE * decades));
  return Array.from({ length: steps + 1 }, (_, i) => 1 / (2 * Math.PI * lowFrequency * pow(10, (decades * i) / steps)));
}
