import type { SynapseUpdates } from '../config/scenario.ts';
import { exp } from '../model/elementary.ts';
import { type UpdateDevice, updateDeviceNamed } from '../model/update-devices.ts';
import { normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';

/** The synapses of one array, as far as updates go. */
export interface Synapses {
  /** Takes a wanted change of every weight; draws what is random from the stream; returns the pulses given. */
  apply(change: Float64Array, random: Stream): number;
  /** Arrays that a checkpoint keeps besides the weights. */
  readonly state: readonly Float64Array[];
}

/** Synapses that take every change exactly. */
export function exactSynapses(values: Float64Array): Synapses {
  return {
    state: [],
    apply: (change) => {
      for (let i = 0; i < values.length; i++) values[i] += change[i];
      return 0;
    },
  };
}

/** What a device of its own has, in its units; arrays of one entry per synapse. */
export interface Devices {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly max: Float64Array;
  readonly min: Float64Array;
}

/**
 * Devices with all that varies from one to the next, drawn. With gain 1 + spread xi (or its exponential) and rho the spread of
 * up against down, steps are step (gain + min(0, upDown) + rho) up and step (gain - max(0, upDown) - rho) down, not below 0.
 */
export function drawDevices(device: UpdateDevice, count: number, random: Stream): Devices {
  const { step, upDown, stepSpread, logSpread, upDownSpread, maxSpread, minSpread } = device;
  const [up, down, max, min] = Array.from({ length: 4 }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const spread = stepSpread * normal(random);
    const gain = logSpread ? exp(spread) : 1 + spread;
    const rho = upDownSpread * normal(random);
    up[i] = Math.max(0, step * (gain + Math.min(0, upDown) + rho));
    down[i] = Math.max(0, step * (gain - Math.max(0, upDown) - rho));
    max[i] = Math.max(0, device.max * (1 + maxSpread * normal(random)));
    min[i] = Math.min(0, device.min * (1 + minSpread * normal(random)));
  }
  return { up, down, max, min };
}

/** Factor of a step at weight w: up where `sign` is 1, down where it is -1. */
export function stepFactor(device: UpdateDevice, w: number, max: number, min: number, sign: number): number {
  const bound = sign > 0 ? max : min;
  switch (device.model) {
    case 'soft-bounds':
      return bound === 0 ? 0 : 1 - w / bound;
    case 'linear':
      return bound === 0 ? 0 : 1 - ((sign > 0 ? device.slopeUp : device.slopeDown) * w) / bound;
    case 'exponential': {
      const { up, down, gamma, a, b } = device.exponential!;
      const z = max > min ? (2 * a * w) / (max - min) + b : b;
      return Math.max(0, 1 - (sign > 0 ? up * exp(gamma * z) : down * exp(-gamma * z)));
    }
  }
}

/**
 * Synapses that change by pulses. `pulses`: as many as the wanted change has steps, the part of a step left over by chance,
 * so that the mean is right. `mixed-precision`: a digital sum of what is wanted, of which whole steps are given (Nandakumar et
 * al. 2020, Frontiers in Neuroscience 14:406). No more than so many pulses an update; the devices' bounds end every step.
 *
 * @param unit weight of the array, full scales, of a device at 1
 */
export function pulsedSynapses(
  values: Float64Array,
  { device: name, scheme, mostPulses }: Exclude<SynapseUpdates, 'exact'>,
  unit: number,
  random: Stream,
): Synapses {
  const device = updateDeviceNamed(name);
  const { up, down, max, min } = drawDevices(device, values.length, random);
  // What the devices hold; what is read of it stands in `values`.
  const held = values.map((value, i) => Math.min(max[i], Math.max(min[i], value / unit)));
  const isSummed = scheme === 'mixed-precision';
  const wanted = new Float64Array(isSummed ? values.length : 0);
  for (let i = 0; i < values.length; i++) values[i] = unit * held[i];

  const pulse = (i: number, sign: number, stream: Stream) => {
    const factor = stepFactor(device, held[i], max[i], min[i], sign);
    const noise = device.cycleNoise === 0 ? 0 : device.cycleNoise * normal(stream);
    const cycle = device.cycleFactor ? factor * (1 + noise) : factor + noise;
    const next = held[i] + sign * (sign > 0 ? up[i] : down[i]) * cycle;
    held[i] = Math.min(max[i], Math.max(min[i], next));
  };

  const written = (stream: Stream) => {
    return device.writeNoise === 0 ? 0 : device.writeNoise * device.step * normal(stream);
  };

  return {
    state: [held, wanted],
    apply: (change, stream) => {
      let given = 0;
      for (let i = 0; i < values.length; i++) {
        const total = change[i] / (unit * device.step) + (isSummed ? wanted[i] : 0);
        const size = Math.abs(total);
        const sign = Math.sign(total);
        const whole = Math.floor(size);
        const rest = isSummed ? 0 : stream() < size - whole ? 1 : 0;
        const count = Math.min(mostPulses, whole + rest);
        if (isSummed) wanted[i] = total - sign * count;
        for (let p = 0; p < count; p++) pulse(i, sign, stream);
        if (count > 0) values[i] = unit * (held[i] + written(stream));
        given += count;
      }
      return given;
    },
  };
}
