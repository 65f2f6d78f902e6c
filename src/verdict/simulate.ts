import { Outlook } from '../analysis/outlook.ts';
import { SmallGain } from '../analysis/small-gain.ts';
import type { Compartments } from '../chip/chip.ts';
import type { ChipArrays } from '../chip/synapse.ts';
import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertDrive } from '../engine/assert-drive.ts';
import { hasAutoZero, muteDifferences, sampleZero, unmuteDifferences } from '../engine/auto-zero.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { EventLoop } from '../engine/event-loop.ts';
import { type Layer, positionAt, type Side } from '../engine/layer.ts';
import { DIVERGED, defaultMaxEvents, largestTau } from '../engine/limits.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import { isNoisy } from '../engine/noise.ts';
import type { Limits, StoppedBy } from '../engine/run.ts';
import { SmoothRun } from '../engine/smooth-run.ts';
import type { Trace } from '../engine/trace.ts';
import { isStable } from '../model/outcomes.ts';
import type { Stream } from '../random/stream.ts';
import { judge } from './judge.ts';
import { Observation } from './observation.ts';
import { Resolution } from './resolution.ts';
import type { RunResult, Watch } from './run-result.ts';
import { bareVerdict, type Verdict } from './verdict.ts';
import { hasLeft } from './watch.ts';

/** What a run may have besides its drive. */
export interface SimulateOptions {
  /** Streams of this run's noise and jitter; without them a noisy chip is refused. */
  readonly noise?: NoiseStreams;
  readonly trace?: Trace;
  /** The outlook of this very drive, where the caller has it already. */
  readonly outlook?: Outlook;
}

/** Once quiet, the free chip still relaxes within its thresholds: d is sampled for the auto-zero after so many tau. */
const SAMPLE_AFTER = 10;
/** The observation of a noisy chip, in largest tau: from the settling of its twin on, and its length. */
const WAIT = 5;
const WINDOW = 20;
/** A window of the usual length is averaged in so many batches, and after every few of them the noise is switched off on a copy. */
const BATCHES = 16;
const BATCHES_A_CHECK = 4;
/** Of the largest tau, by which a chip that settles has done so. */
const SETTLES = 500;

/** Runs one drive on one circuit from rest to its end; a circuit with several drives is faster through `Simulator`. */
export function simulate(circuit: Circuit, drive: Drive, limits: Limits, options: SimulateOptions = {}): RunResult {
  return new Simulator(circuit).run(drive, limits, options);
}

/** What is common to the phases of one run. */
interface Run {
  readonly drive: Drive;
  readonly limits: Limits;
  readonly outlook: Outlook;
  readonly maxEvents: number;
  readonly farthest: number;
}

/** A noiseless run and what it was called. */
interface Quiet extends Verdict {
  readonly stoppedBy: StoppedBy;
  /** When nudging began, s. */
  readonly nudgedFrom: number;
  /** Spent until then, J; null: there was no free phase, or the chip states no energies. */
  readonly freeEnergy: number | null;
}

/** How the part of a noisy run before its window went, and what may end the window. */
interface Start {
  readonly nudgedFrom: number;
  readonly freeEnergy: number | null;
  readonly stoppedBy: StoppedBy;
  readonly budget: number;
}

/** Simulates one circuit event by event and puts a word on it; its state arrays are allocated once for any number of runs. */
export class Simulator {
  private circuit: Circuit;
  private smallGain: SmallGain;
  private isReleased = false;
  private readonly tau: number;
  private readonly resolution: Resolution;
  private readonly loop: EventLoop;

  constructor(circuit: Circuit) {
    assertCircuit(circuit);
    this.circuit = circuit;
    this.smallGain = new SmallGain(circuit);
    this.tau = largestTau(circuit.chip);
    this.resolution = new Resolution(circuit.chip);
    this.loop = new EventLoop(circuit, this.tau);
  }

