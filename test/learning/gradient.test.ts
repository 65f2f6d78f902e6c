import { describe, expect, it } from 'vitest';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { compareGradients, GradientSum } from '../../src/learning/gradient.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES } from '../../src/model/rules.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';

const array = (...values: number[]) => Float64Array.from(values);

/** A sum with one weight layer of one row: weights and bias are `row`. */
function sumOf(...row: number[]): GradientSum {
  const sum = new GradientSum([row.length - 1, 1]);
  sum.layers[0].set(row);
  return sum;
}

function angle(g: GradientSum, r: GradientSum): number | null {
  return compareGradients(g, r).angleDeg[0];
}

describe.each(GOLDEN)('$name', (golden) => {
  it.each(RULES)('has the angles of the reference under %s', (rule) => {
    const circuit = circuitOf(goldenChip(golden, 0.001), rule);
    const { input, target, loss, beta } = goldenDrive(golden);
    const { fixedPoint, angleDeg } = golden.expect[rule];
    const backprop = referenceGradient(circuit, input, target, loss);
    const reference = new GradientSum(golden.chip.layers);
    reference.add(backprop.activity, backprop.signal, 1);
    const activity = fixedPoint.plus.map((plus, k) => {
      if (plus === null) return input;
      const { weightPlus, weightMinus } = circuit.nudging[k]!;
      return Float64Array.from(plus, (s, i) => weightPlus[i] * s + weightMinus[i] * fixedPoint.minus[k]![i]);
    });
    const difference = fixedPoint.plus.map(
      (plus, k) => plus && Float64Array.from(plus, (s, i) => s - fixedPoint.minus[k]![i]),
    );
    const gradient = new GradientSum(golden.chip.layers);
    gradient.add(activity, difference, 1 / beta);
    const found = compareGradients(gradient, reference).angleDeg;
    angleDeg.forEach((expected, k) => {
      if (expected === null) expect(found[k]).toBeNull();
      // An arc cosine cannot see angles below 1e-6 deg; the reference prints those as 0.
      else expect(Math.abs(found[k]! - expected)).toBeLessThan(2e-6);
    });
  });
});

describe('sum over probes', () => {
  it('is factor signal activity^T, the bias last, added up', () => {
    const sum = new GradientSum([2, 2, 1]);
    const activity = [array(3, 5), array(7, 11), array(0)];
    sum.add(activity, [null, array(1, -1), array(2)], 10);
    sum.add(activity, [null, array(0, 2), array(1)], 1);
    expect([...sum.layers[0]]).toEqual([30, 50, 10, -24, -40, -8]);
    expect([...sum.layers[1]]).toEqual([147, 231, 21]);
    sum.reset();
    expect(sum.layers.flatMap((layer) => [...layer])).toEqual(new Array(9).fill(0));
  });

  it('of several samples at once is that of one after the other', () => {
    const [once, singly] = [new GradientSum([2, 3]), new GradientSum([2, 3])];
    for (let turn = 0; turn < 2; turn++) {
      once.add([array(0.1, 0.2, 0.3, 0.4), array()], [null, array(1, -0.7, 0.2, 3, 1e-9, 0)], 1 / 3);
      singly.add([array(0.1, 0.2), array()], [null, array(1, -0.7, 0.2)], 1 / 3);
      singly.add([array(0.3, 0.4), array()], [null, array(3, 1e-9, 0)], 1 / 3);
    }
    expect(once.layers).toStrictEqual(singly.layers);
  });
});

describe('angle', () => {
  it.each([0, 1e-9, 1e-6, 1e-3, 1, 45, 90, 135, 179, 180 - 1e-6, 180])('resolves %d deg', (degrees) => {
    const radians = (degrees * Math.PI) / 180;
    const found = angle(sumOf(3 * Math.cos(radians), 3 * Math.sin(radians)), sumOf(0.7, 0));
    // A rounding of the components turns a vector by 1e-16 rad, that of the angle itself by its own 1e-16.
    expect(Math.abs(found! - degrees)).toBeLessThan(2e-14 + 4e-16 * degrees);
  });

  it('takes weights and bias of a layer together', () => {
    expect(angle(sumOf(1, 1, 0), sumOf(1, 1, Math.SQRT2))).toBeCloseTo(45, 12);
  });

  it('does not depend on the norms, which the ratio has', () => {
    const { angleDeg, normRatio } = compareGradients(sumOf(3e-9, 4e-9), sumOf(0, 2e9));
    expect(angleDeg[0]).toBeCloseTo((180 / Math.PI) * Math.atan2(3, 4), 12);
    expect(normRatio[0]! / 2.5e-18).toBeCloseTo(1, 14);
  });

  it('is null where either is zero, and refused where one is not finite', () => {
    expect(compareGradients(sumOf(0, 0), sumOf(1, 0))).toEqual({ angleDeg: [null], normRatio: [null] });
    expect(compareGradients(sumOf(1, 0), sumOf(0, 0))).toEqual({ angleDeg: [null], normRatio: [null] });
    expect(() => angle(sumOf(Number.NaN, 1), sumOf(1, 0))).toThrow(/no angle/);
  });
});
