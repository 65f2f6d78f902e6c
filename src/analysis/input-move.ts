import type { Circuit } from '../engine/circuit.ts';
import { bottomUp } from '../engine/free-response.ts';
import type { Stream } from '../random/stream.ts';
import type { Band } from './band.ts';

/** Largest distance beyond its kink to which a move takes a neuron of layer 1, full scales. */
const BEYOND = 0.5;

/**
 * A neighbour of an input within its box: one pixel set to a new value, all inputs moved towards another one, or, most often,
 * a neuron of layer 1 taken to its kink or to a random side of it, because what a loop gains depends on who is active.
 */
export function moveInput(circuit: Circuit, input: Float64Array, box: Band, other: Float64Array, draw: Stream) {
  const kind = draw();
  const moved = input.slice();
  if (kind < 0.2) {
    const pixel = Math.floor(draw() * moved.length);
    moved[pixel] = box.low[pixel] + draw() * (box.high[pixel] - box.low[pixel]);
    return moved;
  }
  if (kind < 0.3) {
    const part = draw();
    return moved.map((value, i) => clipped(value + part * (other[i] - value), box, i));
  }
  const { weights, bias } = circuit.chip.forward[0];
  const neuron = Math.floor(draw() * bias.length);
  const goal = draw() < 0.5 ? 0 : BEYOND * (2 * draw() - 1);
  const row = weights.subarray(neuron * moved.length, (neuron + 1) * moved.length);
  const norm = row.reduce((sum, w) => sum + w * w, 0);
  if (norm === 0) return moved;
  const step = (goal - bottomUp(row, bias.subarray(neuron, neuron + 1), moved)[0]) / norm;
  return moved.map((value, i) => clipped(value + step * row[i], box, i));
}

function clipped(value: number, { low, high }: Band, i: number): number {
  return Math.min(high[i], Math.max(low[i], value));
}
