import { describe, expect, it } from 'vitest';
import { driveOf, type PeerChip, peerChip, RULE, withThreshold } from '../../bench/peer-chip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import type { Leapt } from '../../src/engine/compute.ts';
import { JavaScriptCompute } from '../../src/engine/compute.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { Kernel } from '../../src/engine/kernel.ts';
import type { Layer } from '../../src/engine/layer.ts';
import type { ComputeClass } from '../../src/engine/network-state.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { stream } from '../../src/random/stream.ts';
import type { Rule } from '../../src/vocabulary.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';

/*
 * A leap takes the chip over a span of time at once; delivering event by event, in JavaScript, is what it is compared
 * with: the same events in the same order, and times and states that differ by rounding alone. On chips that do not
 * settle rounding grows; those are compared for as long as it has not.
 */

/** Differences of time and of outputs that rounding makes of settling runs, s and full scales. */
const TIME = 1e-12;
const STATE = 1e-9;
/** The same where thousands of events touch their thresholds almost along them; the accuracy promised of event times. */
const GRAZING_TIME = 1e-9;

/** A kernel that counts its leaps. */
function leapingKernel() {
  const counts = { leaps: 0, undone: 0, sent: 0 };
  class Leaping extends Kernel {
    override leap(layer: Layer, room: number, arrivals: number, end: number, leapt: Leapt): void {
      super.leap(layer, room, arrivals, end, leapt);
      counts.leaps++;
      counts.sent += leapt.sent;
    }

    override undoLeap(layer: Layer, room: number, leapt: Leapt): void {
      super.undoLeap(layer, room, leapt);
      counts.undone++;
      counts.sent -= leapt.sent;
    }
  }
  return { Compute: Leaping as ComputeClass, counts };
}

/** A run of the event loop, nudged from the start: every event as (time, encoder, sign), and where it ended. */
function run(
  circuit: Circuit,
  drive: Drive,
  Compute: ComputeClass,
  duration: number,
  maxEvents = Infinity,
  jitter = circuit.chip.encoder.jitter > 0 ? stream('leap', 'jitter') : null,
) {
  const loop = new EventLoop(circuit, 1e-5, Compute);
  const events: [time: number, encoder: number, sign: number][] = [];
  const { history } = loop;
  const record = history.record.bind(history);
  history.record = (...event) => {
    events.push(event);
    record(...event);
  };
  loop.reset(drive, jitter, null);
  loop.state.startNudging();
  loop.passAll();
  const stopped = loop.advance(duration, maxEvents);
  loop.passAll();
  const { layers } = loop.state;
  const states = layers
    .slice(1)
    .map(({ n, a, topDown, xPlus, xMinus }) => [a, topDown, xPlus, xMinus].map((array) => array.slice(0, n)));
  return { events, stopped, states, lastEvent: loop.lastEvent };
}

/** What each encoder sent until the given time, in order. */
function byEncoder({ events }: ReturnType<typeof run>, until: number): Map<number, { time: number; sign: number }[]> {
  const sent = new Map<number, { time: number; sign: number }[]>();
  for (const [time, encoder, sign] of events) {
    if (time > until) break;
    if (!sent.has(encoder)) sent.set(encoder, []);
    sent.get(encoder)!.push({ time, sign });
  }
  return sent;
}

/** Every encoder sent the same; two encoders whose events are closer than rounding may have changed places. */
function expectSameEvents(
  leaping: ReturnType<typeof run>,
  walking: ReturnType<typeof run>,
  until = Infinity,
  within = TIME,
): void {
  const [ours, theirs] = [leaping, walking].map((result) => byEncoder(result, until));
  expect(new Set(ours.keys())).toEqual(new Set(theirs.keys()));
  let apart = 0;
  for (const [encoder, events] of ours) {
    const others = theirs.get(encoder)!;
    expect(events.map(({ sign }) => sign)).toEqual(others.map(({ sign }) => sign));
    for (const [e, { time }] of events.entries()) apart = Math.max(apart, Math.abs(time - others[e].time));
  }
  expect(apart).toBeLessThan(within);
}

/** The same events, and the same end. */
function expectSame(leaping: ReturnType<typeof run>, walking: ReturnType<typeof run>): void {
  expectSameEvents(leaping, walking);
  expect(leaping.stopped).toBe(walking.stopped);
  expect(Math.abs(leaping.lastEvent - walking.lastEvent)).toBeLessThan(TIME);
  let apart = 0;
  for (const [k, layer] of leaping.states.entries()) {
    for (const [which, array] of layer.entries()) {
      const other = walking.states[k][which];
      for (const [i, value] of array.entries()) apart = Math.max(apart, Math.abs(value - other[i]));
    }
  }
  expect(apart).toBeLessThan(STATE);
}

