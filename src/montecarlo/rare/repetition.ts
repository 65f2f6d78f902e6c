import { AdaptiveScale } from './adaptive-scale.ts';
import type { ChainsAnswer, ChainsRequest } from './chains.ts';
import { LevelRun, type Point } from './level-run.ts';

/** What subset simulation asks for. */
export interface SubsetPlan {
  /** Points of a level. */
  readonly points: number;
  /** A point whose score is at least this fails. */
  readonly failsAt: number;
  /** The first level that is no more probable is the last. */
  readonly downTo: number;
}

/** A level that has been run. */
export interface Level {
  /** The score that its points exceed... */
  readonly above: number;
  /** ...and the estimated probability of doing so. */
  readonly probability: number;
  /** Of its points, the largest first. */
  readonly scores: Float64Array;
  /** Points that fail. */
  readonly failing: number;
  /** Points that were tried. */
  readonly evaluations: number;
  /** Of these, with an unknown score: they count as points that are not near failing. */
  readonly unknown: number;
  /** Why the first of them is; null: none is. */
  readonly why: string | null;
  /** Part of the moves that were made; null at level 0, which has none. */
  readonly accepted: number | null;
}

/**
 * How a repetition ended. `failing`: at least a tenth of the last level's points fail; `down-to`: the last level is no more
 * probable than asked for; `tied`: all scores of the last level are the same, so that they lead no further.
 */
export type RepetitionEnd = 'failing' | 'down-to' | 'tied';

/** Part of a level's points from which the next one starts. */
const KEPT = 0.1;
/** Relative, of products that should be equal. */
const ROUNDING = 1e-9;

/**
 * One subset simulation (Au and Beck 2001, Prob. Eng. Mech. 16:263): the probability of failing as a product of those of exceeding
 * one score after the other, each the largest that a tenth of the last level's points exceed. Where scores tie, those strictly
 * above are taken, and their actual part (Walter 2015, arXiv 1507.00919). What it asks for next depends on its answers alone.
 */
export class Repetition {
  readonly levels: Level[] = [];
  end: RepetitionEnd | null = null;
  /** Of the last level. */
  points: readonly Point[] = [];
  private readonly plan: SubsetPlan;
  private readonly scale = new AdaptiveScale();
  private run: LevelRun;
  private probability = 1;
  private asked: readonly ChainsRequest[];

  constructor(plan: SubsetPlan, number: number) {
    this.plan = plan;
    this.run = new LevelRun(
      { repetition: number, level: 0, above: Number.NEGATIVE_INFINITY },
      [],
      plan.points,
      this.scale,
    );
    this.asked = this.run.ask();
  }

  /** What is to be answered next; none: it has ended. */
  get requests(): readonly ChainsRequest[] {
    return this.asked;
  }

  /** Goes on by the answers to its requests. */
  take(answers: readonly ChainsAnswer[]): void {
    this.run.take(this.asked, answers);
    this.asked = this.run.ask();
    if (this.asked.length === 0) this.endLevel();
  }

  private endLevel(): void {
    const { run, plan } = this;
    const { points, address } = run;
    const scores = Float64Array.from(points, ({ score }) => score)
      .sort()
      .reverse();
    const failing = countWhile(scores, (score) => score >= plan.failsAt);
    this.points = points;
    this.levels.push({
      above: address.above,
      probability: this.probability,
      scores,
      failing,
      evaluations: run.tried,
      unknown: run.unknown,
      why: run.why,
      accepted: address.level === 0 ? null : run.made / run.tried,
    });
    const kept = Math.round(KEPT * scores.length);
    // Where more than a tenth share the largest score, as when a chain has stayed there for long, all of them go on.
    const above = scores[kept] < scores[0] ? scores[kept] : scores.find((score) => score < scores[0]);
    if (failing >= kept) this.end = 'failing';
    else if (above === undefined) this.end = 'tied';
    else if (this.probability <= plan.downTo * (1 + ROUNDING)) this.end = 'down-to';
    if (this.end !== null || above === undefined) return;
    const seeds = points.filter(({ score }) => score > above);
    this.probability *= seeds.length / scores.length;
    this.run = new LevelRun({ ...address, level: address.level + 1, above }, seeds, plan.points, this.scale);
    this.asked = this.run.ask();
  }
}

function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  const first = sorted.findIndex((value) => !holds(value));
  return first < 0 ? sorted.length : first;
}
