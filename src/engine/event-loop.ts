import { DOUBLES } from '../linear/batch-products.ts';
import { Connector, eachPart, patchesOf } from '../linear/connector.ts';
import type { Stream } from '../random/stream.ts';
import type { Circuit, Drive } from './circuit.ts';
import { History } from './history.ts';
import type { Layer, Side } from './layer.ts';
import { positionAt } from './layer.ts';
import { seedRandom } from './layer-noise.ts';
import { LayerEntry, LoopEntry, Stop } from './layout.ts';
import { DIVERGED } from './limits.ts';
import { NetworkState } from './network-state.ts';
import type { NoiseStreams } from './noise.ts';
import type { StoppedBy } from './run.ts';
import type { Trace } from './trace.ts';

/** Work that the loop has done since it was reset. */
export interface Work {
  /** Passes over a layer, and neurons that they brought up to date, at once or later, and whose next crossing they bounded. */
  readonly passes: number;
  readonly updates: number;
  readonly bounded: number;
  /** Crossings solved for, whether an event came of it or not. */
  readonly solves: number;
  /** Noise values redrawn. */
  readonly redraws: number;
}

/** The event loop of a circuit: kernel/run.ts runs it, and what it sends is counted and traced here. */
export class EventLoop {
  readonly state: NetworkState;
  readonly history: History;
  /** Largest time constant, s. */
  readonly tau: number;

  /** Index of a layer's first encoder in the history. */
  private readonly firstEncoder: readonly number[];
  private slowerThan = Infinity;
  private trace: Trace | null = null;

  constructor(circuit: Circuit, tau: number) {
    this.state = new NetworkState(circuit);
    this.tau = tau;
    let encoders = 0;
    this.firstEncoder = circuit.chip.layers.map((n, k) => {
      if (k > 0) encoders += 2 * n;
      return k > 0 ? encoders - 2 * n : 0;
    });
    this.history = new History(encoders, tau / 4);
  }

  /** The present time, s. */
  get time(): number {
    return this.state.header.get(LoopEntry.time);
  }

  /** Time of the last event sent or received, s. */
  get lastEvent(): number {
    return this.state.header.get(LoopEntry.lastEvent);
  }

  get activityEvents(): number {
    return this.state.header.get(LoopEntry.activityEvents);
  }

  get differenceEvents(): number {
    return this.state.header.get(LoopEntry.differenceEvents);
  }

  get work(): Work {
    const { header } = this.state;
    return {
      passes: header.get(LoopEntry.passes),
      updates: header.get(LoopEntry.updates),
      bounded: header.get(LoopEntry.bounded),
      solves: header.get(LoopEntry.solves),
      redraws: header.get(LoopEntry.redraws),
    };
  }

  /** At rest at time 0, the input clamped, not yet nudged; |v| beyond `farthest` full scales without rails is divergence. */
  reset(drive: Drive, jitter: Stream | null, trace: Trace | null, farthest = DIVERGED): void {
    const { state } = this;
    const { header } = state;
    state.reset(drive);
    this.history.reset();
    this.trace = trace;
    for (const entry of RESET) header.set(entry, 0);
    for (const entry of RESET_INTS) header.setInt(entry, 0);
    header.set(LoopEntry.farthest, farthest);
    header.set(LoopEntry.jitter, jitter === null ? 0 : state.circuit.chip.encoder.jitter);
    if (jitter !== null) seedRandom(state.kernel.buffer, state.loop, jitter);
    header.setInt(LoopEntry.stepwise, trace === null ? 0 : 1);
  }

  /** Puts noise into the membranes from now on; sources slower than a time, s, stay when the noise is switched off. */
  attachNoise(streams: NoiseStreams, slowerThan = Infinity): void {
    this.slowerThan = slowerThan;
    this.startNoise(streams, false);
    this.state.header.setInt(LoopEntry.noisy, 1);
  }

  /** Puts only the noise that is slower than a time, s, into the membranes of a chip at rest, as constants. */
  attachOffsets(streams: NoiseStreams, slowerThan: number): void {
    this.slowerThan = slowerThan;
    this.startNoise(streams, true);
  }

  /** Integrates compartment outputs from now on, into `integral` of the layers' sides. */
  beginAverages(): void {
    this.state.kernel.exports.beginAverages(this.state.loop);
  }

  /** Brings the integrals to the present time. */
  integrateAverages(): void {
    this.state.kernel.exports.integrateAverages(this.state.loop);
  }

  /** Brings the integrals to the present time and integrates no longer. */
  endAverages(): void {
    this.integrateAverages();
    this.state.header.setInt(LoopEntry.averaging, 0);
  }

  /** Does something, and then puts everything back: the run goes on as if nothing had been. */
  undone<T>(todo: () => T): T {
    const { state, history, trace } = this;
    const kept = { state: state.save(), history: history.save() };
    try {
      return todo();
    } finally {
      state.restore(kept.state);
      history.restore(kept.history);
      this.trace = trace;
    }
  }

  /** Does something with a copy of the chip without noise and jitter, slow flicker left where it is. */
  aside<T>(todo: () => T): T {
    return this.undone(() => {
      const { state } = this;
      this.trace = null;
      if (state.header.int(LoopEntry.noisy) === 1) state.kernel.exports.stillNoise(state.loop, this.slowerThan);
      state.header.set(LoopEntry.jitter, 0);
      for (const entry of [LoopEntry.noisy, LoopEntry.averaging, LoopEntry.stepwise]) state.header.setInt(entry, 0);
      this.passAll();
      return todo();
    });
  }

