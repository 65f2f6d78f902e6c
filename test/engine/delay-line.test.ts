import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayLine } from '../../src/engine/delay-line.ts';

interface InFlight {
  readonly time: number;
  readonly layer: number;
  readonly neuron: number;
  readonly encoder: number;
  readonly sign: number;
}

function push(line: DelayLine, { time, layer, neuron, encoder, sign }: InFlight): void {
  line.push(time, layer, neuron, encoder, sign);
}

/** All that is in flight, in order, left where it is. */
function events(line: DelayLine): InFlight[] {
  return Array.from({ length: line.count }, (_, ahead) => {
    line.look(ahead);
    const { time, layer, neuron, encoder, sign } = line;
    return { time, layer, neuron, encoder, sign };
  });
}

/** Events that arrive at the given times, sent in this order; `n` tells them apart. */
function sent(times: readonly number[], from = 0): InFlight[] {
  return times.map((time, index) => {
    const n = from + index;
    return { time, layer: 1 + (n % 5), neuron: n, encoder: n & 1, sign: n % 3 === 0 ? -1 : 1 };
  });
}

function inOrder(inFlight: readonly InFlight[]): InFlight[] {
  return [...inFlight].sort((a, b) => a.time - b.time || a.neuron - b.neuron);
}

describe('delay line', () => {
  it('holds what was pushed in order of time and then of sending, across growth', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 1500 }), (times) => {
        const line = new DelayLine();
        for (const event of sent(times)) push(line, event);
        const expected = inOrder(sent(times));
        expect(events(line)).toEqual(expected);
        expect(line.next).toBe(expected[0]?.time ?? Infinity);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('drops from the front, between pushes, whatever has wrapped around', () => {
    const steps = fc.record({
      times: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 300 }),
      dropped: fc.nat({ max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 12 }), (rounds) => {
        const line = new DelayLine();
        let expected: InFlight[] = [];
        let n = 0;
        for (const { times, dropped } of rounds) {
          const more = sent(times, n);
          n += times.length;
          for (const event of more) push(line, event);
          const gone = Math.min(dropped, expected.length + more.length);
          expected = inOrder([...expected, ...more]).slice(gone);
          line.drop(gone);
          expect(events(line)).toEqual(expected);
        }
        line.reset();
        expect([line.count, line.next]).toEqual([0, Infinity]);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
