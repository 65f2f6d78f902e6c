import { describe, expect, it } from 'vitest';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { doublesOf } from '../../src/learning/arithmetic.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { tikhonovDamping } from '../../src/learning/damping.ts';
import { fixedPoint, LayerIteration } from '../../src/learning/fixed-point.ts';
import { compareGradients, GradientSum } from '../../src/learning/gradient.ts';
import { spectralNorm } from '../../src/linear/spectral-norm.ts';
import { lossNamed } from '../../src/model/losses.ts';
import { stream } from '../../src/random/stream.ts';
import { planOf, SHAPES } from './convolutions.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';
import { naiveIteration } from './naive-iteration.ts';
import { plainDown, plainOuter, plainRead, plainUp } from './plain-wiring.ts';

const WISH = { seed: 'convolution', activation: 'tanh', loss: 'squared-error', alpha: 0.3 } as const;
const wishes: Wish[] = SHAPES.map((shape, i) => ({
  ...WISH,
  ...shape,
  seed: `convolution ${i}`,
  activation: (['relu', 'tanh'] as const)[i % 2],
  autoZero: i % 2 === 1,
  separateFeedback: i % 3 === 0,
  nudge: (['live', 'held'] as const)[i % 2],
}));

describe.each(['dp', 'dp-transpose'] as const)('%s against plain loops over every wire', (rule) => {
  it.each(wishes)('$layers, $activation, error $nudge', (wish) => {
    const { circuit, drive } = mixedCircuit(rule, wish);
    for (const order of ['forward', 'forward-backward', 'parallel'] as const) {
      for (const iterations of [1, 2, 5]) {
        const damped = wish.activation === 'relu' && order === 'forward';
        const found = fixedPoint(circuit, drive, { iterations, order, tolerance: 0, damping: damped });
        const strength = damped ? tikhonovDamping(circuit.chip).map((own) => (own === null ? null : [...own])) : [];
        const expected = naiveIteration(circuit, drive, order, iterations, strength as number[][]);
        found.state.forEach((state, k) => {
          // Sums in another order, of some tens of terms, amplified by at most some units a pass.
          for (const [i, s] of (state?.plus ?? []).entries())
            expect(Math.abs(s - expected.plus[k][i])).toBeLessThan(1e-12);
          for (const [i, s] of (state?.minus ?? []).entries())
            expect(Math.abs(s - expected.minus[k][i])).toBeLessThan(1e-12);
        });
      }
    }
  });

  it.each(wishes)('$layers: an update is the sum over all places of one array', (wish) => {
    const { circuit, drive } = mixedCircuit(rule, wish);
    const { chip } = circuit;
    const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, { iterations: 3, order: 'forward' });
    const { activity, difference } = iteration.run();
    const { winners } = naiveIteration(circuit, drive, 'forward', 3);
    const sum = new GradientSum(chip.layers, chip.connections);
    sum.add(iteration.network.read(), difference, 2);
    chip.connections!.forEach((connection, k) => {
      if (connection === null) return;
      const { weights } = chip.forward[k];
      const read = plainRead(connection, winners[k], activity[k]);
      const expected = plainOuter(connection, read, difference[k + 1]!, weights.length);
      const columns = weights.length / connection.channels;
      sum.layers[k].forEach((value, at) => {
        const [i, j] = [Math.floor(at / (columns + 1)), at % (columns + 1)];
        const own = j === columns ? expected.bias[i] : expected.weights[i * columns + j];
        expect(Math.abs(value - 2 * own)).toBeLessThan(1e-12);
      });
    });
  });
});

