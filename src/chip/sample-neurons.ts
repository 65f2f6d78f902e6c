import type { Device, Varying } from '../config/device.ts';
import { normalQuantile } from '../random/normal-quantile.ts';
import type { Compartments, LayerNeurons } from './chip.ts';
import { type Draws, drawParameters, type Parameter } from './parameter.ts';
import type { Placement } from './placement.ts';

interface NeuronParameter {
  readonly path: string;
  readonly of: (device: Device) => Varying;
  /** What of a neuron has its own value: itself, or each of its compartments. */
  readonly parts: readonly (readonly string[])[];
  readonly isPositive: boolean;
}

const WHOLE = [[]];
const COMPARTMENTS = [['plus'], ['minus']];

/** In the order in which they are drawn. */
const PARAMETERS: readonly NeuronParameter[] = [
  { path: 'dyad.alpha', of: ({ dyad }) => dyad.alpha, parts: WHOLE, isPositive: false },
  { path: 'neuron.tau', of: ({ neuron }) => neuron.tau, parts: COMPARTMENTS, isPositive: true },
  { path: 'neuron.gain', of: ({ neuron }) => neuron.gain, parts: COMPARTMENTS, isPositive: true },
  { path: 'neuron.offset', of: ({ neuron }) => neuron.offset, parts: COMPARTMENTS, isPositive: false },
  { path: 'dyad.nudgeGain', of: ({ dyad }) => dyad.nudgeGain, parts: COMPARTMENTS, isPositive: true },
  { path: 'dyad.meanWeight', of: ({ dyad }) => dyad.meanWeight, parts: COMPARTMENTS, isPositive: true },
  { path: 'encoder.activityThreshold', of: ({ encoder }) => encoder.activityThreshold, parts: WHOLE, isPositive: true },
  {
    path: 'encoder.differenceThreshold',
    of: ({ encoder }) => encoder.differenceThreshold,
    parts: WHOLE,
    isPositive: true,
  },
];

/** Samples one layer after another; what is common to the chip is drawn once, here. */
export function neuronSampler(name: string, device: Device, draws: Draws) {
  const common = drawParameters(
    PARAMETERS.map(({ path, of }) => [path, of(device)]),
    draws,
  );
  const { dyad, encoder } = device;
  return (places: Placement, k: number): LayerNeurons => {
    const sampled = sampleLayer(name, device, common, places, k, draws);
    const [[alpha], tau, gain, offset, nudgeGain, meanWeight, [activity], [difference]] = sampled;
    return {
      alpha: alpha.map((value) => Math.min(1, Math.max(0, value))),
      tau: compartments(tau),
      gain: compartments(gain),
      offset: compartments(offset),
      nudgeGain: compartments(nudgeGain),
      meanWeight: compartments(meanWeight),
      threshold: {
        activity: activity.map((own) => own / encoder.activityThreshold.nominal),
        difference: difference.map((own) => own / encoder.differenceThreshold.nominal),
      },
      autoZero: dyad.autoZero === null ? null : sampleResidual(dyad.autoZero.residual, places.x.length, k, draws),
    };
  };
}

/** Values of the parameters, in their order, part by part. */
function sampleLayer(
  name: string,
  device: Device,
  common: readonly Parameter[],
  places: Placement,
  k: number,
  draws: Draws,
): Float64Array[][] {
  const count = places.x.length;
  const drawn = draws(
    PARAMETERS.flatMap(({ path, parts }, p) =>
      common[p].isDrawn ? parts.map((part) => ({ address: [path, ...part, k], count })) : [],
    ),
  ).values();
  return PARAMETERS.map(({ path, of, parts, isPositive }, p) =>
    parts.map(() => {
      const values = common[p].isDrawn ? drawn.next().value! : new Float64Array(count);
      common[p].fill(values, places);
      if (isPositive) assertPositive(name, path, of(device), values);
      return values;
    }),
  );
}

function compartments([plus, minus]: readonly Float64Array[]): Compartments {
  return { plus, minus };
}

function sampleResidual(sigma: number, count: number, k: number, draws: Draws): Float64Array {
  if (sigma === 0) return new Float64Array(count);
  const [drawn] = draws([{ address: ['dyad.autoZero', k], count }]);
  return drawn.map((u) => sigma * normalQuantile(u));
}

function assertPositive(name: string, path: string, varying: Varying, values: Float64Array): void {
  for (const value of values) {
    if (value > 0 && value < Infinity) continue;
    throw new Error(
      `${name}: ${path} of a neuron came out as ${value} (nominal ${varying.nominal}, ${varying.distribution} law); ` +
        'a spread this large needs the lognormal law',
    );
  }
}
