import type { ActivationDefinition } from '../model/activations.ts';
import { type Circuit, layerOf } from './circuit.ts';
import { Header } from './header.ts';
import { BLOCK, LayerArray, LayerEntry, Shape } from './layout.ts';
import { relaxation } from './relax.ts';

/** The arrays of a layer by name, see layout.ts. */
type LayerArrays = Readonly<Record<Exclude<keyof typeof LayerArray, 'count'>, Float64Array>>;

const ARRAYS = Object.keys(LayerArray).filter((name) => Number.isNaN(Number(name)) && name !== 'count');

/** The arrays of one kind of compartment, for what treats both kinds alike. */
export interface Side {
  readonly x: Float64Array;
  readonly target: Float64Array;
  readonly rate: Float64Array;
  readonly gain: Float64Array;
  readonly nudge: Float64Array;
  readonly base: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly offset: Float64Array;
  /** Integral of s since the averages began, full scales times s. */
  readonly integral: Float64Array;
}

/**
 * State and coefficients of one layer as a struct of arrays, all in one stretch of the kernel's memory.
 *
 * A compartment is kept as x = gain v + offset, which relaxes like v: dx/dt = (target - x)/tau, with
 * target = gain (a + sgn g D + eta) + offset constant between events. So x(t) = target + (x(time) - target) e^{-(t-time)/tau}
 * holds exactly from `time`, the layer's reference time, until an input changes.
 *
 * The arrays are padded to whole blocks; what lies beyond n is neutral and never fires.
 */
export interface Layer extends LayerArrays {
  readonly n: number;
  readonly phi: ActivationDefinition;
  readonly plus: Side;
  readonly minus: Side;
  /** Subtracted from d by the auto-zero, full scales. */
  readonly zero: Float64Array;
  /** Largest of the rates, 1/s. */
  readonly fastest: number;
  /** Reference time of x, s. */
  readonly time: number;
  /** Entries as LayerEntry says. */
  readonly header: Header;
}

/** Fraction of the shortest tau of a layer that one pass looks ahead. */
const LOOK_AHEAD = 0.15;
/** Crossing times are solved to this fraction of the shortest tau of a layer. */
const RESOLUTION = 1e-12;

const SHAPES = { cut: Shape.cut, tanh: Shape.tanh } as const satisfies Record<ActivationDefinition['shape'], Shape>;

/** Bytes that the header of a layer takes. */
export const LAYER_HEADER_BYTES = LayerEntry.count * Float64Array.BYTES_PER_ELEMENT;

/** Bytes that the arrays of a layer of n neurons take. */
export function layerBytes(n: number): number {
  return ARRAYS.length * strideOf(n) * Float64Array.BYTES_PER_ELEMENT;
}

/** Length of a layer's arrays: an odd number of blocks, so that equal entries of all arrays fall into different cache sets. */
function strideOf(n: number): number {
  return (Math.ceil(n / BLOCK) | 1) * BLOCK;
}

/** Where a layer lies in the kernel's memory, bytes. */
export interface LayerPlace {
  readonly header: number;
  readonly arrays: number;
}

/** Layer k >= 1 of a circuit at its place in the buffer, where all is 0; its state is not yet reset. */
export function createLayer(circuit: Circuit, k: number, buffer: ArrayBuffer, place: LayerPlace): Layer {
  const { n, phi, low, high, neurons, nudging } = layerOf(circuit, k);
  const { gain, offset, tau, threshold } = neurons;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging;
  const { rails, encoder } = circuit.chip;
  const layer = attachLayer(
    {
      n,
      phi,
      zero: new Float64Array(n),
      get time() {
        return (this as Layer).header.get(LayerEntry.time);
      },
      get fastest() {
        return (this as Layer).header.get(LayerEntry.fastest);
      },
    },
    buffer,
    place,
  );
  layer.activityThreshold.fill(1);
  layer.differenceThreshold.fill(1);
  layer.bound.fill(Infinity);
  layer.blockBound.fill(Infinity);
  layer.activityThreshold.set(threshold.activity.map((own) => own * encoder.activityThreshold));
  layer.differenceThreshold.set(threshold.difference.map((own) => own * encoder.differenceThreshold));
  layer.weightPlus.set(weightPlus);
  layer.weightMinus.set(weightMinus);
  fillSide(layer.plus, { tau: tau.plus, gain: gain.plus, offset: offset.plus, nudge: gainPlus, sign: 1, low, high });
  fillSide(layer.minus, {
    tau: tau.minus,
    gain: gain.minus,
    offset: offset.minus,
    nudge: gainMinus,
    sign: -1,
    low,
    high,
  });
  const fastest = layer.ratePlus.reduce((most, rate, i) => Math.max(most, rate, layer.rateMinus[i]), 0);
  const { header } = layer;
  header.setInt(LayerEntry.number, k);
  header.setInt(LayerEntry.n, n);
  header.setInt(LayerEntry.stride, strideOf(n));
  header.setInt(LayerEntry.arrays, place.arrays);
  header.setInt(LayerEntry.shape, SHAPES[phi.shape]);
  header.set(LayerEntry.floor, phi.kinks[0]);
  header.set(LayerEntry.ceiling, phi.kinks[1]);
  header.setInt(LayerEntry.railed, rails === null ? 0 : 1);
  header.set(LayerEntry.fastest, fastest);
  header.set(LayerEntry.lookAhead, LOOK_AHEAD / fastest);
  header.set(LayerEntry.resolution, RESOLUTION / fastest);
  return layer;
}

