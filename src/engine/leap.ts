import type { Leapt } from './compute.ts';
import { ACTIVITY } from './crossing.ts';
import type { DelayLine } from './delay-line.ts';
import type { Layer } from './layer.ts';
import { ARRIVAL_FIELDS, EVENT_FIELDS, eventCapacity, eventsOffset, MOST_ARRIVALS } from './leap-room.ts';
import type { NetworkState } from './network-state.ts';
import type { Transport } from './transport.ts';

/** Longest span, and furthest from a layer's reference time to the end of one, in shortest tau: kernel/leap.ts needs both small. */
const LONGEST = 0.04;
const FURTHEST = 0.05;
/**
 * Arrivals within a span that make leaping begin, and go on. After a leap no bounds are known, and what is sent between
 * leaps costs a pass before the next: to change over is what costs most.
 */
const BEGINS = 5;
const GOES_ON = 1;
/** Leaps stay clear of the end of a run that diverges: |v| in full scales. */
const FAR = 50;

/** A layer as a leap sees it. */
interface Party {
  readonly layer: Layer;
  readonly room: number;
  /** Arrivals and events in its room. */
  readonly arrivals: Float64Array;
  readonly events: Float64Array;
  readonly mostArrivals: number;
  readonly leapt: Leapt;
  /** |x| up to which no neuron is near the potential at which a chip counts as diverged. */
  readonly farthest: number;
  arrived: number;
  isLeaping: boolean;
}

/**
 * Brings the whole chip over a span of time at once. What is sent within the span arrives after it, so all that arrives
 * in it is known, and each layer can go through it by itself. What a leap finds is the same as event by event, but for
 * rounding; where a run may end within the span, or something sent would arrive in it, nothing is changed.
 */
export class Leap {
  /** The last leap: its end, what arrived in it, and the events sent, in order. */
  end = 0;
  arrived = 0;
  lastArrival = 0;
  sent = 0;
  times = new Float64Array(64);
  layers = new Int32Array(64);
  /** 4 neuron + 2 encoder + 1 at the upper threshold. */
  codes = new Int32Array(64);
  arrivalTimes = new Float64Array(64);

  /** Until then events are delivered one by one, because a leap was undone. */
  private walkUntil = 0;
  private isGoingOn = false;
  private readonly state: NetworkState;
  private readonly transport: Transport;
  private readonly span: number;
  private readonly parties: readonly Party[];
  /** a_L, and D_L before and after an arrival. */
  private readonly output: Float64Array;
  private readonly errors: readonly [Float64Array, Float64Array];
  /** The next event of each layer to be put in order. */
  private readonly heads: Int32Array;

  constructor(state: NetworkState, transport: Transport) {
    this.state = state;
    this.transport = transport;
    const { layers, last, room, compute } = state;
    const able = layers.every((layer) => compute.canLeap(layer));
    this.span = able ? Math.min(transport.least, ...layers.map(({ fastest }) => LONGEST / fastest)) : 0;
    const parties = layers.slice(1).map((layer, index) => {
      const address = room[index + 1];
      const events = eventCapacity(layer.n) * EVENT_FIELDS;
      return {
        layer,
        room: address,
        arrivals: new Float64Array(compute.buffer, address, MOST_ARRIVALS * ARRIVAL_FIELDS),
        events: new Float64Array(compute.buffer, address + eventsOffset(layer.n), events),
        mostArrivals: index + 1 === last ? MOST_ARRIVALS - 1 : mostArrivals(layer.n),
        leapt: { sent: 0, walked: 0, solves: 0, farthest: 0 },
        farthest: layer.railed ? Infinity : farthestOf(layer),
        arrived: 0,
        isLeaping: false,
      };
    });
    this.parties = [parties[0], ...parties];
    const n = layers[last].n;
    this.output = new Float64Array(n);
    this.errors = [new Float64Array(n), new Float64Array(n)];
    this.heads = new Int32Array(layers.length);
  }

