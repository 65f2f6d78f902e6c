import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Compartments } from '../../src/chip/chip.ts';
import { doublesOf } from '../../src/learning/arithmetic.ts';
import { tikhonovDamping } from '../../src/learning/damping.ts';
import { fixedPoint, LayerIteration } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { LOSSES } from '../../src/model/losses.ts';
import { RULES } from '../../src/model/rules.ts';
import { FIXED_POINT_ORDERS, INFERENCE_ORDERS, NUDGES } from '../../src/model/vocabulary.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { stream } from '../../src/random/stream.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';
import { naiveIteration } from './naive-iteration.ts';

type Layers = readonly ({ readonly [side in 'plus' | 'minus']: ArrayLike<number> } | null)[];

/** Largest difference between two states, layers 1 .. L. */
function distance(a: Layers, b: Layers): number {
  let largest = 0;
  for (let k = 1; k < a.length; k++) {
    for (const side of ['plus', 'minus'] as const) {
      const theirs = b[k]![side];
      Array.from(a[k]![side]).forEach((s, i) => {
        largest = Math.max(largest, Math.abs(s - theirs[i]));
      });
    }
  }
  return largest;
}

const zipped = ({ plus, minus }: { plus: (ArrayLike<number> | null)[]; minus: (ArrayLike<number> | null)[] }): Layers =>
  plus.map((layer, k) => (k === 0 ? null : { plus: layer!, minus: minus[k]! }));

describe.each(INFERENCE_ORDERS)('golden cases, %s', (order) => {
  const random = stream('golden', order);
  it('ends at every fixed point of the reference that it converges to, and nearly all of them it does', () => {
    let converged = 0;
    for (const golden of GOLDEN) {
      for (const rule of RULES) {
        const circuit = circuitOf(goldenChip(golden, 0.001), rule);
        const found = fixedPoint(circuit, goldenDrive(golden), { iterations: 2000, order, random });
        if (!found.converged) continue;
        converged++;
        expect(distance(found.state, zipped(golden.expect[rule].fixedPoint))).toBeLessThan(1e-9);
      }
    }
    expect(converged).toBeGreaterThanOrEqual(20);
  });

  it('ends there with damping too, where the activation is straight or flat', () => {
    for (const golden of GOLDEN.filter(({ chip }) => chip.activation !== 'tanh')) {
      for (const rule of RULES) {
        const circuit = circuitOf(goldenChip(golden, 0.001), rule);
        const found = fixedPoint(circuit, goldenDrive(golden), { iterations: 20_000, order, random, damping: true });
        if (!found.converged) continue;
        expect(distance(found.state, zipped(golden.expect[rule].fixedPoint))).toBeLessThan(1e-8);
      }
    }
  });
});

const WISHES: Wish[] = ACTIVATIONS.flatMap((activation, i) =>
  LOSSES.map((loss, j) => ({
    activation,
    loss,
    seed: `${activation} ${loss}`,
    nudge: NUDGES[(i + j) % 2],
    rails: i % 2 === 0 ? ([-0.7, 1.2] as const) : undefined,
    separateFeedback: j === 0,
    autoZero: i > 1,
    layers: [
      [4, 12, 10, 3],
      [3, 5, 3],
      [3, 6, 5, 4, 3],
      [4, 3],
    ][i],
  })),
);

describe.each(RULES)('%s against a plain second writing of it', (rule) => {
  it.each(WISHES)('$activation, $loss, error $nudge', (wish) => {
    for (const order of FIXED_POINT_ORDERS) {
      for (const iterations of [1, 2, 3, 7]) {
        const { circuit, drive } = mixedCircuit(rule, wish);
        const found = fixedPoint(circuit, drive, { iterations, order, tolerance: 0 });
        // Sums in another order, amplified by at most some units a pass.
        expect(distance(found.state, zipped(naiveIteration(circuit, drive, order, iterations)))).toBeLessThan(1e-12);
        if (wish.activation === 'tanh') continue;
        const damped = fixedPoint(circuit, drive, { iterations, order, tolerance: 0, damping: true });
        const strength = tikhonovDamping(circuit.chip).map((layer) => (layer === null ? null : [...layer]));
        const expected = naiveIteration(circuit, drive, order, iterations, strength as number[][]);
        expect(distance(damped.state, zipped(expected))).toBeLessThan(1e-12);
      }
    }
  });
});

