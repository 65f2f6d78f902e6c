import type { Device, Drift, LogLine, ProgrammingError, Provenance, Synapse } from './device.ts';
import { type DeviceInput, type SpreadPath, spreadFactor } from './device-schema.ts';
import { deepFreeze } from './freeze.ts';
import type { Quantity } from './quantity.ts';
import { relativeSpreads, resolveVarying, type VaryingInput } from './varying-schema.ts';

/** A validated device file as the rest of the program sees it: SI units, volts in full scales, spreads scaled. */
export function resolveDevice(input: DeviceInput, provenance: readonly Provenance[]): Device {
  const { fullScale, rails } = input.signal;
  const factor = (path: SpreadPath) => spreadFactor(input, path);
  const own = ({ value, dimension }: Quantity) => (dimension === 'voltage' ? value / fullScale : value);
  const varying = (parameter: VaryingInput, path: SpreadPath) => resolveVarying(parameter, fullScale, factor(path));
  const { neuron, dyad, encoder, noise, energy } = input;
  return deepFreeze<Device>({
    format: input.format,
    name: input.name,
    description: input.description,
    signal: { fullScale, rails: rails && [own(rails[0]), own(rails[1])] },
    neuron: {
      activation: neuron.activation,
      tau: varying(neuron.tau, 'neuron.tau'),
      gain: varying(neuron.gain, 'neuron.gain'),
      offset: varying(neuron.offset, 'neuron.offset'),
    },
    dyad: {
      alpha: varying(dyad.alpha, 'dyad.alpha'),
      nudgeGain: varying(dyad.nudgeGain, 'dyad.nudgeGain'),
      meanWeight: varying(dyad.meanWeight, 'dyad.meanWeight'),
      autoZero: dyad.autoZero && { residual: own(dyad.autoZero.residual) * factor('dyad.autoZero') },
    },
    encoder: {
      activityThreshold: relativeSpreads(varying(encoder.activityThreshold, 'encoder.activityThreshold')),
      differenceThreshold: relativeSpreads(varying(encoder.differenceThreshold, 'encoder.differenceThreshold')),
      delay: encoder.delay,
      jitter: encoder.jitter,
    },
    synapse: resolveSynapse(input.synapse, factor),
    noise: {
      thermal: noise?.thermal ? { rms: own(noise.thermal.rms), bandwidth: noise.thermal.bandwidth } : null,
      flicker: noise?.flicker ? flicker(noise.flicker, own) : null,
    },
    energy: energy && { event: energy.event, staticPerNeuron: energy.static },
    provenance,
  });
}

type FlickerInput = NonNullable<NonNullable<DeviceInput['noise']>['flicker']>;

function flicker({ rms, lowFrequency, highFrequency }: FlickerInput, own: (rms: Quantity) => number) {
  return { rms: own(rms), lowFrequency, highFrequency };
}

function resolveSynapse(input: DeviceInput['synapse'], factor: (path: SpreadPath) => number): Synapse {
  const { range, programmingError, drift, readNoise, wire } = input;
  return {
    levels: input.bits === undefined ? (input.levels ?? null) : 2 ** input.bits,
    range: range && { percentile: range.percentile, onOffRatio: range.onOffRatio ?? Infinity },
    programmingError: programmingError && scaledError(programmingError, factor('synapse.programmingError')),
    stuckOff: input.stuckOff * factor('synapse.stuckOff'),
    stuckOn: input.stuckOn * factor('synapse.stuckOn'),
    drift: drift && scaledDrift(drift, factor('synapse.drift')),
    readNoise: readNoise && { relative: readNoise.relative, correlationTime: readNoise.correlationTime },
    wire: wire && {
      resistance: wire.resistance,
      maximumConductance: wire.maximumConductance,
      readDown: wire.readDown,
    },
    feedback: input.feedback,
  };
}

function scaledError(error: ProgrammingError, factor: number): ProgrammingError {
  return error.law === 'polynomial'
    ? { law: error.law, coefficients: error.coefficients.map((coefficient) => factor * coefficient) }
    : { law: error.law, amplitude: factor * error.amplitude, scale: error.scale };
}

/** Only the spread of nu varies from device to device; mean drift, shift and relaxation are common to all chips. */
function scaledDrift(drift: Drift, factor: number): Drift {
  switch (drift.law) {
    case 'power': {
      const { law, time, referenceTime, mean, sigma } = drift;
      return { law, time, referenceTime, mean, sigma: scaledLine(sigma, factor) };
    }
    case 'shift':
      return { law: drift.law, coefficients: drift.coefficients };
    case 'relaxation': {
      const { law, time, timeConstant, target } = drift;
      return { law, time, timeConstant, target };
    }
  }
}

function scaledLine({ slope, intercept, low, high }: LogLine, factor: number): LogLine {
  if (factor === 0) return { slope: 0, intercept: 0, low: -Infinity, high: Infinity };
  return { slope: factor * slope, intercept: factor * intercept, low: factor * low, high: factor * high };
}