  /** For a new run. */
  reset(): void {
    this.walkUntil = 0;
    this.isGoingOn = false;
  }

  /** Leaps from time t, before which nothing happens, at most to `until`; returns whether it did. */
  make(line: DelayLine, t: number, until: number, mostEvents: number): boolean {
    this.end = Math.min(t + this.span, until);
    const wasGoingOn = this.isGoingOn;
    this.isGoingOn = false;
    if (line.timeAt((wasGoingOn ? GOES_ON : BEGINS) - 1) >= this.end || t < this.walkUntil) return false;
    const { parties, state } = this;
    this.collect(line);
    const { last, compute } = state;
    if (state.isLive && parties[last].arrived > 0) this.collectErrors(parties[last]);
    let done = true;
    this.sent = 0;
    for (let k = 1; k <= last; k++) {
      const party = parties[k];
      party.isLeaping = done && this.hasToMove(party, t);
      party.leapt.sent = 0;
      if (!party.isLeaping) continue;
      compute.leap(party.layer, party.room, party.arrived, this.end, party.leapt);
      this.sent += party.leapt.sent;
      done = party.leapt.sent >= 0 && party.leapt.farthest <= party.farthest;
    }
    if (done && this.sent < mostEvents) {
      this.order();
      if (this.arriveAfterwards()) {
        this.settle(line);
        this.isGoingOn = true;
        return true;
      }
    }
    this.walkUntil = this.end;
    for (let k = 1; k <= last; k++) {
      const { isLeaping, layer, room, leapt } = parties[k];
      if (isLeaping) compute.undoLeap(layer, room, leapt);
    }
    return false;
  }

  /** Writes what arrives until the end into the rooms; the end comes sooner where there is no more room. */
  private collect(line: DelayLine): void {
    const { parties, state } = this;
    const { up, down, circuit, last, isLive } = state;
    const { activityThreshold, differenceThreshold } = circuit.chip.encoder;
    for (let k = 1; k <= last; k++) parties[k].arrived = 0;
    let arrived = 0;
    for (; arrived < line.count; arrived++) {
      line.look(arrived);
      if (line.time >= this.end) break;
      const isActivity = line.encoder === ACTIVITY;
      const k = isActivity ? line.layer + 1 : line.layer - 1;
      const party = parties[k];
      if (party.arrived >= party.mostArrivals) {
        this.end = line.time;
        break;
      }
      const { stride, address } = isActivity ? up[k - 1] : down[k];
      const at = party.arrived * ARRIVAL_FIELDS;
      party.arrivals[at] = line.time;
      party.arrivals[at + 1] = line.sign * (isActivity ? activityThreshold : differenceThreshold);
      party.arrivals[at + 2] = address + line.neuron * stride * Float64Array.BYTES_PER_ELEMENT;
      party.arrivals[at + 3] = isActivity ? 0 : 1;
      party.arrived += isLive && k === last ? 2 : 1;
      this.lastArrival = line.time;
    }
    this.arrived = arrived;
  }

  /**
   * Puts behind each arrival at the output what it changes of the live error, as an arrival of a difference. Where the
   * error is linear in a_L that is the same line with another weight.
   */
  private collectErrors({ arrivals, arrived, layer }: Party): void {
    const { output, errors, state } = this;
    const { jumps, linearError } = state;
    const { weights, address } = state.up[state.last - 1];
    let [before, after] = errors;
    if (linearError === null) {
      for (let i = 0; i < output.length; i++) output[i] = layer.a[i];
      state.outputError(output, before);
    }
    for (let j = 0; j < arrived; j += 2) {
      const at = j * ARRIVAL_FIELDS;
      const step = arrivals[at + 1];
      const next = at + ARRIVAL_FIELDS;
      arrivals[next] = arrivals[at];
      arrivals[next + 3] = 1;
      if (linearError !== null) {
        arrivals[next + 1] = linearError * step;
        arrivals[next + 2] = arrivals[at + 2];
        continue;
      }
      const from = (arrivals[at + 2] - address) / Float64Array.BYTES_PER_ELEMENT;
      const to = (j / 2) * jumps.stride;
      for (let i = 0; i < output.length; i++) output[i] += weights[from + i] * step;
      state.outputError(output, after);
      for (let i = 0; i < output.length; i++) jumps.weights[to + i] = after[i] - before[i];
      arrivals[next + 1] = 1;
      arrivals[next + 2] = jumps.address + to * Float64Array.BYTES_PER_ELEMENT;
      [before, after] = [after, before];
    }
  }

