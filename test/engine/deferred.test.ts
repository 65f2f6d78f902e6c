import { describe, expect, it } from 'vitest';
import { driveOf, peerChip, RULE, withThreshold } from '../../bench/peer-chip.ts';
import type { Encoder } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { History } from '../../src/engine/history.ts';
import { LayerEntry, LoopEntry, MOST_ARRIVALS } from '../../src/engine/layout.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { LOSSES } from '../../src/model/losses.ts';
import { stream } from '../../src/random/stream.ts';
import { planOf } from '../learning/convolutions.ts';
import { mixedCircuit, type Wish } from '../learning/mixed-circuit.ts';

/*
 * A traced run passes the whole layer at every arrival. One that is not traced lets arrivals wait where they cannot matter yet, and
 * must be the same to the bit.
 */

const END = 6e-5;

/** What a program does with a loop whose chip is being nudged. */
type Course = (loop: EventLoop) => void;

const straight: Course = (loop) => loop.advance(END, 1e5);

function bits(values: ArrayLike<number>): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

/** Every event, how much it took, and all that is left. */
function outcome(circuit: Circuit, drive: Drive, traced: boolean, course: Course) {
  const loop = new EventLoop(circuit, 1e-5);
  const events: number[] = [];
  loop.history.record = (...event) => {
    events.push(...event);
    History.prototype.record.apply(loop.history, event);
  };
  const jitter = circuit.chip.encoder.jitter > 0 ? stream('deferred', 'jitter') : null;
  loop.reset(drive, jitter, traced ? new Trace() : null);
  loop.state.startNudging();
  loop.passAll();
  course(loop);
  const { passes, updates, solves } = loop.work;
  const { counts, reversal, reversalBefore } = loop.history.save();
  return {
    sent: events.length / 3,
    events: bits(events),
    ends: [loop.time, loop.lastEvent, passes, updates, solves],
    history: [counts, reversal, reversalBefore].map(bits),
    states: loop.state.layers.map(({ n, plus, minus, ...layer }) =>
      [
        ...[plus.x, plus.target, plus.integral, minus.x, minus.target, minus.integral, layer.a, layer.topDown],
        ...[layer.sentActivity, layer.sentDifference, layer.receivedActivity, layer.receivedDifference],
      ].map((array) => bits(array.subarray(0, n))),
    ),
  };
}

function expectSame(circuit: Circuit, drive: Drive, course = straight): number {
  const own = outcome(circuit, drive, false, course);
  expect(own).toEqual(outcome(circuit, drive, true, course));
  return own.sent;
}

function mixed(wish: Partial<Wish> & { readonly seed: string }, encoder: Partial<Encoder> = {}) {
  const layers = [5, 37, 24, 18, 4];
  const { circuit, drive } = mixedCircuit('dp', {
    activation: 'relu',
    loss: 'squared-error',
    layers,
    gain: 1.3,
    ...wish,
  });
  const thresholds = { activityThreshold: 0.004, differenceThreshold: 0.006 };
  const chip = { ...circuit.chip, encoder: { ...circuit.chip.encoder, ...thresholds, ...encoder } };
  return { circuit: { ...circuit, chip }, drive };
}

describe('arrivals that wait change no bit', () => {
  for (const activation of ACTIVATIONS) {
    for (const [loss, rails] of [[LOSSES[0], null] as const, [LOSSES[1], [-0.4, 0.6] as const] as const]) {
      it(`${activation}, ${loss}, ${rails === null ? 'no rails' : 'rails'}`, () => {
        const wish = { activation, loss, ...(rails === null ? {} : { rails }), separateFeedback: rails === null };
        const { circuit, drive } = mixed({ ...wish, seed: `deferred ${activation}` });
        expect(expectSame(circuit, drive)).toBeGreaterThan(500);
      });
    }
  }

  // 15 tau/100 is as far as a bound looks ahead; with coarse thresholds the arrivals that are known reach beyond that.
  it.each([
    ...[0, 1e-9, 2e-8, 1e-6, 1.2e-6, 1.5e-6, 5e-6].map((delay) => [delay, 0.004] as const),
    ...[3e-6, 1e-5].map((delay) => [delay, 0.05] as const),
  ])('a delay of %d s, thresholds of %d', (delay, threshold) => {
    const thresholds = { activityThreshold: threshold, differenceThreshold: threshold };
    const { circuit, drive } = mixed({ seed: 'delay', spread: 0.1 }, { delay, ...thresholds });
    expect(expectSame(circuit, drive)).toBeGreaterThan(50);
  });

  it('neurons that are all alike, and cross at the same times', () => {
    const { circuit, drive } = mixed({ seed: 'alike', spread: 0, alpha: 0.3 }, { delay: 5e-7 });
    const forward = circuit.chip.forward.map(({ weights, bias }) => ({
      weights: weights.map((_, at) => 0.25 * ((at % 3) - 0.5)),
      bias: bias.fill(0.1),
    }));
    expect(expectSame({ ...circuit, chip: { ...circuit.chip, forward } }, drive)).toBeGreaterThan(500);
  });

  it('neurons that rest a threshold from what they sent, as silent ones may', () => {
    const peer = withThreshold(peerChip([64, 64, 64, 10], 'peers'), 0.003);
    expect(expectSame(circuitOf(peer.chip, RULE), driveOf(peer))).toBeGreaterThan(5000);
  });

  it('weights of one neuron that are far larger than those of others, and another circuit on the same neurons', () => {
    const { circuit, drive } = mixed({ seed: 'large' });
    const forward = circuit.chip.forward.map(({ weights, bias }, k) => ({
      weights: weights.map((weight, at) => (at < circuit.chip.layers[k] ? 20 * weight : weight)),
      bias,
    }));
    const larger = { ...circuit, chip: { ...circuit.chip, forward } };
    expectSame(larger, drive);
    expectSame(circuit, drive, (loop) => {
      loop.state.program(larger);
      straight(loop);
    });
  });

  it('dense layers beside shared ones', () => {
    const plan = planOf([[5, 4, 2], { convolution: 3, kernel: 3, padding: 1 }, { dense: 24 }, { dense: 18 }, 3]);
    const { circuit, drive } = mixed({ seed: 'shared', ...plan });
    expect(expectSame(circuit, drive)).toBeGreaterThan(500);
  });

  it('more arrivals than a layer keeps', () => {
    const { circuit, drive } = mixed(
      { seed: 'many' },
      { delay: 1.4e-6, activityThreshold: 2e-4, differenceThreshold: 2e-4 },
    );
    let most = 0;
    expectSame(circuit, drive, (loop) => {
      for (let step = 1; step <= 20; step++) {
        loop.advance(step * 4e-7, Infinity);
        most = Math.max(most, loop.state.header.int(LoopEntry.lineCount));
      }
    });
    expect(most).toBeGreaterThan(circuit.chip.layers.length * MOST_ARRIVALS);
  });
});

