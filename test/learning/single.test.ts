import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circuit, layerOf } from '../../src/engine/circuit.ts';
import { LayerBatch } from '../../src/learning/layer-batch.ts';
import { SingleArithmetic } from '../../src/learning/single-arithmetic.ts';
import { SingleCircuit } from '../../src/learning/single-circuit.ts';
import { SingleMemory } from '../../src/learning/single-memory.ts';
import { SingleUpdates } from '../../src/learning/single-updates.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { mixedCircuit } from './mixed-circuit.ts';

const f = Math.fround;
const MEGABYTE = 2 ** 20;

function memory(megabytes = 24): { memory: SingleMemory; arithmetic: SingleArithmetic } {
  const memory = new SingleMemory(megabytes * MEGABYTE);
  return { memory, arithmetic: new SingleArithmetic(memory, 1000) };
}

/** Draws into an array. */
function normals(into: Float32Array, name: string): Float32Array {
  const random = stream('single', name);
  for (let i = 0; i < into.length; i++) into[i] = normal(random);
  return into;
}

function expectSameBits(found: Float32Array, expected: Float32Array): void {
  expect(found.length).toBe(expected.length);
  expect(found.findIndex((value, at) => !Object.is(value, expected[at]))).toBe(-1);
}

/** start + sum of a_k b_k in the order of k, every operation rounded to a single. */
function sum(start: number, terms: number, a: (k: number) => number, b: (k: number) => number): number {
  let total = start;
  for (let k = 0; k < terms; k++) total = f(total + f(a(k) * b(k)));
  return total;
}

describe('products have the bits of plain loops in single precision', () => {
  function check(rows: number, columns: number, batch: number): void {
    const { memory: own, arithmetic } = memory();
    const array = (name: string, length: number) => normals(own.singles(length), name);
    const [weights, bias] = [array('weights', rows * columns), array('bias', rows)];
    const [below, above] = [array('below', batch * columns), array('above', batch * rows)];
    // Whatever is next to what is written stays.
    const [up, afterUp] = [array('up', batch * rows), array('after', 64)];
    const [down, afterDown] = [array('down', batch * columns), array('after', 64)];
    const [outer, afterOuter] = [array('outer', rows * columns), array('after', 64)];
    const before = outer.slice();
    arithmetic.multiplyUp(weights, bias, below, batch, up);
    arithmetic.multiplyDown(weights, rows, above, batch, down);
    arithmetic.addOuter(above, rows, below, columns, outer);
    const each = (n: number, value: (b: number, i: number) => number) =>
      Float32Array.from({ length: batch * n }, (_, at) => value(Math.floor(at / n), at % n));
    const w = (i: number, j: number) => weights[i * columns + j];
    const x = (b: number, j: number) => below[b * columns + j];
    const d = (b: number, i: number) => above[b * rows + i];
    expectSameBits(
      up,
      each(rows, (b, i) =>
        sum(
          bias[i],
          columns,
          (j) => x(b, j),
          (j) => w(i, j),
        ),
      ),
    );
    expectSameBits(
      down,
      each(columns, (b, j) =>
        sum(
          0,
          rows,
          (i) => d(b, i),
          (i) => w(i, j),
        ),
      ),
    );
    const expected = before.map((start, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      return sum(
        start,
        batch,
        (b) => d(b, i),
        (b) => x(b, j),
      );
    });
    expectSameBits(outer, expected);
    for (const after of [afterUp, afterDown, afterOuter]) expectSameBits(after, normals(new Float32Array(64), 'after'));
  }

  it('of any size, odd ones too', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(fc.property(size, size, size, check), { seed: 1, numRuns: 60 });
  });

  it.each([
    [1, 801, 3],
    [17, 400, 2],
    [401, 33, 1],
    [3, 5, 803],
    [32, 784, 50],
  ])('%d x %d, %d samples: more terms than are packed at once', check);
});

/** The response of layer 1 in single precision, one operation after the other: what `respond` does, rounded at every step. */
function plainResponse(circuit: Circuit, layer: LayerBatch<Float32Array>, damping: Float64Array | null) {
  const { n, phi, low, high, neurons, nudging } = layerOf(circuit, 1);
  const { gain, offset, threshold } = neurons;
  const held = ['plus', 'minus', 'activity', 'difference', 'sentActivity', 'sentDifference'] as const;
  const after = Object.fromEntries(held.map((name) => [name, layer[name].slice()]));
  const cut = (x: number, from: number, to: number) => (x < from ? from : x > to ? to : x);
  let change = 0;
  layer.a.forEach((a, at) => {
    const i = at % n;
    const side = (sign: number, g: number, gainOf: Float64Array, offsetOf: Float64Array, former: number) => {
      const v = cut(f(a + sign * f(f(g) * layer.topDown[at])), f(low), f(high));
      let x = f(f(f(gainOf[i]) * v) + f(offsetOf[i]));
      if (damping !== null) x = f(f(x + f(f(damping[i]) * former)) / f(1 + f(damping[i])));
      const s = cut(x, phi.kinks[0], phi.kinks[1]);
      change = Math.max(change, Math.abs(f(s - former)));
      return s;
    };
    const plus = side(1, nudging.gainPlus[i], gain.plus, offset.plus, layer.plus[at]);
    const minus = side(-1, nudging.gainMinus[i], gain.minus, offset.minus, layer.minus[at]);
    const m = f(f(f(nudging.weightPlus[i]) * plus) + f(f(nudging.weightMinus[i]) * minus));
    const d = f(f(plus - minus) - (layer.zero?.[at] ?? 0));
    const values = [plus, minus, m, d, f(m / f(threshold.activity[i])), f(d / f(threshold.difference[i]))];
    held.forEach((name, place) => {
      after[name][at] = values[place];
    });
  });
  return { change, after };
}