  /**
   * Whether a layer has to be brought to the end; where it does not, nothing of it happens before. A leap starts from a
   * reference time that is not long ago and since which the layer has sent nothing.
   */
  private hasToMove({ layer, arrived }: Party, t: number): boolean {
    const { compute } = this.state;
    if (arrived === 0) {
      if (layer.unbounded) compute.pass(layer, layer.time);
      if (layer.next >= this.end) return false;
    }
    const isFar = (this.end - layer.time) * layer.fastest > FURTHEST;
    if (isFar || layer.hasSent) compute.pass(layer, t);
    return true;
  }

  /** Puts the layers' events in one order: by time, then layer, then as each layer has them. */
  private order(): void {
    const { parties, heads, sent } = this;
    if (sent > this.times.length) this.grow(sent);
    const { times, layers, codes } = this;
    heads.fill(0);
    for (let e = 0; e < sent; e++) {
      let first = 0;
      let time = Infinity;
      for (let k = 1; k < parties.length; k++) {
        const { leapt, events } = parties[k];
        const head = heads[k];
        if (head < leapt.sent && events[head * EVENT_FIELDS] < time) {
          time = events[head * EVENT_FIELDS];
          first = k;
        }
      }
      times[e] = time;
      layers[e] = first;
      codes[e] = parties[first].events[heads[first] * EVENT_FIELDS + 1];
      heads[first]++;
    }
  }

  /** Whether all that was sent is still on its way at the end; events that nobody receives arrive never. */
  private arriveAfterwards(): boolean {
    const { times, layers, codes, arrivalTimes, transport, sent, end, state } = this;
    let received = 0;
    for (let e = 0; e < sent; e++) {
      const isReceived = state.isReceived(layers[e], (codes[e] >> 1) & 1);
      arrivalTimes[e] = isReceived ? times[e] + transport.of(received) : Infinity;
      if (arrivalTimes[e] < end) return false;
      if (isReceived) received++;
    }
    transport.take(received);
    return true;
  }

  /** Makes the leap final: the layers are at its end, its arrivals have been received. */
  private settle(line: DelayLine): void {
    const { parties, state, arrived } = this;
    line.drop(arrived);
    for (let k = 1; k <= state.last; k++) {
      const { isLeaping, layer } = parties[k];
      if (!isLeaping) continue;
      layer.time = this.end;
      layer.next = this.end;
      layer.unbounded = true;
    }
    if (parties[state.last].arrived > 0) state.updateOutputError();
  }

  private grow(events: number): void {
    const length = 2 * events;
    this.times = new Float64Array(length);
    this.layers = new Int32Array(length);
    this.codes = new Int32Array(length);
    this.arrivalTimes = new Float64Array(length);
  }
}

/** Sweeping a layer costs its neurons, walking one that sends costs the arrivals: about even at this many. */
function mostArrivals(n: number): number {
  return Math.min(MOST_ARRIVALS, Math.ceil(4 + 1.5 * Math.sqrt(n)));
}

/** |x| within which every |v| of a layer is below FAR. */
function farthestOf({ n, plus, minus }: Layer): number {
  let least = Infinity;
  for (const { gain, offset } of [plus, minus])
    for (let i = 0; i < n; i++) least = Math.min(least, FAR * gain[i] - Math.abs(offset[i]));
  return least;
}
