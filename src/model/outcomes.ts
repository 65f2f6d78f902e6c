/** What is said of every run that ended so. */
export interface OutcomeDefinition {
  /** Whether learning may go on from it; null: unknown. */
  readonly isStable: boolean | null;
  /** For a reader, after the word and a colon. */
  readonly meaning: string;
}

/**
 * How a run ended as a physical event, from best to worst; docs/physics.md says how each is recognised. `undecided` is no
 * event: a budget ended the run, and what is known does not tell. Nor is `lost`, of the static engine: the branch has ended,
 * and where the chip goes from there was not followed.
 */
export const OUTCOME_DEFINITIONS = {
  settled: { isStable: true, meaning: 'at rest in the state that grows out of the free response. Stable.' },
  chattering: { isStable: true, meaning: 'for ever within the encoders\u2019 bound of that state. Stable.' },
  clipped: {
    isStable: true,
    meaning: 'at rest in that state, cut by a rail, and stable without the rails too: headroom. Stable, out of range.',
  },
  undecided: {
    isStable: null,
    meaning: 'a budget ended the run, and what is known does not tell. Neither stable nor not.',
  },
  lost: {
    isStable: false,
    meaning: 'the branch ends below this beta; where the chip goes from there was not simulated. Not stable.',
  },
  slow: { isStable: false, meaning: 'still moving when the input ended. Not stable.' },
  jumped: { isStable: false, meaning: 'at rest in another state. Not stable.' },
  oscillating: { isStable: false, meaning: 'still swinging when the input ended. Not stable.' },
  saturated: { isStable: false, meaning: 'at rest and cut by a rail. Not stable.' },
  diverged: { isStable: false, meaning: 'grew beyond all bounds. Not stable.' },
} as const satisfies Record<string, OutcomeDefinition>;

/** Word for how a run ended. */
export type Outcome = keyof typeof OUTCOME_DEFINITIONS;
/** From best to worst. */
export const OUTCOMES = Object.keys(OUTCOME_DEFINITIONS) as Outcome[];

/** Whether learning may go on from a run that ended so; null: unknown. */
export function isStable(outcome: Outcome): boolean | null {
  return OUTCOME_DEFINITIONS[outcome].isStable;
}
