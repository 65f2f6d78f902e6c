/** Yes or no answers at one value of an axis. */
export interface AnswersAt {
  readonly x: number;
  readonly kept: number;
  readonly of: number;
}

/** Chips that were all asked as often at each of some values, ascending; their answers to one value after the other are alike. */
export interface AskedChips {
  readonly xs: readonly number[];
  /** How often each chip was asked at each value. */
  readonly times: number;
  /** How often each chip said yes at each value. */
  readonly kept: readonly (readonly number[])[];
}

/** Answers of all chips at every value. */
export function answersAt({ xs, times, kept }: AskedChips): AnswersAt[] {
  return xs.map((x, j) => ({ x, kept: kept.reduce((sum, own) => sum + own[j], 0), of: times * kept.length }));
}
