import { expect, it } from 'vitest';
import { linearise, type SmallSignal, type State } from '../../src/analysis/small-signal.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { stream } from '../../src/random/stream.ts';
import { randomCircuit } from './random-circuit.ts';

const LAYERS = [4, 7, 6, 3];

it('is the same whatever is shared with the same circuit linearised elsewhere', () => {
  const wish = { layers: LAYERS, seed: 'elsewhere', alpha: 0.3, mismatch: 0.2, tauSpread: 0.2, thresholdSpread: 0.1 };
  const circuit = randomCircuit('dp', { ...wish, separateFeedback: true });
  const random = stream('elsewhere', 'slopes');
  const array = (n: number, make: () => number) => Float64Array.from({ length: n }, make);
  const drive: Drive = {
    input: array(4, random),
    target: array(3, random),
    loss: 'cross-entropy',
    beta: 0.3,
    nudge: 'live',
  };
  // Half of the compartments pass nothing; then the same neurons do, and then all of them but one.
  const slopesOf = (): State =>
    LAYERS.map((n, k) => {
      const slope = () => (random() < 0.5 ? 0 : random());
      return k === 0 ? null : { plus: array(n, slope), minus: array(n, slope) };
    });
  const steeper = (slopes: State): State =>
    slopes.map((slope) => slope && { plus: slope.plus.map((s) => 2 * s), minus: slope.minus.map((s) => 3 * s) });
  const withoutLast = (slopes: State): State =>
    slopes.map((slope, k) => {
      if (k !== 1) return slope;
      const last = slope!.plus.findLastIndex((s, i) => s !== 0 || slope!.minus[i] !== 0);
      const silenced = (s: number, i: number) => (i === last ? 0 : s);
      return { plus: slope!.plus.map(silenced), minus: slope!.minus.map(silenced) };
    });
  let before: SmallSignal | null = null;
  let shared = 0;
  let slopes = slopesOf();
  for (let point = 0; point < 60; point++) {
    slopes = [slopesOf, () => steeper(slopes), () => withoutLast(slopes)][point % 3]();
    const output = array(3, random);
    const own: SmallSignal = linearise(circuit, drive, random(), slopes, output, before);
    if (own.up === before?.up) shared++;
    const alone = linearise(circuit, { ...drive }, 0, slopes, output);
    const wanted = { ...alone, errorSlope: own.errorSlope };
    expect(structuredClone({ ...own })).toEqual(structuredClone(wanted));
    expect(own.silentRate).toBe(alone.silentRate);
    before = own;
  }
  expect(shared).toBe(20);
});
