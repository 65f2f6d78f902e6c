/**
 * How the weight of a synapse answers a pulse. Weights are in units of the device, of which about 1 is its range; a step is
 * `step` times a factor of the weight, which both bounds end.
 */
export interface UpdateDevice {
  /** `soft-bounds`: 1 - w/bound. `linear`: 1 - slope w/bound. `exponential`: max(0, 1 - A exp(+-gamma z)), z = 2 a w/(max - min) + b. */
  readonly model: 'soft-bounds' | 'linear' | 'exponential';
  /** Mean step of a pulse at weight 0. */
  readonly step: number;
  /** Part of a step by which pulses down (above 0) or up (below 0) are smaller. */
  readonly upDown: number;
  readonly max: number;
  readonly min: number;
  /** Spreads from device to device: of the step, relative (or of its logarithm); of up against down, in steps; of both bounds, relative. */
  readonly stepSpread: number;
  readonly logSpread: boolean;
  readonly upDownSpread: number;
  readonly maxSpread: number;
  readonly minSpread: number;
  /**
   * From pulse to pulse, one sigma, of the factor of the weight; in steps; or of constant + |step| + slope |weight|, all in units of
   * the device.
   */
  readonly cycleNoise: number;
  readonly cycle: 'factor' | 'step' | { readonly constant: number; readonly slope: number };
  /** What is read is the weight and this many steps times a normal variate, drawn anew at each update. */
  readonly writeNoise: number;
  /** Of `linear`: slopes up and down. */
  readonly slopeUp: number;
  readonly slopeDown: number;
  /** Of both, from device to device. */
  readonly slopeSpread: number;
  /** Of `exponential`. */
  readonly exponential: {
    readonly up: number;
    readonly down: number;
    readonly gamma: number;
    readonly a: number;
    readonly b: number;
  } | null;
  /** Updates in which a weight leaks to 1/e, and the relative spread of that; null: it stays. */
  readonly leak: { readonly lifetime: number; readonly spread: number } | null;
  /**
   * A weight takes two devices, whose pulses go up only. Where the larger is above `refreshAbove` of the range and the smaller above
   * `refreshBelow`, both are reset, to `reset` with a spread, and written anew. Null: it takes one.
   */
  readonly pair: {
    readonly reset: number;
    readonly resetSpread: number;
    readonly refreshAbove: number;
    readonly refreshBelow: number;
  } | null;
  /** What a device is read against: its symmetry point, but for an error of this one sigma; null: against 0. */
  readonly referenceError: number | null;
  readonly source: string;
}

const PLAIN = {
  upDown: 0,
  max: 1,
  min: -1,
  logSpread: false,
  cycle: 'step',
  writeNoise: 0,
  slopeUp: 0,
  slopeDown: 0,
  slopeSpread: 0,
  exponential: null,
  leak: null,
  pair: null,
  referenceError: null,
} as const;

