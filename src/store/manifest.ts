import type { Scenario, SweepPoint, Until } from '../config/scenario.ts';
import type { Loss } from '../model/losses.ts';
import type { Engine, Nudge } from '../model/vocabulary.ts';

/** Raised whenever a run of before cannot be read as one of now. */
export const FORMAT = 'dyadsim/run@4';

/** manifest.json of a run directory: all that is needed to repeat the run or to read its rows. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly command: string;
  /** The scenario as the command named it. */
  readonly scenarioFile: string;
  readonly versions: { readonly dyadsim: string; readonly node: string };
  /** Seed of the whole run, as in the scenario. */
  readonly seed: string;
  /** The resolved scenario, device included. */
  readonly scenario: Scenario;
  readonly points: readonly RunPoint[];
  /** Critical beta of the nominal chip under dp at alpha = 0, smallest over the probes; null where it has none. */
  readonly criticalBeta: number | null;
  readonly network: {
    readonly testAccuracy: number | null;
    readonly scale: readonly number[];
    /** SHA-256 of the nominal weights of all networks of the run, in order of first use. */
    readonly weightsHash: string;
  };
  /** Chips per block of work. */
  readonly chipsPerBlock: number;
  /** Chips after which enough was known. Kept in stopped.json, for it is found out; in no manifest.json. */
  readonly stoppedAt?: number;
}

/** What ends a run before all its chips; null: nothing, as in runs of before there was such a thing. */
export function untilOf({ until }: Pick<Scenario, 'until'>): Until | null {
  return until ?? null;
}

/** Chips that a run consists of: all, or those after which it was ended. */
export function chipsOf({ scenario, stoppedAt }: Pick<Manifest, 'scenario' | 'stoppedAt'>): number {
  return stoppedAt ?? scenario.chips;
}

/** A point of the sweep, and what its runs were made with, whether the sweep varies it or not. */
export interface RunPoint extends Omit<SweepPoint, 'scenario'> {
  /** Nominal. */
  readonly alpha: number;
  readonly beta: number;
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly engine: Engine;
  readonly follow: number;
  readonly accept: Scenario['accept'];
  /** s. */
  readonly horizon: number;
}
