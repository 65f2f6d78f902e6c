import { REFERENCE_RULE } from '../model/rules.ts';
import { betaAt } from '../training/descent.ts';
import type { TrainingProgress } from './train-chip.ts';
import type { TrainingAddress, TrainingStudy } from './training-study.ts';

/**
 * Trainings that need not be run, since that of another point is theirs to the bit: the exact gradient of a chip sees neither
 * beta nor how its output is nudged.
 */
export class ReferenceCopies {
  private readonly points: TrainingStudy['study']['points'];
  /** Of every point, the first that trains alike. */
  private readonly first: readonly number[];

  constructor({ study: { points } }: TrainingStudy) {
    const firsts = new Map<string, number>();
    this.points = points;
    this.first = points.map(({ scenario, task }, point) => {
      const { beta, nudge, rules, ownRules, ...seen } = scenario;
      const key = JSON.stringify([task, seen]);
      const first = firsts.get(key) ?? point;
      firsts.set(key, first);
      return first;
    });
  }

  /** Whether a training is a copy of another point's. */
  has({ point, rule }: TrainingAddress): boolean {
    return rule === REFERENCE_RULE && this.first[point] !== point;
  }

  /** All copies of a training that is over, each with the beta of its point. */
  of(progress: TrainingProgress): TrainingProgress[] {
    if (progress.rule !== REFERENCE_RULE || progress.state !== null || this.has(progress)) return [];
    return this.points.flatMap(({ beta, scenario }, point) => {
      if (point === progress.point || this.first[point] !== progress.point) return [];
      const betaOf = (epoch: number) => betaAt(scenario.train, beta, Math.max(epoch - 1, 0));
      return [{ ...progress, point, rows: progress.rows.map((row) => ({ ...row, beta: betaOf(row.epoch) })) }];
    });
  }
}