/** Devices by the names that aihwkit's users know; numbers of its presets (IBM/aihwkit 4545f11, presets/devices.py), fits to the papers. */
export const UPDATE_DEVICES = {
  ReRamES: {
    ...PLAIN,
    model: 'exponential',
    step: 0.00135,
    upDown: 0.259359,
    stepSpread: 0.2,
    upDownSpread: 0.05,
    maxSpread: 0.3,
    minSpread: 0.3,
    cycleNoise: 5,
    cycle: 'factor',
    writeNoise: 75,
    exponential: { up: -1.18445, down: -0.081404, gamma: 5, a: -0.5, b: -0.5 },
    source: 'fit of aihwkit to Gong et al., Nature Communications 9:2102, 2018',
  },
  ReRamSB: {
    ...PLAIN,
    model: 'soft-bounds',
    step: 0.002,
    max: 1.25,
    min: -0.75,
    stepSpread: 0.3,
    upDownSpread: 0.01,
    maxSpread: 0.24,
    minSpread: 0.4,
    cycleNoise: 3.75,
    writeNoise: 56,
    source: 'loose fit of aihwkit to Gong et al., Nature Communications 9:2102, 2018',
  },
  ReRamArrayHfO2: {
    ...PLAIN,
    model: 'soft-bounds',
    step: 0.4622,
    stepSpread: 0.7125,
    logSpread: true,
    upDownSpread: 0.01,
    maxSpread: 0.4295,
    minSpread: 0.599,
    cycleNoise: 0.2174,
    writeNoise: 0.5841,
    referenceError: 0.05,
    source: 'fit of aihwkit to Gong, Rasch et al., IEDM 2022',
  },
  ReRamArrayOM: {
    ...PLAIN,
    model: 'soft-bounds',
    step: 0.0949,
    stepSpread: 0.7829,
    logSpread: true,
    upDownSpread: 0.01,
    maxSpread: 0.3499,
    minSpread: 0.5695,
    cycleNoise: 0.4158,
    writeNoise: 1.4113,
    referenceError: 0.05,
    source: 'fit of aihwkit to Gong, Rasch et al., IEDM 2022',
  },
  EcRam: {
    ...PLAIN,
    model: 'linear',
    step: 0.002,
    max: 1.1724,
    min: -0.8276,
    stepSpread: 0.1,
    upDownSpread: 0.01,
    maxSpread: 0.05,
    minSpread: 0.05,
    cycleNoise: 0.3,
    cycle: 'factor',
    slopeUp: 0.1153,
    slopeDown: 0.5085,
    slopeSpread: 0.05,
    source: 'fit of aihwkit to Tang et al., IEDM 2018',
  },
  EcRamMO: {
    ...PLAIN,
    model: 'linear',
    step: 2.8214e-4,
    max: 1.1714,
    min: -0.8286,
    stepSpread: 0.1,
    upDownSpread: 0.01,
    maxSpread: 0.05,
    minSpread: 0.05,
    cycleNoise: 2,
    cycle: 'factor',
    slopeUp: 0.4152,
    slopeDown: 0.7342,
    slopeSpread: 0.05,
    source: 'fit of aihwkit to Kim et al., IEDM 2019',
  },
  Capacitor: {
    ...PLAIN,
    model: 'linear',
    step: 0.005,
    stepSpread: 0.1,
    upDownSpread: 0.06,
    maxSpread: 0.07,
    minSpread: 0.07,
    cycleNoise: 0.3,
    slopeUp: 0.05,
    slopeDown: 0.05,
    slopeSpread: 0.01,
    leak: { lifetime: 1e6, spread: 0.3 },
    source: 'fit of aihwkit to Li et al., VLSI 2018; its leakage is to be adapted',
  },
  PCM: {
    ...PLAIN,
    model: 'exponential',
    step: 0.01,
    max: 2,
    min: 0,
    stepSpread: 0.2,
    upDownSpread: 0.05,
    maxSpread: 0.1,
    minSpread: 0,
    cycleNoise: 0.6,
    cycle: { constant: 0.042, slope: 0.108 },
    exponential: { up: -27.235, down: -2.235, gamma: 2.5, a: -1, b: 0 },
    pair: { reset: 0.01, resetSpread: 0.02, refreshAbove: 0.75, refreshBelow: 0.25 },
    source: 'Nandakumar et al., Frontiers in Neuroscience 14:406, 2020, as aihwkit has it',
  },
  Idealized: {
    ...PLAIN,
    model: 'linear',
    step: 0.0002,
    stepSpread: 0.3,
    upDownSpread: 0,
    maxSpread: 0.3,
    minSpread: 0.3,
    cycleNoise: 0.3,
    cycle: 'factor',
    source: 'Rasch, Gokmen, Haensch 2019, as aihwkit has it',
  },
  GokmenVlasov: {
    ...PLAIN,
    model: 'linear',
    step: 0.0016,
    stepSpread: 0.3,
    upDownSpread: 0.01,
    maxSpread: 0.3,
    minSpread: 0.3,
    cycleNoise: 0.3,
    cycle: 'factor',
    source: 'Gokmen, Vlasov, Frontiers in Neuroscience 10:333, 2016, as aihwkit has it',
  },
} as const satisfies Record<string, UpdateDevice>;

/** Name of an update device. */
export type UpdateDeviceName = keyof typeof UPDATE_DEVICES;
export const UPDATE_DEVICE_NAMES = Object.keys(UPDATE_DEVICES) as UpdateDeviceName[];

export function updateDeviceNamed(name: UpdateDeviceName): UpdateDevice {
  return UPDATE_DEVICES[name];
}