  /** Programs the arrays of the chip anew: the next runs are those of a simulator made for the chip with these. */
  program({ forward, feedback }: ChipArrays): void {
    const circuit = { ...this.circuit, chip: { ...this.circuit.chip, forward, feedback } };
    assertCircuit(circuit);
    this.circuit = circuit;
    this.smallGain = new SmallGain(circuit);
    this.loop.state.program(circuit);
  }

  /** Gives its memory back for simulators to come; it cannot run any more. */
  release(): void {
    if (!this.isReleased) this.loop.state.release();
    this.isReleased = true;
  }

  /** Runs one drive from rest to its end. Throws where the drive or the limits cannot be. */
  run(drive: Drive, limits: Limits, options: SimulateOptions = {}): RunResult {
    const { chip } = this.circuit;
    if (this.isReleased) throw new Error(`chip "${chip.name}": this simulator has been released`);
    assertDrive(this.circuit, drive, limits);
    const noisy = isNoisy(chip);
    if ((noisy || chip.encoder.jitter > 0) && options.noise === undefined) {
      throw new Error(`chip "${chip.name}" has noise or jitter: simulate needs the streams to draw it from`);
    }
    const jitter = chip.encoder.jitter > 0 ? options.noise!('jitter') : null;
    const outlook = options.outlook ?? new Outlook(this.loop.state.unrolled, drive, this.smallGain);
    this.resolution.assertFor(outlook.freeScale, Math.min(limits.horizon, SETTLES * this.tau));
    const maxEvents = limits.maxEvents ?? Math.ceil(outlook.freeScale * defaultMaxEvents(chip));
    const run = { drive, limits, outlook, maxEvents, farthest: DIVERGED * outlook.freeScale };
    if (!noisy) return this.quietResult(run, this.runQuiet(run, jitter, options.trace ?? null, null));
    return this.runNoisy(run, options.noise!, options.trace ?? null);
  }

  /** Without noise but for the offsets of the run: until quiescence, or until something else ends it. */
  private runQuiet(run: Run, jitter: Stream | null, trace: Trace | null, streams: NoiseStreams | null): Quiet {
    const { loop, tau } = this;
    const { drive, limits, outlook, maxEvents } = run;
    loop.reset(drive, jitter, trace, run.farthest);
    if (streams !== null) loop.attachOffsets(streams, limits.horizon);
    let freeEnergy: number | null = null;
    if (this.hasFreePhase(drive)) {
      this.startFreePhase();
      const stoppedBy = loop.advance(limits.horizon, maxEvents);
      const word = stoppedBy === 'quiescence' ? null : this.freeWord(run, stoppedBy);
      freeEnergy = this.spent(stoppedBy === 'quiescence' ? loop.lastEvent : loop.time);
      if (word !== null) return { ...bareVerdict(word), stoppedBy, nudgedFrom: 0, freeEnergy };
      if (hasAutoZero(this.circuit)) loop.wait(SAMPLE_AFTER * tau);
    }
    const nudgedFrom = loop.time;
    this.startNudging();
    const stoppedBy = loop.advance(nudgedFrom + limits.horizon, maxEvents);
    return { ...judge(loop, outlook, stoppedBy, nudgedFrom, limits.horizon), stoppedBy, nudgedFrom, freeEnergy };
  }

  /** The word for a chip that is not quiet before it is nudged; null: its encoders alone keep it from rest. */
  private freeWord({ limits, farthest }: Run, stoppedBy: StoppedBy) {
    if (stoppedBy === 'divergence') return 'diverged';
    const { loop } = this;
    const end = new SmoothRun(loop, farthest).run(loop.time + limits.horizon);
    if (end === 'rest') return stoppedBy === 'horizon' ? null : 'undecided';
    return { diverged: 'diverged', swinging: 'oscillating', moving: 'slow', exhausted: 'undecided' }[end] as 'slow';
  }

