import type { Stream } from '../random/stream.ts';
import type { Average } from './average.ts';
import { integrateLayer } from './average.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { Crossing } from './crossing.ts';
import { ACTIVITY } from './crossing.ts';
import { DelayLine } from './delay-line.ts';
import { History } from './history.ts';
import { Kernel } from './kernel.ts';
import type { Layer, Side } from './layer.ts';
import { positionAt } from './layer.ts';
import { Leap } from './leap.ts';
import { DIVERGED } from './limits.ts';
import { addOffsets, MembraneNoise } from './membrane-noise.ts';
import type { ComputeClass } from './network-state.ts';
import { NetworkState } from './network-state.ts';
import type { LayerNoise } from './noise.ts';
import { addLine } from './pass.ts';
import type { StoppedBy } from './run.ts';
import { restoreLayers, saveLayers } from './saved-state.ts';
import type { Trace } from './trace.ts';
import { Transport } from './transport.ts';

/** A layer's reference time is this close, in look-aheads, when noise moves one of its compartments. */
const NEAR = 4;

/**
 * The event loop: deliver the next event in flight, redraw the next noise value or let the next neuron fire, whichever
 * is first. At equal times arrivals come before redraws and redraws before crossings; crossings at equal times are
 * ordered by layer, neuron and encoder (activity before difference).
 */
export class EventLoop {
  readonly state: NetworkState;
  time = 0;
  /** Time of the last event sent or received, s. */
  lastEvent = 0;
  activityEvents = 0;
  differenceEvents = 0;
  readonly history: History;
  /** Largest time constant, s. */
  readonly tau: number;

  private readonly line = new DelayLine();
  private readonly transport: Transport;
  private readonly leap: Leap;
  private readonly crossing: Crossing = { time: 0, neuron: 0, encoder: -1, sign: 0, after: 0 };
  /** Index of a layer's first encoder in the history. */
  private readonly firstEncoder: readonly number[];

  private farthest = Infinity;
  private noise: MembraneNoise | null = null;
  private averages: readonly Average[] | null = null;
  private trace: Trace | null = null;

  constructor(circuit: Circuit, tau: number, Compute: ComputeClass = Kernel) {
    const { layers, encoder } = circuit.chip;
    this.state = new NetworkState(circuit, Compute);
    this.tau = tau;
    this.transport = new Transport(encoder.delay, encoder.jitter);
    this.leap = new Leap(this.state, this.transport);
    let encoders = 0;
    this.firstEncoder = layers.map((n, k) => {
      if (k > 0) encoders += 2 * n;
      return k > 0 ? encoders - 2 * n : 0;
    });
    this.history = new History(encoders, tau / 4);
  }

  /** At rest at time 0, the input clamped, not yet nudged; |v| beyond `farthest` full scales without rails is divergence. */
  reset(drive: Drive, jitter: Stream | null, trace: Trace | null, farthest = DIVERGED): void {
    this.farthest = farthest;
    this.state.reset(drive);
    this.line.reset();
    this.leap.reset();
    this.history.reset();
    this.time = 0;
    this.lastEvent = 0;
    this.activityEvents = 0;
    this.differenceEvents = 0;
    this.noise = null;
    this.averages = null;
    this.transport.reset(jitter);
    this.trace = trace;
  }

  /** Puts noise into the membranes from now on; sources slower than a time, s, stay when the noise is switched off. */
  attachNoise(noise: readonly LayerNoise[], slowerThan = Infinity): void {
    this.noise = new MembraneNoise(this.state, noise, slowerThan);
  }

  /** Puts only the noise that is slower than a time, s, into the membranes of a chip at rest, as constants. */
  attachOffsets(noise: readonly LayerNoise[], slowerThan: number): void {
    addOffsets(this.state, noise, slowerThan);
  }

  /** Integrates compartment outputs from now on into the given averages, index 1 .. L; null: no longer. */
  observe(averages: readonly Average[] | null): void {
    this.averages = averages;
  }