describe('the orders of 2023', () => {
  it.each(WISHES)('parallel, $activation, $loss, error $nudge: as written down once more', (wish) => {
    for (const iterations of [1, 2, 3, 4, 9]) {
      const { circuit, drive } = mixedCircuit('dp', wish);
      const found = fixedPoint(circuit, drive, { iterations, order: 'parallel', tolerance: 0 });
      const naive = zipped(naiveIteration(circuit, drive, 'parallel', iterations));
      expect(distance(found.state, naive)).toBeLessThan(1e-11);
    }
  });

  it.each(WISHES.filter(({ nudge, autoZero }) => nudge === 'live' || autoZero))(
    'random, $activation, $loss, error $nudge: as written down once more',
    (wish) => {
      for (const iterations of [1, 2, 5]) {
        const { circuit, drive } = mixedCircuit('dp-transpose', wish);
        const random = stream('random', wish.seed);
        const found = fixedPoint(circuit, drive, { iterations, order: 'random', tolerance: 0, random });
        const again = stream('random', wish.seed);
        const last = circuit.chip.layers.length - 1;
        const drawn = Array.from({ length: iterations }, () => Array.from(shuffledIndices(last, again), (k) => k + 1));
        const naive = zipped(naiveIteration(circuit, drive, 'random', iterations, undefined, drawn));
        expect(distance(found.state, naive)).toBeLessThan(1e-12);
      }
    },
  );

  it('random needs something to draw from', () => {
    const { circuit, drive } = mixedCircuit('dp', { seed: 'sizes', activation: 'relu', loss: 'squared-error' });
    expect(() => fixedPoint(circuit, drive, { iterations: 1, order: 'random' })).toThrow('random needs a stream');
  });

  it('go on from where they are when states are carried over', () => {
    const { circuit, drive } = mixedCircuit('dp', {
      seed: 'carry',
      activation: 'relu',
      loss: 'squared-error',
      autoZero: false,
    });
    const other = { ...drive, input: drive.input.map((x) => 1 - x) };
    const options = { iterations: 2, order: 'forward', tolerance: 0 } as const;
    const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, options);
    iteration.run();
    iteration.present(other);
    const carried = iteration.run();
    expect(distance(carried.state, fixedPoint(circuit, other, options).state)).toBeGreaterThan(1e-6);
    // In the end both come to rest where the new input has it.
    for (let pass = 0; pass < 500; pass++) iteration.pass();
    const settled = fixedPoint(circuit, other, { ...options, iterations: 500 });
    expect(distance(iteration.result().state, settled.state)).toBeLessThan(1e-9);
  });
});

it('made pass by pass, it reads weights anew that have changed in between', () => {
  const wish = { seed: 'anew', activation: 'relu', loss: 'squared-error', layers: [4, 7, 6, 5, 3] } as const;
  const statesAfter = (between: (iteration: LayerIteration<Float64Array>, weights: Float64Array) => void) => {
    const { circuit, drive } = mixedCircuit('dp', wish);
    const options = { iterations: 9, order: 'random', random: stream('passes', 'order'), tolerance: 0 } as const;
    const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, options);
    return Array.from({ length: 9 }, () => {
      iteration.pass();
      between(iteration, circuit.chip.forward[2].weights);
      return structuredClone(iteration.network.layers.map(({ a }) => a));
    });
  };
  const change = (weights: Float64Array) => weights.set(weights.map((w) => 1.1 * w));
  const found = statesAfter((_, weights) => change(weights));
  const told = statesAfter((iteration, weights) => {
    change(weights);
    iteration.network.reread();
  });
  expect(found).toEqual(told);
  expect(found).not.toEqual(statesAfter(() => {}));
});

