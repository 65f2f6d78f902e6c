import { expect, it } from 'vitest';
import { Branch } from '../../src/analysis/branch.ts';
import { wrapped } from '../../src/analysis/frequency-grid.ts';
import { GainScan } from '../../src/analysis/gain-scan.ts';
import { LayerPorts } from '../../src/analysis/layer-ports.ts';
import { LoopForm } from '../../src/analysis/loop-form.ts';
import { sampleLoop } from '../../src/analysis/loop-sample.ts';
import { LoopTransfer } from '../../src/analysis/loop-transfer.ts';
import { loopModes } from '../../src/analysis/margins.ts';
import { type SmallSignal, type SmallSignalLayer, smallSignal } from '../../src/analysis/small-signal.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { RULES } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { type ChipWish, randomCircuit, zeroState } from './random-circuit.ts';

const TAU = 1e-5;
const LAYERS = [
  [3, 6, 4],
  [3, 2, 6],
  [4, 9, 3],
];
const SMALLEST = 1e-6;

function circuitOf(wish: Partial<ChipWish> & { readonly seed: string }, trial: number): Circuit {
  return randomCircuit(RULES[trial % 2], { layers: LAYERS[trial % 3], alpha: (trial % 5) / 4, tau: TAU, ...wish });
}

function driveOf({ chip }: Circuit): Drive {
  const [input, , target] = chip.layers.map((n) => new Float64Array(n));
  return { input, target, loss: 'squared-error', beta: 1, nudge: 'live' };
}

function signalOf(
  wish: Partial<ChipWish> & { readonly seed: string },
  trial: number,
  drive: Partial<Drive> = {},
): SmallSignal {
  const circuit = circuitOf(wish, trial);
  const target = new Float64Array(circuit.chip.layers.at(-1)!);
  return smallSignal(circuit, { ...driveOf(circuit), target, ...drive }, zeroState(circuit.chip));
}

function spreadWish(trial: number) {
  return {
    seed: `spread ${trial}`,
    mismatch: [0.02, 0.1, 0.3, 0.6][trial % 4],
    tauSpread: [0.02, 0.1, 0.3, 0.6, 0.9][Math.floor(trial / 4) % 5],
    delay: [0, 0.02, 0.3, 2][Math.floor(trial / 3) % 4] * TAU,
    thresholdSpread: 0.1,
    weightGain: [0.5, 1, 3, 8][Math.floor(trial / 7) % 4],
  };
}

const untouched = (trial: number) => signalOf(spreadWish(trial), trial);

/** A chip whose lags, delay and mismatch are spread by anything between little and much. */
function spread(trial: number): SmallSignal {
  const signal = untouched(trial);
  // A layer of even lags leaves all to the other.
  const even = signal.layers[Math.floor(trial / 5) % 3];
  even?.rate.plus.fill(1 / TAU);
  even?.rate.minus.fill(1 / TAU);
  return signal;
}

const timesError = (signal: SmallSignal, factor: number) => ({
  ...signal,
  errorSlope: signal.errorSlope.map((slope) => factor * slope),
});

/** The gain margin by loci that are followed over all frequencies, without any proof: Infinity, none. */
function followed(signal: SmallSignal): { readonly margin: number; readonly omega: number | null } {
  const scan = new GainScan(signal, SMALLEST);
  scan.run();
  return { margin: scan.at === null ? Infinity : 1 / scan.largest, omega: scan.at };
}

/** Growing modes, by how often chi turns around 0 over frequencies next to each other. */
function modesByNyquist(signal: SmallSignal): number {
  const transfer = new LoopTransfer(signal);
  let turn = 0;
  let before = sampleLoop(transfer, 0).angle;
  for (let omega = 1e-3 / TAU; omega < 300 / TAU; omega *= 1.01) {
    const { angle } = sampleLoop(transfer, omega);
    turn += wrapped(angle - before);
    before = angle;
  }
  return Math.round(-turn / Math.PI) + 0;
}

const isClear = (signal: SmallSignal, least: number, most: number) => LoopForm.of(signal)!.keepsClear(least, most);

it('proves every runaway of lags that are the same, as far as it goes, and nothing beyond', () => {
  let runaways = 0;
  for (let trial = 0; trial < 60; trial++) {
    const signal = signalOf(
      { seed: `same ${trial}`, mismatch: trial % 4 === 0 ? 0 : 0.05, delay: [0, 0.01 * TAU][trial % 2] },
      trial,
    );
    const { margin, omega } = followed(signal);
    if (omega !== 0) continue;
    runaways++;
    expect(isClear(signal, 0, (1 - 1e-9) * margin)).toBe(true);
    expect(isClear(signal, 0, (1 + 1e-9) * margin)).toBe(false);
  }
  expect(runaways).toBeGreaterThan(20);
});

