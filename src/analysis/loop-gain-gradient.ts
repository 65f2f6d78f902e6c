import { complexMatrix, type Diagonal } from '../linear/complex-matrix.ts';
import { solveComplex } from '../linear/complex-solve.ts';
import { aroundLoop, type LoopAt, loopSize } from './loop-map.ts';
import type { SmallSignal } from './small-signal.ts';

/** How far from singular the loop is solved, and how often, for the signals that it carries. */
const SHIFT = 1e-8;
const ITERATIONS = 3;
/** Of the frequency, by which F is differentiated: smooth, so that what is left out is of the order of its square. */
const STEP = 1e-5;

/**
 * The derivative of a circuit's loop gain, the inverse of its gain margin, along any change of the circuit. At the margin the loop
 * carries itself, F x = x and y F = y. For a small change of the circuit y (dF) x = 0 in all, with the changes of the margin and
 * of its frequency that go with it: two real equations for these two. It is exact where the eigenvalue is simple.
 */
export class LoopGainGradient {
  private readonly at: LoopAt;
  private readonly x: Diagonal;
  private readonly y: Diagonal;
  /** y (dF / d loop gain) x, and y (dF / d omega) x. */
  private readonly byGain: Complex;
  private readonly byFrequency: Complex;

  /** @param gainMargin as `loopMargins` has it of this circuit, with its frequency, rad/s */
  constructor(signal: SmallSignal, gainMargin: number, angularFrequency: number) {
    const at = { factor: gainMargin, angularFrequency };
    this.at = at;
    this.x = carried(signal, at, false);
    this.y = carried(signal, at, true);
    // F is linear in the factor, and the gain is 1 / factor: dF/dgain = -factor^2 dF/dfactor.
    const more = this.form(signal, { ...at, factor: 2 * gainMargin });
    const own = this.form(signal, at);
    this.byGain = { re: -gainMargin * (more.re - own.re), im: -gainMargin * (more.im - own.im) };
    this.byFrequency = angularFrequency === 0 ? { re: 0, im: 0 } : this.frequencyDerivative(signal);
  }

  /** The change of the loop gain from one circuit to another, both near this one and with its live neurons. */
  between(from: SmallSignal, to: SmallSignal): number {
    const [before, after] = [this.form(from, this.at), this.form(to, this.at)];
    const change = { re: after.re - before.re, im: after.im - before.im };
    const { byGain: a, byFrequency: b } = this;
    // At omega = 0 all is real, and stays there.
    if (this.at.angularFrequency === 0) return -change.re / a.re;
    return -(change.im * b.re - change.re * b.im) / (a.im * b.re - a.re * b.im);
  }

  private frequencyDerivative(signal: SmallSignal): Complex {
    const omega = this.at.angularFrequency;
    const high = this.form(signal, { ...this.at, angularFrequency: omega * (1 + STEP) });
    const low = this.form(signal, { ...this.at, angularFrequency: omega * (1 - STEP) });
    const width = 2 * STEP * omega;
    return { re: (high.re - low.re) / width, im: (high.im - low.im) / width };
  }

  /** y F x of a circuit. */
  private form(signal: SmallSignal, at: LoopAt): Complex {
    const { x, y } = this;
    if (loopSize(signal) !== x.re.length) throw new Error('loop gain: expected a circuit with the same live neurons');
    const around = aroundLoop(signal, at, x);
    let [re, im] = [0, 0];
    for (let i = 0; i < x.re.length; i++) {
      re += y.re[i] * around.re[i] - y.im[i] * around.im[i];
      im += y.re[i] * around.im[i] + y.im[i] * around.re[i];
    }
    return { re, im };
  }
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The signals that the loop carries, by inverse iteration; of its transpose for the adjoint ones. */
function carried(signal: SmallSignal, at: LoopAt, isTransposed: boolean): Diagonal {
  const n = loopSize(signal);
  const f = matrixOf(signal, at, n);
  const x = complexMatrix(n, 1);
  x.re.fill(1);
  for (let step = 0; step < ITERATIONS; step++) {
    const a = complexMatrix(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const from = isTransposed ? j * n + i : i * n + j;
        a.re[i * n + j] = (i === j ? 1 + SHIFT : 0) - f.re[from];
        a.im[i * n + j] = -f.im[from];
      }
    }
    solveComplex(a, x);
    const size = Math.sqrt(x.re.reduce((sum, re, i) => sum + re * re + x.im[i] * x.im[i], 0));
    for (let i = 0; i < n; i++) {
      x.re[i] /= size;
      x.im[i] /= size;
    }
  }
  return x;
}

function matrixOf(signal: SmallSignal, at: LoopAt, n: number) {
  const f = complexMatrix(n, n);
  const unit = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let j = 0; j < n; j++) {
    unit.re[j] = 1;
    const column = aroundLoop(signal, at, unit);
    for (let i = 0; i < n; i++) {
      f.re[i * n + j] = column.re[i];
      f.im[i * n + j] = column.im[i];
    }
    unit.re[j] = 0;
  }
  return f;
}
