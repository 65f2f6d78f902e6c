/** Below this dt/tau the Padé form is exact to rounding: its error is x^7/100800. */
const SMALL = 0.03;

/** 1 - e^{-x} for x >= 0: the fraction of the way to its target that a compartment goes in x time constants. */
export function relaxation(x: number): number {
  if (x < SMALL) return (x * (120 + 2 * x * x)) / (120 + x * (60 + x * (12 + x)));
  return 1 - Math.exp(-x);
}
