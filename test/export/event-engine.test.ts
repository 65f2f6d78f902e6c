import { describe, expect, it } from 'vitest';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { largestTau } from '../../src/engine/limits.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES, type Rule } from '../../src/model/rules.ts';
import type { RunResult } from '../../src/verdict/run-result.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { type ChipWish, driveOf, mismatchedChip } from './mismatched-chip.ts';
import { courseAt, finalValue, NGSPICE_MISSING, runExported, type SpiceRun, WITH_NGSPICE } from './ngspice.ts';

const LAYERS = [6, 8, 6, 3];
const THRESHOLD = 2e-4;
/** Settled compartments agree within both thresholds and 0.1 % of full scale. */
const SETTLED = 2 * THRESHOLD + 1e-3;

/** The same circuit and drive by events and by ngspice, both for `periods` times the largest tau. */
function runBoth(circuit: Circuit, drive: Drive, periods: number, watched: readonly [number, number]) {
  const horizon = periods * largestTau(circuit.chip);
  const trace = new Trace();
  const events = simulate(circuit, drive, { horizon, maxEvents: 3e6 }, { trace });
  return { events, trace, spice: runExported(circuit, drive, { horizon }, watched) };
}

/** Largest |v_c by events - v_c by ngspice| of one neuron at all times that the trace has. */
function worstCourse(trace: Trace, spice: SpiceRun, [layer, neuron]: readonly [number, number], from = 0): number {
  let worst = 0;
  for (let row = 0; row < trace.course.length; row += 5) {
    const [t, k, i, plus, minus] = trace.course.slice(row, row + 5);
    if (k !== layer || i !== neuron || t < from) continue;
    const [p, m] = courseAt(spice.course, t);
    worst = Math.max(worst, Math.abs(p - plus), Math.abs(m - minus));
  }
  return worst;
}

/** Largest |s_c by events - s_c by ngspice| of all compartments at the end. */
function worstFinal(events: RunResult, spice: SpiceRun): number {
  let worst = 0;
  events.state.forEach((state, k) => {
    state?.plus.forEach((s, i) => {
      worst = Math.max(worst, Math.abs(finalValue(spice, 's_plus', k, i) - s));
      worst = Math.max(worst, Math.abs(finalValue(spice, 's_minus', k, i) - state.minus[i]));
    });
  });
  return worst;
}

describe.skipIf(NGSPICE_MISSING)(`event simulation and ngspice on the same chips${WITH_NGSPICE}`, () => {
  const wishes: ChipWish[] = [0, 0.3, 1].flatMap((alpha, n) => [
    { seed: `relu ${n}`, layers: LAYERS, activation: 'relu', alpha, delay: 2e-7, rails: [-1, 2], thresholdSpread: 0.1 },
    { seed: `hard ${n}`, layers: LAYERS, activation: 'hard-sigmoid', alpha, delay: 2e-6, separateFeedback: n === 1 },
  ]);
  for (const wish of wishes) {
    for (const rule of RULES) {
      it(`${wish.activation}, alpha ${wish.alpha}, ${rule}`, () => {
        const chip = mismatchedChip({ ...wish, threshold: THRESHOLD });
        const { events, trace, spice } = runBoth(circuitOf(chip, rule), driveOf(chip, 0.15), 60, [1, 2]);
        expect(events.outcome).toBe('settled');
        expect(worstFinal(events, spice)).toBeLessThan(SETTLED);
        expect(worstCourse(trace, spice, [1, 2])).toBeLessThan(0.01);
      });
    }
  }

  const twoPhases: [what: string, wish: Partial<ChipWish>, drive: Partial<Drive>][] = [
    ['held error', {}, { nudge: 'held' }],
    ['held cross-entropy error', {}, { nudge: 'held', loss: 'cross-entropy' }],
    ['auto-zero', { autoZero: true }, {}],
    ['auto-zero and held error', { autoZero: true }, { nudge: 'held' }],
  ];
  for (const [what, wish, more] of twoPhases) {
    it(`${what}: the same end`, () => {
      const base = { layers: [4, 6, 5, 3], activation: 'relu', alpha: 0.3, delay: 2e-7, threshold: THRESHOLD } as const;
      const chip = mismatchedChip({ ...base, ...wish, seed: `phases ${what}` });
      const { events, spice } = runBoth(circuitOf(chip, 'dp'), driveOf(chip, 0.15, more), 40, [1, 2]);
      expect(events.outcome).toBe('settled');
      expect(worstFinal(events, spice)).toBeLessThan(SETTLED);
    });
  }
});

/** Largest |v| of the course from a time on, and how far it still swings. */
function late({ course }: SpiceRun, from: number): { largest: number; swing: number } {
  const values = course.flatMap(([t, plus, minus]) => (t >= from ? [[plus, minus]] : []));
  const swings = [0, 1].map((c) => Math.max(...values.map((v) => v[c])) - Math.min(...values.map((v) => v[c])));
  return { largest: Math.max(...values.flat().map(Math.abs)), swing: Math.max(...swings) };
}

describe.skipIf(NGSPICE_MISSING)(`what does not settle${WITH_NGSPICE}`, () => {
  // DP at alpha = 0 closes a loop of positive feedback through the error; DP-transpose opens it.
  const runaway = {
    seed: 'runaway',
    layers: LAYERS,
    activation: 'relu',
    alpha: 0,
    delay: 2e-7,
    threshold: 1e-2,
  } as const;
  const rails = [-2, 3] as const;
  const run = (wish: ChipWish, rule: Rule, periods: number) => {
    const chip = mismatchedChip(wish);
    const both = runBoth(circuitOf(chip, rule), driveOf(chip, 3), periods, [3, 0]);
    return { ...both, horizon: periods * largestTau(chip), chip };
  };

  it('without rails both run away under DP, beyond 10 full scales', () => {
    const { events, spice, horizon } = run(runaway, 'dp', 100);
    expect(events.outcome).toBe('diverged');
    const outputs = [0, 1, 2].map((i) => Math.abs(finalValue(spice, 's_plus', 3, i)));
    expect(Math.max(...outputs)).toBeGreaterThan(10);
    expect(spice.final.get('end_time')).toBeLessThan(0.9 * horizon);
  });

  it('with rails both saturate under DP', () => {
    const { events, spice, chip } = run({ ...runaway, rails }, 'dp', 100);
    expect(events.outcome).toBe('saturated');
    const { gain, offset } = chip.neurons[3]!;
    let pinned = 0;
    events.state[3]!.minus.forEach((s, i) => {
      const found = finalValue(spice, 's_minus', 3, i);
      expect(Math.abs(found - s)).toBeLessThan(0.02);
      const v = (found - offset.minus[i]) / gain.minus[i];
      if (rails.some((rail) => Math.abs(v - rail) < 1e-3)) pinned++;
    });
    expect(pinned).toBeGreaterThan(0);
  });

  it('both settle under DP-transpose on the same chip', () => {
    const { events, spice, horizon } = run(runaway, 'dp-transpose', 100);
    expect(events.outcome).toBe('settled');
    expect(spice.final.get('end_time')).toBeCloseTo(horizon, 12);
    expect(late(spice, 0.8 * horizon).swing).toBeLessThan(1e-3);
  });

  it('both oscillate under DP at alpha = 1 with a long delay', () => {
    const { events, spice, horizon } = run({ ...runaway, alpha: 1, delay: 1e-5, rails }, 'dp', 40);
    expect(events.outcome).toBe('oscillating');
    expect(late(spice, 0.8 * horizon).swing).toBeGreaterThan(0.5);
  });
});
