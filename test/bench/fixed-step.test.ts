import { describe, expect, it } from 'vitest';
import { EncodedStep } from '../../bench/encoded-step.ts';
import { FixedStep } from '../../bench/fixed-step.ts';
import { driveOf, peerChip, RULE } from '../../bench/peer-chip.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { Simulator } from '../../src/verdict/simulate.ts';

const peer = peerChip([32, 24, 16, 4], 'fixed step');
const circuit = circuitOf(peer.chip, RULE);
const drive = driveOf(peer);
const largest = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('the steppers that events are compared with', () => {
  it('without encoders: ends where the circuit rests', () => {
    const [m] = new FixedStep(circuit, 1e-6).run(drive, 400, 400);
    const { plus, minus } = staticState(circuit, drive).state.at(-1)!;
    const { weightPlus, weightMinus } = circuit.nudging.at(-1)!;
    expect(
      largest(
        m,
        plus.map((s, i) => weightPlus[i] * s + weightMinus[i] * minus[i]),
      ),
    ).toBeLessThan(1e-9);
  });

  it('without encoders: the error falls with the square of the step', () => {
    // Without the kinks of relu, which no step knows the time of.
    const smooth = circuitOf({ ...peer.chip, activation: 'identity' }, RULE);
    const at = (step: number) => {
      const steps = Math.round(2e-5 / step);
      return new FixedStep(smooth, step).run(drive, steps, steps)[0];
    };
    const exact = at(5e-9);
    const [coarse, fine] = [1e-7, 5e-8].map((step) => largest(at(step), exact));
    const order = Math.log2(coarse / fine);
    expect(order).toBeGreaterThan(1.8);
    expect(order).toBeLessThan(2.2);
  });

  it('with encoders: approaches the event engine as the step goes to 0', () => {
    const duration = 3e-5;
    const { activity, events } = new Simulator(circuit).run(drive, { horizon: duration, maxEvents: Infinity });
    const sent = events.activity + events.difference;
    const step = 1e-9;
    const steps = Math.round(duration / step);
    const stepped = new EncodedStep(circuit, step).run(drive, steps, steps);
    expect(Math.abs(stepped.events / sent - 1)).toBeLessThan(0.01);
    expect(largest(stepped.course[0], activity.at(-1)!)).toBeLessThan(peer.chip.encoder.activityThreshold);
  });
});
