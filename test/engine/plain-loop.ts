import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { activationNamed } from '../../src/model/activations.ts';
import { lossNamed } from '../../src/model/losses.ts';

/*
 * The event loop as one would write it down from docs/physics.md: one neuron at a time, the exponential function of the
 * language, crossings by cutting time where a compartment meets a kink or a rail or the signal turns, and bisection in
 * between. No blocks, no bounds, no look-ahead, no memory laid out by hand.
 */

export interface PlainEvent {
  readonly time: number;
  readonly layer: number;
  readonly neuron: number;
  /** 0: activity, 1: difference. */
  readonly encoder: 0 | 1;
  readonly sign: number;
}

interface Compartment {
  readonly gain: number;
  readonly offset: number;
  /** Signed nudging gain. */
  readonly nudge: number;
  readonly tau: number;
  readonly low: number;
  readonly high: number;
  x: number;
  target: number;
}

interface Neuron {
  readonly layer: number;
  readonly index: number;
  readonly sides: readonly [plus: Compartment, minus: Compartment];
  readonly weights: readonly [plus: number, minus: number];
  readonly thresholds: readonly [activity: number, difference: number];
  readonly sent: [activity: number, difference: number];
  a: number;
  topDown: number;
  /** Reference time of x. */
  time: number;
  next: { time: number; encoder: 0 | 1; sign: number } | null;
}

/** A signal that cannot get further than this part of a threshold beyond it never reaches it. */
const TOUCH = 1e-9;
/** After so many tau nothing moves. */
const LONG = 45;
/** Pieces of a tau in which a smooth activation is looked at. */
const PIECES = 40;

export class PlainLoop {
  readonly events: PlainEvent[] = [];
  readonly layers: readonly Neuron[][];
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly delay: () => number;
  private readonly flying: { readonly arrival: number; readonly event: PlainEvent }[] = [];

  /** Nudged from time 0. @param delay the delay of one event after the other, s */
  constructor(circuit: Circuit, drive: Drive, delay: () => number) {
    const { chip, nudging } = circuit;
    this.circuit = circuit;
    this.drive = drive;
    this.delay = delay;
    const [low, high] = chip.rails ?? [-Infinity, Infinity];
    this.layers = chip.layers.map((n, k) =>
      Array.from({ length: k === 0 ? 0 : n }, (_, i): Neuron => {
        const { gain, offset, tau, threshold } = chip.neurons[k]!;
        const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[k]!;
        const side = (kind: 'plus' | 'minus', nudge: number): Compartment => ({
          gain: gain[kind][i],
          offset: offset[kind][i],
          nudge,
          tau: tau[kind][i],
          low: gain[kind][i] * low + offset[kind][i],
          high: gain[kind][i] * high + offset[kind][i],
          x: offset[kind][i],
          target: offset[kind][i],
        });
        const { activityThreshold, differenceThreshold } = chip.encoder;
        const { weights, bias } = chip.forward[k - 1];
        const driven = k > 1 ? 0 : drive.input.reduce((sum, x, j) => sum + weights[i * drive.input.length + j] * x, 0);
        return {
          layer: k,
          index: i,
          sides: [side('plus', gainPlus[i]), side('minus', -gainMinus[i])],
          weights: [weightPlus[i], weightMinus[i]],
          thresholds: [threshold.activity[i] * activityThreshold, threshold.difference[i] * differenceThreshold],
          sent: [0, 0],
          a: bias[i] + driven,
          topDown: 0,
          time: 0,
          next: null,
        };
      }),
    );
    this.nudge();
    for (const layer of this.layers) for (const neuron of layer) this.takeUp(neuron, 0);
  }

  /** Runs until a time, s, or until so many events were sent; returns whether it then rests. */
  run(until: number, maxEvents = Infinity): boolean {
    while (this.events.length < maxEvents) {
      let first: Neuron | null = null;
      for (const layer of this.layers) {
        for (const neuron of layer) {
          if (neuron.next !== null && (first === null || neuron.next.time < first.next!.time)) first = neuron;
        }
      }
      const arrival = this.flying[0]?.arrival ?? Infinity;
      const crossing = first?.next?.time ?? Infinity;
      if (Math.min(arrival, crossing) === Infinity) return true;
      if (Math.min(arrival, crossing) > until) return false;
      if (arrival <= crossing) this.deliver();
      else this.send(first!);
    }
    return false;
  }

  /** x of a neuron's compartments at a time, s. */
  positions({ sides, time }: Neuron, t: number): number[] {
    return sides.map((side) => positionAt(side, t - time));
  }

  private deliver(): void {
    const { arrival, event } = this.flying.shift()!;
    const { chip } = this.circuit;
    const up = event.encoder === 0;
    const receivers = this.layers[event.layer + (up ? 1 : -1)];
    const step = event.sign * (up ? chip.encoder.activityThreshold : chip.encoder.differenceThreshold);
    const senders = chip.layers[event.layer];
    if (up) {
      const { weights } = chip.forward[event.layer];
      for (const neuron of receivers) neuron.a += weights[neuron.index * senders + event.neuron] * step;
      if (event.layer + 1 === chip.layers.length - 1) this.nudge();
    } else {
      const weights = chip.feedback[event.layer - 1] ?? chip.forward[event.layer - 1].weights;
      const n = receivers.length;
      for (const neuron of receivers) neuron.topDown += weights[event.neuron * n + neuron.index] * step;
    }
    for (const neuron of receivers) this.takeUp(neuron, arrival);
  }

