import type { Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import type { BranchFate, RowEngine } from '../model/vocabulary.ts';

/** Runs by how they ended: in a stable word, an unstable one, or undecided. */
export interface Ended {
  readonly stable: number;
  readonly unstable: number;
  readonly undecided: number;
}

/** What a worker returns of one chip under one rule at one point of the sweep: a summary, never a trace. */
export interface TrialRow {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  readonly beta: number;
  /** What its numbers are from. */
  readonly engine: RowEngine;
  /** Of engine: screened. Whether the chip is near its limit, whether it is of the random part... */
  readonly near: boolean;
  readonly sampled: boolean;
  /** ...and what the static engine answers of a chip that events then ran; null: it was not, or is not known. */
  readonly foretoldStable: boolean | null;
  readonly foretoldInRange: boolean | null;
  readonly foretoldAligned: boolean | null;
  /** Probes that ended so; they sum to the number of probes. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Settled probes that only the thresholds hold: a mode grows at their rest, or there is none within the bound. */
  readonly deadZone: number;
  /** Presentations under noise that were watched, and those of them that left the rest of their noiseless twin. */
  readonly watched: number;
  readonly left: number;
  /** Probes that the event budget ended; the equations without encoders were followed from there. */
  readonly budgetEnded: number;
  /** All probes ended in a stable word; null: none in an unstable one, and some are undecided. */
  readonly stable: boolean | null;
  /** Stable, and no probe clipped; null as above. */
  readonly inRange: boolean | null;
  /** Stable, and every layer's batch gradient within the accepted angle; null as above. */
  readonly aligned: boolean | null;
  /** Probes by what their branch foretold, and how they ended. */
  readonly branches: Readonly<Record<BranchFate, Ended>>;
  /** The first probe whose end its branch did not foretell; null: none. Pinned branches foretell nothing. */
  readonly surprise: number | null;
  /** Smallest beta over the probes at which a branch ends; null: none does as far as they were followed. */
  readonly lossBeta: number | null;
  /** Largest beta for which one stationary state is proved, for every input and target; null: no limit. */
  readonly certifiedBeta: number | null;
  /** Smallest beta at which the search for the worst input found a failure; null: none found, or not searched. */
  readonly failingBeta: number | null;
  /** Median and largest settling time over the probes that came to rest in a stable word, s; null: none did. */
  readonly settleTimeMedian: number | null;
  readonly settleTimeMax: number | null;
  /** Events summed over probes; null: not simulated. */
  readonly activityEvents: number | null;
  readonly differenceEvents: number | null;
  /** J summed over probes; null: the device states no energies, or nothing was simulated. */
  readonly energy: number | null;
  /** What of it was spent before nudging; absent where the chip has no free phase, and where energy is null. */
  readonly freeEnergy?: number;
  /** Angle between batch gradient and reference per weight layer, deg; null where not stable or a gradient is zero. */
  readonly angleDeg: readonly (number | null)[];
  /** |gradient| / |reference| per weight layer; null as above. */
  readonly normRatio: readonly (number | null)[];
  /** Root mean square over neurons and probes of the standard error of the averaged d, full scales; null: no noise. */
  readonly differenceError: number | null;
  /** Lowest and highest rail, in full scales, that the clipped probes would need; null: none is clipped. */
  readonly railsNeeded: readonly [low: number, high: number] | null;
  /** Fraction of probes that the free chip classifies correctly. */
  readonly accuracy: number;
  /** Smallest gain margin over the probes whose branch has one (factor on beta); null: infinite, or none has one. */
  readonly gainMargin: number | null;
  /**
   * Smallest phase margin over the probes whose branch has one, deg; null: infinite, or none has one. This and the two
   * below are absent where no spec of the scenario is on them.
   */
  readonly phaseMargin?: number | null;
  /** Fraction of the whole test set that the free chip classifies correctly; null: the trial could not be run. */
  readonly testAccuracy?: number | null;
  /** Loss at the output of the free chip, mean over the probes; null as above. */
  readonly loss?: number | null;
  /** Why the trial could not be run; null: it was. */
  readonly error: string | null;
}
