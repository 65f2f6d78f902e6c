import type { Device, Varying } from '../config/device.ts';

const NONE = Object.freeze({ sigma: 0, relative: false });

/** The device without anything that differs between chips, neurons or synapses; what its designer chose stays. */
export function withoutVariation(device: Device): Device {
  const { neuron, dyad, encoder, synapse } = device;
  return {
    ...device,
    neuron: { ...neuron, tau: fixed(neuron.tau), gain: fixed(neuron.gain), offset: fixed(neuron.offset) },
    dyad: {
      alpha: fixed(dyad.alpha),
      nudgeGain: fixed(dyad.nudgeGain),
      meanWeight: fixed(dyad.meanWeight),
      autoZero: dyad.autoZero && { residual: 0 },
    },
    encoder: {
      ...encoder,
      activityThreshold: fixed(encoder.activityThreshold),
      differenceThreshold: fixed(encoder.differenceThreshold),
    },
    synapse: { ...synapse, programmingError: null, stuckOff: 0, stuckOn: 0, drift: null },
  };
}

function fixed(varying: Varying): Varying {
  return { ...varying, mismatch: NONE, die: NONE, gradient: NONE };
}
