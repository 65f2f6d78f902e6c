import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayLine } from '../../src/engine/delay-line.ts';

function drain(line: DelayLine): { time: number; neuron: number; layer: number; encoder: number; sign: number }[] {
  const events = [];
  while (line.next < Infinity) {
    const time = line.next;
    line.take();
    const { layer, neuron, encoder, sign } = line;
    events.push({ time, neuron, layer, encoder, sign });
  }
  return events;
}

describe('delay line', () => {
  it('returns what was pushed, in order of time and then of sending, across growth', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 1500 }), (times) => {
        const line = new DelayLine(false);
        for (const [n, time] of times.entries()) line.push(time, 1 + (n % 5), n, n & 1, n % 3 === 0 ? -1 : 1);
        const expected = times
          .map((time, n) => ({ time, neuron: n, layer: 1 + (n % 5), encoder: n & 1, sign: n % 3 === 0 ? -1 : 1 }))
          .sort((a, b) => a.time - b.time || a.neuron - b.neuron);
        expect(drain(line)).toEqual(expected);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('with a constant delay the ring gives the same as the heap, interleaved with removals', () => {
    const ring = new DelayLine(true);
    const heap = new DelayLine(false);
    for (let n = 0; n < 3000; n++) {
      for (const line of [ring, heap]) line.push(n >> 1, 2, n, 1, 1);
      if (n % 3 === 0) {
        ring.take();
        heap.take();
        expect([ring.neuron, ring.next]).toEqual([heap.neuron, heap.next]);
      }
    }
    expect(drain(ring)).toEqual(drain(heap));
    expect(ring.next).toBe(Infinity);
  });
});
