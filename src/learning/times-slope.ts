import type { CircuitLayer } from '../engine/circuit.ts';
import type { Numbers } from '../model/numbers.ts';

/** Multiplies signals by dM/da of every neuron of a layer, sample after sample, at bottom-up inputs `a` and the s_c there. */
export function timesSlope(
  { n, phi, low, high, neurons, nudging }: CircuitLayer,
  a: Numbers,
  { plus, minus }: { readonly plus: Numbers; readonly minus: Numbers },
  signal: Numbers,
): void {
  const { gain, threshold } = neurons;
  const { weightPlus, weightMinus } = nudging;
  for (let i = 0, at = 0; at < signal.length; at++) {
    const cut = a[at] < low || a[at] > high;
    const slopePlus = cut ? 0 : gain.plus[i] * phi.slopeAtOutput(plus[at]);
    const slopeMinus = cut ? 0 : gain.minus[i] * phi.slopeAtOutput(minus[at]);
    signal[at] *= (weightPlus[i] * slopePlus + weightMinus[i] * slopeMinus) / threshold.activity[i];
    if (++i === n) i = 0;
  }
}
