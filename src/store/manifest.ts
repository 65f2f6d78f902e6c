import type { Scenario, SweepPoint } from '../config/scenario.ts';

export const FORMAT = 'dyadsim/run@1';

/** manifest.json of a run directory: all that is needed to repeat the run or to read its rows. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly command: string;
  readonly versions: { readonly dyadsim: string; readonly node: string };
  /** Seed of the whole run, as in the scenario. */
  readonly seed: string;
  /** The resolved scenario, device included. */
  readonly scenario: Scenario;
  readonly points: readonly Omit<SweepPoint, 'scenario'>[];
  /** Nudging strength of each point. */
  readonly betas: readonly number[];
  /** Critical beta of the nominal chip under dp at alpha = 0, smallest over the probes; null where it has none. */
  readonly criticalBeta: number | null;
  readonly network: {
    readonly testAccuracy: number | null;
    readonly scale: readonly number[];
    /** SHA-256 of the nominal weights of all networks of the run, in order of first use. */
    readonly weightsHash: string;
  };
  /** Chips per block file under trials/. */
  readonly chipsPerBlock: number;
}
