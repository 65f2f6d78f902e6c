import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import type { InferenceOrder } from '../../src/model/vocabulary.ts';
import { plainDown, plainUp, type Winners } from './plain-wiring.ts';

/**
 * The layer-wise iteration written down once more, one neuron at a time in plain arrays, in the order of the authors'
 * code (models.py, get_inf_seq) word for word: for fwbwK, [L..2] + ([1..L-1] + [L..1]) * (K - 1) + [1]. `drawn`: the orders of the
 * passes where they are random.
 */
export function naiveIteration(
  { chip, nudging }: Circuit,
  drive: Drive,
  order: InferenceOrder,
  K: number,
  L?: number[][],
  drawn?: readonly (readonly number[])[],
) {
  const last = chip.layers.length - 1;
  const plus: number[][] = [[]];
  const minus: number[][] = [[]];
  const zero: number[][] = [[]];
  const phi = (k: number, x: number) => {
    if (k === last || chip.activation === 'identity') return x;
    if (chip.activation === 'tanh') return Math.tanh(x);
    return Math.min(Math.max(x, 0), chip.activation === 'relu' ? Infinity : 1);
  };
  const rails = chip.rails ?? [-Infinity, Infinity];
  const cut = (v: number) => Math.max(rails[0], Math.min(rails[1], v));
  /** Layers that no pass has reached yet: they send nothing. */
  const asleep = new Set<number>();
  const mean = (k: number, j: number) => {
    if (k === 0) return drive.input[j];
    if (asleep.has(k)) return 0;
    const { weightPlus, weightMinus } = nudging[k]!;
    return (weightPlus[j] * plus[k][j] + weightMinus[j] * minus[k][j]) / chip.neurons[k]!.threshold.activity[j];
  };
  const sentDifference = (k: number, i: number) =>
    asleep.has(k) ? 0 : (plus[k][i] - minus[k][i] - zero[k][i]) / chip.neurons[k]!.threshold.difference[i];
  /** Of every pool, those of the last way up. */
  const winners: Winners[] = [];
  const up = (k: number) => {
    const connection = chip.connections?.[k - 1] ?? null;
    const n = chip.layers[k - 1];
    const { weights, bias } = chip.forward[k - 1];
    if (connection !== null) {
      const sent = Array.from({ length: n }, (_, j) => mean(k - 1, j));
      const read = plainUp(connection, weights, bias, sent);
      winners[k - 1] = read.winners;
      return read.a;
    }
    return Array.from({ length: chip.layers[k] }, (_, i) => {
      let a = bias[i];
      for (let j = 0; j < n; j++) a += weights[i * n + j] * mean(k - 1, j);
      return a;
    });
  };
  const down = (k: number) => {
    const connection = chip.connections?.[k] ?? null;
    const array = chip.feedback[k] ?? chip.forward[k].weights;
    const signal = Array.from({ length: chip.layers[k + 1] }, (_, i) => sentDifference(k + 1, i));
    if (connection !== null) return plainDown(connection, array, winners[k], signal);
    const n = chip.layers[k];
    return Array.from({ length: n }, (_, j) => signal.reduce((sum, d, i) => sum + array[i * n + j] * d, 0));
  };
  const error = (a: number[]) => {
    if (drive.loss === 'squared-error') return a.map((value, i) => drive.target[i] - value);
    const total = a.reduce((sum, value) => sum + Math.exp(value), 0);
    return a.map((value, i) => drive.target[i] - Math.exp(value) / total);
  };
  const respond = (k: number, a: number[], down: number[], damping: number[] | null) => {
    const { gain, offset } = chip.neurons[k]!;
    const { gainPlus, gainMinus } = nudging[k]!;
    const old = [plus[k], minus[k]];
    const side = (s: number, g: Float64Array, o: Float64Array, nudge: (i: number) => number) =>
      a.map((value, i) => {
        const x = g[i] * cut(value + nudge(i) * down[i]) + o[i];
        return phi(k, damping === null ? x : (x + damping[i] * old[s][i]) / (1 + damping[i]));
      });
    plus[k] = side(0, gain.plus, offset.plus, (i) => gainPlus[i]);
    minus[k] = side(1, gain.minus, offset.minus, (i) => -gainMinus[i]);
  };

  for (let k = 1; k <= last; k++) {
    respond(k, up(k), new Array(chip.layers[k]).fill(0), null);
    const { autoZero } = chip.neurons[k]!;
    zero[k] = plus[k].map((s, i) => (autoZero === null ? 0 : s - minus[k][i] + autoZero[i]));
  }
  const upward = Array.from({ length: last }, (_, i) => i + 1);
  const downward = [...upward].reverse();
  const repeat = (list: number[], times: number) => Array.from({ length: times }, () => list).flat();
  /** Layers that are updated at once, one group after the other. */
  const sequences: Record<InferenceOrder, () => readonly (readonly number[])[]> = {
    forward: () => repeat(upward, K).map((k) => [k]),
    'forward-backward': () =>
      [...downward.slice(0, -1), ...repeat([...upward.slice(0, -1), ...downward], K - 1), 1].map((k) => [k]),
    parallel: () => Array.from({ length: K }, () => upward),
    random: () => drawn!.flat().map((k) => [k]),
  };
  const sequence = sequences[order]();
  // A chip without auto-zero sends its offsets down while it is free, and the error held is that of its output then.
  let held: number[] | null = null;
  const free = drive.nudge === 'held' && chip.neurons[1]!.autoZero === null ? sequence : [];
  for (const [step, group] of [...free, ...sequence].entries()) {
    if (step === free.length) {
      held = error(up(last));
      if (order === 'parallel') {
        for (const k of upward) {
          asleep.add(k);
          plus[k].fill(0);
          minus[k].fill(0);
        }
      }
    }
    const isReached = order !== 'parallel' || step - free.length >= last - 1;
    const beta = step < free.length || !isReached ? 0 : drive.beta;
    const inputs = group.map((k) => up(k));
    const topDown = group.map((k, at) => {
      if (k < last) return down(k);
      return (drive.nudge === 'held' && held !== null ? held : error(inputs[at])).map((e) => beta * e);
    });
    group.forEach((k, at) => {
      respond(k, inputs[at], topDown[at], L?.[k] ?? null);
      asleep.delete(k);
    });
  }
  return { plus, minus, winners };
}