describe('a run that stops while arrivals wait', () => {
  const { circuit, drive } = mixed({ seed: 'stops' }, { delay: 5e-7 });
  const sent = (loop: EventLoop) => loop.activityEvents + loop.differenceEvents;
  const waiting = (loop: EventLoop) => loop.state.header.int(LoopEntry.lineCount);

  it.each<[string, Course]>([
    [
      'at many times',
      (loop) => {
        for (let step = 1; step <= 200; step++) loop.advance((step * END) / 200, Infinity);
      },
    ],
    [
      'after every few events',
      (loop) => {
        for (let step = 0; step < 100; step++) loop.advance(END, sent(loop) + 7);
      },
    ],
    [
      'and is passed',
      (loop) => {
        for (let step = 1; step <= 50; step++) {
          loop.advance((step * END) / 50, Infinity);
          loop.passAll();
        }
      },
    ],
    [
      'for something that is undone',
      (loop) => {
        loop.advance(END, 300);
        expect(waiting(loop)).toBeGreaterThan(10);
        loop.undone(() => loop.advance(END, 800));
        straight(loop);
      },
    ],
    [
      'for a look aside',
      (loop) => {
        loop.advance(END, 300);
        loop.aside(() => loop.advance(END, 800));
        straight(loop);
      },
    ],
    [
      'to be averaged',
      (loop) => {
        loop.advance(END, 300);
        loop.beginAverages();
        loop.advance(END, 500);
        loop.endAverages();
        straight(loop);
      },
    ],
  ])('%s', (_name, course) => {
    expect(expectSame(circuit, drive, course)).toBeGreaterThan(300);
  });

  it('and goes on without the jitter of what is in flight', () => {
    const jittery = { ...circuit, chip: { ...circuit.chip, encoder: { ...circuit.chip.encoder, jitter: 2e-7 } } };
    expectSame(jittery, drive, (loop) => {
      loop.advance(END, 400);
      expect(waiting(loop)).toBeGreaterThan(10);
      loop.state.header.set(LoopEntry.jitter, 0);
      straight(loop);
    });
  });

  it('has positions that are right whenever it stops', () => {
    const positions = (traced: boolean) => {
      const found: number[][] = [];
      outcome(circuit, drive, traced, (loop) => {
        const into = loop.state.layers
          .slice(1)
          .map(({ n }) => ({ plus: new Float64Array(n), minus: new Float64Array(n) }));
        for (let step = 1; step <= 40; step++) {
          loop.advance((step * END) / 40, Infinity);
          loop.readPositions(into);
          found.push(into.flatMap(({ plus, minus }) => [...plus, ...minus]));
        }
      });
      return found;
    };
    expect(positions(false)).toEqual(positions(true));
  });
});

it('a layer whose mean weights are not all positive takes up every arrival at once', () => {
  const { circuit } = mixed({ seed: 'negative' });
  const nudging = circuit.nudging.map((gains) => gains && { ...gains, weightMinus: gains.weightMinus.map((w) => -w) });
  const mayDefer = (of: Circuit) =>
    new EventLoop(of, 1e-5).state.layers.slice(1).map(({ header }) => header.int(LayerEntry.mayDefer));
  expect(mayDefer(circuit)).toEqual([1, 1, 1, 0]);
  expect(mayDefer({ ...circuit, nudging })).toEqual([0, 0, 0, 0]);
});
