import { type Fresh, type Lineage, pointOf, takeStep } from './lineage.ts';

/** What is known of a point. */
export interface Scored {
  /** The larger, the nearer to failing; null: it could not be found out. */
  readonly score: number | null;
  /** In what way it fails, in a few words, or why it could not be found out; null: it does not fail. */
  readonly words: string | null;
}

/** The limit state. Scores that do not exceed `above` need not be told apart. */
export type LimitState = (z: Float64Array, above: number) => Scored;

/** Moves to make from a point, each to where the score exceeds that of the level. */
export interface Chain {
  readonly number: number;
  readonly seed: Lineage;
  readonly steps: number;
}

/** Chains of one level, which know nothing of each other. Plain data. */
export interface ChainsRequest {
  readonly repetition: number;
  readonly level: number;
  /** Scores of this level are larger. */
  readonly above: number;
  readonly scale: number;
  readonly chains: readonly Chain[];
}

/** A failing point that a chain came to. */
export interface Failing {
  readonly chain: number;
  readonly step: number;
  /** In what way. */
  readonly words: string;
  /** |z|^2: the smaller, the more probable. */
  readonly squaredNorm: number;
}

/** Plain data. */
export interface ChainsAnswer {
  /** By chain, then step: the scores of the points that were tried. */
  readonly tried: readonly (readonly (number | null)[])[];
  readonly failing: readonly Failing[];
  /** Why the first score that is unknown is; null: none is. */
  readonly unknown: string | null;
}

/** Runs chains of a level: each goes where it tries to if the score there exceeds that of the level, and else stays. */
export function runChains(
  { level, above, scale, chains }: ChainsRequest,
  dimension: number,
  fresh: Fresh,
  limit: LimitState,
): ChainsAnswer {
  const failing: Failing[] = [];
  let unknown: string | null = null;
  const there = new Float64Array(dimension);
  const tried = chains.map(({ number, seed, steps }) => {
    const z = pointOf(seed, dimension, fresh);
    return Array.from({ length: steps }, (_, i) => {
      const step = i + 1;
      takeStep(z, { level, chain: number, step, scale }, fresh, there);
      const { score, words } = limit(there, above);
      if (score === null) unknown ??= words;
      if (isMove(score, above)) {
        z.set(there);
        if (words !== null) failing.push({ chain: number, step, words, squaredNorm: squaredNorm(z) });
      }
      return score;
    });
  });
  return { tried, failing, unknown };
}

/** Whether a chain goes to a point of this score. */
export function isMove(score: number | null, above: number): score is number {
  return score !== null && score > above;
}

function squaredNorm(z: Float64Array): number {
  return z.reduce((sum, value) => sum + value * value, 0);
}
