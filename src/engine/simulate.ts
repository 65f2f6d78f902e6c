import { activate } from '../chip/activation.ts';
import type { Compartments } from '../chip/chip.ts';
import type { Outcome } from '../vocabulary.ts';
import { assertCircuit } from './assert-circuit.ts';
import { assertDrive } from './assert-drive.ts';
import { hasAutoZero, muteDifferences, sampleZero, unmuteDifferences } from './auto-zero.ts';
import type { Average } from './average.ts';
import { beginAverage, createAverage, integrateLayer } from './average.ts';
import type { Circuit, Drive } from './circuit.ts';
import { EventLoop } from './event-loop.ts';
import { Kernel } from './kernel.ts';
import type { Layer, Side } from './layer.ts';
import { largestTau } from './limits.ts';
import type { ComputeClass } from './network-state.ts';
import type { NoiseStreams } from './noise.ts';
import { chipNoise, isNoisy } from './noise.ts';
import { BATCHES, Observation } from './observation.ts';
import { classify } from './outcome.ts';
import type { Limits, RunResult, StoppedBy } from './run.ts';
import type { Trace } from './trace.ts';

export interface SimulateOptions {
  /** Streams of this run's noise and jitter; without them a noisy chip is refused. */
  readonly noise?: NoiseStreams;
  readonly trace?: Trace;
}

/** The noisy chip is observed once its noiseless twin has settled, but not before its noise has, in largest tau. */
const WARM_UP = 5;
/** Once quiet, the free chip still relaxes within its thresholds: d is sampled for the auto-zero after so many tau. */
const SAMPLE_AFTER = 10;
/** Length of an observation window, in largest tau. */
const WINDOW = 20;

/** Runs one drive on one circuit from rest to its end; a circuit with several drives is faster through `Simulator`. */
export function simulate(circuit: Circuit, drive: Drive, limits: Limits, options: SimulateOptions = {}): RunResult {
  return new Simulator(circuit).run(drive, limits, options);
}

/** The event-driven simulation of one circuit, its state arrays allocated once for any number of runs. */
export class Simulator {
  private readonly circuit: Circuit;
  private readonly tau: number;
  private readonly loop: EventLoop;

  constructor(circuit: Circuit, Compute: ComputeClass = Kernel) {
    assertCircuit(circuit);
    this.circuit = circuit;
    this.tau = largestTau(circuit.chip);
    this.loop = new EventLoop(circuit, this.tau, Compute);
  }

  run(drive: Drive, limits: Limits, options: SimulateOptions = {}): RunResult {
    assertDrive(this.circuit, drive, limits);
    const { encoder, name } = this.circuit.chip;
    const noisy = isNoisy(this.circuit.chip);
    if ((noisy || encoder.jitter > 0) && options.noise === undefined) {
      throw new Error(`chip "${name}" has noise or jitter: simulate needs the streams to draw it from`);
    }
    const jitter = encoder.jitter > 0 ? options.noise!('jitter') : null;
    if (!noisy) return this.runQuiet(drive, limits, jitter, options.trace ?? null).result;
    return this.runNoisy(drive, limits, options.noise!, options.trace ?? null);
  }

  /** Without noise: until quiescence, or until something else ends it. */
  private runQuiet(drive: Drive, limits: Limits, jitter: ReturnType<NoiseStreams> | null, trace: Trace | null) {
    const { loop } = this;
    loop.reset(drive, jitter, trace);
    let stopped: StoppedBy = 'quiescence';
    if (this.hasFreePhase(drive)) {
      this.startFreePhase();
      stopped = loop.advance(limits.horizon, limits.maxEvents);
    }
    if (stopped === 'quiescence' && hasAutoZero(this.circuit)) loop.wait(SAMPLE_AFTER * this.tau);
    const nudgedFrom = loop.time;
    if (stopped === 'quiescence') {
      this.startNudging();
      stopped = loop.advance(nudgedFrom + limits.horizon, limits.maxEvents);
    }
    return { result: this.quietResult(drive, stopped), nudgedFrom };
  }

