import { type Interval, wilsonOfFraction } from './proportion.ts';
import { studentQuantile } from './student.ts';

/** Chips of one randomization of a plan: yes, of how many. */
export interface Replicate {
  readonly part: number;
  readonly whole: number;
}

/** A count is not known finer than a chip: as if it were rounded. */
const ROUNDING = 1 / 12;

/**
 * 95 % interval of sum(part) / sum(whole), of replicates that are independent and have each as many chips, while the chips of one are spread
 * evenly and not independent: Wilson's with as many chips as would vary as much as the replicates do, and Student's t of one less
 * than there are of them in place of z (Korn, Graubard 1998, Surv Method 24:193, with Wilson's interval). Where all chips say the same,
 * with as many as there are.
 */
export function replicatedInterval(all: readonly Replicate[]): Interval {
  const replicates = all.filter((own) => own.whole > 0);
  const n = replicates.length;
  const part = replicates.reduce((sum, own) => sum + own.part, 0);
  const whole = replicates.reduce((sum, own) => sum + own.whole, 0);
  if (n < 2) return [0, 1];
  const p = part / whole;
  const t = studentQuantile(n - 1);
  if (part === 0 || part === whole) return wilsonOfFraction(p, whole, t);
  const squares = replicates.reduce((sum, own) => sum + (own.part - p * own.whole) ** 2, 0);
  const variance = (n * Math.max(ROUNDING, squares / (n - 1))) / (whole * whole);
  return wilsonOfFraction(p, (p * (1 - p)) / variance, t);
}
