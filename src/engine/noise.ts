import type { Chip } from '../chip/chip.ts';
import { exponential, normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';

/** Where a noise source acts: on a compartment, or on the row or column current of a neuron. */
export type NoiseActs = 'compartment' | 'row' | 'column';

/**
 * Poisson-redraw noise of one kind in one layer: values that are held and each redrawn at exponential times of mean
 * `correlationTime`. Autocorrelation of each: rms^2 exp(-|t|/correlationTime).
 */
export interface NoiseSource {
  readonly acts: NoiseActs;
  /** Relative to the current where it acts on a row or a column, else in full scales. */
  readonly rms: number;
  readonly correlationTime: number;
  /** Present values: plus compartments then minus compartments, or one for each row or column. */
  readonly values: Float64Array;
}

/** A stream of the run's own at the given address. */
export type NoiseStreams = (...address: readonly (string | number)[]) => Stream;

/** Lorentzians per decade that make up a flicker spectrum. */
const PER_DECADE = 2;

export function isNoisy({ noise }: Chip): boolean {
  if (noise === null) return false;
  return (noise.thermal?.rms ?? 0) > 0 || (noise.flicker?.rms ?? 0) > 0 || (noise.read?.relative ?? 0) > 0;
}

/**
 * All noise of one layer. The superposition of the values' Poisson processes is one Poisson process, each of whose
 * redraws falls on a value with probability proportional to 1/correlationTime: one pending time serves the whole layer.
 */
export class LayerNoise {
  readonly layer: number;
  readonly sources: readonly NoiseSource[];
  /** Time of the next redraw, s. */
  next: number;
  /** The value that `choose` picked last. */
  source: NoiseSource;
  member = 0;

  private readonly random: Stream;
  /** Redraws per second of all values. */
  private readonly rate: number;

  constructor(layer: number, sources: readonly NoiseSource[], random: Stream) {
    this.layer = layer;
    this.sources = sources;
    this.random = random;
    this.rate = sources.reduce((sum, { values, correlationTime }) => sum + values.length / correlationTime, 0);
    this.source = sources[0];
    for (const { values, rms } of sources) for (let i = 0; i < values.length; i++) values[i] = rms * normal(random);
    this.next = exponential(random, 1 / this.rate);
  }

  /** Picks the value that is redrawn at `next`. */
  choose(): void {
    let share = this.random() * this.rate;
    for (const source of this.sources) {
      this.source = source;
      const own = source.values.length / source.correlationTime;
      if (share < own) break;
      share -= own;
    }
    const { values, correlationTime } = this.source;
    this.member = Math.min(values.length - 1, Math.floor(share * correlationTime));
  }

  /** A new value for the member that was chosen, for a current of 1; schedules the next redraw. */
  draw(): number {
    this.next += exponential(this.random, 1 / this.rate);
    return this.source.rms * normal(this.random);
  }
}

/** The noise of a chip's layers, its first values drawn from the stationary law. */
export function chipNoise(chip: Chip, streams: NoiseStreams): LayerNoise[] {
  const layers: LayerNoise[] = [];
  for (let k = 1; k < chip.layers.length; k++) {
    const sources = layerSources(chip, k);
    if (sources.length > 0) layers.push(new LayerNoise(k, sources, streams(k)));
  }
  return layers;
}

/** Sources of layer k, those that are redrawn most often first. */
function layerSources({ noise, layers }: Chip, k: number): NoiseSource[] {
  const sources: NoiseSource[] = [];
  const add = (acts: NoiseActs, rms: number, correlationTime: number) => {
    const values = new Float64Array(acts === 'compartment' ? 2 * layers[k] : layers[k]);
    if (rms > 0) sources.push({ acts, rms, correlationTime, values });
  };
  if (noise === null) return sources;
  const { thermal, flicker, read } = noise;
  if (thermal !== null) add('compartment', thermal.rms, thermal.correlationTime);
  if (flicker !== null) {
    const times = flickerTimes(flicker.lowFrequency, flicker.highFrequency);
    for (const time of times) add('compartment', flicker.rms / Math.sqrt(times.length), time);
  }
  if (read !== null) {
    add('row', read.relative, read.correlationTime);
    if (k < layers.length - 1) add('column', read.relative, read.correlationTime);
  }
  const frequency = ({ values, correlationTime }: NoiseSource) => values.length / correlationTime;
  return sources.sort((a, b) => frequency(b) - frequency(a));
}

/** Correlation times 1/(2 pi f) of Lorentzians with corner frequencies log-spaced over the band, ends included, s. */
export function flickerTimes(lowFrequency: number, highFrequency: number): number[] {
  const decades = Math.log10(highFrequency / lowFrequency);
  const steps = Math.max(1, Math.round(PER_DECADE * decades));
  return Array.from({ length: steps + 1 }, (_, i) => 1 / (2 * Math.PI * lowFrequency * 10 ** ((decades * i) / steps)));
}
