import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import type { Limits } from '../../src/engine/run.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { stream } from '../../src/random/stream.ts';
import { Observation } from '../../src/verdict/observation.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const TAU = 1e-5;
const LIMITS: Limits = { horizon: 500 * TAU, maxEvents: null };

/** The bistable chip of test/analysis/branch.test.ts at beta 3, its membranes noisy. */
function bistable(rms: number, rule: 'dp' | 'dp-transpose' = 'dp') {
  const chip = idealChip({ layers: [1, 1, 2], weights: [[1], [1, 0]], activation: 'relu', alpha: 0, rails: [-5, 5] });
  chip.forward[1].bias.set([1, 0]);
  const noisy: Chip = { ...chip, noise: { thermal: { rms, correlationTime: TAU }, flicker: null, read: null } };
  const drive: Drive = {
    input: Float64Array.of(-0.5),
    target: Float64Array.of(0.9, 0),
    loss: 'squared-error',
    beta: 3,
    nudge: 'live',
  };
  return { circuit: circuitOf(noisy, rule), drive };
}

const noiseOf =
  (seed: number) =>
  (...address: readonly (string | number)[]) =>
    stream('watch', seed, ...address);

describe('a noisy chip', () => {
  it('that is kicked out of a rest that is stable without noise has left, and where it went is its word', () => {
    const { circuit, drive } = bistable(0.15);
    const runs = Array.from({ length: 40 }, (_, seed) => simulate(circuit, drive, LIMITS, { noise: noiseOf(seed) }));
    const left = runs.filter(({ watch }) => watch!.left !== null);
    // Half a full scale, 3.3 sigma of the source: some leave and some do not, each with the chance of a coin but for 1e-9.
    expect(left.length).toBeGreaterThan(2);
    expect(left.length).toBeLessThan(38);
    for (const { outcome, settleTime, watch } of left) {
      expect(outcome).not.toBe('jumped');
      expect(settleTime).toBeNull();
      expect(watch!.standardErrors).toBeNull();
      expect(watch!.left).toBeGreaterThanOrEqual(watch!.from);
    }
    expect(left.some(({ outcome }) => outcome === 'saturated')).toBe(true);
    for (const { outcome, watch } of runs.filter((run) => !left.includes(run))) {
      expect(outcome).toBe('settled');
      expect(watch!.standardErrors).not.toBeNull();
    }
  });

  it('that meets a budget that was stated is undecided, and was not watched', () => {
    const { circuit, drive } = bistable(0.01);
    const whole = simulate(circuit, drive, LIMITS, { noise: noiseOf(0) });
    const { activity, difference } = whole.events;
    expect(whole).toMatchObject({ outcome: 'settled', stoppedBy: 'horizon' });
    // Before the nudging is settled, within the window, and just beyond it.
    const sent = activity + difference;
    for (const maxEvents of [Math.ceil(sent / 10), sent - 1]) {
      const cut = simulate(circuit, drive, { ...LIMITS, maxEvents }, { noise: noiseOf(0) });
      expect(cut).toMatchObject({ outcome: 'undecided', stoppedBy: 'event-budget', watch: null, settleTime: null });
      expect(cut.events.activity + cut.events.difference).toBeLessThanOrEqual(maxEvents + 1);
    }
    const enough = simulate(circuit, drive, { ...LIMITS, maxEvents: sent + 1 }, { noise: noiseOf(0) });
    expect(enough.outcome).toBe('settled');
    expect(enough.state).toEqual(whole.state);
  });

  it('that no noise of its size can kick out stays, on each of 100 presentations', () => {
    const { circuit, drive } = bistable(0.01);
    for (let seed = 0; seed < 100; seed++) {
      const { outcome, watch } = simulate(circuit, drive, LIMITS, { noise: noiseOf(seed) });
      expect({ outcome, left: watch!.left }).toEqual({ outcome: 'settled', left: null });
    }
  });

  it('is watched as long as the scenario asks, and is found to have left more often', () => {
    const { circuit, drive } = bistable(0.12);
    const count = (observe: Limits['observe']) =>
      Array.from({ length: 30 }, (_, seed) =>
        simulate(circuit, drive, { ...LIMITS, observe }, { noise: noiseOf(seed) }),
      ).filter(({ watch }) => watch!.left !== null).length;
    const short = count({ wait: 0, window: TAU });
    const whole = count({ wait: null, window: 'horizon' });
    expect(whole).toBeGreaterThan(short + 5);
    const { watch } = simulate(
      bistable(0.01).circuit,
      drive,
      { ...LIMITS, observe: { wait: 3 * TAU, window: 7 * TAU } },
      { noise: noiseOf(1) },
    );
    expect(watch!.to - watch!.from).toBeCloseTo(7 * TAU, 12);
  });

  it('whose twin does not rest has the word of its twin, and is not watched', () => {
    const { circuit, drive } = bistable(0.15);
    const { outcome, watch } = simulate(circuit, { ...drive, beta: 20 }, LIMITS, { noise: noiseOf(0) });
    expect(outcome).not.toBe('settled');
    expect(watch).toBeNull();
  });
});

