import type { Interval } from '../montecarlo/statistics/proportion.ts';

/** What was known of a yield after so many chips, step by step. */
export interface CourseSummary {
  /** Of the spec, or the criterion. */
  readonly name: string;
  readonly steps: readonly CourseStep[];
}

export interface CourseStep {
  readonly passed: number;
  readonly failed: number;
  /** Undecided, or could not be run. */
  readonly unknown: number;
  /** 95 % confidence sequence, with every unknown chip failing to passing. */
  readonly bounds: Interval;
}
