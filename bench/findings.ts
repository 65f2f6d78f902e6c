import { ratios, type Spread, spreadOf } from './measure.ts';

/** What a ratio has to be; null: measured for its own sake. */
export type Required = { readonly atLeast: number } | { readonly atMost: number } | null;

export interface Ratio extends Spread {
  readonly what: string;
  readonly required: Required;
}

export interface Measurement extends Spread {
  readonly what: string;
  readonly unit: string;
}

/** Something measured against something varied, for a picture. */
export interface Series {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What one part of the benchmark found. */
export interface PartFindings {
  readonly ratios: readonly Ratio[];
  readonly measurements: readonly Measurement[];
  readonly series: readonly Series[];
  /** Peers that were not there, and why. */
  readonly absent: readonly string[];
  readonly notes: readonly string[];
}

/** Collects what a part finds. */
export class Findings implements PartFindings {
  readonly ratios: Ratio[] = [];
  readonly measurements: Measurement[] = [];
  readonly series: Series[] = [];
  readonly absent: string[] = [];
  readonly notes: string[] = [];

  /** Values in the given unit; seconds unless said. */
  measured(what: string, values: readonly number[], unit = 's'): void {
    this.measurements.push({ what, unit, ...spreadOf(values) });
  }

  /** Ratios of samples of the same rounds. */
  ratio(what: string, numerator: readonly number[], denominator: readonly number[], required: Required = null): void {
    this.ratios.push({ what, required, ...spreadOf(ratios(numerator, denominator)) });
  }
}

/** Whether the median is as required; null: nothing is. */
export function isMet({ median, required }: Ratio): boolean | null {
  if (required === null) return null;
  return 'atLeast' in required ? median >= required.atLeast : median <= required.atMost;
}
