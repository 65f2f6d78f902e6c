import { Presets, SingleBar } from 'cli-progress';
import { writeError } from './standard-streams.ts';
import { duration } from './wording.ts';

/** Shows how far a sweep has come. */
export interface Progress {
  /** Chips done so far, those of earlier sittings included. */
  update(done: number): void;
  stop(): void;
}

/** Time between lines where there is no terminal, ms. */
const LINE_EVERY = 10_000;

/** A bar on a terminal, now and then a line in a pipe or a log, nothing when quiet. */
export function showProgress(total: number, done: number, quiet: boolean, what = 'chips'): Progress {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? bar(total, done, what) : lines(total, done, what);
}

/** The same where nobody knows how many there will be: how many are done, and how fast, now and then. */
export function showCount(most: number, before: number, quiet: boolean): Progress {
  if (quiet) return { update() {}, stop() {} };
  const started = performance.now();
  let last = started;
  return {
    update(done) {
      const now = performance.now();
      if (now - last < LINE_EVERY) return;
      last = now;
      writeError(`${done} chips, of at most ${most}, ${pace(most, before, done, now - started).rate}`);
    },
    stop() {},
  };
}

function bar(total: number, before: number, what: string): Progress {
  const started = performance.now();
  const view = new SingleBar(
    { format: `{bar} {percentage} % | {value}/{total} ${what} | {rate} | {left} left`, stream: process.stderr },
    Presets.shades_classic,
  );
  view.start(total, before, { rate: '-', left: '-' });
  return {
    update(done) {
      view.update(done, pace(total, before, done, performance.now() - started, what));
    },
    stop() {
      view.stop();
    },
  };
}

function lines(total: number, before: number, what: string): Progress {
  const started = performance.now();
  let last = started;
  return {
    update(done) {
      const now = performance.now();
      if (now - last < LINE_EVERY && done < total) return;
      last = now;
      const { rate, left } = pace(total, before, done, now - started, what);
      writeError(`${done}/${total} ${what}, ${rate}, ${left} left`);
    },
    stop() {},
  };
}

/** Chips per second of this sitting, and the time left at that rate; `elapsed` in ms. */
export function pace(
  total: number,
  before: number,
  done: number,
  elapsed: number,
  what = 'chips',
): { rate: string; left: string } {
  const rate = (done - before) / (elapsed / 1000);
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) return { rate: `- ${what}/s`, left: '-' };
  return { rate: `${Number(rate.toPrecision(3))} ${what}/s`, left: duration((total - done) / rate) };
}
