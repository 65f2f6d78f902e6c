import type { Activation } from '../vocabulary.ts';

/** phi(x). */
export function activate(activation: Activation, x: number): number {
  switch (activation) {
    case 'identity':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'hard-sigmoid':
      return x < 0 ? 0 : Math.min(x, 1);
    case 'tanh':
      return Math.tanh(x);
  }
}

/** phi'(x); at a kink the value of the flat side, so that a silent neuron passes no signal. */
export function activationSlope(activation: Activation, x: number): number {
  return slopeAtOutput(activation, activate(activation, x));
}

/** phi' where phi has the value s. */
export function slopeAtOutput(activation: Activation, s: number): number {
  switch (activation) {
    case 'identity':
      return 1;
    case 'relu':
      return s > 0 ? 1 : 0;
    case 'hard-sigmoid':
      return s > 0 && s < 1 ? 1 : 0;
    case 'tanh':
      return 1 - s * s;
  }
}
