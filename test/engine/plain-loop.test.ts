import { describe, expect, it } from 'vitest';
import { driveOf, type PeerChip, peerChip, RULE, withThreshold } from '../../bench/peer-chip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { seedRandom } from '../../src/engine/layer-noise.ts';
import { NetworkState } from '../../src/engine/network-state.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Rule } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';
import { type PlainEvent, PlainLoop } from './plain-loop.ts';

/** Differences of times and of x that rounding makes, in units of s and of full scales. */
const TIME = 1e-12;
const STATE = 1e-9;

/** Delays as the kernel draws them: the same generator with the same seed, in order of sending. */
function delays({ chip }: Circuit): () => number {
  const { delay, jitter } = chip.encoder;
  if (jitter === 0) return () => delay;
  const { kernel, loop } = new NetworkState(circuitOf(chip, 'dp'));
  seedRandom(kernel.buffer, loop, stream('plain', 'jitter'));
  return () => Math.max(0, delay + jitter * kernel.exports.normal(loop));
}

/** Runs both and compares every event and every compartment at the end. */
function expectSame(circuit: Circuit, drive: Drive, duration: number, maxEvents = Infinity): PlainEvent[] {
  const plain = new PlainLoop(circuit, drive, delays(circuit));
  const rests = plain.run(duration, maxEvents);
  const loop = new EventLoop(circuit, 1e-5);
  const trace = new Trace();
  loop.reset(drive, circuit.chip.encoder.jitter > 0 ? stream('plain', 'jitter') : null, trace);
  loop.state.startNudging();
  loop.passAll();
  const stopped = loop.advance(duration, maxEvents);
  const events = Array.from({ length: trace.events.length / 5 }, (_, e) => trace.events.slice(5 * e, 5 * e + 5));
  // Of events closer than rounding either may be first: each encoder is compared by itself.
  const byEncoder = (list: readonly (readonly number[])[]) => {
    const sorted = new Map<string, (readonly number[])[]>();
    for (const event of list) {
      const key = `${event[1]} ${event[2]} ${event[3]}`;
      sorted.set(key, [...(sorted.get(key) ?? []), event]);
    }
    return sorted;
  };
  const theirs = byEncoder(plain.events.map((e) => [e.time, e.layer, e.neuron, e.encoder, e.sign]));
  const ours = byEncoder(events);
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  let apart = 0;
  for (const [key, own] of ours) {
    const other = theirs.get(key)!;
    expect(own.map((event) => event[4])).toEqual(other.map((event) => event[4]));
    own.forEach(([time], n) => {
      apart = Math.max(apart, Math.abs(time - other[n][0]));
    });
  }
  expect(apart).toBeLessThan(TIME);
  if (maxEvents < Infinity) {
    expect([stopped, events.length]).toEqual(['event-budget', maxEvents]);
    return plain.events;
  }
  expect(stopped).toBe(rests ? 'quiescence' : 'horizon');
  loop.passAll();
  plain.layers.slice(1).forEach((layer, index) => {
    const { xPlus, xMinus, a, topDown } = loop.state.layers[index + 1];
    for (const neuron of layer) {
      const [plus, minus] = plain.positions(neuron, loop.time);
      const i = neuron.index;
      for (const difference of [xPlus[i] - plus, xMinus[i] - minus, a[i] - neuron.a, topDown[i] - neuron.topDown]) {
        expect(Math.abs(difference)).toBeLessThan(STATE);
      }
    }
  });
  return plain.events;
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

describe('the kernel finds the events of a plain event loop', () => {
  for (const golden of GOLDEN) {
    it(golden.name, () => {
      const chip = goldenChip(golden, 2e-3);
      const circuit = circuitOf({ ...chip, encoder: { ...chip.encoder, delay: 2e-7 } }, 'dp-transpose');
      expect(expectSame(circuit, goldenDrive(golden), 2e-3).length).toBeGreaterThan(100);
    });
  }

  const variants: Record<string, Variant> = {
    'as it is': {},
    'with rails that cut': { chip: { rails: [-0.3, 0.4] } },
    'hard sigmoid': { chip: { activation: 'hard-sigmoid' } },
    'hard sigmoid with rails': { chip: { activation: 'hard-sigmoid', rails: [-0.7, 0.9] } },
    linear: { chip: { activation: 'identity' } },
    tanh: { chip: { activation: 'tanh' } },
    'tanh with rails that cut': { chip: { activation: 'tanh', rails: [-0.3, 0.4] } },
    'cross-entropy': { drive: { loss: 'cross-entropy' } },
    'no nudging': { drive: { beta: 0 } },
    jitter: { encoder: { jitter: 5e-9 } },
    'jitter larger than the time between events': { encoder: { jitter: 4e-8 } },
    'long delay': { encoder: { delay: 3e-6 } },
    'short delay': { encoder: { delay: 2e-8 } },
    'no delay': { encoder: { delay: 0 } },
    'plain dual propagation': { rule: 'dp', drive: { beta: 0.2 } },
  };
  for (const [name, parts] of Object.entries(variants)) {
    it(name, () => {
      for (const layers of [
        [17, 33, 16, 3],
        [9, 7, 10],
      ]) {
        // A smooth activation is scanned, which takes its time.
        if (parts.chip?.activation === 'tanh' && layers[1] > 7) continue;
        const { circuit, drive } = variant(peerChip(layers, 'leap'), parts);
        expect(expectSame(circuit, drive, 4e-5).length).toBeGreaterThan(50);
      }
    });
  }

  it('at small thresholds, of a budget of events', () => {
    const { circuit, drive } = variant(withThreshold(peerChip([16, 24, 24, 4], 'leap'), 1e-3), {});
    expectSame(circuit, drive, 1e-4, 2000);
  });

  it('with more events in flight than the line has room for at first', () => {
    const { circuit, drive } = variant(withThreshold(peerChip([16, 24, 24, 4], 'leap'), 2e-3), {
      encoder: { delay: 2e-5 },
    });
    const events = expectSame(circuit, drive, 6e-5);
    const inFlight = events.filter(({ time }) => time <= 2e-5).length;
    expect(inFlight).toBeGreaterThan(600);
  });
});
