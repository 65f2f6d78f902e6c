import type { Compartments } from '../chip/chip.ts';
import type { CircuitLayer } from '../engine/circuit.ts';

/** Where the pieces of one kind of compartment of a layer end, and what it puts out beyond; arrays with one entry per neuron. */
export interface PieceEnds {
  /** Full scales; infinite: none. A compartment that is the same for every v has low = Infinity. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly valueBelow: Float64Array;
  readonly valueAbove: Float64Array;
}

interface Known {
  readonly of: Pick<CircuitLayer, 'phi' | 'low' | 'high'> & { readonly offset: Compartments };
  readonly plus: PieceEnds;
  readonly minus: PieceEnds;
}

/** By the gains of a layer: it is driven by many inputs, under several rules, and without its rails. */
const known = new WeakMap<Compartments, Known[]>();

export function pieceEnds(layer: CircuitLayer): Known {
  const { phi, low, high, neurons } = layer;
  const before = known.get(neurons.gain) ?? [];
  const { offset } = neurons;
  let found = before.find(({ of }) => of.phi === phi && of.low === low && of.high === high && of.offset === offset);
  if (found === undefined) {
    found = { of: { phi, low, high, offset }, plus: endsOf(layer, 'plus'), minus: endsOf(layer, 'minus') };
    if (before.push(found) === 1) known.set(neurons.gain, before);
  }
  return found;
}

function endsOf({ n, phi, low: railLow, high: railHigh, neurons }: CircuitLayer, kind: 'plus' | 'minus'): PieceEnds {
  const [gain, offset] = [neurons.gain[kind], neurons.offset[kind]];
  const [floor, ceiling] = phi.kinks;
  const ends: PieceEnds = {
    low: new Float64Array(n),
    high: new Float64Array(n),
    valueBelow: new Float64Array(n),
    valueAbove: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const at = (x: number) => (x - offset[i]) / gain[i];
    const value = (v: number) => (Number.isFinite(v) ? phi.value(gain[i] * v + offset[i]) : 0);
    const low = Math.max(railLow, at(floor));
    const high = Math.min(railHigh, at(ceiling));
    const isConstant = low >= high;
    ends.low[i] = isConstant ? Infinity : low;
    ends.high[i] = isConstant ? Infinity : high;
    ends.valueBelow[i] = isConstant ? value(Math.min(railHigh, Math.max(railLow, at(floor)))) : value(low);
    ends.valueAbove[i] = value(high);
  }
  return ends;
}
