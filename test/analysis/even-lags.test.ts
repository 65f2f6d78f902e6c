import { expect, it } from 'vitest';
import { evenLagBounds } from '../../src/analysis/even-lag-bounds.ts';
import { evenLagsKeepClear } from '../../src/analysis/even-lags.ts';
import { LayerPorts } from '../../src/analysis/layer-ports.ts';
import { LoopTransfer } from '../../src/analysis/loop-transfer.ts';
import { loopMargins, loopModes } from '../../src/analysis/margins.ts';
import { type SmallSignal, type SmallSignalLayer, smallSignal } from '../../src/analysis/small-signal.ts';
import { hiddenUnevenness, meanTau, outputUnevenness } from '../../src/analysis/unevenness.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { type ComplexMatrix, complexMatrix, rescale, timesDiagonal } from '../../src/linear/complex-matrix.ts';
import { RULES } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { type ChipWish, randomCircuit, zeroState } from './random-circuit.ts';

const TAU = 1e-5;
const LAYERS = [
  [3, 6, 4],
  [3, 2, 6],
  [4, 9, 3],
];

function signalOf(
  wish: Partial<ChipWish> & { readonly seed: string },
  trial: number,
  drive: Partial<Drive> = {},
): SmallSignal {
  const circuit = randomCircuit(RULES[trial % 2], {
    layers: LAYERS[trial % 3],
    alpha: (trial % 5) / 4,
    tau: TAU,
    ...wish,
  });
  const [inputs, , outputs] = circuit.chip.layers;
  return smallSignal(
    circuit,
    {
      input: new Float64Array(inputs),
      target: new Float64Array(outputs),
      loss: 'squared-error',
      beta: 1,
      nudge: 'live',
      ...drive,
    },
    zeroState(circuit.chip),
  );
}

const atRest = (signal: SmallSignal) => ({ ...signal, errorSlope: new Float64Array(signal.errorSlope.length) });

it('proves every runaway of lags that are the same, as far as it goes, and nothing beyond', () => {
  let runaways = 0;
  for (let trial = 0; trial < 60; trial++) {
    const signal = signalOf(
      { seed: `same ${trial}`, mismatch: trial % 4 === 0 ? 0 : 0.05, delay: [0, 0.01 * TAU][trial % 2] },
      trial,
    );
    const { gainMargin, angularFrequency } = loopMargins(signal);
    if (angularFrequency !== 0) continue;
    runaways++;
    expect(evenLagsKeepClear(signal, (1 - 1e-9) * gainMargin!)).toBe(true);
    expect(evenLagsKeepClear(signal, (1 + 1e-9) * gainMargin!)).toBe(false);
  }
  expect(runaways).toBeGreaterThan(20);
});

it('says of no loop that it is clear that meets +1 at that beta or a smaller one, whatever the spread of lags, delay and mismatch', () => {
  const said = { clear: 0, oscillation: 0, open: 0, early: 0 };
  for (let trial = 0; trial < 800; trial++) {
    const signal = signalOf(
      {
        seed: `spread ${trial}`,
        mismatch: [0.02, 0.1, 0.3, 0.6][trial % 4],
        tauSpread: [0.02, 0.1, 0.3, 0.6, 0.9][Math.floor(trial / 4) % 5],
        delay: [0, 0.02, 0.3, 2][Math.floor(trial / 3) % 4] * TAU,
        thresholdSpread: 0.1,
        weightGain: [0.5, 1, 3, 8][Math.floor(trial / 7) % 4],
      },
      trial,
    );
    // A layer of even lags leaves all to the other.
    const even = signal.layers[Math.floor(trial / 5) % 3];
    even?.rate.plus.fill(1 / TAU);
    even?.rate.minus.fill(1 / TAU);
    const { gainMargin, angularFrequency } = loopMargins(signal);
    const isQuiet = loopModes(atRest(signal)).unstableModes === 0;
    for (const part of [0.01, 0.1, 0.5, 0.9, 1 - 1e-6]) {
      if (!evenLagsKeepClear(signal, part * (gainMargin ?? 1e3))) continue;
      expect(isQuiet).toBe(true);
      said.clear++;
      if (angularFrequency! > 0) said.oscillation++;
      if (part < 0.5) said.early++;
    }
    if (gainMargin === null) continue;
    // Loci are where they are said to be, so that there is none in between.
    for (const part of [1 + 1e-6, 1.01, 1.3, 3]) expect(evenLagsKeepClear(signal, part * gainMargin)).toBe(false);
    if (!isQuiet) said.open++;
  }
  expect(said.clear).toBeGreaterThan(300);
  expect(said.oscillation).toBeGreaterThan(100);
  expect(said.early).toBeGreaterThan(100);
  expect(said.open).toBeGreaterThan(10);
});

