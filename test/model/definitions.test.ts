import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, activationNamed, isBounded, isHomogeneous } from '../../src/model/activations.ts';
import { LOSSES, type LossDefinition, lossErrors, lossNamed } from '../../src/model/losses.ts';
import { OUTCOMES } from '../../src/model/outcomes.ts';
import { uniform } from './draws.ts';

const POINTS = [-3.1, -1.2, -0.4, 0.3, 0.7, 1.4, 2.6];

describe.each(ACTIVATIONS)('%s', (name) => {
  const phi = activationNamed(name);

  it('has the slope of its value, and its value as the slope of its antiderivative', () => {
    const h = 1e-6;
    for (const x of POINTS) {
      const slope = (phi.value(x + h) - phi.value(x - h)) / (2 * h);
      expect(phi.slopeAtOutput(phi.value(x))).toBeCloseTo(slope, 8);
      const value = (phi.antiderivative(x + h) - phi.antiderivative(x - h)) / (2 * h);
      expect(phi.value(x)).toBeCloseTo(value, 8);
    }
    expect(phi.antiderivative(0)).toBeCloseTo(0, 15);
  });

  it('is flat beyond its kinks and in its range', () => {
    const [floor, ceiling] = phi.kinks;
    for (const x of POINTS) {
      if (x < floor || x > ceiling) expect(phi.slopeAtOutput(phi.value(x))).toBe(0);
      expect(phi.value(x)).toBeGreaterThanOrEqual(phi.range[0]);
      expect(phi.value(x)).toBeLessThanOrEqual(phi.range[1]);
    }
  });

  it('has no chord outside its limits, and chords that reach them', () => {
    for (const low of POINTS) {
      for (const high of POINTS.filter((x) => x > low)) {
        const [least, largest] = phi.slopesBetween(low, high);
        const inside = [low, ...POINTS.filter((x) => x > low && x < high), high];
        const slopes = inside.slice(1).map((x, i) => (phi.value(x) - phi.value(inside[i])) / (x - inside[i]));
        for (const slope of slopes) {
          expect(slope).toBeGreaterThanOrEqual(least - 1e-12);
          expect(slope).toBeLessThanOrEqual(largest + 1e-12);
        }
        const steps = Array.from({ length: 4001 }, (_, i) => low + ((high - low) * i) / 4000);
        const fine = steps.map((x) => phi.slopeAtOutput(phi.value(x)));
        expect(Math.min(...fine)).toBeCloseTo(least, 3);
        expect(Math.max(...fine)).toBeCloseTo(largest, 3);
      }
    }
  });

  it('is written for ngspice as it is', () => {
    for (const x of POINTS) {
      const text = phi.spice(`(${x})`);
      const value = new Function('max', 'min', 'tanh', `return ${text}`)(Math.max, Math.min, Math.tanh);
      expect(value).toBeCloseTo(phi.value(x), 14);
    }
  });
});

it('knows which activations are bounded, and which keep a factor', () => {
  expect(ACTIVATIONS.filter((name) => isBounded(activationNamed(name)))).toEqual(['hard-sigmoid', 'tanh']);
  expect(ACTIVATIONS.filter((name) => isHomogeneous(activationNamed(name)))).toEqual(['identity', 'relu']);
  expect(ACTIVATIONS.map((name) => activationNamed(name).start)).toEqual([
    { variance: 1, bias: 0 },
    { variance: 2, bias: 0 },
    { variance: 1, bias: 0.5 },
    { variance: 1, bias: 0 },
  ]);
});

/** e of a loss by differences of its value. */
function slopes({ value }: LossDefinition, a: Float64Array, y: Float64Array): number[] {
  const h = 1e-5;
  return Array.from(a, (_, i) => {
    const at = (shift: number) => value(a.with(i, a[i] + shift), y);
    return (at(-h) - at(h)) / (2 * h);
  });
}

describe.each(LOSSES)('%s', (name) => {
  const loss = lossNamed(name);
  const n = 4;
  const samples = Array.from({ length: 20 }, (_, i) => ({
    a: uniform(`a ${i}`, n, -2, 2),
    y: new Float64Array(n).with(i % n, 1),
  }));

  it('has the error and the slopes of its value', () => {
    for (const { a, y } of samples) {
      const e = new Float64Array(n);
      loss.error(a, y, e);
      slopes(loss, a, y).forEach((slope, i) => {
        expect(e[i]).toBeCloseTo(slope, 8);
      });
      const hessian = new Float64Array(n * n);
      loss.errorSlope(a, y, hessian);
      for (let j = 0; j < n; j++) {
        const h = 1e-6;
        const [up, down] = [new Float64Array(n), new Float64Array(n)];
        loss.error(a.with(j, a[j] + h), y, up);
        loss.error(a.with(j, a[j] - h), y, down);
        for (let i = 0; i < n; i++) expect(hessian[i * n + j]).toBeCloseTo((up[i] - down[i]) / (2 * h), 8);
      }
    }
  });

  it('has no more curvature than it says, and that at some output', () => {
    // Along any unit vector, u^T H u is at most the largest eigenvalue.
    let most = 0;
    for (let i = 0; i < 400; i++) {
      const a = i % 2 === 0 ? uniform(`curved ${i}`, n, -3, 3) : Float64Array.of(9, 9, 0, 0);
      const u = i % 2 === 0 ? uniform(`along ${i}`, n, -1, 1) : Float64Array.of(1, -1, 0, 0);
      const hessian = new Float64Array(n * n);
      loss.errorSlope(a, new Float64Array(n).with(0, 1), hessian);
      let [form, norm] = [0, 0];
      for (let r = 0; r < n; r++) {
        norm += u[r] ** 2;
        for (let c = 0; c < n; c++) form -= u[r] * hessian[r * n + c] * u[c];
      }
      most = Math.max(most, form / norm);
    }
    expect(most).toBeLessThanOrEqual(loss.largestCurvature(n) + 1e-12);
    expect(most).toBeGreaterThan(loss.largestCurvature(n) - 1e-3);
  });

  it('keeps its errors between their limits', () => {
    for (const { a, y } of samples) {
      const e = new Float64Array(n);
      loss.error(a, y, e);
      for (let i = 0; i < n; i++) {
        const [low, high] = loss.errorBetween([a[i] - 0.1, a[i] + 0.2], [y[i], y[i]]);
        expect(e[i]).toBeGreaterThanOrEqual(low);
        expect(e[i]).toBeLessThanOrEqual(high);
      }
    }
  });

  it('takes several samples one after the other', () => {
    const join = (part: 'a' | 'y') => Float64Array.from(samples.flatMap((sample) => [...sample[part]]));
    const all = new Float64Array(n * samples.length);
    lossErrors(loss, n, join('a'), join('y'), all);
    samples.forEach(({ a, y }, i) => {
      const e = new Float64Array(n);
      loss.error(a, y, e);
      expect(all.slice(i * n, (i + 1) * n)).toEqual(e);
    });
  });
});

it('refuses a loss that it does not know', () => {
  expect(() => lossNamed('hinge' as 'squared-error')).toThrow(
    'loss: expected squared-error or cross-entropy, got hinge',
  );
});

it('has the outcomes from best to worst: what is stable, what is unknown, what is not', () => {
  expect(OUTCOMES).toEqual([
    'settled',
    'chattering',
    'clipped',
    'undecided',
    'lost',
    'slow',
    'jumped',
    'oscillating',
    'saturated',
    'diverged',
  ]);
});
