import { performance } from 'node:perf_hooks';

/** Seconds that one go took, by what was timed: a whole process, say, and the part of it that is simulation. */
export type Sample = Readonly<Record<string, number>>;

/** One of those that are compared; each call is one go. */
export type Contender = () => Sample | Promise<Sample>;

/** Samples by what was timed, in order of the rounds. */
export type Samples = Readonly<Record<string, readonly number[]>>;

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Rounds of A B C, A B C, so that what disturbs the machine disturbs all alike; the first `warmUps` are not counted. */
export async function interleave(contenders: readonly Contender[], rounds: number, warmUps = 1): Promise<Samples> {
  const samples: Record<string, number[]> = {};
  for (let round = -warmUps; round < rounds; round++) {
    for (const contender of contenders) {
      const sample = await contender();
      if (round < 0) continue;
      for (const [what, seconds] of Object.entries(sample)) {
        samples[what] ??= [];
        samples[what].push(seconds);
      }
    }
  }
  return samples;
}

/** Seconds of one call, taken as the mean of several in a row. */
export function secondsOf(work: () => unknown, times = 1): number {
  const start = performance.now();
  for (let i = 0; i < times; i++) work();
  return (performance.now() - start) / 1000 / times;
}

/** Processor seconds of one call: on a machine that others use too, the time by the clock says little. */
export function processorSecondsOf(work: () => unknown, times = 1): number {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / times;
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1], runs: sorted.length };
}

/** Ratios round by round. */
export function ratios(numerator: readonly number[], denominator: readonly number[]): number[] {
  if (numerator.length !== denominator.length) {
    throw new Error(`${numerator.length} and ${denominator.length} samples are not of the same rounds`);
  }
  return numerator.map((value, round) => value / denominator[round]);
}