it('says nothing of loops that are not symmetric', () => {
  const wish = { seed: 'not symmetric', weightGain: 0.01 };
  const layers = [3, 6, 4];
  expect(evenLagsKeepClear(signalOf({ ...wish, layers }, 0))).toBe(true);
  expect(evenLagsKeepClear(signalOf({ ...wish, layers, separateFeedback: true }, 0))).toBe(false);
  expect(evenLagsKeepClear(signalOf({ ...wish, layers }, 0, { loss: 'cross-entropy' }))).toBe(false);
});

/** A chip of one neuron a layer, with lags and gains of all sizes: its loop is a number. */
function smallest(draw: () => number): SmallSignal {
  const within = (low: number, high: number) => Float64Array.of(low * (high / low) ** draw());
  const both = (low: number, high: number) => ({ plus: within(low, high), minus: within(low, high) });
  const spread = [1.1, 1.6, 4][Math.floor(3 * draw())];
  const layer = (): SmallSignalLayer => ({
    size: 1,
    slope: draw() < 0.2 ? { plus: within(0.2, 5), minus: Float64Array.of(0) } : both(0.2, 5),
    rate: both(1 / spread, spread),
    nudge: both(0.1, 3),
    weight: both(0.3, 1),
    sendActivity: within(0.7, 1.4),
    sendDifference: within(0.7, 1.4),
  });
  const layers = [null, layer(), layer()];
  const weights = within(0.05, 20);
  const errorSlope = Float64Array.of((draw() < 0.5 ? -1 : 1) * within(0.05, 5)[0]);
  const [, hidden, output] = layers as readonly SmallSignalLayer[];
  const kind = Math.floor(4 * draw());
  if (kind < 2) {
    // Uneven lags at the output alone, of the same mean; or of one compartment, which the error all but takes away.
    hidden.rate.plus[0] = hidden.rate.minus[0] = 1;
    const tau = 1 / output.rate.plus[0];
    output.rate.minus[0] = kind === 0 && tau < 2 ? 1 / (2 - tau) : 1;
    if (kind === 1 && errorSlope[0] < 0) output.nudge.plus[0] = -within(0.8, 1.25)[0] / errorSlope[0];
  }
  const rates = [hidden, output].flatMap(({ rate: { plus, minus } }) => [plus[0], minus[0]]);
  return {
    layers,
    live: [[], [0], [0]],
    up: [null, weights],
    down: [null, weights],
    errorSlope,
    delay: [0, 0.02, 0.3, 3][Math.floor(4 * draw())],
    slowestRate: Math.min(...rates),
    fastestRate: Math.max(...rates),
    silentRate: Infinity,
  };
}

/** Whether B(omega) (C(omega) + k F(omega) S) W^2 exp(-2 j omega delay) crosses the real axis beyond +1, by its values one after the other. */
function meetsOne({ layers: [, hidden, output], up, errorSlope, delay }: SmallSignal, k: number): boolean {
  const [below, above] = [new LayerPorts(hidden!), new LayerPorts(output!)];
  const error = k * errorSlope[0];
  let before = { re: 0, im: 0 };
  for (let omega = 0; omega < 60; omega = 0.001 + 1.04 * omega) {
    below.moveTo(omega);
    above.moveTo(omega);
    const b = { re: below.b.re[0], im: below.b.im[0] };
    const t = { re: above.c.re[0] + error * above.f.re[0], im: above.c.im[0] + error * above.f.im[0] };
    const [cosine, sine] = [Math.cos(2 * omega * delay), -Math.sin(2 * omega * delay)];
    const re = up[1]![0] ** 2 * (b.re * t.re - b.im * t.im);
    const im = up[1]![0] ** 2 * (b.re * t.im + b.im * t.re);
    const turned = { re: cosine * re - sine * im, im: cosine * im + sine * re };
    if (omega === 0 && turned.re >= 1) return true;
    if (omega > 0 && before.im > 0 !== turned.im > 0 && Math.min(before.re, turned.re) > 1) return true;
    before = turned;
  }
  return false;
}

