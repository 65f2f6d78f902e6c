import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BatchArray, batchScript } from '../cluster/batch-script.ts';
import { type KnownTask, Retries } from '../cluster/retries.ts';
import { cancelArrays, hasEnded, type SlurmTask, submitScript, tasksNamed } from '../cluster/slurm.ts';
import { makeOneFolder } from '../files/make-folder.ts';
import { planBlocks } from '../montecarlo/plan.ts';
import { atomicWrite } from '../store/atomic-write.ts';
import { blockNumbers, inspectBlocks } from '../store/blocks.ts';
import { chipsOf, type Manifest, untilOf } from '../store/manifest.ts';
import { readBounded } from '../store/read-bounded.ts';
import { runPaths } from '../store/run-paths.ts';
import { withStop } from '../store/stopped-file.ts';
import { listed, notAll } from './array-wording.ts';
import { resumeCommand } from './command-line.ts';
import { flagError, Interrupted } from './errors.ts';
import { interruptSignal } from './interrupt.ts';
import { type Progress, showCount, showProgress } from './progress.ts';
import type { Sweep } from './run-sweep.ts';
import { ranges } from './wording.ts';

/** How an array is to be followed. */
export interface Following {
  readonly array: Omit<BatchArray, 'tasks'>;
  /** Tasks that the run is divided into; task i has the blocks of shard i + 1. */
  readonly count: number;
  readonly retries: number;
  /** Time between two looks, s. */
  readonly every: number;
  readonly cancelOnInterrupt?: boolean;
}

const GO_ON = 'what is done is kept; to go on: ';
/** Looks in a row that Slurm may leave without an answer: its controller may be started again meanwhile. */
const PATIENCE = 30;

/** Submits the tasks of which blocks are missing, and again those that end without them, until all blocks are there. */
export async function followArray(sweep: Sweep, following: Following): Promise<void> {
  const { signal, release } = interruptSignal();
  const follower = new Follower(sweep, following);
  try {
    await follower.begin();
    while (!(await follower.isOver())) {
      await setTimeout(following.every * 1000, null, { signal }).catch(() => undefined);
      if (signal.aborted) throw new Interrupted(await follower.interrupted());
    }
  } finally {
    follower.stop();
    release();
  }
}

class Follower {
  readonly #sweep: Sweep;
  readonly #following: Following;
  readonly #retries: Retries;
  readonly #progress: Progress;
  #unanswered = 0;
  #waitingFor = '';

  constructor(sweep: Sweep, following: Following) {
    const { opened, flags } = sweep;
    this.#sweep = sweep;
    this.#following = following;
    this.#retries = new Retries(following.retries);
    const chips = chipsOf(sweep.manifest);
    const show = isOpen(sweep.manifest) ? showCount : showProgress;
    this.#progress = show(chips, this.#chipsOf(opened.done), flags.quiet ?? false);
  }

  stop(): void {
    this.#progress.stop();
  }