  /** Writes x of the compartments at the present time, layer 1 first. */
  readPositions(into: readonly { readonly plus: Float64Array; readonly minus: Float64Array }[]): void {
    into.forEach(({ plus, minus }, index) => {
      const layer = this.state.layers[index + 1];
      const dt = this.time - layer.time;
      for (let i = 0; i < layer.n; i++) {
        plus[i] = positionAt(layer.plus, i, dt);
        minus[i] = positionAt(layer.minus, i, dt);
      }
    });
  }

  /** M and E as the receivers have added them up, 0 of what has no receiver; layer 1 first. */
  received(): { activity: Float64Array; difference: Float64Array }[] {
    return this.state.layers.slice(1).map(({ n, receivedActivity, receivedDifference }) => ({
      activity: receivedActivity.slice(0, n),
      difference: receivedDifference.slice(0, n),
    }));
  }

  /** Brings every layer to the present time and takes up inputs that were changed from outside. */
  passAll(): void {
    const { state, trace } = this;
    state.kernel.exports.passAll(state.loop);
    if (trace !== null) for (let k = 1; k <= state.last; k++) this.traceLayer(trace, k);
  }

  /** Lets time pass on a quiet chip, s. */
  wait(duration: number): void {
    this.state.header.set(LoopEntry.time, this.state.header.get(LoopEntry.time) + duration);
  }

  /** Runs until nothing more can happen, `until` is reached, or a limit ends it. What is not finite is never at rest. */
  advance(until: number, maxEvents: number): StoppedBy {
    const stopped = this.run(until, maxEvents);
    return this.state.isFinite() ? stopped : 'divergence';
  }

  private run(until: number, maxEvents: number): StoppedBy {
    const { state, trace } = this;
    state.header.set(LoopEntry.until, until);
    state.header.set(LoopEntry.maxEvents, maxEvents);
    for (;;) {
      const stop = state.kernel.exports.run(state.loop);
      this.takeUp();
      const word = WORDS[stop];
      if (word !== undefined) return word;
      if (stop === Stop.lineFull) state.growLine();
      else if (stop === Stop.passed && trace !== null) this.traceLayer(trace, state.header.int(LoopEntry.passed));
    }
  }

  /** Takes up what was sent: in order of time for each encoder. */
  private takeUp(): void {
    const { state, trace, history } = this;
    const { header, logTimes, logCodes } = state;
    const events = header.int(LoopEntry.logCount);
    for (let e = 0; e < events; e++) {
      const time = logTimes[2 * e];
      const code = logCodes[4 * e + 2];
      const neuron = logCodes[4 * e + 3];
      const k = code >> 2;
      const encoder = (code >> 1) & 1;
      const sign = (code & 1) === 1 ? 1 : -1;
      history.record(time, this.firstEncoder[k] + 2 * neuron + encoder, sign);
      if (trace === null) continue;
      trace.events.push(time, k, neuron, encoder, sign);
      this.traceNeuron(trace, state.layers[k], k, neuron);
    }
    header.setInt(LoopEntry.logCount, 0);
  }

  private startNoise(streams: NoiseStreams, onlyOffsets: boolean): void {
    const { kernel, layers, last, loop } = this.state;
    for (let k = 1; k <= last; k++) {
      const address = layers[k].header.int(LayerEntry.noise);
      if (address > 0) seedRandom(kernel.buffer, address, streams(k));
    }
    this.setInputCurrents();
    kernel.exports.startNoise(loop, this.slowerThan, onlyOffsets);
  }

  /** Root sum of squares of what the devices of each row of W_0 add up, patch by patch where it reads patches: the input stays. */
  private setInputCurrents(): void {
    const { chip } = this.state.circuit;
    if (chip.noise === null || chip.noise.read === null) return;
    const { input, layers } = this.state;
    const { weights, bias } = chip.forward[0];
    const { rowCurrent } = layers[1];
    const connection = chip.connections?.[0] ?? null;
    const read = new Connector(connection, DOUBLES, 1).read(input);
    eachPart(patchesOf(connection), read, 1, DOUBLES, (patches, first, count) => {
      const columns = patches.length / count;
      for (let at = 0; at < count * bias.length; at++) {
        const [patch, row] = [Math.floor(at / bias.length) * columns, (at % bias.length) * columns];
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += (weights[row + j] * patches[patch + j]) ** 2;
        rowCurrent[first * bias.length + at] = Math.sqrt(sum);
      }
    });
  }

  private traceLayer(trace: Trace, k: number): void {
    const layer = this.state.layers[k];
    for (let i = 0; i < layer.n; i++) this.traceNeuron(trace, layer, k, i);
  }

  private traceNeuron(trace: Trace, layer: Layer, k: number, i: number): void {
    const { time } = this;
    const dt = time - layer.time;
    const v = (side: Side) => (positionAt(side, i, dt) - side.offset[i]) / side.gain[i];
    trace.course.push(time, k, i, v(layer.plus), v(layer.minus));
  }
}

/** What a new run begins with at 0. */
const RESET = [
  ...[LoopEntry.time, LoopEntry.lastEvent, LoopEntry.activityEvents, LoopEntry.differenceEvents],
  ...[LoopEntry.passes, LoopEntry.updates, LoopEntry.bounded, LoopEntry.solves, LoopEntry.redraws],
];
const RESET_INTS = [LoopEntry.noisy, LoopEntry.averaging, LoopEntry.lineFirst, LoopEntry.lineCount, LoopEntry.logCount];

const WORDS: Readonly<Partial<Record<Stop, StoppedBy>>> = {
  [Stop.quiescence]: 'quiescence',
  [Stop.horizon]: 'horizon',
  [Stop.eventBudget]: 'event-budget',
  [Stop.divergence]: 'divergence',
};