  /**
   * Does something with a copy of the chip without noise and jitter, slow flicker left where it is, and then puts
   * everything back: the run goes on as if nothing had been.
   */
  aside<T>(todo: () => T): T {
    const { state, line, transport, history, noise, averages, trace, time, lastEvent } = this;
    const { activityEvents, differenceEvents } = this;
    const layers = saveLayers(state);
    const kept = { line: line.save(), jitter: transport.stream, history: history.save() };
    this.noise = null;
    this.averages = null;
    this.trace = null;
    transport.stream = null;
    noise?.still();
    this.leap.reset();
    this.passAll();
    try {
      return todo();
    } finally {
      restoreLayers(state, layers);
      line.restore(kept.line);
      transport.stream = kept.jitter;
      history.restore(kept.history);
      this.leap.reset();
      Object.assign(this, { noise, averages, trace, time, lastEvent, activityEvents, differenceEvents });
    }
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

  /** M and E as the receivers have added them up: what was sent less what is in flight; layer 1 first. */
  received(): { activity: Float64Array; difference: Float64Array }[] {
    const { activityThreshold, differenceThreshold } = this.state.circuit.chip.encoder;
    const sums = this.state.layers.slice(1, this.state.last + 1).map((layer) => ({
      activity: layer.sentActivity
        .slice(0, layer.n)
        .map((sent, i) => (sent * activityThreshold) / layer.activityThreshold[i]),
      difference: layer.sentDifference
        .slice(0, layer.n)
        .map((sent, i) => ((sent - layer.zero[i]) * differenceThreshold) / layer.differenceThreshold[i]),
    }));
    for (let ahead = 0; ahead < this.line.count; ahead++) {
      this.line.look(ahead);
      const { layer, neuron, encoder, sign } = this.line;
      if (encoder === ACTIVITY) sums[layer - 1].activity[neuron] -= sign * activityThreshold;
      else sums[layer - 1].difference[neuron] -= sign * differenceThreshold;
    }
    return sums;
  }

  /** Brings every layer to the present time and takes up inputs that were changed from outside. */
  passAll(): void {
    for (let k = 1; k <= this.state.last; k++) this.pass(this.state.layers[k], k, this.time);
  }

  /** Lets time pass on a quiet chip, s. */
  wait(duration: number): void {
    this.time += duration;
  }

  /** Runs until nothing more can happen, `until` is reached, or a limit ends it. What is not finite is never at rest. */
  advance(until: number, maxEvents: number): StoppedBy {
    const stopped = this.run(until, maxEvents);
    return this.state.isFinite() ? stopped : 'divergence';
  }

  private run(until: number, maxEvents: number): StoppedBy {
    const { crossing } = this;
    const { layers, last, compute } = this.state;
    for (;;) {
      let next = Infinity;
      let k = 0;
      for (let candidate = 1; candidate <= last; candidate++) {
        const time = layers[candidate].next;
        if (time < next) {
          next = time;
          k = candidate;
        }
      }
      const { noise } = this;
      const redraw = noise === null ? Infinity : noise.next;
      const arrival = this.line.next;
      const t = next < arrival ? (next < redraw ? next : redraw) : arrival < redraw ? arrival : redraw;
      if (t === Infinity) return 'quiescence';
      if (!(t <= until)) {
        this.time = until;
        return 'horizon';
      }
      if (
        this.canLeap &&
        this.leap.make(this.line, t, until, maxEvents - this.activityEvents - this.differenceEvents)
      ) {
        this.takeLeap();
        continue;
      }
      if (layers[k].unbounded && next <= arrival) {
        compute.pass(layers[k], layers[k].time);
        continue;
      }
      this.time = t;
      if (arrival === t) this.deliver(t);
      else if (redraw === t) this.redraw(noise!, t);
      else {
        // Layers before this one win a tie, those behind lose it.
        let before = Infinity;
        let behind = Infinity;
        for (let other = 1; other < k; other++) if (layers[other].next < before) before = layers[other].next;
        for (let other = k + 1; other <= last; other++) if (layers[other].next < behind) behind = layers[other].next;
        const strict = before < arrival ? (before < redraw ? before : redraw) : arrival < redraw ? arrival : redraw;
        compute.advanceNext(layers[k], strict, behind < until ? behind : until, crossing);
        if (crossing.encoder < 0) continue;
        this.time = crossing.time;
        this.send(layers[k], k, crossing.neuron, crossing.encoder, crossing.sign, crossing.time);
        if (this.activityEvents + this.differenceEvents >= maxEvents) return 'event-budget';
        if (hasDiverged(layers[k], crossing.neuron, this.farthest)) return 'divergence';
      }
    }
  }

  /** Noise has to be redrawn and a course to be followed event by event. */
  private get canLeap(): boolean {
    return this.noise === null && this.averages === null && this.trace === null;
  }

  /** Takes up what the last leap sent. */
  private takeLeap(): void {
    const { leap, state } = this;
    const { times, layers, codes, arrivalTimes, sent } = leap;
    if (leap.arrived > 0) this.lastEvent = leap.lastArrival;
    for (let e = 0; e < sent; e++) {
      const k = layers[e];
      const code = codes[e];
      const neuron = code >> 2;
      const encoder = (code >> 1) & 1;
      const sign = (code & 1) === 1 ? 1 : -1;
      this.note(times[e], k, neuron, encoder, sign);
      if (state.isReceived(k, encoder)) this.line.push(arrivalTimes[e], k, neuron, encoder, sign);
    }
    if (sent > 0 && times[sent - 1] > this.lastEvent) this.lastEvent = times[sent - 1];
    this.time = leap.end;
  }

  /** An event in flight reaches the layer above or below its neuron. */
  private deliver(t: number): void {
    const { line, state } = this;
    const { chip } = state.circuit;
    line.look(0);
    line.drop(1);
    this.lastEvent = t;
    const { layer: k, neuron, encoder } = line;
    const { activityThreshold, differenceThreshold } = chip.encoder;
    const step = line.sign * (encoder === ACTIVITY ? activityThreshold : differenceThreshold);
    if (this.noise !== null) this.noise.receive(k, neuron, encoder, step);
    if (encoder === ACTIVITY) {
      const above = state.layers[k + 1];
      addLine(above.a, above.n, state.up[k], neuron, step);
      if (k + 1 === state.last) state.updateOutputError();
      this.pass(above, k + 1, t);
    } else {
      const below = state.layers[k - 1];
      addLine(below.topDown, below.n, state.down[k - 1], neuron, step);
      this.pass(below, k - 1, t);
    }
  }

  private pass(layer: Layer, k: number, t: number): void {
    if (this.averages !== null) integrateLayer(this.averages[k], layer, t);
    this.state.compute.pass(layer, t);
    if (this.trace !== null) for (let i = 0; i < layer.n; i++) this.traceCourse(this.trace, layer, k, i, t);
  }

  private send(layer: Layer, k: number, i: number, encoder: number, sign: number, t: number): void {
    this.lastEvent = t;
    layer.hasSent = true;
    this.note(t, k, i, encoder, sign);
    if (this.state.isReceived(k, encoder)) {
      this.line.push(t + this.transport.of(0), k, i, encoder, sign);
      this.transport.take(1);
    }
    if (this.trace !== null) {
      this.trace.events.push(t, k, i, encoder, sign);
      this.traceCourse(this.trace, layer, k, i, t);
    }
  }

  /** Counts an event that was sent, in order of time for each encoder. */
  private note(t: number, k: number, i: number, encoder: number, sign: number): void {
    this.history.record(t, this.firstEncoder[k] + 2 * i + encoder, sign);
    if (encoder === ACTIVITY) this.activityEvents++;
    else this.differenceEvents++;
  }

  private redraw(noise: MembraneNoise, t: number): void {
    const k = noise.layer;
    const layer = this.state.layers[k];
    // Far from the layer's reference time a redraw would amplify rounding.
    if (t - layer.time > NEAR * layer.lookAhead) this.pass(layer, k, t);
    noise.redraw(this.averages === null ? null : this.averages[k]);
  }

  private traceCourse(trace: Trace, layer: Layer, k: number, i: number, t: number): void {
    const dt = t - layer.time;
    const v = (side: Side) => (positionAt(side, i, dt) - side.offset[i]) / side.gain[i];
    trace.course.push(t, k, i, v(layer.plus), v(layer.minus));
  }
}

/** Whether neuron i of a chip without rails is beyond all bounds, or not a number. */
function hasDiverged(layer: Layer, i: number, farthest: number): boolean {
  if (layer.railed) return false;
  const within = ({ x, offset, gain }: Side) => Math.abs(x[i] - offset[i]) <= farthest * gain[i];
  return !(within(layer.plus) && within(layer.minus));
}
