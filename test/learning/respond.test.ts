import { describe, expect, it } from 'vitest';
import type { Circuit } from '../../src/engine/circuit.ts';
import { layerOf } from '../../src/engine/circuit.ts';
import { DOUBLE } from '../../src/learning/arithmetic.ts';
import { LayerBatch } from '../../src/learning/layer-batch.ts';
import { respond } from '../../src/learning/respond.ts';
import { respondCompiled } from '../../src/learning/respond-compiled.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { mixedCircuit } from './mixed-circuit.ts';

const BATCH = 3;
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0, 1, 1e308];
const ACTIVATIONS = ['identity', 'relu', 'hard-sigmoid'] as const;

/** Everything layer 1 held after each of some inputs, and the changes returned; the same draws at every call. */
function course(circuit: Circuit, inputs: readonly number[], respondTo: (layer: LayerBatch) => number): Float64Array {
  const layer = new LayerBatch(layerOf(circuit, 1), BATCH, DOUBLE);
  const random = stream('respond', 'inputs');
  const draw = () => {
    const index = Math.floor(random() * 3 * inputs.length);
    return index < inputs.length ? inputs[index] : normal(random);
  };
  layer.zero?.forEach((_, at, zero) => {
    zero[at] = 0.1 * normal(random);
  });
  const held: number[] = [];
  for (let step = 0; step < 3; step++) {
    layer.a.set(layer.a.map(draw));
    layer.topDown.set(layer.topDown.map(draw));
    held.push(respondTo(layer));
    const { plus, minus, activity, difference, sentActivity, sentDifference } = layer;
    held.push(...plus, ...minus, ...activity, ...difference, ...sentActivity, ...sentDifference);
  }
  return Float64Array.from(held);
}

describe.each(ACTIVATIONS)('%s: the compiled response has the bits of that in JavaScript', (activation) => {
  it.each([1, 2, 7, 64, 65])('%d neurons a layer', (n) => {
    for (const rails of [undefined, [-0.7, 0.9] as const, [0, 1] as const]) {
      for (const autoZero of [false, true]) {
        const wish = {
          seed: 'respond',
          activation,
          loss: 'squared-error',
          layers: [2, n, 3],
          rails,
          autoZero,
        } as const;
        const { circuit } = mixedCircuit('dp', wish);
        const strength = new Float64Array(n).map((_, i) => (i % 3) / 2);
        for (const damping of [null, strength]) {
          for (const inputs of [[], SPECIAL]) {
            const expected = course(circuit, inputs, (layer) => respond(layerOf(circuit, 1), layer, damping));
            const found = course(circuit, inputs, (layer) => respondCompiled(layerOf(circuit, 1), layer, damping));
            expect(found.findIndex((value, at) => !Object.is(value, expected[at]))).toBe(-1);
          }
        }
      }
    }
  });
});