it('a batch gives the bits of its samples, also where patches are made in parts', () => {
  // 128 x 128 places of 9 numbers: more than are made at once.
  const shape = planOf([[128, 128, 1], { convolution: 2, kernel: 3, padding: 1 }, { dense: 2, pool: { max: 32 } }]);
  for (const own of [...SHAPES, shape]) {
    const { circuit, drive } = mixedCircuit('dp', { ...WISH, ...own });
    const random = stream('batch');
    const inputs = Array.from({ length: 3 }, () => Float64Array.from({ length: own.layers[0] }, random));
    const options = { iterations: 3, order: 'forward', tolerance: 0 } as const;
    const join = (arrays: readonly Float64Array[]) => Float64Array.from(arrays.flatMap((array) => [...array]));
    const target = join([drive.target, drive.target, drive.target]);
    const together = fixedPoint(circuit, { ...drive, input: join(inputs), target }, options);
    inputs.forEach((input, b) => {
      const alone = fixedPoint(circuit, { ...drive, input }, options);
      alone.activity.forEach((m, k) => {
        expect(together.activity[k].slice(b * m.length, (b + 1) * m.length)).toEqual(m);
      });
    });
  }
});

it('a kernel as large as the image is a dense layer, to the bit', () => {
  const convolved = planOf([[4, 4, 3], { convolution: 6, kernel: 4 }, 3]);
  const dense = { layers: [48, 6, 3] };
  expect(convolved.layers).toEqual(dense.layers);
  const [one, other] = [convolved, dense].map((shape) => {
    const { circuit, drive } = mixedCircuit('dp', { ...WISH, ...shape, separateFeedback: true });
    const { read, signal } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    const sum = new GradientSum(circuit.chip.layers, circuit.chip.connections);
    sum.add(read, signal, 1);
    return { state: fixedPoint(circuit, drive, { iterations: 5, order: 'forward' }), layers: sum.layers };
  });
  expect(one).toEqual(other);
});

/** Central difference of the loss over one number of the circuit. */
function slopeOf(circuit: Circuit, drive: Drive, array: Float64Array, at: number): number {
  // Best step for a third derivative of order one: the cube root of the rounding error.
  const h = 6e-6;
  const kept = array[at];
  const lossAt = (value: number) => {
    array[at] = value;
    return lossNamed(drive.loss).value(freeResponse(circuit, drive.input).output, drive.target);
  };
  const slope = (lossAt(kept + h) - lossAt(kept - h)) / (2 * h);
  array[at] = kept;
  return slope;
}

describe('the exact gradient', () => {
  it.each(wishes)('has beside its signals what arrays read of m, by the routes of the free pass: $layers', (wish) => {
    const { circuit, drive } = mixedCircuit('dp', { ...wish, nudge: 'live' });
    const { activity, read } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    const { winners } = naiveIteration(circuit, drive, 'forward', 0);
    circuit.chip.connections!.forEach((connection, k) => {
      expect([...read[k]]).toEqual(
        connection === null ? [...activity[k]] : plainRead(connection, winners[k], activity[k]),
      );
    });
  });

  it.each(wishes.flatMap((wish) => [true, false].map((alike) => ({ ...wish, alike }))))(
    'is the slope of the loss in every shared weight and bias: $layers, $activation, encoders alike: $alike',
    ({ alike, ...wish }) => {
      const { circuit, drive } = mixedCircuit('dp', { ...wish, spread: alike ? 0.1 : 0.4 });
      // An array is read with the gains of the encoders below it in it; where these differ, biases alone tell of the signals.
      if (alike) for (const neurons of circuit.chip.neurons) neurons?.threshold.activity.fill(1);
      const { read, signal } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
      const { layers, connections, forward } = circuit.chip;
      const sum = new GradientSum(layers, connections);
      sum.add(read, signal, 1);
      let moving = 0;
      forward.forEach(({ weights, bias }, k) => {
        const columns = weights.length / bias.length;
        sum.layers[k].forEach((value, at) => {
          const [i, j] = [Math.floor(at / (columns + 1)), at % (columns + 1)];
          if (j < columns && !alike) return;
          const slope =
            j === columns ? slopeOf(circuit, drive, bias, i) : slopeOf(circuit, drive, weights, i * columns + j);
          expect(Math.abs(value + slope)).toBeLessThan(1e-8);
          if (value !== 0) moving++;
        });
      });
      expect(moving).toBeGreaterThan(alike ? 50 : 5);
    },
  );
});