it('says of no loop of single neurons that it is clear that crosses the real axis beyond +1 at a part of beta', () => {
  const draw = stream('single neurons');
  let [clear, near] = [0, 0];
  for (let trial = 0; trial < 40_000; trial++) {
    const signal = smallest(draw);
    if (!evenLagsKeepClear(signal)) continue;
    clear++;
    for (const k of [0, 0.1, 0.5, 1]) expect(meetsOne(signal, k)).toBe(false);
    if (meetsOne({ ...signal, up: [null, Float64Array.of(1.3 * signal.up[1]![0])] }, 1)) near++;
  }
  expect(clear).toBeGreaterThan(4000);
  expect(near).toBeGreaterThan(100);
});

it('bounds by how much lags differ from one at every frequency', () => {
  const draw = stream('unevenness');
  let nearest = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const { layers, errorSlope, fastestRate } = smallest(draw);
    const [, hidden, output] = layers as readonly SmallSignalLayer[];
    const tau = meanTau([hidden, output]);
    const above = outputUnevenness(output, errorSlope, 1, tau)!;
    const within = hiddenUnevenness(hidden, above.sign, tau);
    const [from, to] = [new LayerPorts(hidden), new LayerPorts(output)];
    const square = above.root[0] ** 2;
    const atRest = output.sendDifference[0] * (output.slope.plus[0] - output.slope.minus[0]);
    expect(Math.abs(atRest) / square).toBeCloseTo(above.open[0], 9);
    for (let omega = 0.01; omega < 100; omega *= 1.5) {
      from.moveTo(omega);
      to.moveTo(omega);
      const x = omega * tau;
      const g = x / Math.sqrt(1 + (omega / fastestRate) ** 2);
      /** |value / h_0 - rest|, 1 / h_0 = 1 + jx. */
      const off = (re: number, im: number, rest: number) => Math.sqrt((re - x * im - rest) ** 2 + (im + x * re) ** 2);
      const { c, f } = to;
      const error = errorSlope[0];
      const pairs = [
        [off(c.re[0] + error * f.re[0], c.im[0] + error * f.im[0], above.sign * square), square * above.through[0]],
        [off(c.re[0], c.im[0], atRest), square * above.openUneven[0]],
        [off(from.b.re[0], from.b.im[0], above.sign * within.passed[0]), within.uneven[0]],
      ];
      for (const [differs, bound] of pairs) {
        expect(differs).toBeLessThan(g * bound * (1 + 1e-9) + 1e-12 * x);
        if (bound > 1e-6) nearest = Math.max(nearest, differs / (g * bound));
      }
    }
  }
  expect(nearest).toBeGreaterThan(0.9);
});

/** Largest singular value, from below. */
function spectralNorm({ rows: n, re, im }: ComplexMatrix): number {
  let x = { re: new Float64Array(n).fill(1), im: new Float64Array(n).map((_, i) => Math.sqrt(i)) };
  let norm = 0;
  for (let step = 0; step < 60; step++) {
    const y = { re: new Float64Array(n), im: new Float64Array(n) };
    const z = { re: new Float64Array(n), im: new Float64Array(n) };
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < n; j++, at++) {
        y.re[i] += re[at] * x.re[j] - im[at] * x.im[j];
        y.im[i] += re[at] * x.im[j] + im[at] * x.re[j];
      }
    }
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < n; j++, at++) {
        z.re[j] += re[at] * y.re[i] + im[at] * y.im[i];
        z.im[j] += re[at] * y.im[i] - im[at] * y.re[i];
      }
    }
    const length = Math.sqrt(z.re.reduce((sum, value, i) => sum + value ** 2 + z.im[i] ** 2, 0));
    if (length === 0) return 0;
    norm = Math.sqrt(length);
    x = { re: z.re.map((value) => value / length), im: z.im.map((value) => value / length) };
  }
  return norm;
}

