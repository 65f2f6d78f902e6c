/** Exit codes of dyadsim, the same for every command. */
export const DONE = 0;
/** The computation failed. */
export const FAILED = 1;
/** Bad input or usage; nothing was written. */
export const BAD_INPUT = 2;
/** Stopped by a signal; what was done is kept and can be continued. */
export const INTERRUPTED = 130;
