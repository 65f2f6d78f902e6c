import type { Until } from '../config/scenario.ts';
import { type Block, pendingBlocks, planBlocks } from '../montecarlo/plan.ts';
import { runUntilEnough } from '../montecarlo/pool.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import { UntilRule } from '../report/until.ts';
import { readBlocks } from '../store/blocks.ts';
import { chipsOf, type Manifest } from '../store/manifest.ts';
import { writeStopped } from '../store/stopped-file.ts';
import { resumeCommand } from './command-line.ts';
import { Interrupted } from './errors.ts';
import { keepBlock } from './keep-block.ts';
import { showCount } from './progress.ts';
import type { Sweep } from './run-sweep.ts';
import { runTogether } from './run-together.ts';

/** Goes on until enough is known, block by block in their order, or no more chips are to be had; then says after how many. */
export async function runUntil(sweep: Sweep, until: Until, signal: AbortSignal): Promise<Manifest> {
  const { manifest, flags, output } = sweep;
  if (manifest.stoppedAt !== undefined) return manifest;
  const most = manifest.scenario.chips;
  const rule = new UntilRule(manifest, until);
  const work = flags.shard.of > 1 ? runTogether : runAlone;
  const { isEnough, done } = await work(sweep, rule, signal);
  if (!isEnough && signal.aborted) {
    throw new Interrupted(`interrupted with ${done} chips done; to go on: ${resumeCommand()}`);
  }
  if (!isEnough) {
    output.warn(`not enough is known after all ${most} chips`);
    return manifest;
  }
  const stoppedAt = Math.min(most, rule.blocks * manifest.chipsPerBlock);
  await writeStopped(flags.output, manifest, stoppedAt);
  output.note(`enough is known after ${stoppedAt} chips`);
  return { ...manifest, stoppedAt };
}

/** Whether enough is known, and chips that are done; where it is not known, no more are to be had, or the signal came. */
export interface Ended {
  readonly isEnough: boolean;
  readonly done: number;
}

/** As the only process. */
async function runAlone(sweep: Sweep, rule: UntilRule, signal: AbortSignal): Promise<Ended> {
  const { study, manifest, flags } = sweep;
  await readBlocks(flags.output, manifest, () => {
    rule.earlier.clear();
    return rule.takeEarlier;
  });
  const all = planBlocks(chipsOf(manifest), manifest.chipsPerBlock);
  const rest = pendingBlocks(all, flags.shard, new Set(rule.earlier.keys()));
  const most = manifest.scenario.chips;
  let done = most - rest.reduce((sum, { chips }) => sum + chips, 0);
  const progress = showCount(most, done, flags.quiet ?? false);
  const take = async (block: Block, rows: readonly TrialRow[]) => {
    await keepBlock(sweep, block, rows);
    done += block.chips;
    progress.update(done);
  };
  try {
    return { isEnough: await runUntilEnough(study, rest, { threads: flags.threads, signal }, take, rule), done };
  } finally {
    progress.stop();
  }
}
