import { describe, expect, it } from 'vitest';
import type { Chip, Noise } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { Trace } from '../../src/engine/trace.ts';
import { unrolled } from '../../src/engine/unrolled.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { planOf, SHAPES } from '../learning/convolutions.ts';
import { mixedCircuit, type Wish } from '../learning/mixed-circuit.ts';
import { plainDown, plainUp } from '../learning/plain-wiring.ts';

const WISH = { activation: 'relu', loss: 'squared-error', alpha: 0.3, beta: 0.2 } as const;
const LIMITS = { horizon: 5e-3, maxEvents: 1e6 };

/** Strides, padding, odd numbers of channels, a kernel with one place, pools before patches and before dense layers. */
const MEANS = [
  planOf([[5, 4, 2], { convolution: 3, kernel: 3, padding: 1 }, { dense: 4 }, 3]),
  planOf([
    [5, 6, 2],
    { convolution: 3, kernel: 3, stride: 2, padding: 1 },
    { convolution: 5, kernel: 2, padding: 1 },
    { convolution: 2, kernel: 3, stride: 3, padding: 2 },
    3,
  ]),
  planOf([
    [8, 8, 2],
    { convolution: 3, kernel: 3, padding: 1, pool: { average: 2 } },
    { convolution: 4, kernel: 3, padding: 1, pool: { average: 2 } },
    { dense: 5, pool: { average: 2 } },
    3,
  ]),
  planOf([[6, 6, 1], { convolution: 3, kernel: 1 }, { convolution: 5, kernel: 6 }, { dense: 4 }, 3]),
];
/** Windows of nine: their share is no power of two. */
const NINTHS = planOf([
  [12, 6, 1],
  { convolution: 2, kernel: 1, pool: { average: 3 } },
  { convolution: 3, kernel: 2, stride: 1, padding: 1 },
  { dense: 3 },
]);

const NINTHS_WISH: Wish = { ...WISH, ...NINTHS, seed: 'ninths', separateFeedback: true };

const wishes: Wish[] = MEANS.map((shape, i) => ({
  ...WISH,
  ...shape,
  seed: `lines ${i}`,
  separateFeedback: i % 2 === 0,
  nudge: (['live', 'held'] as const)[i % 2],
  autoZero: i === 2,
}));

function withChip(circuit: Circuit, more: Partial<Chip>): Circuit {
  return { ...circuit, chip: { ...circuit.chip, ...more } };
}

function coarse(circuit: Circuit, threshold: number, noise: Noise | null = null): Circuit {
  const { encoder } = circuit.chip;
  return withChip(circuit, {
    noise,
    encoder: { ...encoder, activityThreshold: threshold, differenceThreshold: threshold },
  });
}

/** Every event, and where the chip ended. W_0 x + b is given, as dense products and those of patches are summed in other orders. */
function runOf(circuit: Circuit, drive: Drive) {
  const trace = new Trace();
  const simulator = new Simulator(circuit);
  const firstInput = new Float64Array(circuit.chip.layers[1]).map((_, i) => Math.sin(7 * i));
  const run = simulator.run({ ...drive, firstInput }, LIMITS, { trace, noise: noiseStreams('lines', 0, 0) });
  const { outcome, state, events, settleTime, outlook } = run;
  return { outcome, state, events, settleTime, gainMargin: outlook.gainMargin, trace: trace.events };
}

