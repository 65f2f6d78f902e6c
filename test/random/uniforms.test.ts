import { describe, expect, it } from 'vitest';
import { stream } from '../../src/random/stream.ts';
import { uniforms } from '../../src/random/uniforms.ts';

/** Of all lengths, beyond ASCII, with what JSON escapes, and none at all. */
const ADDRESSES = [
  ['neuron.tau', 'plus', 1],
  [],
  ['neuron.tau', 'minus', 1],
  ['1'],
  [1],
  ['Ünïcode \u0000 "x"', '\u{1F600}'],
  ['dyad.alpha', -1.5e-7],
];

/** Bit for bit the numbers that seedrandom gives one by one. */
function expectStream(drawn: Float64Array, seed: string, ...address: (string | number)[]): void {
  const next = stream(seed, ...address);
  expect(drawn.findIndex((u) => u !== next())).toBe(-1);
}

describe('uniforms', () => {
  it.each([0, 1, 2, 3, 7])('of %d streams side by side are those of each alone', (n) => {
    const streams = ADDRESSES.slice(0, n).map((address, i) => ({ address, count: 40 * i + 1 }));
    const drawn = uniforms(streams, 'seed', 'chip', 7);
    expect(drawn.map(({ length }) => length)).toEqual(streams.map(({ count }) => count));
    drawn.forEach((own, i) => {
      expectStream(own, 'seed', 'chip', 7, ...ADDRESSES[i]);
    });
  });

  it('of one stream go on as long as is asked for', () => {
    const [drawn] = uniforms([{ address: ['error'], count: 20_000 }], 's');
    expectStream(drawn, 's', 'error');
    expect(uniforms([{ address: [], count: 0 }], 's')).toEqual([new Float64Array(0)]);
  });

  it('are those of 2000 chips', () => {
    for (let chip = 0; chip < 2000; chip++) {
      const [drawn] = uniforms([{ address: ['tau', 'die'], count: 2 }], 'many', 'chip', chip);
      expectStream(drawn, 'many', 'chip', chip, 'tau', 'die');
    }
  });

  it('are arrays that do not share their numbers', () => {
    const [a, b] = uniforms(
      [
        { address: [1], count: 3 },
        { address: [2], count: 3 },
      ],
      's',
    );
    a.fill(9);
    expectStream(b, 's', 2);
    expect(uniforms([{ address: [1], count: 3 }], 's')[0]).not.toEqual(a);
  });
});
