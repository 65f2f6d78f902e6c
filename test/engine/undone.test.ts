import { expect, it } from 'vitest';
import { driveOf, peerChip, RULE, withThreshold } from '../../bench/peer-chip.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { LoopEntry } from '../../src/engine/layout.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';

it('what is undone leaves no bit, even where the line of events had to grow for it', () => {
  const peer = withThreshold(peerChip([16, 24, 24, 4], 'leap'), 2e-3);
  const delay = 2e-5;
  const circuit = circuitOf({ ...peer.chip, encoder: { ...peer.chip.encoder, delay } }, RULE);
  const course = (undone: boolean) => {
    const loop = new EventLoop(circuit, 1e-5);
    const trace = new Trace();
    loop.reset(driveOf(peer), null, trace);
    loop.state.startNudging();
    loop.passAll();
    loop.advance(Infinity, 100);
    const capacity = () => loop.state.header.int(LoopEntry.lineCapacity);
    const before = capacity();
    if (undone) {
      const events = trace.events.length;
      const grown = loop.undone(() => {
        loop.advance(delay, Infinity);
        return capacity();
      });
      expect(grown).toBeGreaterThan(before);
      expect(capacity()).toBe(before);
      trace.events.length = events;
    }
    loop.advance(1.5 * delay, Infinity);
    loop.passAll();
    return {
      events: trace.events,
      states: loop.state.layers.map(({ xPlus, xMinus, a, topDown }) => [xPlus, xMinus, a, topDown].map((x) => [...x])),
    };
  };
  expect(course(true)).toEqual(course(false));
});
