import { z } from 'zod';
import { ACTIVATIONS } from '../model/activations.ts';
import { constantsSchema } from './constants-schema.ts';
import { lineOfText, quantity, quantityOf, sourced } from './schema-parts.ts';
import { synapseSchema } from './synapse-schema.ts';
import { temperatureSchema } from './temperature-schema.ts';
import type { Dimension } from './unit-table.ts';
import { fields } from './validate.ts';
import { varying, varyingAbout } from './varying-schema.ts';

/** Volts, or a pure number of full scales. */
const SIGNAL: readonly Dimension[] = ['voltage', 'ratio'];
const FULL_SCALES = 'In volts, or as a number of full scales.';

/** Parameters with a spread: a bare value given to one by an override or a sweep sets its nominal value. */
export const VARYING_PATHS = [
  'neuron.tau',
  'neuron.gain',
  'neuron.offset',
  'dyad.alpha',
  'dyad.nudgeGain',
  'dyad.meanWeight',
  'encoder.activityThreshold',
  'encoder.differenceThreshold',
] as const;

/** What `spread` can scale one by one. */
export const SPREAD_PATHS = [
  ...VARYING_PATHS,
  'dyad.autoZero',
  'synapse.programmingError',
  'synapse.drift',
  'synapse.stuckOff',
  'synapse.stuckOn',
] as const;
export type SpreadPath = (typeof SPREAD_PATHS)[number];

const factor = z.number().min(0);
const spread = z
  .union([
    factor,
    fields({
      all: factor.describe('Factor on every spread that is not named here.').default(1),
      ...(Object.fromEntries(SPREAD_PATHS.map((path) => [path, factor.optional()])) as Record<
        SpreadPath,
        z.ZodOptional<z.ZodNumber>
      >),
    }),
  ])
  .describe(
    'Factor on every spread, programming error and stuck-at rate: 0 makes all chips equal, 3 shows three sigmas; ' +
      'or a factor for each parameter, {all: 1, neuron.tau: 0}.',
  )
  .prefault(1);

const signal = sourced({
  fullScale: quantity('voltage', { above: 0 }, 'Voltage of activity 1.'),
  rails: z
    .tuple([
      quantityOf(SIGNAL, {}, `Lower limit. ${FULL_SCALES}`),
      quantityOf(SIGNAL, {}, `Upper limit. ${FULL_SCALES}`),
    ])
    .describe('Limits of every compartment about mid-supply; without them, none.')
    .nullable()
    .default(null),
}).superRefine(({ rails }, context) => {
  if (rails && !(rails[0].value <= 0 && rails[1].value > 0)) {
    context.addIssue({
      code: 'custom',
      path: ['rails'],
      message: 'expected a lower limit <= 0 and an upper limit > 0',
    });
  }
});

const neuron = sourced({
  activation: z.enum(ACTIVATIONS).describe('Activation of the hidden layers; the output layer is the identity.'),
  tau: varying({ dimensions: ['time'], bounds: { above: 0 }, description: 'Membrane time constant.' }),
  gain: varyingAbout(1, {
    dimensions: ['ratio'],
    bounds: { above: 0 },
    description: 'Gain before the activation.',
  }),
  offset: varyingAbout(0, {
    dimensions: SIGNAL,
    bounds: {},
    description: `Offset before the activation. ${FULL_SCALES}`,
  }),
});

const unitMean = (description: string) => varyingAbout(1, { dimensions: ['ratio'], bounds: { above: 0 }, description });

const dyad = sourced({
  alpha: varyingAbout(0.5, {
    dimensions: ['ratio'],
    bounds: { min: 0, max: 1 },
    description: 'Asymmetry of the nudging, 0 .. 1; 0.5 is symmetric. Draws are limited to that range.',
  }),
  nudgeGain: unitMean('Factor on the nudging gain of each compartment.'),
  meanWeight: unitMean('Factor on the weight of each compartment in the mean.'),
  autoZero: sourced({
    residual: quantityOf(SIGNAL, { min: 0 }, `Error that remains, one sigma. ${FULL_SCALES}`),
  })
    .describe('Auto-zero of the difference; without it, none.')
    .nullable()
    .default(null),
});

