import { expect, it } from 'vitest';
import { layerOf } from '../../src/engine/circuit.ts';
import { pieceEnds } from '../../src/learning/piece-ends.ts';
import { mixedCircuit } from './mixed-circuit.ts';

it('are those of the rails, the phi and the offsets that a layer has, though it shares its gains with others', () => {
  const { circuit } = mixedCircuit('dp', { seed: 'ends', activation: 'relu', loss: 'squared-error', rails: [-1, 2] });
  const own = layerOf(circuit, 1);
  const { plus } = pieceEnds(own);
  expect(pieceEnds(own).plus).toBe(plus);
  const { gain, offset } = own.neurons;
  gain.plus.forEach((g, i) => {
    expect(plus.low[i]).toBeCloseTo(Math.max(-1, -offset.plus[i] / g), 14);
    expect(plus.high[i]).toBe(2);
    expect(plus.valueBelow[i]).toBeCloseTo(0, 14);
    expect(plus.valueAbove[i]).toBe(2 * g + offset.plus[i]);
  });
  expect(pieceEnds({ ...own, high: 3 }).plus.high[0]).toBe(3);
  expect(pieceEnds({ ...own, low: 0.5 }).plus.low[0]).toBe(0.5);
  expect(pieceEnds({ ...own, phi: layerOf(circuit, 3).phi }).plus.low[0]).toBe(-1);
  const shifted = { plus: offset.plus.map((o) => o + 0.1), minus: offset.minus };
  const moved = pieceEnds({ ...own, neurons: { ...own.neurons, offset: shifted } });
  expect(moved.plus.valueAbove[0]).toBeCloseTo(plus.valueAbove[0] + 0.1, 14);
  expect(moved.minus.low).toEqual(pieceEnds(own).minus.low);
});
