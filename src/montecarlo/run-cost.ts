import { noiseOf } from '../chip/sample-chip.ts';
import type { Device, Varying } from '../config/device.ts';
import { flickerTimes } from '../engine/noise.ts';
import { activationNamed, isBounded } from '../model/activations.ts';

/** What one run costs at least, by the fields that set the cost; each is a number of events or of redraws. */
export type RunCost = Readonly<Record<CostField, number>>;

export const COST_FIELDS = [
  'encoder.activityThreshold',
  'encoder.differenceThreshold',
  'noise.thermal.bandwidth',
  'noise.flicker.highFrequency',
  'synapse.readNoise.correlationTime',
] as const;
export type CostField = (typeof COST_FIELDS)[number];

/** A noisy chip is watched for so many tau at least. */
const WATCHED = 25;
/** What an encoder sends while a chip settles, full scales, and the part of them that send at all: averages of trained networks. */
const TRAVEL = 0.08;
const ACTIVE = 0.5;
/** Mean size of a normal variate, and of the difference of two. */
const MEAN_SIZE = Math.sqrt(2 / Math.PI);
const MEAN_JUMP = Math.sqrt(4 / Math.PI);

/**
 * Orders of magnitude, for judging a file before anything of it is run. A settling encoder sends its way in thresholds, and
 * that grows with what gains and offsets let the activities reach; so does the noise of synapses. A noisy encoder sends as a random walk does, 2 variance / (tau threshold^2) times a second, but no faster than the noise moves
 * the membrane. Redraws are exact: the rates of all sources for the shortest time that a noisy chip is watched.
 */
export function runCost(device: Device, layers: readonly number[]): RunCost {
  const neurons = layers.slice(1).reduce((sum, n) => sum + n, 0);
  const tau = device.neuron.tau.nominal;
  const time = WATCHED * tau;
  const noise = noiseOf(device);
  const reach = reachOf(device, layers.length - 2);
  const sources = noise === null ? [] : [...compartmentSources(noise), ...synapseSources(noise, reach)];
  const variance = sources.reduce((sum, { rms, t }) => sum + (rms * rms * t) / (tau + t), 0);
  const speed = sources.reduce((sum, { rms, t }) => sum + rms * Math.min(MEAN_SIZE / tau, MEAN_JUMP / t), 0);
  const events = (threshold: number) => {
    const perSecond = Math.min((2 * variance) / (tau * threshold * threshold), speed / threshold);
    return neurons * ((TRAVEL * reach) / threshold + ACTIVE * perSecond * time);
  };
  const redraws = (times: readonly number[], values: number) => times.reduce((sum, t) => sum + (values * time) / t, 0);
  const { thermal = null, flicker = null, read = null } = noise ?? {};
  return {
    'encoder.activityThreshold': events(device.encoder.activityThreshold.nominal),
    'encoder.differenceThreshold': events(device.encoder.differenceThreshold.nominal),
    'noise.thermal.bandwidth': redraws(thermal === null ? [] : [thermal.correlationTime], 2 * neurons),
    'noise.flicker.highFrequency': redraws(
      flicker === null ? [] : flickerTimes(flicker.lowFrequency, flicker.highFrequency),
      2 * neurons,
    ),
    // Rows of every layer, columns of all but the last.
    'synapse.readNoise.correlationTime': redraws(
      read === null ? [] : [read.correlationTime],
      2 * neurons - layers[layers.length - 1],
    ),
  };
}

/**
 * What activities reach, full scales; 1 where every gain is 1 and there are no offsets, and no less. Saturating
 * activations and rails hold them.
 */
function reachOf({ neuron, dyad, signal }: Device, hidden: number): number {
  const gain = sizeOf(neuron.gain) * Math.abs(dyad.meanWeight.nominal);
  const offset = sizeOf(neuron.offset);
  const rail = signal.rails === null ? Infinity : Math.max(...signal.rails.map(Math.abs));
  const saturates = isBounded(activationNamed(neuron.activation));
  let reach = 1;
  for (let k = 0; k <= hidden; k++) {
    const within = gain * Math.min(reach, rail) + offset;
    reach = k < hidden && saturates ? Math.min(1, within) : within;
  }
  return Math.max(1, reach);
}

/** The nominal value and a sigma of every spread, about. */
function sizeOf({ nominal, mismatch, die, gradient }: Varying): number {
  const sigmas = [mismatch, die, gradient].map(({ sigma, relative }) => (relative ? sigma * nominal : sigma));
  return Math.abs(nominal) + Math.hypot(...sigmas);
}

/** What the read noise of a neuron's synapses adds up to at its input. */
function synapseSources({ read }: NonNullable<ReturnType<typeof noiseOf>>, reach: number) {
  return read === null ? [] : [{ rms: TRAVEL * reach * read.relative, t: read.correlationTime }];
}

/** Sources of one compartment: their rms, full scales, and correlation time, s. */
function compartmentSources({ thermal, flicker }: NonNullable<ReturnType<typeof noiseOf>>) {
  const times = flicker === null ? [] : flickerTimes(flicker.lowFrequency, flicker.highFrequency);
  return [
    ...(thermal === null ? [] : [{ rms: thermal.rms, t: thermal.correlationTime }]),
    ...times.map((t) => ({ rms: flicker!.rms / Math.sqrt(times.length), t })),
  ];
}