  /**
   * With noise the noisy chip is judged: it is watched over a window, and when it has left the rest of its noiseless twin,
   * where it goes is its word. A twin that does not rest gives its own word, and the noisy run is made for its trace only.
   */
  private runNoisy(run: Run, streams: NoiseStreams, trace: Trace | null): RunResult {
    const { loop, tau, circuit } = this;
    const { drive, limits } = run;
    const twin = this.runQuiet(run, null, null, streams);
    const answer = this.quietResult(run, twin);
    const isWatched = isStable(twin.outcome) === true;
    // A noisy chip sends for as long as it is watched: only a budget that was stated may end that.
    const budget = isWatched ? (limits.maxEvents ?? Infinity) : run.maxEvents;
    if (!isWatched && trace === null) return answer;
    const settled = twin.outcome === 'chattering' ? loop.history.steadyFrom(loop.time) : loop.lastEvent;

    loop.reset(drive, circuit.chip.encoder.jitter > 0 ? streams('jitter') : null, trace, run.farthest);
    loop.attachNoise(streams, limits.horizon);
    let stoppedBy: StoppedBy = 'horizon';
    let freeEnergy: number | null = null;
    if (this.hasFreePhase(drive)) {
      this.startFreePhase();
      stoppedBy = loop.advance(Math.max(twin.nudgedFrom, WAIT * tau), budget);
      freeEnergy = this.spent(loop.time);
    }
    if (stoppedBy === 'horizon' || stoppedBy === 'quiescence') this.startNudging();
    if (!isWatched) {
      if (stoppedBy === 'horizon') loop.advance(loop.time + limits.horizon, run.maxEvents);
      return answer;
    }
    const nudgedFrom = loop.time;
    const wait = Math.max(settled - twin.nudgedFrom, 0) + (limits.observe?.wait ?? WAIT * tau);
    if (stoppedBy === 'horizon' || stoppedBy === 'quiescence') stoppedBy = loop.advance(nudgedFrom + wait, budget);
    return this.watched(run, twin, answer, { nudgedFrom, freeEnergy, stoppedBy, budget });
  }

  /** Averages over the window and looks, at its ends and on its way, whether the chip is still where its twin rests. */
  private watched(
    run: Run,
    quiet: Quiet,
    answer: RunResult,
    { nudgedFrom, freeEnergy, stoppedBy, budget }: Start,
  ): RunResult {
    const { loop, tau } = this;
    const { horizon, observe } = run.limits;
    const twin = { ...quiet, freeEnergy };
    const from = loop.time;
    const asked = observe?.window ?? WINDOW * tau;
    const window = asked === 'horizon' ? Math.max(nudgedFrom + horizon - from, WINDOW * tau) : asked;
    const batches = BATCHES * Math.max(1, Math.round(window / (WINDOW * tau)));
    const observation = new Observation(loop, budget);
    let ended = stoppedBy === 'divergence' || stoppedBy === 'event-budget' ? stoppedBy : null;
    let gone = ended === null ? hasLeft(loop, run, twin, horizon) : null;
    while (ended === null && gone === null && observation.batches < batches) {
      ended = observation.take(window / batches);
      if (ended === null && observation.batches % BATCHES_A_CHECK === 0) gone = hasLeft(loop, run, twin, horizon);
    }
    if (ended === 'event-budget') {
      const unknown = { ...twin, ...bareVerdict('undecided'), stoppedBy: ended };
      return this.result(run, unknown, null, this.present(false), null);
    }
    if (ended === 'divergence') gone = bareVerdict('diverged');
    const left = gone === null ? null : loop.time;
    const watch: Watch = {
      from,
      to: loop.time,
      left,
      standardErrors: gone === null ? observation.standardErrors() : null,
    };
    const state = gone === null ? observation.means() : this.present(false);
    const settleTime = gone === null ? answer.settleTime : null;
    return this.result(run, { ...twin, ...gone, stoppedBy: ended ?? 'horizon' }, settleTime, state, watch);
  }

  /** Whether the chip first settles without nudging: to sample the error that is then held, or the offset of d. */
  private hasFreePhase(drive: Drive): boolean {
    return drive.nudge === 'held' || hasAutoZero(this.circuit);
  }

  private startFreePhase(): void {
    if (hasAutoZero(this.circuit)) muteDifferences(this.loop.state);
    this.loop.passAll();
  }