describe('begun anew, with other inputs and weights, it has the bits of a new one', () => {
  it.each(INFERENCE_ORDERS)('%s', (order) => {
    for (const nudge of ['live', 'held'] as const) {
      for (const autoZero of [false, true]) {
        for (const damping of [false, true]) {
          const wish = { seed: 'anew', activation: 'relu', loss: 'squared-error', nudge, autoZero } as const;
          const { circuit, drive } = mixedCircuit('dp', wish);
          const random = () => stream('anew', 'order');
          const options = { iterations: 4, order, damping, tolerance: 0 } as const;
          const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, { ...options, random: random() });
          iteration.run();
          const other = { ...drive, input: drive.input.map((x) => 1 - x), target: drive.target.map((y) => 1 - y) };
          for (const { weights } of circuit.chip.forward) weights.set(weights.map((w) => 1.1 * w));
          iteration.begin(other, random());
          expect(iteration.run()).toEqual(fixedPoint(circuit, other, { ...options, random: random() }));
        }
      }
    }
  });
});

describe('a batch', () => {
  it('gives the bits of its samples', () => {
    const wish = { seed: 'batch', activation: 'relu', loss: 'cross-entropy', autoZero: true } as const;
    const { circuit, drive } = mixedCircuit('dp', wish);
    const inputs = [drive.input, drive.input.map((x) => 1 - x), drive.input.map((x) => x * x)];
    const together = {
      ...drive,
      input: Float64Array.from(inputs.flatMap((x) => [...x])),
      target: Float64Array.from(inputs.flatMap(() => [...drive.target])),
    };
    const options = { iterations: 5, order: 'forward-backward', tolerance: 0 } as const;
    const batch = fixedPoint(circuit, together, options);
    inputs.forEach((input, b) => {
      const single = fixedPoint(circuit, { ...drive, input }, options);
      single.activity.forEach((layer, k) => {
        expect([...layer]).toEqual([...batch.activity[k].subarray(b * layer.length, (b + 1) * layer.length)]);
      });
      expect([...single.output]).toEqual([...batch.output.subarray(b * 3, b * 3 + 3)]);
    });
  });

  it('is refused when inputs and targets are not so many samples', () => {
    const { circuit, drive } = mixedCircuit('dp', { seed: 'sizes', activation: 'relu', loss: 'squared-error' });
    const options = { iterations: 1, order: 'forward' } as const;
    expect(() => fixedPoint(circuit, { ...drive, target: new Float64Array(6) }, options)).toThrow(
      /4 input and 6 target/,
    );
    expect(() => fixedPoint(circuit, { ...drive, input: new Float64Array(5) }, options)).toThrow(
      /no samples of 4 and 3/,
    );
  });
});

