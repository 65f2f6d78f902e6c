import type { Crossing } from './crossing.ts';
import { solveCrossing } from './crossing.ts';
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
   * Solves, until `limit`, for the crossing of the neuron with the layer's smallest bound and renews its bound.
   * `found.encoder` is >= 0 only where that is a crossing and still the first event of the layer.
   */
  advanceNext(layer: Layer, limit: number, found: Crossing): void;
  /** Renews the bound of neuron i, whose state or record changed at time t. */
  rebound(layer: Layer, i: number, t: number): void;
}

/** The inner loops in JavaScript: the reference of those in WebAssembly, and all there is for tanh. */
export class JavaScriptCompute implements Compute {
  readonly buffer: ArrayBuffer;
  readonly start = 0;
  private readonly crossing: Crossing = { time: 0, neuron: 0, encoder: -1, sign: 0 };

  /** @param bytes size of the memory that layers are put into */
  constructor(bytes: number) {
    this.buffer = new ArrayBuffer(bytes);
  }

  pass(layer: Layer, t: number): void {
    if (layer.activation === 'tanh') passTanh(layer, t);
    else passPiecewise(layer, t);
  }

  advanceNext(layer: Layer, limit: number, found: Crossing): void {
    const i = nextNeuron(layer);
    solveCrossing(layer, i, layer.next, limit, found);
    setBound(layer, i, found.time);
    if (layer.next !== found.time || nextNeuron(layer) !== i) found.encoder = -1;
  }

  rebound(layer: Layer, i: number, t: number): void {
    solveCrossing(layer, i, t, t, this.crossing);
    setBound(layer, i, this.crossing.time);
  }
}
