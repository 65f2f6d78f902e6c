import { expect, it } from 'vitest';
import { keepsClear } from '../../src/analysis/clear-loop.ts';
import { loopMargins, loopModes } from '../../src/analysis/margins.ts';
import { smallSignal } from '../../src/analysis/small-signal.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { RULES } from '../../src/model/rules.ts';
import { type ChipWish, randomCircuit, zeroState } from './random-circuit.ts';

const SHAPES = [
  [3, 6, 4],
  [3, 7, 5, 4],
  [2, 5, 4, 6, 3],
  [3, 2, 6],
];
const TRIALS = 240;

/** A random chip linearised at a beta up to which its limit, if any, lies as often as not. */
function signalOf(trial: number) {
  const wish: ChipWish = {
    layers: SHAPES[trial % SHAPES.length],
    seed: `clear ${trial}`,
    alpha: (trial % 5) / 4,
    mismatch: [0, 0.05, 0.3][trial % 3],
    tauSpread: [0, 0.3, 0.6][Math.floor(trial / 3) % 3],
    thresholdSpread: 0.1,
    delay: [0, 2e-7, 5e-6, 3e-5][Math.floor(trial / 2) % 4],
    separateFeedback: trial % 7 === 0,
    weightGain: 0.5 + (trial % 11) / 4,
  };
  const circuit = randomCircuit(RULES[Math.floor(trial / 2) % 2], wish);
  const { layers } = circuit.chip;
  const drive: Drive = {
    input: new Float64Array(layers[0]),
    target: new Float64Array(layers[layers.length - 1]),
    loss: trial % 4 < 3 ? 'squared-error' : 'cross-entropy',
    beta: [0.3, 1, 4][Math.floor(trial / 5) % 3],
    nudge: trial % 29 === 0 ? 'held' : 'live',
  };
  return smallSignal(circuit, drive, zeroState(circuit.chip));
}

it('says of no chip that its loop is clear on which a mode grows at this beta or a smaller one, and of most others that it is', () => {
  let [clear, open, growing, hidden] = [0, 0, 0, 0];
  for (let trial = 0; trial < TRIALS; trial++) {
    const signal = signalOf(trial);
    // Beta 0: the loops between hidden layers alone.
    const shut = loopModes({ ...signal, errorSlope: new Float64Array(signal.errorSlope.length) }).unstableModes;
    const { unstableModes, gainMargin } = loopModes(signal);
    const isStable = unstableModes === 0 && shut === 0 && (gainMargin ?? Infinity) >= 1;
    const says = keepsClear(signal);
    if (says) expect(isStable).toBe(true);
    if (isStable && says) clear++;
    else if (isStable) open++;
    else growing++;
    if (shut > 0) hidden++;
  }
  expect(clear).toBeGreaterThan(4 * open);
  expect(growing).toBeGreaterThan(TRIALS / 5);
  expect(hidden).toBeGreaterThan(3);
});

it('proves most gain margins that are a runaway, to 1e-9, and none too large: the same as loci followed over all frequencies', () => {
  let [proved, runaways, scanned] = [0, 0, 0];
  for (let trial = 0; trial < TRIALS; trial++) {
    const signal = signalOf(trial);
    const { gainMargin, angularFrequency, unstableModes } = loopMargins(signal);
    const modes = loopModes(signal);
    expect(modes.unstableModes).toBe(unstableModes);
    expect(modes.gainMargin === null).toBe(gainMargin === null);
    if (gainMargin === null) continue;
    // Crossings are solved for to 1e-11 of the modulus.
    expect(Math.abs(modes.gainMargin! / gainMargin - 1)).toBeLessThan(1e-9);
    // Between two frequencies a locus may be out by more than is allowed for, but hardly.
    expect(keepsClear(signal, 1.02 * gainMargin)).toBe(false);
    const isProved = keepsClear(signal, (1 - 1e-9) * gainMargin);
    if (isProved) proved++;
    else scanned++;
    if (angularFrequency === 0 && trial % 4 < 3 && trial % 7 > 0 && signal.layers.length === 3) runaways++;
  }
  expect(scanned).toBeGreaterThan(20);
  expect(runaways).toBeGreaterThan(20);
  expect(proved).toBeGreaterThan(0.6 * runaways);
});

it('is not misled where modes grow between hidden layers of which the output hears next to nothing', () => {
  let growing = 0;
  for (let trial = 0; trial < 60; trial++) {
    const circuit = randomCircuit('dp', {
      layers: [3, 7, 5, 4],
      seed: `hidden ${trial}`,
      alpha: (trial % 5) / 4,
      mismatch: 0.4,
      tauSpread: 0.3,
      delay: [0, 5e-6, 3e-5][trial % 3],
      weightGain: 2 + (trial % 4),
    });
    const [, , { weights }] = circuit.chip.forward;
    for (let at = 0; at < weights.length; at++) weights[at] *= 1e-3;
    const [input, target] = [new Float64Array(3), new Float64Array(4)];
    const drive: Drive = { input, target, loss: 'squared-error', beta: 0.1, nudge: 'live' };
    const signal = smallSignal(circuit, drive, zeroState(circuit.chip));
    const { unstableModes } = loopModes(signal);
    if (unstableModes > 0) growing++;
    if (unstableModes > 0) expect(keepsClear(signal)).toBe(false);
  }
  expect(growing).toBeGreaterThan(8);
  expect(growing).toBeLessThan(55);
});
