import { expect } from 'vitest';
import { Trace } from '../../../src/engine/trace.ts';
import { stream } from '../../../src/random/stream.ts';
import { chip, dyads, expectClose, type Laws, rms, run, SEED } from './bench.ts';

/** Times of the events of a layer, s. */
function sentTimes({ events }: Trace, layer: number): number[] {
  return rowsOf(events, layer);
}

/** Times at which a layer's inputs changed or it sent an event, s; the first is its start. */
function courseTimes({ course }: Trace, layer: number): number[] {
  return rowsOf(course, layer).slice(1);
}

/** First entries of the rows of five that have `layer` as their second. */
function rowsOf(rows: readonly number[], layer: number): number[] {
  return rows.filter((_, i) => i % 5 === 0 && rows[i + 1] === layer);
}

/** How late each event of one neuron arrives, s: its events are 25 jitters apart or more, so none overtakes another. */
function delays(jitter: string): number[] {
  const trace = new Trace();
  const one = chip({ 'encoder.jitter': jitter, 'encoder.activityThreshold': 0.00125 }, [1, 1, 1], [[0.5], [0]]);
  run(one, { trace, noise: (...address) => stream(SEED, ...address) });
  const sent = sentTimes(trace, 1);
  return courseTimes(trace, 2).map((arrival, i) => arrival - sent[i]);
}

export const ENCODER_LAWS: Laws = {
  'encoder.activityThreshold.nominal': () => {
    const events = (threshold: number) =>
      run(dyads({ 'encoder.activityThreshold': threshold }), { input: 0.5025 }).events;
    expect(events(0.01)).toEqual({ activity: 50, difference: 0 });
    expect(events(0.005)).toEqual({ activity: 100, difference: 0 });
  },

  'encoder.differenceThreshold.nominal': () => {
    const events = (threshold: number) =>
      run(dyads({ 'encoder.differenceThreshold': threshold }), { input: 0, nudging: 0.5025 }).events;
    expect(events(0.01)).toEqual({ activity: 0, difference: 50 });
    expect(events(0.005)).toEqual({ activity: 0, difference: 100 });
  },

  'encoder.delay': () => {
    // What layer 2 sees of layer 1, and so all it does, is later by the delay.
    const sent = (delay: string) => {
      const trace = new Trace();
      run(chip({ 'encoder.delay': delay }, [1, 1, 1], [[0.5], [1]]), { trace });
      return [1, 2].map((layer) => sentTimes(trace, layer));
    };
    const [short, long] = [sent('0.2 us'), sent('3.2 us')];
    expect(long[0]).toEqual(short[0]);
    // 49 steps of 0.01 towards 0.5, of which 0.49 arrive; 0.49 is never quite reached.
    expect(long[1].length).toBe(48);
    const later = short[1].map((time) => time + 3e-6);
    expectClose(long[1], later, 13);
  },

  'encoder.jitter': () => {
    const one = delays('1 ns');
    const two = delays('2 ns');
    // 399 events: the standard error of their rms is 1/sqrt(2 * 399) = 3.5 %; five of them.
    expect(one.length).toBe(399);
    expect(Math.abs(rms(one, 2e-7) / 1e-9 - 1)).toBeLessThan(0.18);
    const twice = one.map((delay) => 2 * delay - 2e-7);
    expectClose(two, twice);
  },

  'energy.event': () => {
    const { energy } = run(dyads({ energy: { event: '2 pJ', static: '0 W' } }), { input: 0.5025 });
    expect(energy).toBeCloseTo(50 * 2e-12, 20);
  },

  'energy.static': () => {
    const { energy, endTime } = run(dyads({ energy: { event: '0 J', static: '3 nW' } }, 4));
    expect(energy).toBeCloseTo(4 * 3e-9 * endTime, 22);
    expect(run(dyads({})).energy).toBeNull();
  },
};
