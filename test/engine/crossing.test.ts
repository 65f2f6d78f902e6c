import { describe, expect, it } from 'vitest';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import { ACTIVATIONS, activationNamed } from '../../src/model/activations.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from './ideal-chip.ts';

const TAU = 1e-5;
const LIMITS = { horizon: 1e-2, maxEvents: 1e5 };

interface Event {
  time: number;
  layer: number;
  encoder: number;
  sign: number;
}

function eventsOf(trace: Trace): Event[] {
  const events: Event[] = [];
  for (let i = 0; i < trace.events.length; i += 5) {
    const [time, layer, , encoder, sign] = trace.events.slice(i, i + 5);
    events.push({ time, layer, encoder, sign });
  }
  return events;
}

/** Events of one hidden dyad that sees input 1 through weight `drive`, no nudging, and of nothing else. */
function dyadEvents(activation: Activation, drive: number, tauMinus: number, rails: [number, number] | null = null) {
  const chip = idealChip({
    layers: [1, 1, 1],
    weights: [[drive], [0]],
    activation,
    alpha: 0.3,
    rails,
    neurons: (k) =>
      k === 1 ? { tau: { plus: Float64Array.of(TAU), minus: Float64Array.of(tauMinus) }, gain: gains(1.1, 0.8) } : {},
  });
  const trace = new Trace();
  const result = simulate(
    circuitOf(chip, 'dp'),
    { input: Float64Array.of(1), target: Float64Array.of(0), loss: 'squared-error', beta: 0, nudge: 'live' },
    LIMITS,
    { trace },
  );
  return { result, events: eventsOf(trace).filter(({ layer }) => layer === 1) };
}

function gains(plus: number, minus: number) {
  return { plus: Float64Array.of(plus), minus: Float64Array.of(minus) };
}

/** Crossing times of a send-on-delta encoder of f(t), by a scan in steps of tau/2000 and bisection. */
function scannedCrossings(f: (t: number) => number, threshold: number, end: number): { time: number; sign: number }[] {
  const found: { time: number; sign: number }[] = [];
  let sent = 0;
  const step = TAU / 2000;
  for (let n = 0; n * step < end; n++) {
    for (;;) {
      const error = f((n + 1) * step) - sent;
      if (Math.abs(error) < threshold) break;
      const sign = Math.sign(error);
      let low = n * step;
      let high = (n + 1) * step;
      for (let iteration = 0; iteration < 100; iteration++) {
        const middle = (low + high) / 2;
        if (sign * (f(middle) - sent) >= threshold) high = middle;
        else low = middle;
      }
      found.push({ time: high, sign });
      sent += sign * threshold;
    }
  }
  return found;
}

describe('crossing times of one dyad', () => {
  it('equal tau, identity: the closed form -tau ln(1 - n threshold/a), to 1e-9', () => {
    const chip = idealChip({ layers: [1, 1, 1], weights: [[0.705], [0]] });
    const trace = new Trace();
    simulate(
      circuitOf(chip, 'dp'),
      { input: Float64Array.of(1), target: Float64Array.of(0), loss: 'squared-error', beta: 0, nudge: 'live' },
      LIMITS,
      { trace },
    );
    const events = eventsOf(trace).filter(({ layer }) => layer === 1);
    expect(events).toHaveLength(70);
    for (const [n, { time, sign }] of events.entries()) {
      expect(sign).toBe(1);
      const exact = -TAU * Math.log1p((-(n + 1) * 0.01) / 0.705);
      expect(Math.abs(time / exact - 1)).toBeLessThan(1e-9);
    }
  });

  for (const activation of ACTIVATIONS) {
    for (const drive of [0.9, 1.6, -0.7]) {
      for (const tauMinus of [TAU, 2.3 * TAU]) {
        it(`${activation}, drive ${drive}, tau ratio ${tauMinus / TAU}: as found by scanning, to 1e-9`, () => {
          const { events } = dyadEvents(activation, drive, tauMinus);
          const s = (gain: number, tau: number) => (t: number) =>
            activationNamed(activation).value(gain * drive * -Math.expm1(-t / tau));
          const plus = s(1.1, TAU);
          const minus = s(0.8, tauMinus);
          for (const [encoder, f] of [
            (t: number) => 0.3 * plus(t) + 0.7 * minus(t),
            (t: number) => plus(t) - minus(t),
          ].entries()) {
            const end = 20 * TAU;
            const expected = scannedCrossings(f, 0.01, end);
            const found = events.filter((event) => event.encoder === encoder && event.time < end);
            expect(found.map(({ sign }) => sign)).toEqual(expected.map(({ sign }) => sign));
            for (const [n, { time }] of found.entries()) {
              // Near its asymptote f is so flat that rounding of f alone, 1e-16, moves the time: 1e-16/|f'|.
              const slope = Math.abs(f(time + 1e-9) - f(time - 1e-9)) / 2e-9;
              expect(Math.abs(time - expected[n].time)).toBeLessThan(1e-9 * expected[n].time + 2e-15 / slope);
            }
          }
        });
      }
    }
  }

  it('rails cut the course: the last activity events are those of the cut signal', () => {
    const { events, result } = dyadEvents('identity', 2, 2.3 * TAU, [-1.2, 1.2]);
    const v = (tau: number) => (t: number) => Math.min(1.2, 2 * -Math.expm1(-t / tau));
    const f = (t: number) => 0.3 * 1.1 * v(TAU)(t) + 0.7 * 0.8 * v(2.3 * TAU)(t);
    const expected = scannedCrossings(f, 0.01, 20 * TAU);
    const found = events.filter(({ encoder }) => encoder === 0);
    expect(found).toHaveLength(expected.length);
    for (const [n, { time }] of found.entries()) expect(Math.abs(time / expected[n].time - 1)).toBeLessThan(1e-9);
    expect(result.state[1]!.plus[0]).toBeCloseTo(1.2 * 1.1, 14);
  });

  it('events come in order of time, and a second event of an encoder is a whole threshold away', () => {
    const { events } = dyadEvents('tanh', 1.6, 2.3 * TAU);
    for (let n = 1; n < events.length; n++) expect(events[n].time).toBeGreaterThanOrEqual(events[n - 1].time);
  });
});
