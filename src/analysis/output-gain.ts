import type { Circuit } from '../engine/circuit.ts';
import { lagDifference } from './incremental-gains.ts';

/**
 * |a_L to d_L| of every output neuron under squared error, where D_L = -beta a_L: the largest modulus over frequency of
 * (gamma+ (1 - beta g+) H+ - gamma- (1 + beta g-) H-) / t, at this beta or any smaller one, for which convexity in beta
 * lets its two ends stand.
 */
export function squaredErrorGain(circuit: Circuit, beta: number, railed: boolean): Float64Array {
  const { gain, tau, threshold } = circuit.chip.neurons[circuit.chip.layers.length - 1]!;
  const { gainPlus, gainMinus } = outputNudging(circuit);
  return gainPlus.map((g, i) => {
    const at = (strength: number) => {
      const plus = gain.plus[i] * (1 - strength * g);
      const minus = gain.minus[i] * (1 + strength * gainMinus[i]);
      if (!railed) return largestModulus(plus, tau.plus[i], minus, tau.minus[i]);
      const nudged = strength * (g * gain.plus[i] + gainMinus[i] * gain.minus[i]);
      return Math.max(gain.plus[i], gain.minus[i]) + nudged;
    };
    return Math.max(at(0), at(beta)) / threshold.difference[i];
  });
}

/** C_L and F_L of every output neuron: a_L to d_L and D_L to d_L, each by itself. */
export function outputGains(circuit: Circuit, railed: boolean): { byInput: Float64Array; byTopDown: Float64Array } {
  const { gain, tau, threshold } = circuit.chip.neurons[circuit.chip.layers.length - 1]!;
  const { gainPlus, gainMinus } = outputNudging(circuit);
  const byInput = gain.plus.map((plus, i) => {
    const minus = gain.minus[i];
    if (railed) return Math.max(plus, minus) / threshold.difference[i];
    const apart = lagDifference(tau.plus[i], tau.minus[i]) * Math.min(plus, minus);
    return (Math.abs(plus - minus) + apart) / threshold.difference[i];
  });
  const byTopDown = gain.plus.map(
    (plus, i) => (gainPlus[i] * plus + gainMinus[i] * gain.minus[i]) / threshold.difference[i],
  );
  return { byInput, byTopDown };
}

function outputNudging({ chip, nudging }: Circuit) {
  return nudging[chip.layers.length - 1]!;
}

/** Largest |p/(1 + j omega s) - q/(1 + j omega t)|: with x = omega^2 a quotient whose stationary points are known. */
export function largestModulus(p: number, s: number, q: number, t: number): number {
  const still = (p - q) ** 2;
  const slope = (p * t - q * s) ** 2;
  const [a, b] = [s * s, t * t];
  const square = (x: number) => (still + slope * x) / ((1 + a * x) * (1 + b * x));
  if (slope === 0) return Math.sqrt(still);
  // 0 = slope (1 + (a + b) x + a b x^2) - (still + slope x)(a + b + 2 a b x), the larger root.
  const root = (-still + Math.sqrt(still * still + (slope * (slope - still * (a + b))) / (a * b))) / slope;
  return Math.sqrt(Math.max(still, root > 0 ? square(root) : 0));
}