interface Variant {
  readonly rule?: Rule;
  readonly chip?: Partial<Chip>;
  readonly encoder?: Partial<Chip['encoder']>;
  readonly drive?: Partial<Drive>;
}

function variant(peer: PeerChip, { rule = RULE, chip = {}, encoder = {}, drive = {} }: Variant) {
  const varied = { ...peer.chip, ...chip, encoder: { ...peer.chip.encoder, ...encoder } };
  return { circuit: circuitOf(varied, rule), drive: { ...driveOf(peer), ...drive } };
}

describe('a leap', () => {
  for (const golden of GOLDEN.filter(({ chip }) => chip.activation !== 'tanh')) {
    it(`${golden.name}: finds the events that walking finds`, () => {
      const chip = goldenChip(golden, 1e-3);
      const circuit = circuitOf({ ...chip, encoder: { ...chip.encoder, delay: 2e-7 } }, 'dp-transpose');
      const { Compute, counts } = leapingKernel();
      const leaping = run(circuit, goldenDrive(golden), Compute, 2e-3);
      expectSame(leaping, run(circuit, goldenDrive(golden), JavaScriptCompute, 2e-3));
      expect(counts.sent).toBeGreaterThan(leaping.events.length / 3);
    });
  }

  const variants: Record<string, Variant> = {
    'as it is': {},
    'with rails that cut': { chip: { rails: [-0.3, 0.4] } },
    'hard sigmoid': { chip: { activation: 'hard-sigmoid' } },
    'hard sigmoid with rails': { chip: { activation: 'hard-sigmoid', rails: [-0.7, 0.9] } },
    linear: { chip: { activation: 'identity' } },
    'cross-entropy': { drive: { loss: 'cross-entropy' } },
    'held error': { drive: { nudge: 'held', beta: 0.3 } },
    'no nudging': { drive: { beta: 0 } },
    jitter: { encoder: { jitter: 5e-9 } },
    'jitter of a fifth of the delay': { encoder: { jitter: 4e-8 } },
    'long delay': { encoder: { delay: 3e-6 } },
    'short delay': { encoder: { delay: 2e-8 } },
    'no delay, no leaps': { encoder: { delay: 0 } },
  };
  for (const [name, parts] of Object.entries(variants)) {
    it(`${name}: the same events as walking`, () => {
      for (const layers of [
        [20, 64, 32, 10],
        [17, 33, 16, 3],
        [9, 7, 10],
      ]) {
        const { circuit, drive } = variant(peerChip(layers, 'leap'), parts);
        const { Compute, counts } = leapingKernel();
        const leaping = run(circuit, drive, Compute, 4e-5);
        expect(leaping.events.length).toBeGreaterThan(100);
        expectSame(leaping, run(circuit, drive, JavaScriptCompute, 4e-5));
        if (parts.encoder?.delay === 0) expect(counts.leaps).toBe(0);
        else if (layers[1] > 7) expect(counts.sent).toBeGreaterThan(leaping.events.length / 8);
      }
    });
  }

  it('at thresholds so small that neurons cross several in a span', () => {
    const { circuit, drive } = variant(withThreshold(peerChip([16, 24, 24, 4], 'leap'), 2e-4), {});
    const { Compute, counts } = leapingKernel();
    const leaping = run(circuit, drive, Compute, 1e-5);
    expect(leaping.events.length).toBeGreaterThan(10_000);
    expect(counts.sent).toBeGreaterThan(leaping.events.length / 2);
    expectSameEvents(leaping, run(circuit, drive, JavaScriptCompute, 1e-5), Infinity, GRAZING_TIME);
  });

  it('of a runaway: until rounding has grown', () => {
    for (const rails of [null, [-0.7, 0.9] as const]) {
      const { circuit, drive } = variant(peerChip([17, 33, 16, 3], 'leap'), {
        rule: 'dp',
        chip: { rails },
        drive: { beta: 3 },
      });
      expectSameEvents(run(circuit, drive, Kernel, 1e-4), run(circuit, drive, JavaScriptCompute, 1e-4), 1e-5);
    }
  });
});