  /**
   * With noise nothing is ever quiet. The noiseless twin decides first: what does not settle without noise is not
   * waited for with it. Then windows are observed until the means of the halves of one agree, or the horizon is reached.
   */
  private runNoisy(drive: Drive, limits: Limits, streams: NoiseStreams, trace: Trace | null): RunResult {
    const { loop, tau } = this;
    const twin = this.runQuiet(drive, limits, null, null);
    if (twin.result.outcome !== 'settled') return twin.result;

    loop.reset(drive, this.circuit.chip.encoder.jitter > 0 ? streams('jitter') : null, trace);
    loop.attachNoise(chipNoise(this.circuit.chip, streams));
    let stopped: StoppedBy = 'horizon';
    if (this.hasFreePhase(drive)) {
      this.startFreePhase();
      stopped = loop.advance(Math.max(twin.nudgedFrom, WARM_UP * tau), Infinity);
    }
    if (stopped === 'horizon') {
      this.startNudging();
      stopped = loop.advance(loop.time + Math.max(twin.result.endTime - twin.nudgedFrom, WARM_UP * tau), Infinity);
    }
    const { layers, last } = loop.state;
    const averages = layers.map((layer) => createAverage(layer.n));
    let whole = averages;
    const observation = new Observation(layers);
    const batch = (WINDOW / BATCHES) * tau;
    let settled = false;
    while (stopped === 'horizon' && !settled) {
      whole = layers.map((layer) => createAverage(layer.n));
      for (let b = 0; b < BATCHES && stopped === 'horizon'; b++) {
        for (let k = 1; k <= last; k++) beginAverage(averages[k], layers[k], loop.time);
        loop.observe(averages);
        stopped = loop.advance(loop.time + batch, Infinity);
        for (let k = 1; k <= last; k++) integrateLayer(averages[k], layers[k], loop.time);
        observation.record(b, averages, batch);
        for (let k = 1; k <= last; k++) addAverage(whole[k], averages[k], 1 / (BATCHES * batch));
      }
      settled = observation.settled();
      if (loop.time >= limits.horizon) break;
    }
    loop.observe(null);
    const outcome = stopped === 'divergence' ? 'diverged' : settled ? 'settled' : 'slow';
    const state = whole.map((average, k) =>
      k === 0 ? null : { plus: average.plus.integral, minus: average.minus.integral },
    );
    return this.result(outcome, stopped, settled ? twin.result.settleTime : null, loop.time, state, drive);
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

  private quietResult(drive: Drive, stoppedBy: StoppedBy): RunResult {
    const { loop, circuit } = this;
    const { layers, last } = loop.state;
    if (stoppedBy !== 'quiescence') loop.passAll();
    const state: (Compartments | null)[] = [null];
    for (let k = 1; k <= last; k++) state.push(outputs(layers[k], stoppedBy === 'quiescence'));
    const outcome = classify(circuit, drive, loop, stoppedBy);
    const settleTime = outcome === 'settled' ? loop.lastEvent : null;
    return this.result(outcome, stoppedBy, settleTime, settleTime ?? loop.time, state, drive);
  }

  private result(
    outcome: Outcome,
    stoppedBy: StoppedBy,
    settleTime: number | null,
    endTime: number,
    state: readonly (Compartments | null)[],
    drive: Drive,
  ): RunResult {
    const { loop, circuit } = this;
    const { energy, layers: sizes } = circuit.chip;
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
    const neurons = sizes.slice(1).reduce((sum, n) => sum + n, 0);
    return {
      outcome,
      stoppedBy,
      settleTime,
      endTime,
      events,
      state,
      activity,
      difference,
      output: layers[last].a.slice(0, layers[last].n),
      energy:
        energy === null
          ? null
          : energy.event * (events.activity + events.difference) + energy.staticPerNeuron * neurons * endTime,
    };
  }
}

/** s_c of a layer now, or where it comes to rest while its inputs stay. */
function outputs({ n, activation, plus, minus }: Layer, atRest: boolean): Compartments {
  const s = ({ x, target, low, high }: Side) =>
    Float64Array.from({ length: n }, (_, i) =>
      activate(activation, Math.min(high[i], Math.max(low[i], atRest ? target[i] : x[i]))),
    );
  return { plus: s(plus), minus: s(minus) };
}

/** sum += factor times the integrals of `part`. */
function addAverage(sum: Average, part: Average, factor: number): void {
  for (let i = 0; i < sum.plus.integral.length; i++) {
    sum.plus.integral[i] += factor * part.plus.integral[i];
    sum.minus.integral[i] += factor * part.minus.integral[i];
  }
}