  /** Ends the free phase, if there was one, and applies the output error from the present time on. */
  private startNudging(): void {
    const { loop } = this;
    if (hasAutoZero(this.circuit)) {
      loop.passAll();
      sampleZero(loop.state);
      unmuteDifferences(loop.state);
    }
    loop.state.startNudging();
    loop.passAll();
  }

  /** The result of a noiseless run; a chip that its encoders keep from rest is averaged. */
  private quietResult(run: Run, quiet: Quiet): RunResult {
    const { loop, tau } = this;
    const isQuiet = quiet.stoppedBy === 'quiescence';
    const stable = isStable(quiet.outcome) === true;
    const settleTime = stable && isQuiet ? loop.lastEvent : null;
    if (!isQuiet) loop.passAll();
    let state = this.present(isQuiet);
    if (quiet.outcome === 'chattering') {
      state = loop.undone(() => {
        const observation = new Observation(loop, Infinity);
        for (let batch = 0; batch < BATCHES; batch++) observation.take((WINDOW * tau) / BATCHES);
        return observation.means();
      });
    } else if (!isQuiet && quiet.rest !== null) state = [...quiet.rest.state];
    return this.result(run, quiet, settleTime, state, null);
  }

  /** s_c now, or where it comes to rest while its inputs stay. */
  private present(atRest: boolean): (Compartments | null)[] {
    const { layers, last } = this.loop.state;
    return [null, ...layers.slice(1, last + 1).map((layer) => outputs(layer, atRest, this.loop.time - layer.time))];
  }

  private result(
    { drive, outlook, maxEvents }: Run,
    { outcome, deadZone, rest, stoppedBy, freeEnergy }: Verdict & Pick<Quiet, 'stoppedBy' | 'freeEnergy'>,
    settleTime: number | null,
    state: readonly (Compartments | null)[],
    watch: Watch | null,
  ): RunResult {
    const { loop } = this;
    const { layers, last } = loop.state;
    const events = { activity: loop.activityEvents, difference: loop.differenceEvents };
    const activity: Float64Array[] = [drive.input];
    const difference: (Float64Array | null)[] = [null];
    for (let k = 1; k <= last; k++) {
      const { plus, minus } = state[k]!;
      const { weightPlus, weightMinus, zero } = layers[k];
      activity.push(plus.map((s, i) => weightPlus[i] * s + weightMinus[i] * minus[i]));
      difference.push(plus.map((s, i) => s - minus[i] - zero[i]));
    }
    const endTime = watch === null ? (settleTime ?? loop.time) : loop.time;
    return {
      outcome,
      deadZone,
      rest,
      stoppedBy,
      settleTime,
      endTime,
      maxEvents,
      events,
      state,
      activity,
      difference,
      output: layers[last].a.slice(0, layers[last].n),
      energy: this.spent(endTime),
      freeEnergy,
      railsNeeded: outcome === 'clipped' ? outlook.headroom!.driven : null,
      watch,
      outlook,
    };
  }

  /** By all events so far and by the neurons' standing power until `time`, s, in J; null: the chip states no energies. */
  private spent(time: number): number | null {
    const { energy, layers } = this.circuit.chip;
    if (energy === null) return null;
    const neurons = layers.slice(1).reduce((sum, n) => sum + n, 0);
    const events = this.loop.activityEvents + this.loop.differenceEvents;
    return energy.event * events + energy.staticPerNeuron * neurons * time;
  }
}

/** s_c of a layer `dt` after its reference time, or where it comes to rest while its inputs stay. */
function outputs(layer: Layer, atRest: boolean, dt: number): Compartments {
  const { n, phi, plus, minus } = layer;
  const s = (side: Side) => {
    const { target, low, high } = side;
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const x = atRest ? Math.min(high[i], Math.max(low[i], target[i])) : positionAt(side, i, dt);
      values[i] = phi.value(x);
    }
    return values;
  };
  return { plus: s(plus), minus: s(minus) };
}
