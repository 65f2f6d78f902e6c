import { describe, expect, it } from 'vitest';
import { SingleArithmetic } from '../../src/learning/single-arithmetic.ts';
import { SingleMemory } from '../../src/learning/single-memory.ts';
import { DOUBLES } from '../../src/linear/batch-products.ts';
import { Connector, type Products, patchesOf } from '../../src/linear/connector.ts';
import { arraySize, type Connection, countOf } from '../../src/model/connection.ts';
import type { Numbers } from '../../src/model/numbers.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { planOf, SHAPES } from '../learning/convolutions.ts';
import { plainDown, plainRead, plainUp } from '../learning/plain-wiring.ts';

/** 66 x 66 places of 27 numbers: an image has nearly as many as are made at once, three of them have more. */
const LARGE = planOf([[66, 66, 3], { convolution: 2, kernel: 3, padding: 1 }, { dense: 2, pool: { max: 3 } }]);
/** Channels that are no whole vectors. */
const CHANNELS = planOf([[4, 6, 7], { convolution: 2, kernel: 1, pool: { max: 2 } }, 2]);
const CONNECTIONS = [...SHAPES, LARGE, CHANNELS].flatMap(({ connections }) =>
  connections!.filter((own) => own !== null),
);
const SAMPLES = 3;

const doubles: Products<Float64Array> = DOUBLES;
function singles(): Products<Float32Array> {
  return new SingleArithmetic(new SingleMemory(2 ** 25), 20_000, 2 ** 18, 2 ** 16);
}

/** Draws into an array of zeros. */
function drawn<A extends Numbers>(products: Products<A>, name: string, length: number): A {
  const [array] = products.arrays(1, length);
  const random = stream('connector', name);
  for (let i = 0; i < length; i++) array[i] = normal(random);
  return array;
}

function dot(a: Numbers, b: Numbers): { value: number; size: number } {
  let [value, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    value += a[i] * b[i];
    size += Math.abs(a[i] * b[i]);
  }
  return { value, size };
}

function check<A extends Numbers>(connection: Connection, products: Products<A>, unit: number): void {
  const { rows, columns } = arraySize(connection);
  const places = patchesOf(connection)?.count ?? 1;
  const below = countOf(connection.from);
  const connector = new Connector(connection, products, SAMPLES);
  const weights = drawn(products, 'weights', rows * columns);
  const bias = drawn(products, 'bias', rows);
  const sent = drawn(products, 'sent', SAMPLES * below);
  const signal = drawn(products, 'signal', SAMPLES * rows * places);
  const other = drawn(products, 'other', SAMPLES * below);
  const [up] = products.arrays(1, signal.length);
  const [down] = products.arrays(1, sent.length);
  connector.up(weights, bias, sent, up);
  connector.down(weights, rows, signal, down);
  const read = connector.read(other).slice();
  // Whatever was worked with before leaves no trace.
  const [again] = products.arrays(1, signal.length);
  connector.up(weights, bias, sent, again);
  expect(again.findIndex((value, i) => value !== up[i])).toBe(-1);
  // Up and down are a matrix and its transpose: <W x, d> = <x, W^T d>, to the roundings of their sums.
  const without = up.map((value, i) => value - bias[i % rows]) as A;
  const [left, right] = [dot(without, signal), dot(sent, down)];
  expect(Math.abs(left.value - right.value)).toBeLessThan(unit * columns * (left.size + right.size));
  for (let b = 0; b < SAMPLES; b++) {
    const part = (array: Numbers) => [
      ...array.subarray((b * array.length) / SAMPLES, ((b + 1) * array.length) / SAMPLES),
    ];
    const { a, winners } = plainUp(connection, weights, bias, part(sent));
    const expected = [
      [a, part(up)],
      [plainDown(connection, weights, winners, part(signal)), part(down)],
      [plainRead(connection, winners, part(other)), part(read)],
    ];
    for (const [plain, found] of expected) {
      expect(found.length).toBe(plain.length);
      // Sums of some hundred numbers of about 1, in another order.
      const off = found.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[i])), 0);
      expect(off).toBeLessThan(200 * unit * Math.sqrt(columns * rows));
    }
  }
}

describe('up, down and read are those of plain loops over every wire', () => {
  it.each(CONNECTIONS)('%j in double precision', (connection) => {
    check(connection, doubles, 2 ** -53);
  });

  it.each(CONNECTIONS)('%j in single precision', (connection) => {
    check(connection, singles(), 2 ** -24);
  });
});

describe('the largest of a window', () => {
  const connection: Connection = {
    from: { height: 2, width: 4, channels: 1 },
    pool: { kind: 'max', size: 2 },
    convolution: null,
    channels: 1,
  };
  const connector = new Connector(connection, doubles, 1);
  const read = (values: number[]) => [...connector.read(Float64Array.from(values))];

  it('is the first of equals', () => {
    connector.route(Float64Array.of(0, 0, 1, 2, 0, 0, 2, 1));
    expect(read([1, 2, 3, 4, 5, 6, 7, 8])).toEqual([1, 4]);
  });

  it('is the first of equals in single precision too, whatever the channels', () => {
    for (const channels of [1, 3, 4, 6, 9]) {
      const products = singles();
      const own: Connection = { ...connection, from: { height: 4, width: 2, channels } };
      const pool = new Connector(own, products, 2);
      const length = 8 * channels;
      pool.route(drawn(products, 'sent', 2 * length).fill(0.5));
      const other = drawn(products, 'other', 2 * length);
      // Of each window of two rows and two columns the first place: where its first row begins.
      const first = [0, 1, 2, 3].flatMap((w) => [...other.subarray(4 * w * channels, (4 * w + 1) * channels)]);
      expect([...pool.read(other)]).toEqual(first);
    }
  });

  it('is held until it is looked for again: what comes down goes to it alone', () => {
    connector.route(Float64Array.of(0, 5, 1, 2, 0, 0, 2, 3));
    expect(read([9, 2, 9, 9, 9, 9, 9, 8])).toEqual([2, 8]);
    const below = new Float64Array(8).fill(7);
    connector.down(Float64Array.of(2, 3), 1, Float64Array.of(10), below);
    expect([...below]).toEqual([0, 20, 0, 0, 0, 0, 0, 30]);
  });
});