describe('the update for small beta', () => {
  /** Distance to the exact gradient, of its norm, in the layer that is farthest. */
  function distance(shape: (typeof SHAPES)[number], rule: 'dp' | 'dp-transpose', alpha: number, beta: number): number {
    const wish = { ...WISH, ...shape, alpha, spread: 0, gain: 0.6 };
    const { circuit, drive } = mixedCircuit(rule, { ...wish, beta });
    const { layers, connections } = circuit.chip;
    const iteration = new LayerIteration(circuit, doublesOf(circuit), drive, {
      iterations: 200,
      order: 'forward',
      tolerance: 1e-15,
    });
    const { difference } = iteration.run();
    const [update, exact] = [new GradientSum(layers, connections), new GradientSum(layers, connections)];
    update.add(iteration.network.read(), difference, 1 / beta);
    const { read, signal } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    exact.add(read, signal, 1);
    expect(compareGradients(update, exact).angleDeg.every((angle) => angle !== null && angle < 5)).toBe(true);
    return Math.max(
      ...update.layers.map((own, k) => {
        const square = (f: (i: number) => number) => own.reduce((all, _, i) => all + f(i) ** 2, 0);
        return Math.sqrt(square((i) => own[i] - exact.layers[k][i]) / square((i) => exact.layers[k][i]));
      }),
    );
  }

  it.each(SHAPES)('is backprop, of the second order at alpha 1/2 and of the first elsewhere: $layers', (shape) => {
    for (const rule of ['dp', 'dp-transpose'] as const) {
      for (const [alpha, order] of [
        [0.5, 2],
        [0.2, 1],
      ] as const) {
        const [far, near] = [0.04, 0.01].map((beta) => distance(shape, rule, alpha, beta));
        expect(near).toBeLessThan(0.02);
        expect(Math.abs(Math.log(far / near) / Math.log(4) - order)).toBeLessThan(0.2);
      }
    }
  });
});

describe('damping', () => {
  /** Largest |W x| / |x| of the array and what it is sent through, a pool's routes as they are. */
  function norm(circuit: Circuit, k: number): number {
    const { weights, bias } = circuit.chip.forward[k];
    const connection = circuit.chip.connections![k]!;
    const none = new Float64Array(bias.length);
    let x = Array.from({ length: circuit.chip.layers[k] }, (_, i) => 1 + Math.sin(i));
    let length = 0;
    for (let step = 0; step < 100; step++) {
      const { a, winners } = plainUp(connection, weights, none, x);
      const down = plainDown(connection, weights, winners, a);
      length = Math.hypot(...down);
      x = down.map((value) => value / length);
    }
    return Math.sqrt(length);
  }

  it.each(SHAPES.slice(1))('is by no less than the norm of what layers are connected by: $layers', (shape) => {
    const { circuit } = mixedCircuit('dp', { ...WISH, ...shape, activation: 'relu', alpha: 0, spread: 0, gain: 3 });
    tikhonovDamping(circuit.chip).forEach((own, k) => {
      if (own === null || circuit.chip.connections![k] === null) return;
      const { weights, bias } = circuit.chip.forward[k];
      const { convolution, pool } = circuit.chip.connections![k]!;
      const repeated = convolution === null ? 1 : Math.ceil(convolution.kernel / convolution.stride);
      const array = spectralNorm(weights, weights.length / bias.length);
      const bound = (array * repeated) / (pool?.kind === 'average' ? pool.size : 1);
      expect(bound).toBeGreaterThan(norm(circuit, k) * (1 - 1e-6));
      for (const strength of own) expect(strength).toBeCloseTo((bound ** 2 - 1) / 2, 6);
    });
  });
});

it('a connection that does not lead from one layer to the next is told', () => {
  const { circuit, drive } = mixedCircuit('dp', { ...WISH, ...SHAPES[1] });
  const { chip } = circuit;
  const [first, ...rest] = chip.connections!;
  const wrong = [{ ...first!, from: { height: 6, width: 5, channels: 1 } }, ...rest];
  const broken = { ...circuit, chip: { ...chip, connections: wrong } };
  const message = 'connections[0]: expected 36 neurons below and 108 above, got 30 and 90';
  expect(() => freeResponse(broken, drive.input)).toThrow(message);
});