describe('what is done with a copy of a noisy chip', () => {
  it('changes no bit of what comes after', () => {
    const course = (aside: boolean) => {
      const { circuit, drive } = bistable(0.05);
      const jittery = {
        ...circuit,
        chip: { ...circuit.chip, encoder: { ...circuit.chip.encoder, jitter: 5e-8, delay: 3 * TAU } },
      };
      const loop = new EventLoop(jittery, TAU);
      loop.reset(drive, stream('aside', 'jitter'), null);
      loop.attachNoise(noiseOf(5));
      loop.state.startNudging();
      loop.passAll();
      const observation = new Observation(loop, Infinity);
      for (let part = 0; part < 6; part++) {
        observation.take(3.3 * TAU);
        if (!aside) continue;
        const stopped = loop.aside(() => {
          // No offsets on this chip: what is the base of a target but for its noise is 0, and the noise is off.
          for (const { basePlus, baseMinus } of loop.state.layers) {
            expect(Math.max(...basePlus.map(Math.abs), ...baseMinus.map(Math.abs))).toBeLessThan(1e-12);
          }
          return loop.advance(loop.time + 400 * TAU, 1e6);
        });
        expect(stopped).toBe('quiescence');
      }
      loop.passAll();
      const { layers } = loop.state;
      return {
        states: layers.map(({ xPlus, xMinus, a, topDown }) => [xPlus, xMinus, a, topDown].map((x) => Array.from(x))),
        means: observation.means().map((layer) => layer && [Array.from(layer.plus), Array.from(layer.minus)]),
        events: [loop.activityEvents, loop.differenceEvents, loop.lastEvent, loop.time],
        reversing: loop.history.save(),
      };
    };
    expect(course(true)).toEqual(course(false));
  });
});

describe('standard errors of the averages', () => {
  it('are those of the noise process: variance h/(tau + h), n_eff = T/(2 (tau + h))', () => {
    // 300 independent membranes without feedback, identity, fed by nothing but noise; h = tau.
    const n = 300;
    const chip = idealChip({ layers: [1, n], weights: [new Array(n).fill(0)] });
    const noisy: Chip = { ...chip, noise: { thermal: { rms: 0.1, correlationTime: TAU }, flicker: null, read: null } };
    const drive: Drive = {
      input: Float64Array.of(0),
      target: new Float64Array(n),
      loss: 'squared-error',
      beta: 0,
      nudge: 'live',
    };
    const window = 400 * TAU;
    const { watch, difference } = simulate(
      circuitOf(noisy, 'dp'),
      drive,
      { ...LIMITS, observe: { wait: 20 * TAU, window } },
      { noise: noiseOf(9) },
    );
    // d is the difference of two such membranes: its variance is twice rms^2/2.
    const expected = Math.sqrt((2 * 0.1 ** 2 * 0.5) / (window / (2 * 2 * TAU)));
    const rms = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    // The scatter of 300 neurons is known to 1/sqrt(600) = 4 %, their mean square error better; five times that. Batches
    // of 1.25 tau are not independent: taken as such they would give 0.56 of it.
    const scatter = rms(difference[1]!);
    expect(Math.abs(scatter / expected - 1)).toBeLessThan(0.2);
    expect(Math.abs(rms(watch!.standardErrors!.difference[1]) / scatter - 1)).toBeLessThan(0.2);
  });
});

describe('what a noisy run rests on', () => {
  it('is watched from five tau after the settling of its twin, for twenty', () => {
    const { circuit, drive } = bistable(0.01);
    const { watch, settleTime, endTime } = simulate(circuit, drive, LIMITS, { noise: noiseOf(3) });
    expect(watch!.from).toBeCloseTo(settleTime! + 5 * TAU, 12);
    expect(watch!.to).toBeCloseTo(watch!.from + 20 * TAU, 12);
    expect(endTime).toBe(watch!.to);
  });

  it('read noise of a column is that of its differences: none where nothing is sent down, whatever the activities', () => {
    const chip = idealChip({
      layers: [1, 2, 2, 2],
      weights: [
        [1, 0.5],
        [1, 0.5, 2, 1],
        [0.5, 1, 1, 2],
      ],
      alpha: 0.3,
    });
    const noisy: Chip = {
      ...chip,
      noise: { thermal: null, flicker: null, read: { relative: 0.1, correlationTime: TAU } },
    };
    const drive: Drive = {
      input: Float64Array.of(1),
      target: new Float64Array(2),
      loss: 'squared-error',
      beta: 0,
      nudge: 'live',
    };
    const { difference, activity } = simulate(circuitOf(noisy, 'dp'), drive, LIMITS, { noise: noiseOf(4) });
    // Row noise moves both compartments of a neuron alike; on an ideal chip nothing else moves them.
    expect(Math.max(...activity[1])).toBeGreaterThan(0.5);
    for (const d of difference[1]!) expect(Math.abs(d)).toBeLessThan(1e-12);
  });

  it('is drawn for every chip, probe and layer by itself', () => {
    const first = (...at: Parameters<typeof noiseStreams>) => noiseStreams(...at)(1)();
    const draws = [
      first('a', 0, 0),
      first('a', 1, 0),
      first('a', 0, 1),
      first('b', 0, 0),
      noiseStreams('a', 0, 0)(2)(),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });
});