it('says of no loop that it is clear that meets +1 at a factor that it is asked about, whatever the spread of lags, delay and mismatch', () => {
  const said = { clear: 0, oscillation: 0, early: 0, open: 0, ranges: 0 };
  for (let trial = 0; trial < 500; trial++) {
    const signal = spread(trial);
    const { margin, omega } = followed(signal);
    const isQuiet = loopModes(timesError(signal, 0)).unstableModes === 0;
    for (const part of [0.01, 0.1, 0.5, 0.9, 1 - 1e-6]) {
      if (!isClear(signal, 0, part * Math.min(margin, 1e3))) continue;
      expect(isQuiet).toBe(true);
      said.clear++;
      if (omega! > 0) said.oscillation++;
      if (part < 0.5) said.early++;
    }
    if (margin === Infinity) continue;
    for (const part of [1 + 1e-6, 1.01, 1.3, 3]) expect(isClear(signal, 0, part * margin)).toBe(false);
    if (!isQuiet) said.open++;
    // Beyond the margin, and where loops are open at both ends of a range.
    for (const [least, most] of [
      [0.5, 1.001],
      [0.999, 1.2],
      [1.2, 1.5],
      [3, 4],
      [20, 30],
    ]) {
      if (!isClear(signal, least * margin, most * margin)) continue;
      expect(least > 1).toBe(true);
      said.ranges++;
      for (const part of [least, most]) expect(loopModes(timesError(signal, part * margin)).unstableModes).toBe(0);
    }
  }
  expect(said.clear).toBeGreaterThan(900);
  expect(said.oscillation).toBeGreaterThan(200);
  expect(said.early).toBeGreaterThan(400);
  expect(said.open).toBeGreaterThan(10);
  expect(said.ranges).toBeGreaterThan(5);
});

it('says of no frequency at which a locus is on the real axis beyond +1 that it is clear', () => {
  let [inside, intervals, up] = [0, 0, 0];
  for (let trial = 0; trial < 300; trial++) {
    const signal = spread(trial);
    const { margin, omega } = followed(signal);
    if (margin === Infinity || omega === 0) continue;
    const form = LoopForm.of(signal)!;
    if (!form.reach(0, 1.001 * margin)) continue;
    for (let at = 0; at < form.end; ) {
      const to = form.clearFrom(at);
      if (to > at) intervals++;
      if (to > omega! ** 2) up++;
      if (at <= omega! ** 2 && to >= omega! ** 2) inside++;
      at = to > at ? to : Math.max(1.3 * at, (0.1 / TAU) ** 2);
    }
  }
  expect(inside).toBe(0);
  expect(intervals).toBeGreaterThan(50);
  expect(up).toBeGreaterThan(20);
});

it('finds the gain margins and the modes of loci followed over all frequencies', () => {
  let [oscillations, runaways, none] = [0, 0, 0];
  for (let trial = 0; trial < 200; trial++) {
    const signal = spread(trial);
    const { margin, omega } = followed(signal);
    const { gainMargin, angularFrequency, unstableModes } = loopModes(signal);
    if (margin === Infinity) expect(gainMargin).toBe(null);
    // Crossings are solved for to 1e-11 of the modulus.
    else expect(Math.abs(gainMargin! / margin - 1)).toBeLessThan(1e-9);
    if (margin > 1 && loopModes(timesError(signal, 0)).unstableModes === 0) expect(unstableModes).toBe(0);
    if (omega === null) none++;
    else if (omega > 0) oscillations++;
    else runaways++;
    if (omega! > 0) expect(Math.abs(angularFrequency! / omega! - 1)).toBeLessThan(1e-6);
  }
  expect(oscillations).toBeGreaterThan(60);
  expect(runaways).toBeGreaterThan(30);
  expect(none).toBeGreaterThan(5);
});

it('counts growing modes right where loci are followed on a part of the frequencies alone', () => {
  let growing = 0;
  // On the last, modes grow without any error.
  for (const trial of [524, 861, 884, 944, 1137, 1622, 2066]) {
    const signal = untouched(trial);
    const { unstableModes } = loopModes(signal);
    expect(unstableModes).toBe(modesByNyquist(signal));
    growing += unstableModes;
  }
  expect(growing).toBeGreaterThan(0);
});

it('ends a branch where a mode grows that no longer does where the branch is looked at', () => {
  for (const [trial, beyond] of [
    [24, 1.5],
    [98, 3],
    [444, 3],
  ]) {
    const signal = untouched(trial);
    const { margin } = followed(signal);
    expect(modesByNyquist(timesError(signal, beyond * margin))).toBe(0);
    const circuit = circuitOf(spreadWish(trial), trial);
    const branch = new Branch(circuit, { ...driveOf(circuit), beta: beyond * margin });
    expect(branch.at(beyond * margin)).toBe(null);
    expect(branch.end!.by).toBe('mode');
    expect(branch.end!.beta / margin).toBeCloseTo(1, 9);
  }
});

it('is there for loops of one hidden layer, the transpose as feedback, and an error that mixes no outputs', () => {
  const wish = { seed: 'not symmetric', weightGain: 0.01 };
  const layers = [3, 6, 4];
  expect(isClear(signalOf({ ...wish, layers }, 0), 0, 1)).toBe(true);
  expect(LoopForm.of(signalOf({ ...wish, layers, separateFeedback: true }, 0))).toBe(null);
  expect(LoopForm.of(signalOf({ ...wish, layers }, 0, { loss: 'cross-entropy' }))).toBe(null);
  expect(LoopForm.of(signalOf({ ...wish, layers: [3, 6, 5, 4] }, 0))).toBe(null);
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
  for (let trial = 0; trial < 5000; trial++) {
    const signal = smallest(draw);
    if (!isClear(signal, 0, 1)) continue;
    clear++;
    for (const k of [0, 0.1, 0.5, 1]) expect(meetsOne(signal, k)).toBe(false);
    if (meetsOne({ ...signal, up: [null, Float64Array.of(1.3 * signal.up[1]![0])] }, 1)) near++;
  }
  expect(clear).toBeGreaterThan(2000);
  expect(near).toBeGreaterThan(50);
});
