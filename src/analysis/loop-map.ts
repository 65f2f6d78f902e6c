import type { Diagonal } from '../linear/complex-matrix.ts';
import { cos, sin } from '../model/elementary.ts';
import type { SmallSignal, SmallSignalLayer } from './small-signal.ts';

/** The factor on beta and the angular frequency, rad/s, at which a loop is looked at. */
export interface LoopAt {
  readonly factor: number;
  readonly angularFrequency: number;
}

/**
 * Once around a linearised circuit at one frequency: the map F from the signals (m_1, d_1, ..., m_{L-1}, d_{L-1}, d_L) of its live
 * neurons to those that they cause. At a gain margin and its frequency the loop carries itself, x = F x.
 */
export function loopSize({ layers }: SmallSignal): number {
  return layers.reduce(
    (sum, layer, k) => sum + (layer === null ? 0 : (k === layers.length - 1 ? 1 : 2) * layer.size),
    0,
  );
}

/** F x. Sizes are those of `loopSize`. */
export function aroundLoop(signal: SmallSignal, { factor, angularFrequency: omega }: LoopAt, x: Diagonal): Diagonal {
  const { layers } = signal;
  const last = layers.length - 1;
  const hop = { re: cos(omega * signal.delay), im: -sin(omega * signal.delay) };
  const result = zeros(x.re.length);
  let start = 0;
  let activity: Diagonal | null = null;
  for (let k = 1; k <= last; k++) {
    const layer = layers[k]!;
    const n = layer.size;
    // a_1 is held by the input.
    const a = activity === null ? zeros(n) : through(signal.up[k - 1]!, n, activity, hop);
    const above = start + 2 * n + (k + 1 === last ? 0 : (layers[k + 1]?.size ?? 0));
    const error =
      k === last
        ? errorOf(signal, a, factor)
        : backThrough(signal.down[k]!, n, sent(x, above, layers[k + 1]!, 'd'), hop);
    respond(layer, omega, a, error, result, start, k === last);
    activity = sent(x, start, layer, 'm');
    start += 2 * n;
  }
  return result;
}

/** m and d of a layer, of the output layer d alone, from a and D. */
function respond(
  layer: SmallSignalLayer,
  omega: number,
  a: Diagonal,
  error: Diagonal,
  result: Diagonal,
  start: number,
  isLast: boolean,
): void {
  const { size: n, slope, rate, nudge, weight } = layer;
  for (let i = 0; i < n; i++) {
    const plus = lowPass(slope.plus[i], omega / rate.plus[i]);
    const minus = lowPass(slope.minus[i], omega / rate.minus[i]);
    const p = product(plus, a.re[i] + nudge.plus[i] * error.re[i], a.im[i] + nudge.plus[i] * error.im[i]);
    const q = product(minus, a.re[i] - nudge.minus[i] * error.re[i], a.im[i] - nudge.minus[i] * error.im[i]);
    const d = isLast ? start + i : start + n + i;
    result.re[d] = p.re - q.re;
    result.im[d] = p.im - q.im;
    if (isLast) continue;
    result.re[start + i] = weight.plus[i] * p.re + weight.minus[i] * q.re;
    result.im[start + i] = weight.plus[i] * p.im + weight.minus[i] * q.im;
  }
}

/** What receivers see of a layer's m or d. */
function sent(x: Diagonal, start: number, layer: SmallSignalLayer, what: 'm' | 'd'): Diagonal {
  const own = what === 'm' ? layer.sendActivity : layer.sendDifference;
  return { re: own.map((send, j) => send * x.re[start + j]), im: own.map((send, j) => send * x.im[start + j]) };
}

/** W times what is sent, a hop later. */
function through(weights: Float64Array, rows: number, { re, im }: Diagonal, hop: Phasor): Diagonal {
  const columns = re.length;
  const result = zeros(rows);
  for (let i = 0; i < rows; i++) {
    let [u, v] = [0, 0];
    for (let j = 0; j < columns; j++) {
      u += weights[i * columns + j] * re[j];
      v += weights[i * columns + j] * im[j];
    }
    result.re[i] = u * hop.re - v * hop.im;
    result.im[i] = u * hop.im + v * hop.re;
  }
  return result;
}

/** The transpose of B times what is sent, a hop later. */
function backThrough(weights: Float64Array, columns: number, { re, im }: Diagonal, hop: Phasor): Diagonal {
  const result = zeros(columns);
  for (let j = 0; j < columns; j++) {
    let [u, v] = [0, 0];
    for (let i = 0; i < re.length; i++) {
      u += weights[i * columns + j] * re[i];
      v += weights[i * columns + j] * im[i];
    }
    result.re[j] = u * hop.re - v * hop.im;
    result.im[j] = u * hop.im + v * hop.re;
  }
  return result;
}

/** D_L, without a hop. */
function errorOf({ errorSlope }: SmallSignal, a: Diagonal, factor: number): Diagonal {
  const slope = errorSlope.map((value) => factor * value);
  return through(slope, a.re.length, a, { re: 1, im: 0 });
}

interface Phasor {
  readonly re: number;
  readonly im: number;
}

/** gain / (1 + j x). */
function lowPass(gain: number, x: number): Phasor {
  const scale = gain / (1 + x * x);
  return { re: scale, im: -scale * x };
}

function product({ re, im }: Phasor, u: number, v: number): Phasor {
  return { re: re * u - im * v, im: re * v + im * u };
}

function zeros(n: number): Diagonal {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}
