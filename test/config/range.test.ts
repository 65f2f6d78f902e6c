import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeValues } from '../../src/config/range.ts';

describe('range expressions', () => {
  it.each<[string, (number | string)[]]>([
    ['0:0.25:1', [0, 0.25, 0.5, 0.75, 1]],
    ['0:0.1:0.3', [0, 0.1, 0.2, 0.3]],
    ['0 : 0.3 : 1', [0, 0.3, 0.6, 0.9]],
    ['1:-0.5:0', [1, 0.5, 0]],
    ['5:1:5', [5]],
    ['1e-3:1e-3:3e-3', [0.001, 0.002, 0.003]],
    ['5 us:5 us:15 us', ['5 us', '10 us', '15 us']],
    ['0 %:10 %:20 %', ['0 %', '10 %', '20 %']],
  ])('%s', (text, values) => {
    expect(rangeValues(text)).toEqual(values);
  });

  it.each([
    ['0:1', 'expected a range start:step:stop, such as "0:0.25:1"'],
    ['a:b:c', 'expected a range start:step:stop, such as "0:0.25:1"'],
    ['', 'expected a range start:step:stop, such as "0:0.25:1"'],
    ['0:0:1', 'expected a step other than 0'],
    ['0:-1:1', 'expected a step that leads from start to stop'],
    ['0:1e-9:1', 'expected at most 10000 values'],
    ['0 us:1 ms:1 s', 'expected the same unit in start, step and stop'],
    ['0:1e-999:1', 'expected a range start:step:stop, such as "0:0.25:1"'],
  ])('refuses %s', (text, message) => {
    expect(rangeValues(text)).toBe(message);
  });

  it('ends exactly at the stop that the step reaches, whatever the binary rounding', () => {
    const decimal = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(
        decimal,
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 50 }),
        ([a, places], step, n) => {
          const text = (integer: number) => `${integer}e-${places}`;
          const values = rangeValues(`${text(a)}:${text(step)}:${text(a + n * step)}`);
          expect(values).toHaveLength(n + 1);
          expect(values.at(-1)).toBe(Number(text(a + n * step)));
        },
      ),
      { seed: 3 },
    );
  });
});
