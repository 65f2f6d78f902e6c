import { availableParallelism } from 'node:os';
import type { Findings } from '../findings.ts';
import { interleave, spreadOf } from '../measure.ts';
import { demoStudy, sweepCommands, timeEmptyJobs, timeSweep, timeWorkerStart } from '../sweep.ts';

/** Chips of the demo's scenario as it is shipped. */
const ALL_CHIPS = 100;
/** A sweep of so few is mostly start and report; the difference to all chips is what chips cost. */
const FEW_CHIPS = 20;
const ROUNDS = 3;
const EMPTY_JOBS = 400;

/** How a sweep gains from threads, as a user sees it: whole commands, from their start to the written report. */
export async function againstThreads(findings: Findings): Promise<void> {
  const most = Math.max(2, Math.min(8, availableParallelism()));
  const threads = [1, 2, 4, 8].filter((count) => count <= most);
  const samples = await interleave(
    [
      ...threads.map((count) => async () => ({ [count]: await sweepCommands(1, ALL_CHIPS, count) })),
      async () => ({ atOnce: await sweepCommands(2, ALL_CHIPS, 1) }),
      async () => ({ few1: await sweepCommands(1, FEW_CHIPS, 1) }),
      async () => ({ few2: await sweepCommands(1, FEW_CHIPS, 2) }),
    ],
    ROUNDS,
    0,
  );
  for (const count of threads) findings.measured(`demo sweep, command with ${count} threads`, samples[count]);
  findings.measured('two commands with 1 thread each, at once', samples.atOnce);
  findings.ratio('demo sweep, command: 1 thread / 2 threads', samples[1], samples[2], { atLeast: 1.9 });
  const furtherChips = (all: readonly number[], few: readonly number[]) => all.map((time, round) => time - few[round]);
  findings.ratio(
    `demo sweep, chips beyond the first ${FEW_CHIPS}: 1 thread / 2 threads`,
    furtherChips(samples[1], samples.few1),
    furtherChips(samples[2], samples.few2),
  );
  findings.ratio(
    'what the machine allows: 2 commands with 1 thread one after the other / at once',
    samples[1].map((time) => 2 * time),
    samples.atOnce,
  );
  findings.series.push({
    name: 'threads',
    x: 'threads',
    y: 'times one thread',
    points: threads.map((count) => [count, spreadOf(samples[1]).median / spreadOf(samples[count]).median]),
  });
  await costOfPool(findings);
}

/** What threads cost besides the chips: their start, and handing out a job. */
async function costOfPool(findings: Findings): Promise<void> {
  const study = demoStudy(FEW_CHIPS);
  const pool = await interleave(
    [
      async () => ({ start: await timeWorkerStart(study) }),
      async () => ({ empty: await timeEmptyJobs(study, EMPTY_JOBS) }),
      async () => ({ sweep: await timeSweep(study, FEW_CHIPS, 1) }),
    ],
    ROUNDS,
  );
  findings.measured('start and end of a pool of one worker', pool.start);
  findings.ratio('start and end of a worker / 150 ms', pool.start, new Array(ROUNDS).fill(0.15), { atMost: 1 });
  const perJob = pool.empty.map((seconds, round) => (seconds - pool.start[round]) / (EMPTY_JOBS - 1));
  findings.measured('an empty job', perJob);
  findings.ratio(
    'an empty job / a job of the demo sweep, one chip',
    perJob,
    pool.sweep.map((seconds, round) => (seconds - pool.start[round]) / FEW_CHIPS),
    { atMost: 0.01 },
  );
}