  /** Joins the tasks that are there already, and submits the others. */
  async begin(): Promise<void> {
    const { output } = this.#sweep;
    const { array } = this.#following;
    const known = (await tasksNamed(array.name.replace(/-of-\d+$/, '-of-'))).filter((task) => !hasEnded(task));
    const other = known.find(({ name }) => name !== array.name);
    if (other !== undefined) {
      const count = other.name.replace(/^.*-of-/, '');
      throw flagError('--array', `the array ${other.array} of ${count} tasks is at work on this run: --array ${count}`);
    }
    if (known.length > 0) output.note(`following ${listed(known)}`);
    const atWork = new Set(known.map(({ index }) => index));
    const missing = await this.#missing();
    await this.#submit(
      [...missing.keys()].filter((task) => !atWork.has(task)),
      missing,
    );
  }

  /** One look: whether all blocks are there; throws where they will not be. */
  async isOver(): Promise<boolean> {
    await this.#sweep.opened.check();
    const missing = await this.#missing();
    if (missing.size === 0) return true;
    const known = await this.#known();
    if (known === null) return false;
    const verdicts = this.#retries.look(missing, known);
    for (const task of verdicts.ended) await this.#tellEnd(task);
    this.#tellWaiting(known);
    await this.#submit(verdicts.again, missing);
    if (verdicts.alive.length + verdicts.again.length === 0) {
      throw new Error(`${notAll(verdicts, runPaths.slurm(this.#sweep.flags.output))}\n${GO_ON}${resumeCommand()}`);
    }
    return false;
  }

  /** Does what is wanted on Ctrl-C; the message. */
  async interrupted(): Promise<string> {
    const known = (await tasksNamed(this.#following.array.name)).filter((task) => !hasEnded(task));
    const arrays = [...new Set(known.map(({ array }) => array))];
    const goOn = `to go on: ${resumeCommand()}`;
    if (arrays.length === 0) return `interrupted; ${goOn}`;
    if (!this.#following.cancelOnInterrupt) {
      return `interrupted; ${listed(known)} goes on; to follow it: ${resumeCommand()}\nto end it: scancel ${arrays.join(' ')}`;
    }
    await cancelArrays(arrays);
    return `interrupted; ${listed(known)} was cancelled, and what is done is kept; ${goOn}`;
  }

  /** Blocks that are missing of each task with any, by the run directory alone. Where the end is not known, all tasks lack all. */
  async #missing(): Promise<Map<number, number>> {
    const { opened, flags } = this.#sweep;
    const run = flags.output;
    const manifest = await withStop(run, this.#sweep.manifest);
    const done = opened.damaged.length === 0 ? await blockNumbers(run) : (await inspectBlocks(run, manifest)).done;
    this.#progress.update(this.#chipsOf(done));
    const there = new Set(done);
    const missing = new Map<number, number>();
    const plan = planBlocks(chipsOf(manifest), manifest.chipsPerBlock);
    if (isOpen(manifest) && done.length < plan.length) {
      return new Map(Array.from({ length: this.#following.count }, (_, task) => [task, plan.length - done.length]));
    }
    for (const { index } of plan) {
      const task = index % this.#following.count;
      if (!there.has(index)) missing.set(task, (missing.get(task) ?? 0) + 1);
    }
    return missing;
  }

  /** Null: Slurm does not answer, which is borne for a while. */
  async #known(): Promise<SlurmTask[] | null> {
    try {
      const known = await tasksNamed(this.#following.array.name);
      this.#unanswered = 0;
      return known;
    } catch (error) {
      if (++this.#unanswered === 1) this.#sweep.output.warn(`${(error as Error).message}; trying again`);
      if (this.#unanswered < PATIENCE) return null;
      throw new Error(`Slurm does not answer; what is at work goes on; to follow it: ${resumeCommand()}`, {
        cause: error,
      });
    }
  }

  async #submit(tasks: readonly number[], missing: ReadonlyMap<number, number>): Promise<void> {
    if (tasks.length === 0) return;
    const { flags, output } = this.#sweep;
    const folder = runPaths.slurm(flags.output);
    makeOneFolder(folder);
    const script = join(folder, 'array.sh');
    const list = ranges([...tasks].sort((a, b) => a - b));
    await atomicWrite(script, batchScript({ ...this.#following.array, tasks: list }));
    const array = await submitScript(script);
    this.#retries.submitted(array, tasks, missing);
    output.note(`submitted the Slurm array ${array}: tasks ${list} of ${this.#following.count}`);
  }

  async #tellEnd(task: KnownTask): Promise<void> {
    const log = join(runPaths.slurm(this.#sweep.flags.output), `${task.array}_${task.index}.log`);
    const text = new TextDecoder().decode((await readBounded(log, 2 ** 20).catch(() => null)) ?? undefined);
    const last = text.trimEnd().split('\n').at(-1);
    this.#sweep.output.warn(
      `task ${task.index} of the array ${task.array} ended with blocks missing (${task.state}): ${last || log}`,
    );
  }

  /** Says what nothing can begin for. */
  #tellWaiting(known: readonly SlurmTask[]): void {
    const alive = known.filter((task) => !hasEnded(task));
    const reasons = [...new Set(alive.map(({ state, reason }) => `${state.toLowerCase()}, ${reason}`))];
    const waitingFor = alive.some(({ state }) => state === 'RUNNING') ? '' : reasons.join('; ');
    if (waitingFor !== '' && waitingFor !== this.#waitingFor) {
      this.#sweep.output.note(`no task is running (${waitingFor})`);
    }
    this.#waitingFor = waitingFor;
  }

  #chipsOf(done: readonly number[]): number {
    const { manifest } = this.#sweep;
    const there = new Set(done);
    return planBlocks(chipsOf(manifest), manifest.chipsPerBlock)
      .filter(({ index }) => there.has(index))
      .reduce((sum, { chips }) => sum + chips, 0);
  }
}

/** Whether nobody knows yet after how many chips enough is known. */
function isOpen({ scenario, stoppedAt }: Manifest): boolean {
  return untilOf(scenario) !== null && stoppedAt === undefined;
}