describe('known laws', () => {
  const ideal = { loss: 'squared-error', spread: 0 } as const;

  /** lambda_max(sum_k P_k P_k^T), P_k = W_{L-1} .. W_k, k = 1 .. L-1. */
  function largestLoopEigenvalue(layers: readonly number[], weights: readonly Float64Array[]): number {
    const last = layers.length - 1;
    let product = Matrix.eye(layers[last]);
    const sum = Matrix.zeros(layers[last], layers[last]);
    for (let k = last - 1; k >= 1; k--) {
      product = product.mmul(Matrix.from1DArray(layers[k + 1], layers[k], weights[k]));
      sum.add(product.mmul(product.transpose()));
    }
    return Math.max(...new EigenvalueDecomposition(sum, { assumeSymmetric: true }).realEigenvalues);
  }

  it('a linear chip under dp at alpha = 0 runs away beyond beta = 1/lambda_max, and not below; dp-transpose never', () => {
    const wish = { ...ideal, seed: 'critical', activation: 'identity', alpha: 0, layers: [4, 9, 7, 3] } as const;
    const { chip } = mixedCircuit('dp', wish).circuit;
    const critical =
      1 /
      largestLoopEigenvalue(
        chip.layers,
        chip.forward.map(({ weights }) => weights),
      );
    for (const order of FIXED_POINT_ORDERS) {
      const at = (rule: 'dp' | 'dp-transpose', beta: number) => {
        const { circuit, drive } = mixedCircuit(rule, { ...wish, beta });
        return fixedPoint(circuit, drive, { iterations: 20_000, order });
      };
      expect(at('dp', 0.99 * critical)).toMatchObject({ converged: true, diverged: false });
      expect(at('dp', 1.01 * critical)).toMatchObject({ converged: false, diverged: true });
      expect(at('dp-transpose', 100 * critical)).toMatchObject({ converged: true, diverged: false });
    }
  });

  it('at alpha = 1/2 the two rules are one circuit, mismatched or not', () => {
    const wish = { seed: 'half', activation: 'relu', loss: 'cross-entropy', alpha: 0.5 } as const;
    const [dp, transposed] = RULES.map((rule) => {
      const { circuit, drive } = mixedCircuit(rule, wish);
      return { state: fixedPoint(circuit, drive, { iterations: 9, order: 'forward' }).state, drive, circuit };
    });
    expect(dp.state).toStrictEqual(transposed.state);
    expect(staticState(dp.circuit, dp.drive)).toStrictEqual(staticState(transposed.circuit, transposed.drive));
  });

  it('one forward-backward pass of a linear dp-transpose chip gives beta times backprop, exactly', () => {
    const wish = { ...ideal, seed: 'one pass', activation: 'identity', alpha: 0.3, beta: 0.7 } as const;
    const { circuit, drive } = mixedCircuit('dp-transpose', wish);
    const { difference, output } = fixedPoint(circuit, drive, { iterations: 1, order: 'forward-backward' });
    let signal = Matrix.columnVector(drive.target.map((y, i) => drive.beta * (y - output[i])));
    for (let k = 3; k >= 1; k--) {
      signal.to1DArray().forEach((value, i) => {
        expect(Math.abs(difference[k]![i] - value)).toBeLessThan(1e-13);
      });
      const { layers, forward } = circuit.chip;
      if (k > 1) {
        const array = Matrix.from1DArray(layers[k], layers[k - 1], forward[k - 1].weights);
        signal = array.transpose().mmul(signal);
      }
    }
  });

  it('damping is the formula, with the spectral norm, and is refused for tanh', () => {
    const { chip } = mixedCircuit('dp', {
      seed: 'damping',
      activation: 'relu',
      loss: 'squared-error',
      gain: 2,
    }).circuit;
    const [none, first, second, output] = tikhonovDamping(chip);
    expect([none, output]).toEqual([null, null]);
    for (const [k, layer] of [
      [1, first],
      [2, second],
    ] as const) {
      const array = Matrix.from1DArray(chip.layers[k + 1], chip.layers[k], chip.forward[k].weights);
      const squares = new EigenvalueDecomposition(array.mmul(array.transpose()), { assumeSymmetric: true });
      const strength = Math.max(0, (Math.max(...squares.realEigenvalues) - 1) / 2);
      expect(strength).toBeGreaterThan(0);
      layer!.forEach((value, i) => {
        const expected = strength * Math.abs(1 - 2 * chip.neurons[k]!.alpha[i]);
        expect(Math.abs(value - expected)).toBeLessThan(1e-8 * strength);
      });
    }
    expect(() => tikhonovDamping({ ...chip, activation: 'tanh' })).toThrow(/fixed points of tanh/);
    const small = mixedCircuit('dp', { seed: 'damping', activation: 'relu', loss: 'squared-error', gain: 0.1 }).circuit;
    expect(tikhonovDamping(small.chip)[1]!.every((value) => value === 0)).toBe(true);
  });
});

describe('static state', () => {
  it.each(WISHES)('is where the iteration ends: $activation, $loss, error $nudge', (wish) => {
    for (const rule of RULES) {
      for (const beta of [0.01, 0.1]) {
        const { circuit, drive } = mixedCircuit(rule, { ...wish, beta });
        const iterated = fixedPoint(circuit, drive, { iterations: 2000, order: 'forward-backward' });
        expect(iterated.converged).toBe(true);
        const state: readonly (Compartments | null)[] = staticState(circuit, drive).state;
        expect(distance(state, iterated.state)).toBeLessThan(1e-10);
      }
    }
  });
});
