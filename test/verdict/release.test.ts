import { describe, expect, it } from 'vitest';
import { driveOf, peerChip, RULE } from '../../bench/peer-chip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { Simulator } from '../../src/verdict/simulate.ts';

const NOISE = {
  thermal: { rms: 0.02, correlationTime: 1e-6 },
  flicker: { rms: 0.01, lowFrequency: 1e3, highFrequency: 1e5 },
  read: { relative: 0.02, correlationTime: 2e-6 },
};
const LIMITS = { horizon: 3e-4, maxEvents: 2e4, observe: { wait: 1e-5, window: 2e-5 } };

function run(simulator: Simulator, layers: readonly number[]) {
  const trace = new Trace();
  const drive = driveOf(peerChip(layers, 'release'));
  const { outcome, state, events, settleTime } = simulator.run(drive, LIMITS, {
    trace,
    noise: noiseStreams('release', 0, 0),
  });
  return { outcome, state, events, settleTime, course: [...trace.course], sent: [...trace.events] };
}

const simulatorOf = (layers: readonly number[], change: Partial<Chip> = {}) =>
  new Simulator(circuitOf({ ...peerChip(layers, 'release').chip, ...change }, RULE));

describe('a simulator that is released', () => {
  // Neurons, lines and noise of the one before would lie where others find none; its line has grown.
  it.each([
    { layers: [6, 21, 5], other: [9, 40, 33, 12], noise: NOISE, otherNoise: NOISE },
    { layers: [6, 21, 5], other: [9, 40, 33, 12], noise: null, otherNoise: NOISE },
    { layers: [9, 40, 33, 12], other: [6, 21, 5], noise: NOISE, otherNoise: null },
  ])('leaves nothing to the next: $layers after $other', ({ layers, other, noise, otherNoise }) => {
    const fresh = run(simulatorOf(layers, { noise }), layers);
    expect(fresh.sent.length).toBeGreaterThan(0);
    const former = simulatorOf(other, {
      noise: otherNoise,
      encoder: { activityThreshold: 1e-3, differenceThreshold: 1e-3, delay: 1e-5, jitter: 1e-7 },
    });
    run(former, other);
    former.release();
    expect(run(simulatorOf(layers, { noise }), layers)).toEqual(fresh);
  });

  it('runs no more', () => {
    const simulator = simulatorOf([6, 21, 5]);
    simulator.release();
    simulator.release();
    const [next, another] = [simulatorOf([6, 21, 5]), simulatorOf([6, 21, 5])];
    expect(() => run(simulator, [6, 21, 5])).toThrow(/has been released/);
    // Given back once, not twice: these two have a memory each.
    const first = run(next, [6, 21, 5]);
    run(another, [6, 21, 5]);
    expect(run(next, [6, 21, 5])).toEqual(first);
  });
});