/** What the compartments of one kind are made of, as in LayerNeurons and Nudging. */
interface Kind extends Readonly<Record<'tau' | 'gain' | 'offset' | 'nudge', Float64Array>> {
  /** Of the nudging. */
  readonly sign: 1 | -1;
  /** Rails of v, full scales. */
  readonly low: number;
  readonly high: number;
}

/** Writes what stays of one kind of compartment. */
function fillSide(side: Side, { tau, gain, offset, nudge, sign, low, high }: Kind): void {
  const { rate, nudge: signed, low: lowest, high: highest } = side;
  side.gain.set(gain);
  side.offset.set(offset);
  for (let i = 0; i < tau.length; i++) {
    rate[i] = 1 / tau[i];
    signed[i] = sign * gain[i] * nudge[i];
    lowest[i] = gain[i] * low + offset[i];
    highest[i] = gain[i] * high + offset[i];
  }
}

/** Views of a layer's part of a buffer: all of them anew after the kernel's memory has grown. */
export function attachLayer(layer: Partial<Layer>, buffer: ArrayBuffer, { header, arrays }: LayerPlace): Layer {
  const stride = strideOf(layer.n!);
  const bytes = stride * Float64Array.BYTES_PER_ELEMENT;
  ARRAYS.forEach((name, index) => {
    Object.assign(layer, { [name]: new Float64Array(buffer, arrays + index * bytes, stride) });
  });
  const whole = layer as Layer;
  return Object.assign(whole, {
    header: new Header(buffer, header, LayerEntry.count),
    plus: sideOf(whole, 'Plus'),
    minus: sideOf(whole, 'Minus'),
  });
}

function sideOf(layer: Layer, kind: 'Plus' | 'Minus'): Side {
  return {
    x: layer[`x${kind}`],
    target: layer[`target${kind}`],
    rate: layer[`rate${kind}`],
    gain: layer[`gain${kind}`],
    nudge: layer[`nudge${kind}`],
    base: layer[`base${kind}`],
    low: layer[`low${kind}`],
    high: layer[`high${kind}`],
    offset: layer[`offset${kind}`],
    integral: layer[`integral${kind}`],
  };
}

/** At rest at time 0: v = 0, nothing sent, no top-down input, bottom-up input the given bias. */
export function resetLayer(layer: Layer, bias: Float64Array): void {
  layer.a.set(bias);
  layer.topDown.fill(0);
  for (const { x, target, base, offset } of [layer.plus, layer.minus]) {
    for (const array of [x, target, base]) array.set(offset);
  }
  layer.sentActivity.fill(0);
  layer.sentDifference.fill(0);
  layer.receivedActivity.fill(0);
  layer.receivedDifference.fill(0);
  layer.zero.fill(0);
  layer.bound.fill(0, 0, layer.n);
  layer.blockBound.fill(0, 0, Math.ceil(layer.n / BLOCK));
  layer.header.set(LayerEntry.time, 0);
  layer.header.set(LayerEntry.next, 0);
}

/** x of a compartment `dt` after the layer's reference time, the inputs unchanged, cut at the rails. */
export function positionAt({ x, target, rate, low, high }: Side, i: number, dt: number): number {
  const there = x[i] + (target[i] - x[i]) * relaxation(dt * rate[i]);
  return there < low[i] ? low[i] : there > high[i] ? high[i] : there;
}
