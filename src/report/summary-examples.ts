import type { Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';

/** One chip of those that end so under a rule, the first in the order of points, then chips, whose run was made again. */
export interface ExampleSummary {
  readonly rule: Rule;
  readonly outcome: Outcome;
  /** Trials that end so, at all points. */
  readonly trials: number;
  /** Index of the point. */
  readonly point: number;
  readonly chip: number;
  /** The first of its inputs that ends so, when that came about, s, and its events; null: it was not run again. */
  readonly run: { readonly probe: number; readonly time: number; readonly events: number } | null;
  /** Why it was not; null: it was. */
  readonly lack: string | null;
}
