import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stream, stream } from '../../src/random/stream.ts';
import { type Finished, type Running, type Surroundings, startWith } from '../cli/dyadsim.ts';
import { rowFiles } from '../cli/row-files.ts';

/** The shortened form, for every change; the whole one is for docs/reliability.md. */
const SHORT = process.env.TORTURE === 'short';
/** Repeats a torture that found something. */
const SEED = process.env.TORTURE_SEED ?? String(process.pid * 1000 + (process.hrtime()[1] % 1000));
/** So that there are many moments between blocks. */
export const SMALL_BLOCKS = ['--chips-per-block', '1'];
/** What has not ended by then hangs, s. */
const PATIENCE = 240;

/** The number of cases of a part. */
export function cases(whole: number, short: number): number {
  return SHORT ? short : whole;
}

/** The random numbers of one part. */
export function chance(part: string): Stream {
  say(`${part}: TORTURE_SEED=${SEED}`);
  return stream(SEED, 'torture', part);
}

export function pick<T>(random: Stream, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)];
}

/** A line of the record. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export interface Ended extends Finished {
  readonly hung: boolean;
}

/** A place with a scenario and the run of it that nothing disturbed, to compare with. */
export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), 'dyadsim-torture-'));
  readonly scenario = join(this.folder, 'scenario.yaml');
  readonly whole = join(this.folder, 'whole');
  /** Its blocks before they are packed, by name. */
  #unpacked: Readonly<Record<string, string>> = {};
  readonly #cache = join(this.folder, 'cache');

  constructor(chips: number) {
    writeFileSync(
      this.scenario,
      `format: dyadsim/scenario@1
name: torture
device: ideal
overrides: { neuron.gain.mismatch: 5 %, dyad.nudgeGain.mismatch: 10 % }
network: { layers: [64, 12, 10], weights: { from: train, epochs: 2 } }
beta: 0.3
chips: ${chips}
probes: 2
seed: torture
sweep: { device.dyad.alpha: [0, 0.8] }
`,
    );
  }

  async begin(): Promise<void> {
    const args = ['sweep', this.scenario, '--threads', '2', '--quiet', ...SMALL_BLOCKS];
    // Shards lack each other's blocks, so theirs stay as they are.
    const parts = [1, 2].map((i) => join(this.folder, `part-${i}`));
    for (const run of [this.whole, ...parts]) {
      const shard = run === this.whole ? [] : ['--shard', `${1 + parts.indexOf(run)}/2`];
      const { code, stderr } = await this.dyadsim({}, ...args, '-o', run, ...shard);
      if (code !== 0) throw new Error(`the undisturbed run failed: ${stderr}`);
    }
    this.#unpacked = Object.assign({}, ...parts.map(rowFiles));
  }

  /** About what a sweep takes here and now, ms: to choose moments in it. */
  async duration(): Promise<number> {
    const start = performance.now();
    await ending(this.sweep(join(this.folder, 'timed'), '--threads', '2'));
    return performance.now() - start;
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  start(surroundings: Surroundings, ...args: string[]): Running {
    const env = { DYADSIM_CACHE: this.#cache, ...surroundings.env };
    return startWith({ ...surroundings, env }, ...args);
  }

  dyadsim(surroundings: Surroundings, ...args: string[]): Promise<Ended> {
    return ending(this.start(surroundings, ...args));
  }

  sweep(run: string, ...flags: string[]): Running {
    return this.start({}, 'sweep', this.scenario, '-o', run, '--quiet', ...SMALL_BLOCKS, ...flags);
  }

  /** A run of its own, made of the undisturbed one. */
  copy(name: string): string {
    const run = join(this.folder, name);
    cpSync(this.whole, run, { recursive: true });
    return run;
  }

  /** The same with the blocks of before they were packed. */
  unpacked(name: string): string {
    const run = this.copy(name);
    for (const file of Object.keys(rowFiles(run))) rmSync(join(run, 'trials', file));
    for (const [file, bytes] of Object.entries(this.#unpacked))
      writeFileSync(join(run, 'trials', file), bytes, 'latin1');
    return run;
  }

  /** What of the blocks that are there differs from the undisturbed run; empty is as it should be, at any moment. */
  wrongBlocks(run: string): string[] {
    const right = { ...this.#unpacked, ...rowFiles(this.whole) };
    return Object.entries(rowFiles(run)).flatMap(([name, bytes]) => (right[name] === bytes ? [] : `${name} differs`));
  }

  /** What differs from the undisturbed run in a finished one. */
  differences(run: string): string[] {
    const missing = readdirSync(this.whole, { recursive: true, encoding: 'utf8' })
      .filter((name) => !existsSync(join(run, name)))
      .map((name) => `${name} is missing`);
    const more = readdirSync(run, { recursive: true, encoding: 'utf8' })
      .filter(
        (name) => /\.(tmp|lock)$/.test(name) || (name.endsWith('.parquet') && !existsSync(join(this.whole, name))),
      )
      .map((name) => `${name} stayed behind`);
    const changed = missing.length === 0 && summary(run) !== summary(this.whole) ? ['summary.json differs'] : [];
    return [...missing, ...more, ...changed, ...this.wrongBlocks(run)];
  }

  /** Goes on with a run; what is then wrong with it. */
  async afterResume(run: string): Promise<string[]> {
    const { code, hung, stderr } = await ending(this.sweep(run, '--resume', '--threads', '2'));
    if (hung || code !== 0) return [`--resume: ${hung ? 'hangs' : `exit ${code}`}: ${stderr.trim()}`];
    return this.differences(run);
  }
}

/** How it ended, or that it does not. */
export async function ending(running: Running): Promise<Ended> {
  let hung = false;
  const alarm = setTimeout(() => {
    hung = true;
    running.kill('SIGKILL');
  }, PATIENCE * 1000);
  const finished = await running.finished;
  clearTimeout(alarm);
  return { ...finished, hung };
}

/** Numbers of the blocks that a run holds, in whatever files. */
export function blocksOf(run: string): number[] {
  return Object.keys(rowFiles(run)).flatMap((name) => {
    const [first, last = first] = (name.match(/\d{5,}/g) ?? []).map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Without what tells how the run was called. */
function summary(run: string): string {
  const {
    command: _command,
    scenarioFile: _file,
    checksum: _checksum,
    ...rest
  } = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));
  return JSON.stringify(rest);
}
