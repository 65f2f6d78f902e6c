import type { Chip } from '../chip/chip.ts';
import type { Circuit } from '../engine/circuit.ts';
import { unrolled } from '../engine/unrolled.ts';
import { zeros } from '../linear/arrays.ts';
import { isDiagonal } from '../linear/matrix.ts';
import { ROOM } from '../linear/room.ts';
import { ScaledNorms } from '../linear/scaled-norms.ts';
import { isNormBelow, looseNormBound, spectralNormBound } from '../linear/spectral-norm.ts';
import { largestSum } from './largest-sum.ts';
import type { SmallSignal, SmallSignalLayer } from './small-signal.ts';

/** Bounds, over all frequencies, on the moduli of the four transfer functions of a layer's neurons (`LayerPorts`). */
interface PortBounds {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly f: Float64Array;
}

/** A bound on |W_k diag(r)| |B_k diag(r)|, from what the receivers and the senders are multiplied by. */
type ArrayBound = (k: number, above: Float64Array, within: Float64Array) => number;

/**
 * Whether the small-gain theorem alone says that no mode grows at this beta or a smaller one: what the output sends down
 * comes back smaller at every frequency, whatever its phase. Gains are bounded in L2, layer by layer from below, as
 *
 *     |Z_{k+1}| <= |W_k diag(r)| |B_k diag(r)|,    r^2 = |B| + |A| |Z_k| |F| / (1 - |C| |Z_k|),
 *
 * where A, B, C, F are those of `LayerPorts` and Z is what `LoopTransfer` has. False says nothing.
 */
export function hasSmallGain(signal: SmallSignal): boolean {
  const { layers, up, down } = signal;
  return comesBackSmaller(signal, (k, above, within) => {
    // Of the last product only one thing is asked: whether it is below 1.
    if (k === layers.length - 2 && down[k] === up[k]) {
      return isNormBelow(up[k]!, above, within, 1 / Math.sqrt(1 + ROOM)) ? 0 : Infinity;
    }
    const upward = spectralNormBound(up[k]!, above, within);
    return upward * (down[k] === up[k] ? upward : spectralNormBound(down[k]!, above, within));
  });
}

/** The same of one circuit at many points and betas. */
export class SmallGain {
  private readonly chip: Chip;
  private readonly norms = new Map<Float64Array, ScaledNorms>();

  /** Its weights stay as they are. */
  constructor(circuit: Circuit) {
    this.chip = unrolled(circuit).chip;
  }

  holds(signal: SmallSignal): boolean {
    // Arrays between hidden layers are large: their norms are not worked out again where a looser bound will do.
    return (signal.layers.length > 3 && this.holdsLoosely(signal)) || hasSmallGain(signal);
  }

  private holdsLoosely(signal: SmallSignal): boolean {
    const { forward, feedback } = this.chip;
    return comesBackSmaller(signal, (k, above, within) => {
      const bound = (array: Float64Array) => this.normsOf(array, k).bound(largest(above), signal.live[k], within);
      const upward = bound(forward[k].weights);
      const array = feedback[k];
      return upward * (array === null ? upward : bound(array));
    });
  }

  private normsOf(array: Float64Array, k: number): ScaledNorms {
    let norms = this.norms.get(array);
    if (norms === undefined) {
      norms = new ScaledNorms(array, this.chip.layers[k]);
      this.norms.set(array, norms);
    }
    return norms;
  }
}

function comesBackSmaller({ layers, errorSlope }: SmallSignal, arrayBound: ArrayBound): boolean {
  const last = layers.length - 1;
  const bounds = layers.map((layer) => layer && portBounds(layer, 1));
  let below = 0;
  for (let k = 1; k < last; k++) {
    const { a, b, c, f } = bounds[k]!;
    const hidden = largest(c) * below;
    if (!(hidden < 1)) return false;
    const passed = (below * largest(f)) / (1 - hidden);
    const within = zeros(b.length);
    for (let i = 0; i < within.length; i++) within[i] = Math.sqrt(b[i] + a[i] * passed);
    const above = k + 1 < last ? zeros(layers[k + 1]!.size).fill(1) : outputRoots(bounds[last]!, errorSlope);
    below = arrayBound(k, above, within);
  }
  return below * (1 + ROOM) < 1;
}

/**
 * Bound on the norm of Z (C_L + F_L S) at omega, over what two lags pass there of what they pass at omega = 0: at every frequency
 * above, it has fallen with them. Infinity where there are loops between hidden layers, which it leaves out.
 */
export function decayingGain({ layers, up, down }: SmallSignal, errorSlope: Float64Array): number {
  if (layers.length !== 3) return layers.length < 3 ? 0 : Infinity;
  const within = portBounds(layers[1]!, 2).b.map(Math.sqrt);
  const above = outputRoots(portBounds(layers[2]!, 2), errorSlope);
  const upward = looseNormBound(up[1]!, above, within);
  return (1 + ROOM) * upward * (down[1] === up[1] ? upward : looseNormBound(down[1]!, above, within));
}

/** Roots of what the output makes of a_L, |C_L + F_L S|, neuron by neuron where the error does not mix outputs. */
function outputRoots({ c, f }: PortBounds, slope: Float64Array): Float64Array {
  const n = c.length;
  if (isDiagonal(slope, n)) {
    const roots = zeros(n);
    for (let i = 0; i < n; i++) roots[i] = Math.sqrt(c[i] + f[i] * Math.abs(slope[i * n + i]));
    return roots;
  }
  const ones = zeros(n).fill(1);
  return ones.fill(Math.sqrt(largest(c) + largest(f) * spectralNormBound(slope, ones, ones)));
}

/**
 * @param share 1: of all frequencies. 2: of what a lag passes at the frequency, as where p > q are the rates of two,
 *   |H_p - H_q| = |H_p| |H_q| omega (1/q - 1/p) <= |H_p| (p - q) / p < 2 |H_p| (p - q) / (p + q)
 */
function portBounds(
  { size: n, slope, rate, nudge, weight, sendActivity, sendDifference }: SmallSignalLayer,
  share: 1 | 2,
): PortBounds {
  const [a, b, c, f] = [zeros(n), zeros(n), zeros(n), zeros(n)];
  for (let i = 0; i < n; i++) {
    const plus = slope.plus[i];
    const minus = slope.minus[i];
    const gPlus = nudge.plus[i];
    const gMinus = nudge.minus[i];
    const wPlus = sendActivity[i] * weight.plus[i];
    const wMinus = sendActivity[i] * weight.minus[i];
    // Two lags differ most at the geometric mean of their rates, by this.
    const apart = (share * Math.abs(rate.plus[i] - rate.minus[i])) / (rate.plus[i] + rate.minus[i]);
    a[i] = largestSum(wPlus * plus, wMinus * minus, apart);
    b[i] = largestSum(wPlus * gPlus * plus, -wMinus * gMinus * minus, apart);
    c[i] = sendDifference[i] * largestSum(plus, -minus, apart);
    f[i] = sendDifference[i] * largestSum(gPlus * plus, gMinus * minus, apart);
  }
  return { a, b, c, f };
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}
