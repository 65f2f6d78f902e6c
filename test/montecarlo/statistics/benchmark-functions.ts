import { type PickFreezeRow, pickFreezeRow } from '../../../src/montecarlo/statistics/pick-freeze.ts';
import { stream } from '../../../src/random/stream.ts';

/** A function of independent inputs, uniform in (0, 1), each a group of its own, and the shares of every one. */
export interface Benchmark {
  readonly groups: number;
  readonly of: (u: readonly number[]) => number;
  readonly first: readonly number[];
  readonly total: readonly number[];
  readonly shapley: readonly number[];
}

/** Ishigami and Homma, a = 7, b = 0.1. */
export const ISHIGAMI: Benchmark = {
  groups: 3,
  of: (u) => {
    const [x, y, z] = u.map((value) => Math.PI * (2 * value - 1));
    return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
  },
  first: [0.3139051911478, 0.44241114479, 0],
  total: [0.55758885521, 0.44241114479, 0.2436836640621],
  shapley: [0.4357470231789, 0.44241114479, 0.1218418320311],
};

/** Sobol's G: a product of (|4u - 2| + c) / (1 + c), each of mean 1 and variance 1 / (3 (1 + c)^2). */
export function sobolG(coefficients: readonly number[]): Benchmark {
  const variances = coefficients.map((c) => 1 / (3 * (1 + c) ** 2));
  return {
    groups: coefficients.length,
    of: (u) =>
      u.reduce(
        (product, value, i) => (product * (Math.abs(4 * value - 2) + coefficients[i])) / (1 + coefficients[i]),
        1,
      ),
    ...ofInteractions(coefficients.length, (members) => members.reduce((product, i) => product * variances[i], 1)),
  };
}

/** A weighted sum. */
export function additive(weights: readonly number[]): Benchmark {
  return {
    groups: weights.length,
    of: (u) => u.reduce((sum, value, i) => sum + weights[i] * value, 0),
    ...ofInteractions(weights.length, (members) => (members.length === 1 ? weights[members[0]] ** 2 : 0)),
  };
}

/** A product of inputs about 0: nothing but the interaction of all. */
export function interaction(groups: number): Benchmark {
  return {
    groups,
    of: (u) => u.reduce((product, value) => product * (value - 0.5), 1),
    ...ofInteractions(groups, (members) => (members.length === groups ? 1 : 0)),
  };
}

/** Shares from the variance of the interaction of every set of inputs, by their definitions. */
function ofInteractions(groups: number, variance: (members: readonly number[]) => number) {
  const sets = Array.from({ length: 2 ** groups - 1 }, (_, bits) =>
    Array.from({ length: groups }, (_, i) => i).filter((i) => ((bits + 1) >> i) & 1),
  ).map((members) => ({ members, part: variance(members) }));
  const whole = sets.reduce((sum, { part }) => sum + part, 0);
  const share = (weight: (members: readonly number[], group: number) => number) =>
    Array.from({ length: groups }, (_, group) =>
      sets.reduce((sum, { members, part }) => sum + weight(members, group) * (part / whole), 0),
    );
  return {
    first: share((members, group) => (members.length === 1 && members[0] === group ? 1 : 0)),
    total: share((members, group) => (members.includes(group) ? 1 : 0)),
    shapley: share((members, group) => (members.includes(group) ? 1 / members.length : 0)),
  };
}

/** A row whose thing and twin have these inputs. */
export function evaluatedAt({ of }: Benchmark, row: PickFreezeRow, a: readonly number[], b: readonly number[]) {
  return { row, values: row.hybrids.map((twins) => of(a.map((own, i) => (twins.includes(i) ? b[i] : own)))) };
}

/** Rows of a seed. */
export function rowsOf(benchmark: Benchmark, count: number, seed: string) {
  const { groups } = benchmark;
  return Array.from({ length: count }, (_, i) => {
    const random = stream(seed, 'inputs', i);
    const draw = () => Array.from({ length: groups }, () => random());
    return evaluatedAt(benchmark, pickFreezeRow(groups, stream(seed, 'order', i)), draw(), draw());
  });
}
