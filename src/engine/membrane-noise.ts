import type { Average } from './average.ts';
import { integrate } from './average.ts';
import { ACTIVITY } from './crossing.ts';
import type { Layer, Side } from './layer.ts';
import type { NetworkState } from './network-state.ts';
import type { LayerNoise, NoiseSource } from './noise.ts';
import { relaxation } from './relax.ts';

/** The noise of a chip in its membranes: keeps the next redraw and carries redraws out. */
export class MembraneNoise {
  /** Time of the next redraw, s; Infinity: none. */
  next = Infinity;

  private readonly state: NetworkState;
  private readonly noise: readonly LayerNoise[];
  private first: LayerNoise | null = null;
  /** What each layer's receivers have added up of m and d: whole nominal thresholds. Index 0 is the input. */
  private readonly activity: readonly Float64Array[];
  private readonly difference: readonly Float64Array[];

  private readonly slowerThan: number;

  /**
   * Puts the noise into the membranes of a chip at rest, at its present values. Sources whose correlation time is longer
   * than `slowerThan`, s, are offsets of the run, which stay when the noise is switched off.
   */
  constructor(state: NetworkState, noise: readonly LayerNoise[], slowerThan: number) {
    this.state = state;
    this.noise = noise;
    this.slowerThan = slowerThan;
    const { layers } = state.circuit.chip;
    this.activity = layers.map((n, k) => (k === 0 ? state.input : new Float64Array(n)));
    this.difference = layers.map((n) => new Float64Array(n));
    for (const { layer: k, sources } of noise) {
      for (const source of sources) {
        for (let member = 0; member < source.values.length; member++) {
          source.values[member] *= this.current(k, source, member);
          add(this.state.layers[k], source, member, source.values[member]);
        }
      }
    }
    this.findFirst();
  }

  /** Takes everything out of the membranes but the offsets of the run; `values` stay as they are. */
  still(): void {
    for (const { layer: k, sources } of this.noise) {
      for (const source of sources) {
        if (isOffset(source, this.slowerThan)) continue;
        source.values.forEach((value, member) => {
          add(this.state.layers[k], source, member, -value);
        });
      }
    }
  }

  /** The layer whose noise is redrawn next. */
  get layer(): number {
    return this.first!.layer;
  }

  /** What an event of layer k that has arrived adds to what is received of its neuron. */
  receive(k: number, neuron: number, encoder: number, step: number): void {
    (encoder === ACTIVITY ? this.activity : this.difference)[k][neuron] += step;
  }

  /**
   * Redraws one value at time `next`. The layer's other neurons keep its reference time, which must be close; this one
   * is given the x there from which, with the new target, it passes through its present value.
   */
  redraw(average: Average | null): void {
    const t = this.next;
    const noise = this.first!;
    const layer = this.state.layers[noise.layer];
    noise.choose();
    const { source, member } = noise;
    const value = noise.draw() * this.current(noise.layer, source, member);
    this.findFirst();
    const i = member < layer.n ? member : member - layer.n;
    const plus = source.acts !== 'compartment' || member < layer.n;
    const minus = source.acts !== 'compartment' || member >= layer.n;
    if (average !== null) {
      if (plus) integrate(average.plus, layer, layer.plus, i, t);
      if (minus) integrate(average.minus, layer, layer.minus, i, t);
    }
    add(layer, source, member, value - source.values[member]);
    source.values[member] = value;
    if (plus) rebase(layer, layer.plus, i, t);
    if (minus) rebase(layer, layer.minus, i, t);
    this.state.compute.rebound(layer, i, t);
  }

  private findFirst(): void {
    this.first = null;
    this.next = Infinity;
    for (const noise of this.noise) {
      if (noise.next < this.next) {
        this.first = noise;
        this.next = noise.next;
      }
    }
  }

  /** The current to which a source's rms is relative: 1, or the root sum of squares over the row's or column's devices. */
  private current(k: number, { acts }: NoiseSource, member: number): number {
    if (acts === 'compartment') return 1;
    const { down, circuit } = this.state;
    let sum = 0;
    if (acts === 'row') {
      const below = this.activity[k - 1];
      const { weights } = circuit.chip.forward[k - 1];
      for (let j = 0; j < below.length; j++) sum += (weights[member * below.length + j] * below[j]) ** 2;
    } else {
      const above = this.difference[k + 1];
      const { weights, stride } = down[k];
      for (let i = 0; i < above.length; i++) sum += (weights[i * stride + member] * above[i]) ** 2;
    }
    return Math.sqrt(sum);
  }
}

/** Puts the sources that are offsets of a run into the membranes of a chip at rest. */
export function addOffsets(state: NetworkState, noise: readonly LayerNoise[], slowerThan: number): void {
  for (const { layer, sources } of noise) {
    for (const source of sources) {
      if (!isOffset(source, slowerThan)) continue;
      source.values.forEach((value, member) => {
        add(state.layers[layer], source, member, value);
      });
    }
  }
}

/** Whether a source hardly changes within a time, s. */
function isOffset({ acts, correlationTime }: NoiseSource, slowerThan: number): boolean {
  return acts === 'compartment' && correlationTime > slowerThan;
}

/** Adds a change of a source's member to the part of the targets that no event changes. */
function add(layer: Layer, { acts }: NoiseSource, member: number, change: number): void {
  const i = member < layer.n ? member : member - layer.n;
  const { plus, minus } = layer;
  if (acts === 'row') {
    plus.base[i] += plus.gain[i] * change;
    minus.base[i] += minus.gain[i] * change;
  } else if (acts === 'column') {
    plus.base[i] += plus.nudge[i] * change;
    minus.base[i] += minus.nudge[i] * change;
  } else if (member < layer.n) plus.base[i] += plus.gain[i] * change;
  else minus.base[i] += minus.gain[i] * change;
}

/** Takes up a compartment's new target at time t without moving the layer's reference time. */
function rebase(layer: Layer, side: Side, i: number, t: number): void {
  const rest = 1 - relaxation((t - layer.time) * side.rate[i]);
  const former = side.target[i];
  const free = former + (side.x[i] - former) * rest;
  const low = side.low[i];
  const high = side.high[i];
  const x = free < low ? low : free > high ? high : free;
  const target = side.gain[i] * layer.a[i] + side.nudge[i] * layer.topDown[i] + side.base[i];
  side.target[i] = target;
  side.x[i] = target + (x - target) / rest;
}
