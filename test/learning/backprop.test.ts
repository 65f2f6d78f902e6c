import { describe, expect, it } from 'vitest';
import type { Circuit } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { LOSSES, lossNamed } from '../../src/model/losses.ts';
import { RULES } from '../../src/model/rules.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';
import { mixedCircuit } from './mixed-circuit.ts';

/** Same sums in another order: some tens of roundings of numbers below 10. */
const ROUNDING = 1e-12;

describe.each(GOLDEN)('$name', (golden) => {
  it.each(RULES)('has the reference gradient under %s', (rule) => {
    const { input, target, loss } = goldenDrive(golden);
    const { activity, signal } = referenceGradient(circuitOf(goldenChip(golden, 0.001), rule), input, target, loss);
    const { backprop } = golden.expect[rule];
    backprop.activity.forEach((layer, k) => {
      for (const [i, value] of layer.entries()) expect(Math.abs(activity[k][i] - value)).toBeLessThan(ROUNDING);
    });
    backprop.signal.forEach((layer, k) => {
      if (layer === null) expect(signal[k]).toBeNull();
      for (const [i, value] of (layer ?? []).entries()) {
        expect(Math.abs(signal[k]![i] - value)).toBeLessThan(ROUNDING);
      }
    });
  });
});

/** Central difference of the loss over a change of one number of the circuit. */
function slopeOf(circuit: Circuit, drive: ReturnType<typeof mixedCircuit>['drive'], array: Float64Array, at: number) {
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

describe.each(LOSSES)('%s', (loss) => {
  describe.each(['identity', 'relu', 'hard-sigmoid', 'tanh'] as const)('%s', (activation) => {
    it('is the slope of the loss in every weight and bias, imperfections, rails and encoder gains included', () => {
      const { circuit, drive } = mixedCircuit('dp', { activation, loss, rails: [-0.6, 0.9], seed: 'slopes' });
      const { activity, signal } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
      const { forward, neurons, layers } = circuit.chip;
      let moving = 0;
      forward.forEach(({ weights, bias }, k) => {
        for (let i = 0; i < layers[k + 1]; i++) {
          expect(Math.abs(signal[k + 1]![i] + slopeOf(circuit, drive, bias, i))).toBeLessThan(1e-9);
          if (k + 1 < layers.length - 1 && signal[k + 1]![i] !== 0) moving++;
          for (let j = 0; j < layers[k]; j++) {
            // The array as it is read has the gain 1/t of the sender's encoder in it.
            const encoder = neurons[k]?.threshold.activity[j] ?? 1;
            const slope = slopeOf(circuit, drive, weights, i * layers[k] + j) * encoder;
            expect(Math.abs(signal[k + 1]![i] * activity[k][j] + slope)).toBeLessThan(1e-9);
          }
        }
      });
      // Neither all hidden neurons are silent or at a rail, nor none.
      expect(moving).toBeGreaterThan(3);
      expect(moving).toBeLessThan(12 + 10);
    });
  });
});

describe('several samples', () => {
  const wish = { seed: 'samples', activation: 'relu', loss: 'cross-entropy', rails: [-0.6, 0.9] } as const;
  const { circuit, drive } = mixedCircuit('dp', wish);

  it('have the bits of each alone', () => {
    const inputs = [drive.input, drive.input.map((x) => 1 - x), drive.input.map((x) => x * x)];
    const together = referenceGradient(
      circuit,
      Float64Array.from(inputs.flatMap((x) => [...x])),
      Float64Array.from(inputs.flatMap(() => [...drive.target])),
      drive.loss,
    );
    inputs.forEach((input, b) => {
      const alone = referenceGradient(circuit, input, drive.target, drive.loss);
      const expectPart = (all: Float64Array, part: Float64Array) =>
        expect(all.subarray(b * part.length, (b + 1) * part.length)).toStrictEqual(part);
      circuit.chip.layers.forEach((_, k) => {
        expectPart(together.activity[k], alone.activity[k]);
        if (k > 0) expectPart(together.signal[k]!, alone.signal[k]!);
      });
      expectPart(together.output, alone.output);
    });
  });

  it('are refused when the input is not so many', () => {
    expect(() => freeResponse(circuit, new Float64Array(5))).toThrow('5 input values are no samples of 4');
  });
});