describe.each(['identity', 'relu', 'hard-sigmoid'] as const)(
  '%s: a response has the bits of plain steps',
  (activation) => {
    it.each([1, 2, 3, 7, 64, 65])('%d neurons a layer', (n) => {
      for (const rails of [undefined, [-0.7, 0.9] as const]) {
        for (const autoZero of [false, true]) {
          const wish = {
            seed: 'single',
            activation,
            loss: 'squared-error',
            layers: [2, n, 3],
            rails,
            autoZero,
          } as const;
          const { circuit } = mixedCircuit('dp', wish);
          for (const damping of [null, Float64Array.from({ length: n }, (_, i) => (i % 3) / 2)]) {
            const layer = new LayerBatch(layerOf(circuit, 1), 3, memory(1).arithmetic);
            if (layer.zero !== null) normals(layer.zero, 'zero');
            for (let step = 0; step < 3; step++) {
              normals(layer.a, `a ${step}`);
              normals(layer.topDown, `down ${step}`);
              const { change, after } = plainResponse(circuit, layer, damping);
              expect(layer.update(damping)).toBe(change);
              for (const [name, values] of Object.entries(after)) expectSameBits(layer[name as 'plus'], values);
            }
          }
        }
      }
    });
  },
);

it('a response counts no change of what fills up the last vector', () => {
  const { circuit } = mixedCircuit('dp', { seed: 'x', activation: 'relu', loss: 'squared-error', layers: [2, 7, 3] });
  // Where inputs are 0, as beyond the end, one of the three answers.
  expect(Math.max(...circuit.chip.neurons[1]!.offset.plus.subarray(0, 3))).toBeGreaterThan(0);
  const layer = new LayerBatch(layerOf(circuit, 1), 3, memory(1).arithmetic);
  layer.a.fill(-100);
  expect(layer.update()).toBe(0);
});

it.each([Number.NaN, Infinity])('a response to %d says so', (value) => {
  const { circuit } = mixedCircuit('dp', { seed: 'x', activation: 'relu', loss: 'squared-error', layers: [2, 5, 3] });
  const layer = new LayerBatch(layerOf(circuit, 1), 2, memory(1).arithmetic);
  layer.a[9] = value;
  expect(layer.update()).not.toBeLessThan(Infinity);
});

describe('an update of the doubles', () => {
  const { circuit } = mixedCircuit('dp', { seed: 'x', activation: 'relu', loss: 'squared-error', layers: [3, 5, 2] });

  it('has the bits of plain steps in double precision, and leaves singles of them', () => {
    const single = new SingleCircuit(circuit.chip, 4);
    const { values } = single.parametersOf(single.chipArrays.forward[0].weights);
    const { weights: direction } = single.updates.layers[0];
    let velocity = values.map(() => 0);
    let expected = circuit.chip.forward[0].weights.slice();
    for (let step = 0; step < 3; step++) {
      normals(direction, `direction ${step}`);
      velocity = velocity.map((v, i) => 0.9 * v + (direction[i] - 0.01 * expected[i]));
      expected = expected.map((w, i) => w + 0.3 * velocity[i]);
      expect(single.descend(single.parametersOf(values), direction, 0.9, 0.01, 0.3)).toBe(true);
    }
    expect([...values]).toEqual([...expected]);
    expectSameBits(single.forward[0].weights, Float32Array.from(expected));
    expect([...single.chipArrays.forward[0].bias]).toEqual([...circuit.chip.forward[0].bias]);
  });

  it('says where one is not finite, wherever', () => {
    for (const at of [0, 1, 13, 14]) {
      const single = new SingleCircuit(circuit.chip, 4);
      const own = single.parametersOf(single.chipArrays.forward[0].weights);
      const { weights: direction } = single.updates.layers[0];
      direction[at] = Infinity;
      expect(single.descend(own, direction, 0, 0, 0.1)).toBe(false);
    }
  });
});

it('updates are the mean over the samples of factor signal activity^T, and of factor signal', () => {
  const { memory: own, arithmetic } = memory();
  const updates = new SingleUpdates(own, arithmetic, { layers: [2, 3] }, 8);
  const [activity, signal] = [normals(own.singles(8), 'activity'), normals(own.singles(12), 'signal')];
  updates.layers[0].weights.fill(7);
  updates.reset();
  updates.add([activity], [null, signal], 5);
  for (let i = 0; i < 3; i++) {
    const d = (b: number) => f((5 / 4) * signal[b * 3 + i]);
    expect(updates.layers[0].bias[i]).toBe([0, 1, 2, 3].reduce((total, b) => f(total + d(b)), 0));
    for (let j = 0; j < 2; j++) {
      expect(updates.layers[0].weights[i * 2 + j]).toBe(sum(0, 4, d, (b) => activity[b * 2 + j]));
    }
  }
});

describe('the memory', () => {
  it('keeps what was handed out before, and gives up the rest', () => {
    const own = new SingleMemory(MEGABYTE);
    const kept = own.singles(5).fill(3);
    own.keep();
    const given = own.doubles(7).fill(4);
    own.reuse();
    expect([...own.singles(3)]).toEqual([0, 0, 0]);
    expect(given[0]).not.toBe(4);
    expect([...kept]).toEqual([3, 3, 3, 3, 3]);
  });

  it('refuses what it has no room for', () => {
    expect(() => new SingleMemory(65536).doubles(8193)).toThrow('65600 bytes do not fit');
    expect(() => new SingleMemory(5 * 2 ** 30)).toThrow('at most 4 GiB in all, got 5.0');
  });
});
