import { describe, expect, it } from 'vitest';
import type { Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const TAU = 1e-5;
/** So large that a count of events is read off the energy, and so small that a time is. */
const [EVENT, STATIC] = [1e3, 1e-3];

/** 1-2-1 linear chip whose two hidden neurons differ, target far from its output. */
function run(nudge: Drive['nudge'], beta: number, options: { autoZero?: boolean; energy?: boolean } = {}) {
  const { autoZero = false, energy = true } = options;
  const own = idealChip({
    layers: [1, 2, 1],
    weights: [
      [0.8, 0.5],
      [0.7, 0.3],
    ],
    neurons: (layer) => (autoZero ? { autoZero: new Float64Array(layer === 1 ? 2 : 1) } : {}),
  });
  const chip = { ...own, energy: energy ? { event: EVENT, staticPerNeuron: STATIC } : null };
  const drive: Drive = {
    input: Float64Array.of(0.6),
    target: Float64Array.of(1),
    loss: 'squared-error',
    beta,
    nudge,
  };
  return simulate(circuitOf(chip, 'dp'), drive, { horizon: 500 * TAU, maxEvents: null });
}

describe('the energy of an inference', () => {
  // Nudged by so little that no difference is ever sent, a chip does nothing but infer.
  const alone = run('live', 1e-9);

  it('is all that a chip spends which is hardly nudged: its events, and three neurons until the last', () => {
    expect(alone.events.difference).toBe(0);
    expect(alone.events.activity).toBeGreaterThan(50);
    expect(alone.energy).toBeCloseTo(EVENT * alone.events.activity + STATIC * 3 * alone.settleTime!, 12);
  });

  it.each([
    ['held', {}],
    ['held', { autoZero: true }],
    ['live', { autoZero: true }],
  ] as const)('is the part before nudging where there is one: error %s, %o', (nudge, options) => {
    const nudged = run(nudge, 0.5, options);
    expect(nudged.events.difference).toBeGreaterThan(0);
    expect(nudged.freeEnergy).toBe(alone.energy);
    expect(nudged.energy).toBeGreaterThan(nudged.freeEnergy!);
    const { activity, difference } = nudged.events;
    expect(nudged.energy).toBeCloseTo(EVENT * (activity + difference) + STATIC * 3 * nudged.endTime, 9);
  });

  it('does not depend on how much the chip is nudged, as that of an update does', () => {
    const [weak, strong] = [run('held', 0.1), run('held', 0.5)];
    expect(weak.freeEnergy).toBe(strong.freeEnergy);
    expect(weak.energy).toBeLessThan(strong.energy!);
  });

  it('is at most that of the update, also where nudging moves nothing', () => {
    const idle = run('live', 1e-9, { autoZero: true });
    expect(idle.events.difference).toBe(0);
    expect(idle.energy).toBe(idle.freeEnergy);
  });

  it('is not told apart where nudging begins at once, nor known where the chip states no energies', () => {
    expect(run('live', 0.5).freeEnergy).toBeNull();
    expect(run('held', 0.5, { energy: false })).toMatchObject({ energy: null, freeEnergy: null });
  });
});
