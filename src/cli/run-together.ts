import { setTimeout } from 'node:timers/promises';
import { planBlocks } from '../montecarlo/plan.ts';
import { runBlocks } from '../montecarlo/pool.ts';
import { Rounds } from '../montecarlo/rounds.ts';
import { InOrder } from '../montecarlo/stopping.ts';
import type { UntilRule } from '../report/until.ts';
import { blockNumbers, readBlocks } from '../store/blocks.ts';
import { keepBlock } from './keep-block.ts';
import { showCount } from './progress.ts';
import type { Sweep } from './run-sweep.ts';
import type { Ended } from './run-until.ts';

/** Time between two looks at what others have stored, ms. */
const PAUSE = 300;
/** How long others are waited for, as a multiple of this shard's own last round, and at least, ms. */
const PATIENCE = 2;
const LEAST_PATIENCE = 3000;

/**
 * As one shard of a run directory that others work in too, in rounds: it computes its blocks some way beyond the first that are all
 * there, looks what others have stored, and decides on all of them in the order of the plan. So every shard comes to the same
 * end, at some moment, and it is that of one machine. What was computed beyond it is removed when the run is finished.
 */
export async function runTogether(sweep: Sweep, rule: UntilRule, signal: AbortSignal): Promise<Ended> {
  const { study, manifest, opened, flags } = sweep;
  const { chips: most } = manifest.scenario;
  const plan = planBlocks(most, manifest.chipsPerBlock);
  const rounds = new Rounds(flags.shard, Math.max(1, flags.threads));
  const inOrder = new InOrder(rule, async () => undefined);
  const compute = async (numbers: readonly number[]): Promise<void> => {
    const blocks = numbers.map((index) => plan[index]);
    await runBlocks(study, blocks, { threads: flags.threads, signal }, (block, rows) => keepBlock(sweep, block, rows));
  };
  // Others' damaged blocks are made again too, before any is read.
  const whole = new Set(opened.done);
  const damaged = (await blockNumbers(flags.output)).filter((block) => opened.damaged.length > 0 && !whole.has(block));
  if (damaged.length > 0) await compute(damaged);
  const progress = showCount(most, opened.done.length * manifest.chipsPerBlock, flags.quiet ?? false);
  let there = new Set<number>();
  let waited = 0;
  let lastRound = 0;
  try {
    for (;;) {
      there = await learn(sweep, rule, there);
      const before = inOrder.known;
      inOrder.takeEarlier();
      progress.update(Math.min(most, there.size * manifest.chipsPerBlock));
      const isOver = inOrder.enough || inOrder.known === plan.length || signal.aborted;
      if (isOver) return { isEnough: inOrder.enough, done: Math.min(most, there.size * manifest.chipsPerBlock) };
      const state = [inOrder.known, (block: number) => there.has(block), plan.length] as const;
      const next = rounds.next(...state);
      if (inOrder.known > before || next.length > 0) waited = 0;
      if (next.length > 0) {
        const begun = performance.now();
        await compute(next);
        lastRound = performance.now() - begun;
        continue;
      }
      await opened.check();
      await setTimeout(PAUSE, null, { signal }).catch(() => undefined);
      waited += PAUSE;
      if (waited < Math.max(LEAST_PATIENCE, PATIENCE * lastRound)) continue;
      rounds.giveUpWaiting(...state);
      waited = 0;
    }
  } finally {
    progress.stop();
  }
}

/** Reads what has been stored since; numbers of all blocks that are there. */
async function learn({ manifest, flags }: Sweep, rule: UntilRule, before: ReadonlySet<number>): Promise<Set<number>> {
  const isNew = (block: number) => !before.has(block);
  const now = new Set(before);
  if (!(await blockNumbers(flags.output)).some(isNew)) return now;
  await readBlocks(
    flags.output,
    manifest,
    () => {
      for (const block of [...rule.earlier.keys()].filter(isNew)) rule.earlier.delete(block);
      return (rows) => rule.takeEarlier(rows, isNew);
    },
    isNew,
  );
  for (const block of rule.earlier.keys()) now.add(block);
  return now;
}
