import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { processorSecondsOf } from './measure.ts';

/*
 * A process that times one version of dyadsim, this one or an earlier one: timed-version.js ROOT, the folder of a checkout in which
 * `npm run bench` has compiled its sources. It writes what it found as JSON: processor time in s, warm, one thread.
 */

/** What one version takes. */
export interface VersionTimes {
  /** A run of the demo without noise: of its events, and of all else. */
  readonly quiet: { readonly events: number; readonly rest: number; readonly perEvent: number };
  /** A noisy run of the demo: all of it, and its events and redraws, for each nominal tau that is simulated. */
  readonly noisy: { readonly all: number; readonly loop: number };
  /** An event of a quiet chip of the kernel's benchmark, by its layers. */
  readonly perEvent: Readonly<Record<string, number>>;
  /** Drawing a chip of the demo. */
  readonly sampling: number;
}

/** As much of either version as is used here. */
interface Loop {
  readonly time: number;
  readonly activityEvents: number;
  readonly differenceEvents: number;
}
type Advance = (this: Loop, until: number, maxEvents: number) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: what an earlier version exports has no types here.
type Module = any;

const CHIPS = 4;
/** Rounds in which code is still being compiled, and rounds of which the median is taken. */
const WARM_UPS = { quiet: 10, noisy: 3, events: 4, sampling: 4 };
const ROUNDS = 3;
const DRAWN = 400;
/** Layers, simulated time in s and runs a round. */
const PEERS: readonly (readonly [layers: readonly number[], duration: number, runs: number])[] = [
  [[64, 32, 10], 4.5e-4, 40],
  [[64, 64, 64, 10], 1.5e-4, 20],
  [[784, 256, 128, 10], 1.5e-4, 6],
];

const root = process.argv[2];
const compiled = join(root, '.cache/bench');
const load = async (...paths: string[]): Promise<Module> => {
  for (const path of paths) {
    try {
      return await import(pathToFileURL(join(compiled, path)).href);
    } catch (error) {
      if (path === paths.at(-1)) throw error;
    }
  }
};
for (const folder of ['data', 'devices']) cpSync(join(root, folder), join(compiled, folder), { recursive: true });
const { EventLoop } = await load('src/engine/event-loop.js');

/** Of the calls of the event loop while it is watched: processor time, simulated time and events. */
interface Watched {
  seconds: number;
  simulated: number;
  events: number;
  calls: number;
  first: { readonly seconds: number; readonly events: number };
}

console.log(JSON.stringify({ ...(await demo()), perEvent: await peers(), sampling: await sampling() }));

/** Does something and watches the event loop, which takes some 10 us a call. */
function watched(work: () => unknown): Watched {
  const seen: Watched = { seconds: 0, simulated: 0, events: 0, calls: 0, first: { seconds: 0, events: 0 } };
  const advance: Advance = EventLoop.prototype.advance;
  EventLoop.prototype.advance = function (this: Loop, until: number, maxEvents: number) {
    const before = { time: this.time, events: this.activityEvents + this.differenceEvents };
    let stopped: unknown;
    const seconds = processorSecondsOf(() => {
      stopped = advance.call(this, until, maxEvents);
    });
    const events = this.activityEvents + this.differenceEvents - before.events;
    seen.seconds += seconds;
    seen.simulated += this.time - before.time;
    seen.events += events;
    if (seen.calls++ === 0) seen.first = { seconds, events };
    return stopped;
  };
  try {
    work();
  } finally {
    EventLoop.prototype.advance = advance;
  }
  return seen;
}

async function demo(): Promise<Pick<VersionTimes, 'quiet' | 'noisy'>> {
  const { runBlock } = await load('src/montecarlo/trial.js');
  const { loadScenario } = await load('src/config/load-scenario.js');
  const { prepareStudy } = await load('src/montecarlo/prepare-study.js', 'src/montecarlo/study.js');
  const folder = join(compiled, 'versions');
  mkdirSync(folder, { recursive: true });
  const shipped = readFileSync(join(root, 'scenarios/asymmetric-nudging.yaml'), 'utf8');
  const timed = (overrides: string, warmUps: number) => {
    const file = join(folder, 'demo.yaml');
    writeFileSync(file, shipped.replace(/^device: .*$/m, `$&${overrides}`).replace(/^chips: .*$/m, `chips: ${CHIPS}`));
    const { scenario, points } = loadScenario(file);
    const study = prepareStudy(scenario, points);
    const runs = CHIPS * points.length * scenario.rules.length * scenario.probes;
    const tau: number = scenario.device.neuron.tau.nominal;
    const rounds = Array.from({ length: warmUps + ROUNDS }, () => {
      const rows = () => runBlock(study, { index: 0, firstChip: 0, chips: CHIPS });
      const all = processorSecondsOf(rows) / runs;
      const { seconds, simulated, events } = watched(rows);
      return { all, seconds: seconds / runs, taus: simulated / tau / runs, events: events / runs };
    });
    return medianBy(rounds.slice(warmUps), ({ all }) => all);
  };
  const quiet = timed('\noverrides: { noise: null }', WARM_UPS.quiet);
  const noisy = timed('', WARM_UPS.noisy);
  return {
    quiet: {
      events: quiet.seconds,
      rest: quiet.all - quiet.seconds,
      perEvent: quiet.seconds / quiet.events,
    },
    noisy: { all: noisy.all / noisy.taus, loop: noisy.seconds / noisy.taus },
  };
}

async function peers(): Promise<Record<string, number>> {
  const { circuitOf } = await load('src/learning/rules.js');
  const { peerChip, driveOf, RULE } = await load('bench/peer-chip.js');
  const { Simulator } = await load('src/verdict/simulate.js', 'src/engine/simulate.js');
  const times: Record<string, number> = {};
  for (const [layers, horizon, runs] of PEERS) {
    const peer = peerChip(layers, 'peers');
    const simulator = new Simulator(circuitOf(peer.chip, RULE));
    // Where it does not settle, it is averaged further on: only the run itself is timed.
    const run = () => watched(() => simulator.run(driveOf(peer), { horizon, maxEvents: Infinity })).first;
    const rounds = Array.from({ length: WARM_UPS.events + ROUNDS }, () => {
      const made = Array.from({ length: runs }, run);
      return made.reduce((sum, { seconds }) => sum + seconds, 0) / runs / made[0].events;
    });
    times[layers.join('-')] = medianBy(rounds.slice(WARM_UPS.events), (time) => time);
  }
  return times;
}

async function sampling(): Promise<number> {
  const { sampleChip } = await load('src/chip/sample-chip.js');
  const { demoStudy } = await load('bench/sweep.js');
  const study = demoStudy(1);
  const [{ scenario, task }] = study.points;
  const { network } = study.tasks[task];
  let index = 0;
  const rounds = Array.from({ length: WARM_UPS.sampling + ROUNDS }, () =>
    processorSecondsOf(() => sampleChip(scenario.device, network, 'versions', index++), DRAWN),
  );
  return medianBy(rounds.slice(WARM_UPS.sampling), (time) => time);
}

function medianBy<T>(values: readonly T[], key: (value: T) => number): T {
  return [...values].sort((a, b) => key(a) - key(b))[values.length >> 1];
}
