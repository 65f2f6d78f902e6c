/** What ended a run as a computation. */
export type StoppedBy = 'quiescence' | 'horizon' | 'event-budget' | 'divergence';

/** What ends a run that does not come to rest, and how long a noisy one is watched. */
export interface Limits {
  /** How long the input is presented, s. */
  readonly horizon: number;
  /** Events after which a run is ended whatever it does; null: the default, which grows with the free chip's activities. */
  readonly maxEvents: number | null;
  /** When a noisy chip is averaged and watched; where it is left out, as usual. */
  readonly observe?: Observe;
}

/** The observation of a noisy chip, as plasticity would take it. */
export interface Observe {
  /** From the settling of the noiseless twin to the window, s; null: 5 of the largest tau. */
  readonly wait: number | null;
  /** Length of the window, s; null: 20 of the largest tau; `horizon`: until the presentation ends. */
  readonly window: number | 'horizon' | null;
}
