/** Exit codes of dyadsim, the same for every command. */
export const DONE = 0;
/** The computation failed. */
export const FAILED = 1;
/** Bad input or usage; nothing was written. */
export const BAD_INPUT = 2;
/** With --check: whether a spec's target is met is not yet known. */
export const NOT_YET_KNOWN = 3;
/** With --check: a spec misses its target. */
export const SPEC_FAILED = 4;
/** Of compare --within: too few chips to rule out a worsening by that much. */
export const TOO_FEW_CHIPS = 3;
/** Of compare: the second run is significantly worse in something. */
export const WORSE = 4;
/** Stopped by a signal; what was done is kept and can be continued. */
export const INTERRUPTED = 130;