it('bounds what the loop is besides two lags and a symmetric matrix, with the error and without', () => {
  let [whole, open, counted] = [0, 0, 0];
  for (let trial = 0; trial < 200; trial++) {
    const wish = {
      mismatch: [0.02, 0.3][trial % 2],
      tauSpread: [0.1, 0.6][Math.floor(trial / 2) % 2],
      weightGain: 0.3,
    };
    const signal = signalOf({ seed: `bounds ${trial}`, ...wish }, trial, { beta: [0.5, 4][trial % 2] });
    const [, hidden, output] = signal.layers as readonly SmallSignalLayer[];
    const even = [hidden, output, null][Math.floor(trial / 5) % 3];
    even?.rate.plus.fill(1 / TAU);
    even?.rate.minus.fill(1 / TAU);
    const bounds = evenLagBounds(hidden, output, signal.up[1]!, signal.errorSlope, 1, TAU);
    if (bounds === null) continue;
    counted++;
    const n = output.size;
    const transfer = new LoopTransfer(signal);
    const ports = new LayerPorts(output);
    const units = outputUnevenness(output, signal.errorSlope, 1, TAU)!.root;
    /** N at k = 1 or 0 less another matrix. */
    const loop = (omega: number, error: 0 | 1, less?: ComplexMatrix) => {
      const { returned } = transfer.belowOutput(omega);
      ports.moveTo(omega);
      const through = { re: new Float64Array(n), im: new Float64Array(n) };
      for (let j = 0; j < n; j++) {
        const slope = error * signal.errorSlope[j * n + j];
        through.re[j] = ports.c.re[j] + slope * ports.f.re[j];
        through.im[j] = ports.c.im[j] + slope * ports.f.im[j];
      }
      const product = complexMatrix(n, n);
      timesDiagonal(returned, through, product);
      rescale(product, units);
      // Over h = 1 / (1 + jx)^2.
      const [u, v] = [1 - (omega * TAU) ** 2, 2 * omega * TAU];
      for (let at = 0; at < n * n; at++) {
        const [re, im] = [product.re[at], product.im[at]];
        product.re[at] = u * re - v * im - (less?.re[at] ?? 0);
        product.im[at] = u * im + v * re - (less?.im[at] ?? 0);
      }
      return product;
    };
    const atRest = loop(0, 1);
    expect(spectralNorm(atRest)).toBeLessThan(bounds.whole + 1e-12);
    for (const x of [0, 0.03, 0.3, 1, 3, 10]) {
      const g = x / Math.sqrt(1 + (x / (signal.fastestRate * TAU)) ** 2);
      const off = spectralNorm(loop(x / TAU, 1, atRest));
      const shut = spectralNorm(loop(x / TAU, 0));
      const mayBeOff = g * (bounds.uneven[0] + g * bounds.uneven[1]);
      const mayBeShut = bounds.open[0] + g * (bounds.open[1] + g * bounds.open[2]);
      expect(off).toBeLessThan(mayBeOff + 1e-12);
      expect(shut).toBeLessThan(mayBeShut + 1e-12);
      if (mayBeOff > 1e-9) whole = Math.max(whole, off / mayBeOff);
      if (mayBeShut > 1e-9) open = Math.max(open, shut / mayBeShut);
    }
  }
  expect(counted).toBeGreaterThan(100);
  expect(whole).toBeGreaterThan(0.7);
  expect(open).toBeGreaterThan(0.7);
});

it('says nothing of outputs that pass on with both signs', () => {
  const signal = signalOf({ seed: 'both signs', layers: [3, 6, 4], weightGain: 0.01 }, 0, { beta: 0.1 });
  const [, , output] = signal.layers;
  expect(evenLagsKeepClear(signal)).toBe(true);
  // The error of the second output is less than what its compartments differ by.
  output!.slope.minus[1] *= 1 / 9;
  const { plus, minus } = output!.slope;
  const { nudge } = output!;
  const through = (i: number) =>
    plus[i] * (1 + signal.errorSlope[5 * i] * nudge.plus[i]) +
    minus[i] * (signal.errorSlope[5 * i] * nudge.minus[i] - 1);
  expect(through(0) * through(1)).toBeLessThan(0);
  expect(evenLagsKeepClear(signal)).toBe(false);
});
