import { hasEnded, type SlurmTask } from './slurm.ts';

/** What is to be known of a task. */
export type KnownTask = Pick<SlurmTask, 'array' | 'index' | 'state'>;

/** What is to become of the tasks whose blocks are not all there. */
export interface Verdicts {
  /** Tasks that ended since the last look, of which blocks are missing. */
  readonly ended: readonly KnownTask[];
  /** To be submitted again. */
  readonly again: readonly number[];
  /** Queued or running. */
  readonly alive: readonly number[];
  /** Cancelled by someone, which is left at that. */
  readonly cancelled: readonly number[];
  /** Ended too often without a further block. */
  readonly givenUp: readonly number[];
}

interface Attempt {
  /** Blocks that were missing when the task was submitted. */
  readonly missing: number;
  /** Submissions in a row before that, which brought no block. */
  readonly failures: number;
}

/**
 * Says which tasks of an array to submit again. A task that ended with blocks missing is submitted again, unless it was
 * cancelled, or it has ended some times in a row without a block: so a task that is stopped at the end of its time goes on as
 * often as it takes, and one that cannot work ends. Blocks may be seen later than the end of their task, so it is not before
 * the second look that a task counts as ended.
 */
export class Retries {
  /** Submissions in a row, after the first, that may bring nothing. */
  readonly #most: number;
  readonly #attempts = new Map<number, Attempt>();
  readonly #seenEnded = new Set<number>();
  readonly #seen = new Map<number, KnownTask>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Tasks were submitted as an array while so many blocks of each were missing. */
  submitted(array: number, tasks: readonly number[], missing: ReadonlyMap<number, number>): void {
    for (const task of tasks) {
      this.#seen.set(task, { array, index: task, state: 'PENDING' });
      this.#attempts.set(task, { missing: missing.get(task) ?? 0, failures: this.#failures(task, missing) });
      this.#seenEnded.delete(task);
    }
  }

  /** @param missing blocks that are missing of each task with any  @param known tasks as Slurm knows them, latest last */
  look(missing: ReadonlyMap<number, number>, known: readonly KnownTask[]): Verdicts {
    const living = new Set(known.filter((task) => !hasEnded(task)).map(({ index }) => index));
    const latest = this.#latest(known);
    const verdicts = { ended: [] as KnownTask[], again: [] as number[], alive: [] as number[] };
    const left = { cancelled: [] as number[], givenUp: [] as number[] };
    for (const task of missing.keys()) {
      const last = latest.get(task);
      if (living.has(task)) {
        this.#seenEnded.delete(task);
        verdicts.alive.push(task);
      } else if (!this.#seenEnded.has(task)) {
        this.#seenEnded.add(task);
        verdicts.alive.push(task);
        if (last !== undefined) verdicts.ended.push(last);
      } else if (last?.state === 'CANCELLED') left.cancelled.push(task);
      else if (this.#failures(task, missing) > this.#most) left.givenUp.push(task);
      else verdicts.again.push(task);
    }
    return { ...verdicts, ...left };
  }

  /** Each task as it was known last. One that waited and is gone was cancelled: Slurm keeps no record of it. */
  #latest(known: readonly KnownTask[]): Map<number, KnownTask> {
    const latest = new Map(known.map((task) => [task.index, task]));
    for (const [index, seen] of this.#seen) {
      if (seen.array <= (latest.get(index)?.array ?? -1)) continue;
      latest.set(index, seen.state === 'PENDING' ? { ...seen, state: 'CANCELLED' } : seen);
    }
    for (const [index, task] of latest) this.#seen.set(index, task);
    return latest;
  }

  /** Submissions in a row that brought no block, were the task submitted now. */
  #failures(task: number, missing: ReadonlyMap<number, number>): number {
    const before = this.#attempts.get(task);
    if (before === undefined) return 0;
    return (missing.get(task) ?? 0) < before.missing ? 0 : before.failures + 1;
  }
}
