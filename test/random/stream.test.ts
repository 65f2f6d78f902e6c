import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/random/stream.ts';
import { CORRELATION_LIMIT_10000, correlation, PAIR_CHI_SQUARE_LIMIT, pairChiSquare } from '../statistics/pairs.ts';

const N = 10_000;

/** Draw number `draw` of each of N addresses. */
function acrossAddresses(address: (i: number) => [string, ...(string | number)[]], draw = 0): Float64Array {
  return Float64Array.from({ length: N }, (_, i) => {
    const next = stream(...address(i));
    for (let skip = 0; skip < draw; skip++) next();
    return next();
  });
}

function fromOneStream(seed: string, ...address: (string | number)[]): Float64Array {
  const next = stream(seed, ...address);
  return Float64Array.from({ length: N }, () => next());
}

describe('stream', () => {
  it('keeps its promise: the bits of an address never change', () => {
    const bits = createHash('sha256');
    for (const address of [['seed'], ['seed', 'chip', 7, 'neuron.tau', 'plus', 1], ['Ünïcode', '7']] as const) {
      const [seed, ...rest] = address;
      bits.update(fromOneStream(seed, ...rest));
    }
    expect(bits.digest('hex')).toBe('f7c752296ff5c62b625c7bffadb287f888371979ca036f0f4b2e36aae95e5f83');
  });

  it('is a function of the address, and tells numbers from text', () => {
    expect(stream('s', 'chip', 1)()).toBe(stream('s', 'chip', 1)());
    expect(stream('s', 'chip', 1)()).not.toBe(stream('s', 'chip', '1')());
    expect(stream('s', 'ab', 'c')()).not.toBe(stream('s', 'a', 'bc')());
  });

  it('stays inside (0, 1)', () => {
    const u = fromOneStream('range');
    expect(Math.min(...u)).toBeGreaterThan(0);
    expect(Math.max(...u)).toBeLessThan(1);
  });

  // Each comparison fails by chance once in a million; there are 2 x 13 of them.
  const comparisons: [string, () => [Float64Array, Float64Array]][] = [
    ['neighbouring chips', () => [fromOneStream('s', 'chip', 1, 'tau'), fromOneStream('s', 'chip', 2, 'tau')]],
    ['chips 1 and 11', () => [fromOneStream('s', 'chip', 1, 'tau'), fromOneStream('s', 'chip', 11, 'tau')]],
    ['components', () => [fromOneStream('s', 'chip', 1, 'tau'), fromOneStream('s', 'chip', 1, 'gain')]],
    ['plus and minus', () => [fromOneStream('s', 'tau', 'plus', 1), fromOneStream('s', 'tau', 'minus', 1)]],
    ['layers', () => [fromOneStream('s', 'tau', 'plus', 1), fromOneStream('s', 'tau', 'plus', 2)]],
    ['neighbouring seeds', () => [fromOneStream('1', 'chip', 1), fromOneStream('2', 'chip', 1)]],
    ['successive draws', () => shifted(fromOneStream('s', 'chip', 1), 1)],
    [
      'first draws of chips i and i + 1',
      () =>
        shifted(
          acrossAddresses((i) => ['s', 'chip', i, 'tau', 'die']),
          1,
        ),
    ],
    [
      'first draws of chips i and i + 10',
      () =>
        shifted(
          acrossAddresses((i) => ['s', 'chip', i, 'tau', 'die']),
          10,
        ),
    ],
    [
      'first draws of chips i and i + 100',
      () =>
        shifted(
          acrossAddresses((i) => ['s', 'chip', i, 'tau', 'die']),
          100,
        ),
    ],
    [
      'first draws of seeds i and i + 1',
      () =>
        shifted(
          acrossAddresses((i) => [`${i}`, 'chip', 0]),
          1,
        ),
    ],
    [
      'first draws of two components over chips',
      () => [acrossAddresses((i) => ['s', 'chip', i, 'tau']), acrossAddresses((i) => ['s', 'chip', i, 'gain'])],
    ],
    [
      'first and second draws over chips',
      () => [acrossAddresses((i) => ['s', 'chip', i]), acrossAddresses((i) => ['s', 'chip', i], 1)],
    ],
  ];
  it.each(comparisons)('gives independent draws: %s', (_, sample) => {
    const [u, v] = sample();
    expect(Math.abs(correlation(u, v))).toBeLessThan(CORRELATION_LIMIT_10000);
    expect(pairChiSquare(u, v)).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
  });
});

/** The pairs (u_i, u_{i+lag}), wrapped around so that there are N of them. */
function shifted(u: Float64Array, lag: number): [Float64Array, Float64Array] {
  return [u, u.map((_, i) => u[(i + lag) % u.length])];
}