const threshold = (of: string) =>
  varying({
    dimensions: SIGNAL,
    bounds: { above: 0 },
    description: `Change of the ${of} that sends an event. ${FULL_SCALES}`,
  });

const encoder = sourced({
  activityThreshold: threshold('activity m'),
  differenceThreshold: threshold('difference d'),
  delay: quantity('time', { min: 0 }, 'Time from sending an event to its effect in the next layer.'),
  jitter: quantity('time', { min: 0 }, 'Spread of the delay, one sigma; delays are cut at 0.').prefault('0 s'),
});

const rms = quantityOf(SIGNAL, { min: 0 }, `rms at the input of the membrane, before its low-pass. ${FULL_SCALES}`);

const noise = fields({
  thermal: sourced({ rms, bandwidth: quantity('frequency', { above: 0 }, 'Bandwidth of the source, -3 dB.') })
    .describe('Band-limited thermal noise of every compartment.')
    .nullable()
    .default(null),
  flicker: sourced({
    rms,
    lowFrequency: quantity('frequency', { above: 0 }, 'Lower end of the 1/f band.'),
    highFrequency: quantity('frequency', { above: 0 }, 'Upper end of the 1/f band.'),
  })
    .refine(({ lowFrequency, highFrequency }) => lowFrequency < highFrequency, {
      path: ['highFrequency'],
      message: 'expected a frequency above lowFrequency',
    })
    .describe('Flicker (1/f) noise of every compartment.')
    .nullable()
    .default(null),
});

const energy = sourced({
  event: quantity('energy', { min: 0 }, 'Energy of one event: sending it, moving it and reading the synapses.'),
  static: quantity('power', { min: 0 }, 'Static power of one neuron.'),
});

interface SpreadInput {
  readonly spread: z.output<typeof spread>;
}

/** A device file, `dyadsim/device@1`. */
export const deviceSchema = fields({
  format: z.literal('dyadsim/device@1'),
  name: lineOfText('Short name.'),
  description: z.string().describe('What it is, in a sentence.').default(''),
  constants: constantsSchema,
  spread,
  signal: signal.describe('Signal range.'),
  neuron: neuron.describe('Neurons; every number holds for both compartments.'),
  dyad: dyad.describe('The two compartments of a neuron.').prefault({}),
  encoder: encoder.describe('Send-on-delta encoders and the link between layers.'),
  synapse: synapseSchema.describe('Memory devices of the weights; without them, exact weights.').prefault({}),
  noise: noise.describe('Noise sources; without them, none.').nullable().prefault({}),
  energy: energy.describe('For energy reports; without it, none are made.').nullable().default(null),
  temperature: temperatureSchema,
  corners: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, { error: 'expected a name such as ss, ff or hot' }),
      z.record(z.string().min(1), z.unknown()),
    )
    .describe(
      'Corners by name: dotted paths and the values there, as in overrides; with an optional source. tt is the file as it stands.',
    )
    .default({}),
}).superRefine((device, context) => {
  const { stuckOff, stuckOn } = device.synapse;
  const rate = stuckOff * spreadFactor(device, 'synapse.stuckOff') + stuckOn * spreadFactor(device, 'synapse.stuckOn');
  if (rate > 1 && stuckOff + stuckOn <= 1)
    context.addIssue({ code: 'custom', path: ['spread'], message: 'expected stuck-at rates that stay <= 1' });
});

/** The factor that `spread` puts on a parameter. */
export function spreadFactor({ spread }: SpreadInput, path: SpreadPath): number {
  return typeof spread === 'number' ? spread : (spread[path] ?? spread.all);
}

export type DeviceInput = z.output<typeof deviceSchema>;
