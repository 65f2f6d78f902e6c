import { describe, expect, it } from 'vitest';
import { driveOf, peerChip } from '../../bench/peer-chip.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { mixedCircuit } from '../learning/mixed-circuit.ts';

const LIMITS = { horizon: 2e-3, maxEvents: 1e5 };
const NOISE = {
  thermal: { rms: 0.01, correlationTime: 1e-6 },
  flicker: null,
  // Relative to the currents of the arrays, those of the input among them.
  read: { relative: 0.02, correlationTime: 2e-6 },
};

/** Chips of the same neurons whose arrays differ. */
function chips(separateFeedback: boolean, noise: typeof NOISE | null) {
  const wish = { activation: 'relu', loss: 'squared-error', beta: 0.1, separateFeedback } as const;
  const first = mixedCircuit('dp', { ...wish, seed: 'programmed' });
  const other = mixedCircuit('dp', { ...wish, seed: 'programmed otherwise' });
  const encoder = { ...first.circuit.chip.encoder, activityThreshold: 0.005, differenceThreshold: 0.005 };
  const chip = { ...first.circuit.chip, encoder, noise };
  const { forward, feedback } = other.circuit.chip;
  return { drive: first.drive, from: chip, to: { ...chip, forward, feedback } };
}

describe('a simulator that is programmed anew', () => {
  it.each([
    { separateFeedback: false, noise: null },
    { separateFeedback: true, noise: null },
    { separateFeedback: true, noise: NOISE },
  ])('runs, event for event, as one made for the chip: %o', ({ separateFeedback, noise }) => {
    const { drive, from, to } = chips(separateFeedback, noise);
    const run = (simulator: Simulator) => {
      const trace = new Trace();
      const result = simulator.run(drive, LIMITS, { trace, noise: noiseStreams('program', 0, 0) });
      return { events: trace.events, state: result.state, margins: result.outlook.margins };
    };
    const simulator = new Simulator(circuitOf(from, 'dp'));
    const before = run(simulator);
    simulator.program(to);
    const after = run(simulator);
    expect(after).toEqual(run(new Simulator(circuitOf(to, 'dp'))));
    expect(after.events).not.toEqual(before.events);
    simulator.program(from);
    expect(run(simulator)).toEqual(before);
  });

  // The bounds that prove that no mode grows are of the arrays, and worked out once for all drives.
  it('does not take the modes of new arrays for those of the former', () => {
    const { chip, ...drive } = peerChip([8, 12, 12, 4], 'programmed');
    const encoder = { ...chip.encoder, delay: 3e-5 };
    const times = (factor: number) => {
      const scaled = chip.forward.map(({ weights, bias }) => ({ weights: weights.map((w) => factor * w), bias }));
      // What comes back from the output late and with the wrong sign makes a strong chip oscillate.
      return { ...chip, encoder, forward: scaled, feedback: [null, null, scaled[2].weights.map((w) => -w)] };
    };
    const fate = (made: Simulator) => made.run(driveOf({ chip, ...drive, beta: 2 }), LIMITS).outlook.fate;
    const simulator = new Simulator(circuitOf(times(0.05), 'dp'));
    expect(fate(simulator)).toBe('stable');
    simulator.program(times(0.9));
    expect(fate(new Simulator(circuitOf(times(0.9), 'dp')))).toBe('lost');
    expect(fate(simulator)).toBe('lost');
  });

  it('refuses arrays that do not fit or are not finite, and stays as it was', () => {
    const { drive, from, to } = chips(false, null);
    const simulator = new Simulator(circuitOf(from, 'dp'));
    const { state } = simulator.run(drive, LIMITS);
    const forward = to.forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias }));
    forward[1].weights[3] = Number.NaN;
    expect(() => simulator.program({ ...to, forward })).toThrow(/forward\[1\]\.weights\[3\]/);
    expect(() => simulator.program({ ...to, forward: to.forward.slice(1) })).toThrow(/forward/);
    expect(simulator.run(drive, LIMITS).state).toEqual(state);
  });
});
