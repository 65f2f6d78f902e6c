import { describe, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Wire } from '../../src/config/device.ts';
import { randomNetwork, withSynapse } from './device.ts';
import { type Crossbar, type Ends, readCurrents } from './resistor-network.ts';

const UPPER = 4;
const LOWER = 5;
const G_MAX = 2e-5;
/** Layer 1 to layer 2 is the array under test, so that it is read both ways. */
const NETWORK = randomNetwork([2, LOWER, UPPER]);
const WEIGHTS = NETWORK.forward[1].weights;
const ON_OFF = 20;

function chipWith(resistance: number, readDown: Wire['readDown']) {
  const wire = { resistance, maximumConductance: G_MAX, readDown };
  const range = { percentile: 1, onOffRatio: ON_OFF };
  return sampleChip(withSynapse({ wire, range }), NETWORK, 'seed', 0);
}

/** The pairs of devices as the Synapse type defines them, written down once more: rows 2i (plus) and 2i + 1 (minus). */
function crossbar(resistance: number): { bar: Crossbar; unit: number } {
  const largest = Math.max(...WEIGHTS.map(Math.abs));
  const lowest = 1 / ON_OFF;
  const conductance = Array.from({ length: 2 * UPPER }, (_, p) =>
    Array.from({ length: LOWER }, (_, j) => {
      const w = WEIGHTS[(p >> 1) * LOWER + j] * (p % 2 === 0 ? 1 : -1);
      return G_MAX * (lowest + (1 - lowest) * (Math.max(w, 0) / largest));
    }),
  );
  return { bar: { conductance, resistance }, unit: largest / (1 - lowest) / G_MAX };
}

/** W of a read up, one unit voltage at a time: the difference of a neuron's two currents. */
function exactUp(resistance: number): number[] {
  const { bar, unit } = crossbar(resistance);
  const columns = Array.from({ length: LOWER }, (_, j) =>
    readCurrents(
      bar,
      'up',
      'first',
      Array.from({ length: LOWER }, (_, i) => Number(i === j)),
    ),
  );
  return Array.from(WEIGHTS, (_, w) => {
    const [i, j] = [Math.floor(w / LOWER), w % LOWER];
    return unit * (columns[j][2 * i] - columns[j][2 * i + 1]);
  });
}

/** B of a read down: neuron i drives its two wires with opposite voltages. */
function exactDown(resistance: number, ends: Ends): number[] {
  const { bar, unit } = crossbar(resistance);
  const rows = Array.from({ length: UPPER }, (_, i) =>
    readCurrents(
      bar,
      'down',
      ends,
      Array.from({ length: 2 * UPPER }, (_, p) => (p >> 1 === i ? (p % 2 === 0 ? 1 : -1) : 0)),
    ),
  );
  return Array.from(WEIGHTS, (_, w) => unit * rows[Math.floor(w / LOWER)][w % LOWER]);
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Math.max(...Array.from(one, (value, i) => Math.abs(value - other[i])));
}

describe('IR drop against the exact resistor network', () => {
  // The largest drop at 25 ohm is some percent; the remainder of the expansion must fall as its square.
  const cases: [string, (r: number) => ArrayLike<number>, (r: number) => number[]][] = [
    ['read up', (r) => chipWith(r, 'same-ends').forward[1].weights, exactUp],
    ['read down at the opposite ends', (r) => chipWith(r, 'opposite-ends').feedback[1]!, (r) => exactDown(r, 'last')],
    ['read down at the same ends', (r) => chipWith(r, 'same-ends').forward[1].weights, (r) => exactDown(r, 'first')],
  ];
  it.each(cases)('%s: the error is of second order', (_, firstOrder, exact) => {
    const resistances = [25, 12.5, 6.25, 3.125];
    const errors = resistances.map((r) => largestDifference(firstOrder(r), exact(r)));
    const drops = resistances.map((r) => largestDifference(WEIGHTS, exact(r)));
    for (let i = 1; i < errors.length; i++) {
      expect(Math.log2(errors[i - 1] / errors[i])).toBeGreaterThan(1.9);
      expect(Math.log2(errors[i - 1] / errors[i])).toBeLessThan(2.1);
      expect(Math.log2(drops[i - 1] / drops[i])).toBeGreaterThan(0.9);
      expect(Math.log2(drops[i - 1] / drops[i])).toBeLessThan(1.1);
    }
    expect(errors[0]).toBeLessThan(0.1 * drops[0]);
  });

  it('is the same read both ways at the same ends, and not at opposite ends', () => {
    expect(chipWith(25, 'same-ends').feedback).toEqual([null, null]);
    expect(largestDifference(exactUp(25), exactDown(25, 'first'))).toBeLessThan(1e-13);
    const { forward, feedback } = chipWith(25, 'opposite-ends');
    expect(feedback[0]).toBeNull();
    expect(largestDifference(forward[1].weights, feedback[1]!)).toBeGreaterThan(1e-3);
  });

  it('leaves perfect wires alone', () => {
    const { forward, feedback } = chipWith(0, 'opposite-ends');
    expect(largestDifference(forward[1].weights, WEIGHTS)).toBeLessThan(1e-15);
    expect(feedback[0]).toBeNull();
  });

  it('at the far end of N equal cells is R G N (N + 1)/2 along one wire', () => {
    // One upper neuron, 64 lower ones, all at g_max; the lower wires have two cells, the minus one at 0.
    const network = {
      ...NETWORK,
      layers: [64, 1],
      forward: [{ weights: new Float64Array(64).fill(1), bias: new Float64Array(1) }],
    };
    const wire: Wire = { resistance: 1, maximumConductance: 12e-6, readDown: 'same-ends' };
    const { weights } = sampleChip(withSynapse({ wire }), network, 'seed', 0).forward[0];
    expect(1 - weights[63]).toBeCloseTo(12e-6 * ((64 * 65) / 2 + 1), 14);
    expect(1 - weights[0]).toBeCloseTo(12e-6 * (64 + 1), 14);
  });

  it('is refused where the first order fails', () => {
    expect(() => chipWith(1000, 'same-ends')).toThrow(
      /^test, seed seed, chip 0, array from layer 0 to layer 1: an IR drop of \d+ % at a device, above the 30 %/,
    );
  });
});