describe('an array that is written out', () => {
  it.each([...wishes, NINTHS_WISH])('has every wire: $layers', (wish) => {
    const { circuit } = mixedCircuit('dp', wish);
    const { chip } = circuit;
    const dense = unrolled(circuit).chip;
    expect(dense.connections).toBeUndefined();
    chip.connections!.forEach((connection, k) => {
      if (connection === null) {
        expect(dense.forward[k]).toEqual(chip.forward[k]);
        return;
      }
      const [below, above] = [chip.layers[k], chip.layers[k + 1]];
      for (let j = 0; j < below; j++) {
        const one = Array.from({ length: below }, (_, at) => (at === j ? 1 : 0));
        const { a } = plainUp(connection, chip.forward[k].weights, new Float64Array(connection.channels), one);
        a.forEach((value, i) => {
          expect(dense.forward[k].weights[i * below + j]).toBeCloseTo(value, 15);
        });
      }
      const array = chip.feedback[k];
      if (array === null) return;
      const { winners } = plainUp(connection, array, new Float64Array(connection.channels), new Array(below).fill(0));
      for (let i = 0; i < above; i++) {
        const one = Array.from({ length: above }, (_, at) => (at === i ? 1 : 0));
        plainDown(connection, array, winners, one).forEach((value, j) => {
          expect(dense.feedback[k]![i * below + j]).toBeCloseTo(value, 15);
        });
      }
    });
  });

  it('is the circuit itself where all is dense, and there is none of a pool of the largest', () => {
    const { circuit } = mixedCircuit('dp', { ...WISH, seed: 'dense' });
    expect(unrolled(circuit)).toBe(circuit);
    const { circuit: largest, drive } = mixedCircuit('dp', { ...WISH, ...SHAPES[1], seed: 'largest' });
    const message =
      'connections[1].pool: expected average: which neuron of a window is largest changes while a chip runs';
    expect(() => new Simulator(largest)).toThrow(message);
    expect(() => staticState(largest, drive)).toThrow(message);
  });
});

const NOISE: Noise = {
  thermal: { rms: 0.01, correlationTime: 1e-5 },
  flicker: null,
  read: { relative: 0.05, correlationTime: 2e-5 },
};