  private send(neuron: Neuron): void {
    const { time, encoder, sign } = neuron.next!;
    const { layer, index, thresholds } = neuron;
    const event = { time, layer, neuron: index, encoder, sign };
    this.events.push(event);
    neuron.sent[encoder] += sign * thresholds[encoder];
    if (encoder === 0 ? layer < this.layers.length - 1 : layer > 1) {
      const arrival = time + this.delay();
      let place = this.flying.length;
      while (place > 0 && this.flying[place - 1].arrival > arrival) place--;
      this.flying.splice(place, 0, { arrival, event });
    }
    this.takeUp(neuron, time);
  }

  /** The output's top-down input: beta e at its present bottom-up input. */
  private nudge(): void {
    const { loss, target, beta } = this.drive;
    const outputs = this.layers[this.layers.length - 1];
    const error = new Float64Array(outputs.length);
    lossNamed(loss).error(
      Float64Array.from(outputs, ({ a }) => a),
      target,
      error,
    );
    for (const neuron of outputs) neuron.topDown = beta * error[neuron.index];
  }

  /** Brings a neuron to a time and finds its next crossing while its inputs stay. */
  private takeUp(neuron: Neuron, t: number): void {
    neuron.sides.forEach((side) => {
      side.x = positionAt(side, t - neuron.time);
      side.target = side.gain * (neuron.a + side.nudge * neuron.topDown) + side.offset;
    });
    neuron.time = t;
    neuron.next = null;
    for (const encoder of [0, 1] as const) {
      const found = this.crossing(neuron, encoder);
      if (found !== null && (neuron.next === null || found.time < neuron.next.time)) {
        neuron.next = { ...found, encoder };
      }
    }
  }

  private crossing(neuron: Neuron, encoder: 0 | 1): { time: number; sign: number } | null {
    const { sides, weights, thresholds, sent, time, layer } = neuron;
    const activation = layer === this.layers.length - 1 ? 'identity' : this.circuit.chip.activation;
    const phi = activationNamed(activation);
    const s = (side: Compartment, dt: number) => phi.value(positionAt(side, dt));
    const f = (dt: number) => {
      const [plus, minus] = sides.map((side) => s(side, dt));
      return (encoder === 0 ? weights[0] * plus + weights[1] * minus : plus - minus) - sent[encoder];
    };
    const threshold = thresholds[encoder];
    const factors = encoder === 0 ? weights : ([1, -1] as const);
    const now = f(0);
    const ways = sides.map((side, c) => factors[c] * (s(side, longest(sides)) - s(side, 0)));
    const further = ways.reduce((sum, way) => sum + Math.max(0, Math.sign(now) * way), Math.abs(now) - threshold);
    if (Math.abs(now) >= threshold && further > TOUCH * threshold) return { time, sign: Math.sign(now) };
    if (ways.reduce((sum, way) => sum + Math.abs(way), Math.abs(now)) < threshold) return null;
    const cuts = turns(sides, factors, activation);
    if (activation === 'tanh') cuts.unshift(...evenly(sides));
    cuts.sort((a, b) => a - b);
    let from = 0;
    for (const to of cuts) {
      const value = f(to);
      if (Math.abs(value) > threshold * (1 + TOUCH)) {
        const sign = Math.sign(value);
        let [low, high] = [from, to];
        for (let i = 0; i < 200 && high - low > 0; i++) {
          const middle = (low + high) / 2;
          if (middle === low || middle === high) break;
          if (sign * f(middle) >= threshold) high = middle;
          else low = middle;
        }
        return { time: time + high, sign };
      }
      from = to;
    }
    return null;
  }
}

/** x of a compartment after a time with its inputs unchanged. */
function positionAt({ x, target, tau, low, high }: Compartment, dt: number): number {
  return Math.min(high, Math.max(low, x + (target - x) * -Math.expm1(-dt / tau)));
}

function longest(sides: readonly Compartment[]): number {
  return LONG * Math.max(...sides.map(({ tau }) => tau));
}

function evenly(sides: readonly Compartment[]): number[] {
  const end = longest(sides);
  const step = Math.min(...sides.map(({ tau }) => tau)) / PIECES;
  return Array.from({ length: Math.ceil(end / step) - 1 }, (_, n) => (n + 1) * step);
}

/** Times between which every compartment meets no kink or rail and a signal linear in x, two exponentials, is monotone. */
function turns(sides: readonly Compartment[], factors: readonly [number, number], activation: string): number[] {
  const end = longest(sides);
  const limits = activation === 'relu' ? [0] : activation === 'hard-sigmoid' ? [0, 1] : [];
  const kinks = sides.flatMap(({ x, target, tau, low, high }) =>
    [...limits, low, high].map((limit) => tau * Math.log((target - x) / (target - limit))),
  );
  const [plus, minus] = sides.map(({ x, target, tau }, side) => (factors[side] * (target - x)) / tau);
  const apart = 1 / sides[0].tau - 1 / sides[1].tau;
  const turn = Math.log(-plus / minus) / apart;
  return [...[...kinks, turn].filter((t) => t > 0 && t < end), end];
}
