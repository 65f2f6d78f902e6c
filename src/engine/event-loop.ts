import { activate } from '../chip/activation.ts';
import { normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';
import type { Average } from './average.ts';
import { integrateLayer, integrateMinus, integratePlus } from './average.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { Crossing } from './crossing.ts';
import { ACTIVITY } from './crossing.ts';
import { DelayLine } from './delay-line.ts';
import { History } from './history.ts';
import { Kernel } from './kernel.ts';
import type { Layer } from './layer.ts';
import type { ComputeClass } from './network-state.ts';
import { NetworkState } from './network-state.ts';
import type { LayerNoise, NoiseSource } from './noise.ts';
import { addLine } from './pass.ts';
import { relaxation } from './relax.ts';
import type { StoppedBy } from './run.ts';
import type { Trace } from './trace.ts';

/** |v| beyond which a chip without rails counts as diverged, full scales. */
const DIVERGED = 100;

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

  private readonly line: DelayLine;
  private readonly crossing: Crossing = { time: 0, neuron: 0, encoder: -1, sign: 0, after: 0 };
  /** Index of a layer's first encoder in the history. */
  private readonly firstEncoder: readonly number[];
  /** What each layer's receivers have added up of m and d: whole nominal thresholds. Index 0 is the input. */
  private readonly receivedActivity: readonly Float64Array[];
  private readonly receivedDifference: readonly Float64Array[];

  private noise: readonly LayerNoise[] = [];
  private nextNoise: LayerNoise | null = null;
  private averages: readonly Average[] | null = null;
  private jitter: Stream | null = null;
  private trace: Trace | null = null;

  constructor(circuit: Circuit, tau: number, Compute: ComputeClass = Kernel) {
    const { layers, encoder } = circuit.chip;
    this.state = new NetworkState(circuit, Compute);
    this.tau = tau;
    this.line = new DelayLine(encoder.jitter === 0);
    let encoders = 0;
    this.firstEncoder = layers.map((n, k) => {
      if (k > 0) encoders += 2 * n;
      return k > 0 ? encoders - 2 * n : 0;
    });
    this.history = new History(encoders, tau / 4);
    this.receivedActivity = layers.map((n) => new Float64Array(n));
    this.receivedDifference = layers.map((n) => new Float64Array(n));
  }

  /** At rest at time 0, the input clamped, not yet nudged. */
  reset(drive: Drive, jitter: Stream | null, trace: Trace | null): void {
    this.state.reset(drive);
    this.unmuteDifferences();
    this.line.reset();
    this.history.reset();
    this.time = 0;
    this.lastEvent = 0;
    this.activityEvents = 0;
    this.differenceEvents = 0;
    for (const received of [...this.receivedActivity, ...this.receivedDifference]) received.fill(0);
    this.receivedActivity[0].set(drive.input);
    this.noise = [];
    this.nextNoise = null;
    this.averages = null;
    this.jitter = jitter;
    this.trace = trace;
  }

  /** Puts noise into the membranes, at its present values. */
  attachNoise(noise: readonly LayerNoise[]): void {
    this.noise = noise;
    this.findNextRedraw();
    for (const { layer: k, sources } of noise) {
      for (const source of sources) {
        for (let member = 0; member < source.values.length; member++) {
          source.values[member] *= this.current(k, source, member);
          this.addNoise(this.state.layers[k], source, member, source.values[member]);
        }
      }
    }
  }

  /** Integrates compartment outputs from now on into the given averages, index 1 .. L; null: no longer. */
  observe(averages: readonly Average[] | null): void {
    this.averages = averages;
  }

  /** No difference is encoded until `zeroDifferences`. */
  muteDifferences(): void {
    for (let k = 1; k <= this.state.last; k++) {
      const { differenceThreshold, n } = this.state.layers[k];
      differenceThreshold.fill(Infinity, 0, n);
    }
  }

  private unmuteDifferences(): void {
    const { layers, last, circuit } = this.state;
    for (let k = 1; k <= last; k++) {
      const { difference } = circuit.chip.neurons[k]!.threshold;
      for (let i = 0; i < layers[k].n; i++) {
        layers[k].differenceThreshold[i] = difference[i] * circuit.chip.encoder.differenceThreshold;
      }
    }
  }

  /** Auto-zero: from now on a neuron's present d, known to within its residual, is subtracted before it is encoded. */
  zeroDifferences(): void {
    const { layers, last, circuit } = this.state;
    for (let k = 1; k <= last; k++) {
      const layer = layers[k];
      this.pass(layer, k, this.time);
      const { autoZero } = circuit.chip.neurons[k]!;
      for (let i = 0; i < layer.n; i++) {
        layer.zero[i] =
          activate(layer.activation, layer.xPlus[i]) - activate(layer.activation, layer.xMinus[i]) + autoZero![i];
        layer.sentDifference[i] = layer.zero[i];
      }
    }
    this.unmuteDifferences();
  }

  /** Brings every layer to the present time and takes up inputs that were changed from outside. */
  passAll(): void {
    for (let k = 1; k <= this.state.last; k++) this.pass(this.state.layers[k], k, this.time);
  }

  /** Lets time pass on a quiet chip, s. */
  wait(duration: number): void {
    this.time += duration;
  }

  /** Runs until nothing more can happen, `until` is reached, or a limit ends it. */
  advance(until: number, maxEvents: number): StoppedBy {
    const { crossing } = this;
    const { layers, last, compute } = this.state;
    for (;;) {
      // The layer that acts first, and the first of those before and behind it: they win or lose a tie.
      let next = Infinity;
      let k = 0;
      let behind = Infinity;
      for (let candidate = 1; candidate <= last; candidate++) {
        const time = layers[candidate].next;
        if (time < next) {
          behind = Infinity;
          next = time;
          k = candidate;
        } else if (time < behind) behind = time;
      }
      let before = Infinity;
      for (let candidate = 1; candidate < k; candidate++)
        if (layers[candidate].next < before) before = layers[candidate].next;
      const noise = this.nextNoise;
      const redraw = noise === null ? Infinity : noise.next;
      const arrival = this.line.next;
      const t = next < arrival ? (next < redraw ? next : redraw) : arrival < redraw ? arrival : redraw;
      if (t === Infinity) return 'quiescence';
      if (!(t <= until)) {
        this.time = until;
        return 'horizon';
      }
      this.time = t;
      if (arrival === t) this.deliver(t);
      else if (redraw === t) this.redraw(noise!, t);
      else {
        const strict = before < arrival ? (before < redraw ? before : redraw) : arrival < redraw ? arrival : redraw;
        compute.advanceNext(layers[k], strict, behind < until ? behind : until, crossing);
        if (crossing.encoder < 0) continue;
        this.time = crossing.time;
        this.send(layers[k], k, crossing.neuron, crossing.encoder, crossing.sign, crossing.time);
        if (this.activityEvents + this.differenceEvents >= maxEvents) return 'event-budget';
        if (hasDiverged(layers[k], crossing.neuron)) return 'divergence';
      }
    }
  }

  /** An event in flight reaches the layer above or below its neuron. */
  private deliver(t: number): void {
    const { line, state } = this;
    const { chip } = state.circuit;
    line.take();
    this.lastEvent = t;
    const { layer: k, neuron } = line;
    if (line.encoder === ACTIVITY) {
      const above = state.layers[k + 1];
      const step = line.sign * chip.encoder.activityThreshold;
      this.receivedActivity[k][neuron] += step;
      addLine(above.a, above.n, state.up[k], neuron * above.n, step);
      if (k + 1 === state.last) state.updateOutputError();
      this.pass(above, k + 1, t);
    } else {
      const below = state.layers[k - 1];
      const step = line.sign * chip.encoder.differenceThreshold;
      this.receivedDifference[k][neuron] += step;
      addLine(below.topDown, below.n, state.down[k - 1], neuron * below.n, step);
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
    this.history.record(t, this.firstEncoder[k] + 2 * i + encoder, sign);
    let received: boolean;
    if (encoder === ACTIVITY) {
      this.activityEvents++;
      received = k < this.state.last;
    } else {
      this.differenceEvents++;
      received = k > 1;
    }
    if (received) this.line.push(t + this.transportDelay(), k, i, encoder, sign);
    if (this.trace !== null) {
      this.trace.events.push(t, k, i, encoder, sign);
      this.traceCourse(this.trace, layer, k, i, t);
    }
  }

  private transportDelay(): number {
    const { delay, jitter } = this.state.circuit.chip.encoder;
    return this.jitter === null ? delay : Math.max(0, delay + jitter * normal(this.jitter));
  }

  /** Finds the layer whose noise is redrawn next. */
  private findNextRedraw(): void {
    this.nextNoise = null;
    for (const noise of this.noise) if (noise.next < (this.nextNoise?.next ?? Infinity)) this.nextNoise = noise;
  }

  /** One noise value of a layer is redrawn. */
  private redraw(noise: LayerNoise, t: number): void {
    const layer = this.state.layers[noise.layer];
    noise.choose();
    const { source, member } = noise;
    const value = noise.draw() * this.current(noise.layer, source, member);
    this.findNextRedraw();
    const i = member < layer.n ? member : member - layer.n;
    const plus = source.acts !== 'compartment' || member < layer.n;
    const minus = source.acts !== 'compartment' || member >= layer.n;
    if (this.averages !== null) {
      if (plus) integratePlus(this.averages[noise.layer], layer, i, t);
      if (minus) integrateMinus(this.averages[noise.layer], layer, i, t);
    }
    // The other neurons keep their reference time; this one is given the x(time) from which, with the new target, it
    // passes through its present value. Far from the reference time that would amplify rounding.
    if (t - layer.time > layer.lookAhead * 4) this.pass(layer, noise.layer, t);
    this.addNoise(layer, source, member, value - source.values[member]);
    source.values[member] = value;
    if (plus) rebasePlus(layer, i, t);
    if (minus) rebaseMinus(layer, i, t);
    this.state.compute.rebound(layer, i, t);
  }

  /** The current to which a source's rms is relative: 1, or the root sum of squares over the row's or column's devices. */
  private current(k: number, { acts }: NoiseSource, member: number): number {
    if (acts === 'compartment') return 1;
    const { chip } = this.state.circuit;
    let sum = 0;
    if (acts === 'row') {
      const below = this.receivedActivity[k - 1];
      const { weights } = chip.forward[k - 1];
      for (let j = 0; j < below.length; j++) sum += (weights[member * below.length + j] * below[j]) ** 2;
    } else {
      const above = this.receivedDifference[k + 1];
      const weights = this.state.down[k];
      for (let i = 0; i < above.length; i++) sum += (weights[i * chip.layers[k] + member] * above[i]) ** 2;
    }
    return Math.sqrt(sum);
  }

  /** Adds a change of a source's member to the part of the targets that no event changes. */
  private addNoise(layer: Layer, { acts }: NoiseSource, member: number, change: number): void {
    const i = member < layer.n ? member : member - layer.n;
    if (acts === 'row') {
      layer.basePlus[i] += layer.gainPlus[i] * change;
      layer.baseMinus[i] += layer.gainMinus[i] * change;
    } else if (acts === 'column') {
      layer.basePlus[i] += layer.nudgePlus[i] * change;
      layer.baseMinus[i] += layer.nudgeMinus[i] * change;
    } else if (member < layer.n) layer.basePlus[i] += layer.gainPlus[i] * change;
    else layer.baseMinus[i] += layer.gainMinus[i] * change;
  }

  private traceCourse(trace: Trace, layer: Layer, k: number, i: number, t: number): void {
    const dt = t - layer.time;
    const xPlus = layer.xPlus[i] + (layer.targetPlus[i] - layer.xPlus[i]) * relaxation(dt * layer.ratePlus[i]);
    const xMinus = layer.xMinus[i] + (layer.targetMinus[i] - layer.xMinus[i]) * relaxation(dt * layer.rateMinus[i]);
    const [low, high] = this.state.circuit.chip.rails ?? [-Infinity, Infinity];
    const v = (x: number, gain: number, offset: number) => Math.min(high, Math.max(low, (x - offset) / gain));
    trace.course.push(
      t,
      k,
      i,
      v(xPlus, layer.gainPlus[i], layer.offsetPlus[i]),
      v(xMinus, layer.gainMinus[i], layer.offsetMinus[i]),
    );
  }
}

/** Whether neuron i of a chip without rails is beyond all bounds, or not a number. */
function hasDiverged(layer: Layer, i: number): boolean {
  if (layer.railed) return false;
  const plus = (layer.xPlus[i] - layer.offsetPlus[i]) / layer.gainPlus[i];
  const minus = (layer.xMinus[i] - layer.offsetMinus[i]) / layer.gainMinus[i];
  return !(Math.abs(plus) <= DIVERGED && Math.abs(minus) <= DIVERGED);
}

/** Takes up a compartment's new target at time t without moving the layer's reference time. */
function rebasePlus(layer: Layer, i: number, t: number): void {
  const left = 1 - relaxation((t - layer.time) * layer.ratePlus[i]);
  const before = layer.targetPlus[i];
  const x = before + (layer.xPlus[i] - before) * left;
  const cut = Math.min(layer.highPlus[i], Math.max(layer.lowPlus[i], x));
  const target = layer.gainPlus[i] * layer.a[i] + layer.nudgePlus[i] * layer.topDown[i] + layer.basePlus[i];
  layer.targetPlus[i] = target;
  layer.xPlus[i] = target + (cut - target) / left;
}

function rebaseMinus(layer: Layer, i: number, t: number): void {
  const left = 1 - relaxation((t - layer.time) * layer.rateMinus[i]);
  const before = layer.targetMinus[i];
  const x = before + (layer.xMinus[i] - before) * left;
  const cut = Math.min(layer.highMinus[i], Math.max(layer.lowMinus[i], x));
  const target = layer.gainMinus[i] * layer.a[i] + layer.nudgeMinus[i] * layer.topDown[i] + layer.baseMinus[i];
  layer.targetMinus[i] = target;
  layer.xMinus[i] = target + (cut - target) / left;
}