describe('an undone leap', () => {
  it('leaves no trace: a budget is met to the event', () => {
    const { circuit, drive } = variant(peerChip([20, 64, 32, 10], 'leap'), {});
    for (const budget of [1, 100, 777, 1000]) {
      const { Compute, counts } = leapingKernel();
      const cut = run(circuit, drive, Compute, 4e-5, budget);
      expect(cut.stopped).toBe('event-budget');
      expect(cut.events).toHaveLength(budget);
      expectSame(cut, run(circuit, drive, JavaScriptCompute, 4e-5, budget));
      if (budget > 100) expect(counts.undone).toBeGreaterThan(0);
    }
  });

  it('a chip without rails diverges at the same event', () => {
    const { circuit, drive } = variant(peerChip([12, 16, 16, 4], 'leap'), {
      rule: 'dp',
      chip: { activation: 'identity' },
      encoder: { activityThreshold: 0.5, differenceThreshold: 0.5 },
      drive: { beta: 4 },
    });
    const [leaping, walking] = [Kernel, JavaScriptCompute].map((Compute) => run(circuit, drive, Compute, 1e-2));
    expect(leaping.stopped).toBe('divergence');
    expect(walking.stopped).toBe('divergence');
    expect(leaping.events.length).toBe(walking.events.length);
  });

  it('what jitter makes arrive within the span is not leapt over', () => {
    // Every fiftieth delay is 6.4 standard deviations short, others are as they should be.
    const jitter = () => {
      let draws = 0;
      return () => (++draws % 50 === 0 ? 1e-10 : 0.5);
    };
    const { circuit, drive } = variant(peerChip([20, 64, 64, 10], 'leap'), { encoder: { jitter: 2e-8 } });
    const { Compute, counts } = leapingKernel();
    const leaping = run(circuit, drive, Compute, 4e-5, Infinity, jitter());
    expectSame(leaping, run(circuit, drive, JavaScriptCompute, 4e-5, Infinity, jitter()));
    expect(counts.undone).toBeGreaterThan(10);
    expect(counts.sent).toBeGreaterThan(0);
  });
});

/** x(end) of compartment c of neuron i by the closed form, one arrival after the other. */
function closedForm(
  layer: Layer,
  i: number,
  side: Layer['plus'],
  arrivals: readonly { time: number; push: number }[],
  end: number,
): number {
  let t = layer.time;
  let x = side.x[i];
  let target = side.target[i];
  for (const { time, push } of [...arrivals, { time: end, push: 0 }]) {
    x += (target - x) * -Math.expm1(-(time - t) * side.rate[i]);
    target += push;
    t = time;
  }
  return x;
}

describe('the sweep of a leap', () => {
  it('is the closed form, but for the terms that are cut off', () => {
    const n = 13;
    const { circuit, drive } = variant(peerChip([4, n, 11, 3], 'sweep'), {
      chip: { activation: 'identity' },
      encoder: { activityThreshold: 1e6, differenceThreshold: 1e6, delay: 1e-6 },
    });
    const random = stream('sweep', 'arrivals');
    for (const [span, count] of [
      [0.04, 20],
      [0.01, 5],
      [0.03, 1],
      [0.02, 0],
    ]) {
      const loop = new EventLoop(circuit, 1e-5, Kernel);
      loop.reset(drive, null, null);
      loop.passAll();
      const { state } = loop;
      const [layer, { stride, weights, address }] = [state.layers[1], state.down[1]];
      const end = layer.time + span / layer.fastest;
      const times = Array.from({ length: count }, () => random() * end).sort((a, b) => a - b);
      const room = new Float64Array(state.compute.buffer, state.room[1], 4 * Math.max(1, count));
      const lines = times.map((_, j) => ({ sender: j % 11, step: random() - 0.5 }));
      times.forEach((time, j) => {
        const { sender, step } = lines[j];
        room.set([time, step, address + 8 * sender * stride, 1], 4 * j);
      });
      const expected = [layer.plus, layer.minus].map((side) =>
        Array.from({ length: n }, (_, i) => {
          const pushes = times.map((time, j) => ({
            time,
            push: side.nudge[i] * lines[j].step * weights[lines[j].sender * stride + i],
          }));
          return closedForm(layer, i, side, pushes, end);
        }),
      );
      const leapt = { sent: 0, walked: 0, solves: 0, farthest: 0 };
      state.compute.leap(layer, state.room[1], count, end, leapt);
      expect(leapt).toEqual({ sent: 0, walked: 0, solves: 0, farthest: 0 });
      for (const [c, side] of [layer.plus, layer.minus].entries()) {
        for (let i = 0; i < n; i++) {
          // At most |delta| (r h)^5/120 for each arrival, h half the span; and rounding.
          const moved = lines.reduce((sum, { sender, step }) => sum + Math.abs(step * weights[sender * stride + i]), 0);
          const cutOff = (Math.abs(side.nudge[i]) * moved * (span / 2) ** 5) / 120;
          expect(Math.abs(side.x[i] - expected[c][i])).toBeLessThan(cutOff + 1e-15);
        }
      }
    }
  });
});