describe('events over shared lines', () => {
  it.each(wishes)('are, to the bit, those over the same array written out: $layers', (wish) => {
    const { circuit, drive } = mixedCircuit('dp-transpose', wish);
    const shared = runOf(coarse(circuit, 0.01), drive);
    expect(shared.trace.length).toBeGreaterThan(100);
    expect(shared).toEqual(runOf(unrolled(coarse(circuit, 0.01)), drive));
  });

  it('also under noise of the synapses, which reads every array by its rows and by its columns', () => {
    for (const wish of wishes.slice(0, 2)) {
      const { circuit, drive } = mixedCircuit('dp', wish);
      const shared = runOf(coarse(circuit, 0.02, NOISE), drive);
      expect(shared.outcome).toBe('settled');
      expect(shared).toEqual(runOf(unrolled(coarse(circuit, 0.02, NOISE)), drive));
    }
  });

  it('and to rounding where the share of a window is no power of two', () => {
    const { circuit, drive } = mixedCircuit('dp-transpose', NINTHS_WISH);
    const shared = runOf(coarse(circuit, 0.01), drive);
    const dense = runOf(unrolled(coarse(circuit, 0.01)), drive);
    expect(shared.events).toEqual(dense.events);
    shared.state.slice(1).forEach((layer, k) => {
      layer!.plus.forEach((s, i) => {
        expect(Math.abs(s - dense.state[k + 1]!.plus[i])).toBeLessThan(1e-12);
      });
    });
  });

  it('a device behind a mean pool is one, and noisy by the mean that it reads', () => {
    // Four neurons that are alike in all: one device of weight w that reads their mean has twice the current of four with w / 4.
    const shape = planOf([[4, 4, 1], { convolution: 2, kernel: 1 }, { dense: 3, pool: { average: 2 } }, 2]);
    const { circuit, drive } = mixedCircuit('dp', {
      ...WISH,
      ...shape,
      seed: 'alike',
      spread: 0,
      separateFeedback: true,
    });
    const { forward, feedback } = circuit.chip;
    const silent = feedback.map((array) => array && new Float64Array(array.length));
    const still = [{ ...forward[0], weights: new Float64Array(forward[0].weights.length) }, ...forward.slice(1)];
    const noisy = (own: Circuit, relative: number) =>
      withChip(coarse(own, 0.01), {
        forward: own.chip.forward,
        noise: { thermal: null, flicker: null, read: { relative, correlationTime: 2e-5 } },
      });
    const alike = withChip(circuit, { forward: still, feedback: silent });
    const run = (own: Circuit) => {
      const trace = new Trace();
      const firstInput = Float64Array.from({ length: 32 }, (_, i) => still[0].bias[i % 2]);
      new Simulator(own).run({ ...drive, firstInput }, LIMITS, { trace, noise: noiseStreams('lines', 0, 0) });
      return trace.events.filter((_, at) => trace.events[5 * Math.floor(at / 5) + 1] === 2);
    };
    // Of the second array alone: the third is dense, and its rows have the same noise in neither.
    const shared = run(noisy(alike, 0.05));
    const dense = run(noisy(unrolled(alike), 0.1));
    expect(shared.length).toBeGreaterThan(50);
    // Squares are summed in another order.
    expect(shared).toHaveLength(dense.length);
    shared.forEach((value, at) => {
      expect(Math.abs(value - dense[at])).toBeLessThan(1e-12);
    });
  });

  it.each(wishes)(
    'end at the fixed point of the layer-wise iteration, within thresholds and in their order: $layers',
    (wish) => {
      const { circuit, drive } = mixedCircuit('dp-transpose', { ...wish, autoZero: false });
      const limit = fixedPoint(circuit, drive, { iterations: 500, order: 'forward', tolerance: 1e-13 });
      expect(limit.converged).toBe(true);
      const thresholds = [4e-3, 1e-3, 2.5e-4];
      const errors = thresholds.map((threshold) => {
        const { outcome, state } = new Simulator(coarse(circuit, threshold)).run(drive, LIMITS);
        expect(outcome).toBe('settled');
        return Math.max(
          ...state.flatMap((layer, k) =>
            layer === null
              ? []
              : [
                  ...layer.plus.map((s, i) => Math.abs(s - limit.state[k]!.plus[i])),
                  ...layer.minus.map((s, i) => Math.abs(s - limit.state[k]!.minus[i])),
                ],
          ),
        );
      });
      errors.forEach((error, i) => {
        expect(error / thresholds[i]).toBeLessThan(14);
      });
      const order = Math.log(errors[0] / errors[2]) / Math.log(thresholds[0] / thresholds[2]);
      expect(order).toBeGreaterThan(0.7);
      expect(order).toBeLessThan(1.3);
    },
  );
});

it.each([...wishes, NINTHS_WISH])('states at rest are those of the layer-wise iteration: $layers', (wish) => {
  const { circuit, drive } = mixedCircuit('dp', { ...wish, beta: 0.1 });
  const { state, converged } = staticState(circuit, drive);
  const expected = fixedPoint(circuit, drive, { iterations: 500, order: 'forward', tolerance: 1e-13 });
  expect([converged, expected.converged]).toEqual([true, true]);
  expected.state.slice(1).forEach((layer, k) => {
    layer!.minus.forEach((s, i) => {
      expect(Math.abs(s - state[k + 1]!.minus[i])).toBeLessThan(1e-9);
    });
  });
});

it('a simulator that is programmed anew runs as one made for the chip', () => {
  const wish = { ...wishes[0] };
  const [from, to] = ['first', 'other'].map((seed) => mixedCircuit('dp', { ...wish, seed }));
  const chip = { ...from.circuit.chip, forward: to.circuit.chip.forward, feedback: to.circuit.chip.feedback };
  const simulator = new Simulator(from.circuit);
  const before = simulator.run(from.drive, LIMITS);
  simulator.program(chip);
  const after = simulator.run(from.drive, LIMITS);
  const made = new Simulator(circuitOf(chip, 'dp')).run(from.drive, LIMITS);
  expect(after.state).toEqual(made.state);
  expect(after.outlook.margins).toEqual(made.outlook.margins);
  expect(after.state).not.toEqual(before.state);
});
