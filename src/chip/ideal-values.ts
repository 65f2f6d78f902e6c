import type { Encoder } from './chip.ts';

/** What the ideal device has, for what a chip file does not state: dimensionless but tau, which is in s. */
export const IDEAL_NEURON = Object.freeze({
  alpha: 0.5,
  tau: 1e-5,
  gain: 1,
  offset: 0,
  nudgeGain: 1,
  meanWeight: 1,
  threshold: 1,
});

export const IDEAL_ACTIVATION = 'relu';

export const IDEAL_ENCODER: Encoder = Object.freeze({
  activityThreshold: 0.01,
  differenceThreshold: 0.01,
  delay: 2e-7,
  jitter: 0,
});
