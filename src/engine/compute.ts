import type { Crossing } from './crossing.ts';
import { ACTIVITY, solveCrossing } from './crossing.ts';
import type { Layer } from './layer.ts';
import { nextNeuron, setBound } from './next.ts';
import { passPiecewise, passTanh } from './pass.ts';

/** The engine's inner loops over layers whose arrays lie in `buffer`. */
export interface Compute {
  readonly buffer: ArrayBuffer;
  /** Where in the buffer layers may begin, bytes. */
  readonly start: number;
  /** Brings a layer to time t, takes up its new inputs and bounds every next crossing. */
  pass(layer: Layer, t: number): void;
  /**
   * Solves for the crossing of the neuron with the layer's smallest bound and renews that bound. Where the crossing is
   * before `strict`, not after `loose`, and still the first event of the layer, the neuron's record takes it as sent;
   * otherwise `found.encoder` is -1.
   */
  advanceNext(layer: Layer, strict: number, loose: number, found: Crossing): void;
  /** Renews the bound of neuron i, whose state or record changed at time t. */
  rebound(layer: Layer, i: number, t: number): void;
  /** Whether `leap` works on this layer. */
  canLeap(layer: Layer): boolean;
  /**
   * Brings a layer from its reference time to `end`, through arrivals that are all known: they and the events that the
   * layer sends meanwhile lie in its room, see leap-room.ts. The caller sets the layer's time.
   */
  leap(layer: Layer, room: number, arrivals: number, end: number, leapt: Leapt): void;
  /** Takes back the layer's last leap. */
  undoLeap(layer: Layer, room: number, leapt: Leapt): void;
}

/** What a leap did; one object for each layer, reused. */
export interface Leapt {
  /** Events sent; -1: there was no room for them, and the leap has to be undone. */
  sent: number;
  /** Neurons that might have crossed a threshold, and crossings solved for. */
  walked: number;
  solves: number;
  /** Largest |x| of the neurons walked, full scales. */
  farthest: number;
}

/** The inner loops in JavaScript: the reference of those in WebAssembly, and all there is for tanh. */
export class JavaScriptCompute implements Compute {
  readonly buffer: ArrayBuffer;
  readonly start = 0;
  private readonly crossing: Crossing = { time: 0, neuron: 0, encoder: -1, sign: 0, after: 0 };

  /** @param bytes size of the memory that layers are put into */
  constructor(bytes: number) {
    this.buffer = new ArrayBuffer(bytes);
  }

  pass(layer: Layer, t: number): void {
    if (layer.activation === 'tanh') passTanh(layer, t);
    else passPiecewise(layer, t);
  }

  advanceNext(layer: Layer, strict: number, loose: number, found: Crossing): void {
    const i = nextNeuron(layer);
    solveCrossing(layer, i, layer.next, strict < loose ? strict : loose, found);
    setBound(layer, i, found.time);
    if (found.encoder < 0) return;
    if (layer.next !== found.time || nextNeuron(layer) !== i || found.time >= strict || found.time > loose) {
      found.encoder = -1;
      return;
    }
    if (found.encoder === ACTIVITY) layer.sentActivity[i] += found.sign * layer.activityThreshold[i];
    else layer.sentDifference[i] += found.sign * layer.differenceThreshold[i];
    setBound(layer, i, found.after);
  }

  rebound(layer: Layer, i: number, t: number): void {
    solveCrossing(layer, i, t, t, this.crossing);
    setBound(layer, i, this.crossing.time);
  }

  canLeap(): boolean {
    return false;
  }

  leap(): void {
    throw new Error("leaps are the compiled kernel's");
  }

  undoLeap(): void {
    throw new Error("leaps are the compiled kernel's");
  }
}
