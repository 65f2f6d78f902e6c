import type { Outcome, Rule } from '../vocabulary.ts';

/** What a worker returns of one chip under one rule at one point of the sweep: a summary, never a trace. */
export interface TrialRow {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  readonly beta: number;
  /** Probes that ended so; they sum to the number of probes. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Probes that the event budget ended. */
  readonly budgetEnded: number;
  /** All probes settled. */
  readonly stable: boolean;
  /** Stable, and every layer's batch gradient within the accepted angle. */
  readonly aligned: boolean;
  /** Median and largest settling time over the settled probes, s; null: none settled. */
  readonly settleTimeMedian: number | null;
  readonly settleTimeMax: number | null;
  /** Events summed over probes. */
  readonly activityEvents: number;
  readonly differenceEvents: number;
  /** J summed over probes; null: the device states no energies. */
  readonly energy: number | null;
  /** Angle between batch gradient and reference per weight layer, deg; null where not stable or a gradient is zero. */
  readonly angleDeg: readonly (number | null)[];
  /** |gradient| / |reference| per weight layer; null as above. */
  readonly normRatio: readonly (number | null)[];
  /** Fraction of probes that the free chip classifies correctly. */
  readonly accuracy: number;
  /** Smallest gain margin over probes (factor on beta); null: infinite or not analysed. */
  readonly gainMargin: number | null;
  /** Why the trial could not be run; null: it was. */
  readonly error: string | null;
}
