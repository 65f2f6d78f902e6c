import { z } from 'zod';
import { DATASETS } from '../model/datasets.ts';
import { LOSSES } from '../model/losses.ts';
import { REFERENCE_RULE, RULES } from '../model/rules.ts';
import { ENGINES, NUDGES, SCENARIO_KINDS, WEIGHT_SCALES } from '../model/vocabulary.ts';
import { extremesSchema } from './extremes-schema.ts';
import { findSchema } from './find-schema.ts';
import { layerPlan } from './layer-plan.ts';
import { layersSchema } from './layers-schema.ts';
import { oneAtATimeSchema } from './one-at-a-time-schema.ts';
import { planFields } from './plan.ts';
import { MAX_VALUES, rangeValues } from './range.ts';
import { rareSchema } from './rare-schema.ts';
import { faultOfAlpha } from './rule-expression.ts';
import { faultsOf } from './scenario-faults.ts';
import { nameOfRule } from './scenario-rules.ts';
import { lineOfText, quantity } from './schema-parts.ts';
import { sensitivitySchema } from './sensitivity-schema.ts';
import { specSchema } from './spec-schema.ts';
import { trainingSchema } from './training-schema.ts';
import { fields } from './validate.ts';

const weights = z
  .discriminatedUnion('from', [
    fields({
      from: z.literal('train').describe('Trained here, digitally, once; every chip holds these weights.'),
      epochs: z.int().min(1).max(10_000).describe('Passes over the training images.').default(30),
      learningRate: z.number().positive().describe('Step of the gradient descent.').default(0.01),
      batch: z.int().min(1).max(100_000).describe('Images per step.').default(16),
    }),
    fields({
      from: z.literal('random').describe('Independent normal weights of variance gain^2 / n.'),
      gain: z.number().positive().describe('Gain of each layer.').default(1),
    }),
    fields({
      from: z.literal('file').describe('Weights of a chip file, or of a .safetensors or .npz file.'),
      path: lineOfText('Path, from the scenario’s folder.'),
    }),
  ])
  .describe('Nominal weights.');

const beta = z
  .union([
    z.number().positive(),
    fields({
      timesCritical: z.number().positive().describe('Times the nominal chip’s critical beta under dp at alpha = 0.'),
      track: z
        .boolean()
        .describe(
          'For kind: train: after every epoch at most so many times the limit of the chip itself under its rule.',
        )
        .default(false),
    }),
  ])
  .describe('Nudging strength: a number, or {timesCritical: x}.');

const entry = z.union([z.number(), z.string().min(1)]);
const axis = z
  .union([
    z.array(entry).min(1).max(MAX_VALUES),
    z.string().transform((text, context) => {
      const values = rangeValues(text);
      if (typeof values !== 'string') return values;
      context.addIssue({ code: 'custom', message: values });
      return z.NEVER;
    }),
  ])
  .describe('Values of one axis: a list, or a range "start:step:stop" with both ends.');

const ofAlpha = (description: string) =>
  z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .superRefine((text, context) => {
      const fault = faultOfAlpha(text);
      if (fault === null) return;
      context.addIssue({
        code: 'custom',
        message: 'expected an expression in alpha, such as "1 - alpha"',
        params: { hint: fault },
      });
    })
    .describe(description);
const pairOfAlpha = (what: string) =>
  fields({ plus: ofAlpha(`${what}, plus compartment.`), minus: ofAlpha(`${what}, minus compartment.`) }).describe(
    `${what}.`,
  );

/** A rule of the scenario's own. */
const ownRule = fields({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'expected a name of small letters, digits and -, such as "my-rule"' })
    .refine((name) => name !== REFERENCE_RULE && !(RULES as readonly string[]).includes(name), {
      message: 'expected a name that no shipped rule has',
    })
    .describe('Short name.'),
  nudge: pairOfAlpha('Gain on what comes from above, an expression in alpha'),
  mean: pairOfAlpha('Weight in the mean that is sent up, an expression in alpha'),
});

const device = lineOfText('Name of a shipped device, or path from the scenario’s folder.');
const overrides = z
  .record(z.string().min(1), z.unknown())
  .describe('Dotted path into the device and the value to put there; a bare value keeps a parameter’s spreads.')
  .default({});
const sweep = z
  .record(z.string().min(1), axis)
  .describe('Dotted path and its values; several axes make the full grid. device. leads into the device.')
  .default({});

const imageFiles = (what: string) =>
  z
    .union([
      lineOfText('A .csv or .npz file with images and labels, from the scenario’s folder.'),
      fields({
        images: lineOfText('Images, an IDX, .npy or .csv file.'),
        labels: lineOfText('Their classes from 0, an IDX, .npy or .csv file.'),
      }),
    ])
    .describe(`${what}: one file, or {images, labels}.`);

const corners = z
  .array(z.string().min(1))
  .min(1)
  .max(100)
  .describe('Corners of the device to run, by name; tt is its file as it stands.')
  .nullable()
  .default(null);

/** What the devices of a scenario depend on; to look for problems there even where the rest has some. */
export const scenarioDeviceSchema = z.looseObject({
  device,
  overrides,
  sweep,
  corners,
  oneAtATime: oneAtATimeSchema,
});

function share(description: string) {
  return quantity('ratio', { min: 0, max: 1 }, description);
}

const scenarioFields = fields({
  format: z.literal('dyadsim/scenario@1'),
  kind: z
    .enum(SCENARIO_KINDS)
    .describe('The command that runs it: dyadsim sweep, train, find, sensitivity or rare.')
    .default('sweep'),
  name: lineOfText('Short name.'),
  description: z.string().describe('What is asked, in a sentence.').default(''),
  device,
  overrides,
  corners,
  oneAtATime: oneAtATimeSchema,
  network: fields({
    layers: layersSchema,
    weights,
    scale: z
      .enum(WEIGHT_SCALES)
      .describe('full-scale: weights are scaled so that each layer’s activities fill it; none: taken as they stand.')
      .default('full-scale'),
  })
    .describe('The network that every chip holds.')
    .transform(({ layers, ...rest }, context) => {
      const { plan, faults } = layerPlan(layers);
      for (const { path, message } of faults) {
        context.addIssue({ code: 'custom', path: ['layers', ...path], message });
      }
      return faults.length > 0 ? z.NEVER : { ...rest, ...plan };
    }),
  data: fields({
    dataset: z
      .enum(DATASETS)
      .describe(
        'digits: 8 x 8, 64 inputs; mnist, fashion-mnist: 28 x 28, 784 inputs; cifar10: 32 x 32 in three colours, 3072 inputs; ' +
          'all but digits fetched by dyadsim data get; 10 classes each.',
      )
      .optional(),
    train: imageFiles('Images to train on').optional(),
    test: imageFiles('Images to test on').optional(),
    fullScale: z
      .number()
      .positive()
      .describe('Number in the files that is an input of 1; without it, 255 in bytes, 1 in other numbers.')
      .nullable()
      .default(null),
  })
    .describe('Task: a dataset, or files of your own.')
    .prefault({ dataset: 'digits' })
    .superRefine(({ dataset, train, test, fullScale }, context) => {
      const isOwn = train !== undefined || test !== undefined || fullScale !== null;
      const tell = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
      if (dataset !== undefined && isOwn) tell(['dataset'], 'expected either a dataset, or train and test');
      if (dataset !== undefined) return;
      if (train === undefined) tell([], 'expected a dataset, or train and test, but train is missing');
      else if (test === undefined) tell([], 'expected images to test on, but test is missing');
    }),
  loss: z.enum(LOSSES).describe('Loss at the output.').default('squared-error'),
  nudge: z.enum(NUDGES).describe('Error taken live, or sampled at the free response and held.').default('live'),
  beta,
  rules: z
    .array(z.union([z.enum(RULES), ownRule]))
    .min(1)
    .describe('Learning rules to compare: shipped ones by name, others by their gains and weights.')
    .default([...RULES])
    .superRefine((rules, context) => {
      const names = rules.map(nameOfRule);
      names.forEach((name, i) => {
        if (names.indexOf(name) < i)
          context.addIssue({ code: 'custom', path: [i], message: 'expected each rule once' });
      });
    }),
  engine: z
    .enum(ENGINES)
    .describe(
      'events: every run is simulated; static: stationary states and their stability are solved for instead; screened: ' +
        'static for every chip, and events for those near their limit and for a random part.',
    )
    .default('events'),
  screen: fields({
    near: share('Chips whose branch ends within this of beta, on either side, are simulated.').default(0.2),
    sample: share('Part of all chips that is drawn at random and simulated too.').default(0.1),
  })
    .describe('Which chips engine: screened simulates.')
    .prefault({}),
  follow: z
    .number()
    .min(1)
    .max(1e6)
    .describe(
      'Branches are followed to so many times beta, to find where they end; 1: no further than beta; without it, 100, ' +
        'and with engine: screened as far as near needs it.',
    )
    .nullable()
    .default(null),
  probes: z
    .union([z.int().min(1).max(10_000), z.literal('all')])
    .describe('Probe inputs per chip: a number, or all test images.')
    .default(4),
  chips: z
    .union([z.int().min(1).max(10_000_000), z.literal('auto')])
    .describe(
      'Chips per point of the sweep; at most, where until ends it before. auto: as many as until needs. Of a rare: per level.',
    ),
  until: z
    .union([
      fields({
        interval: quantity(
          'ratio',
          { above: 0, max: 1 },
          'Width of the widest interval of the specs, or else of the yields.',
        ),
      }),
      fields({ decided: z.literal(true).describe('Every target of the specs is met or missed.') }),
    ])
    .describe('Ends the sweep as soon as enough is known: {interval: 2 %}, or {decided: true}.')
    .nullable()
    .default(null),
  ...planFields,
  seed: z
    .union([z.string().min(1), z.int().min(0)])
    .transform(String)
    .describe('Seed of every draw: a text or an integer.'),
  sweep,
  accept: fields({
    angleDeg: z
      .number()
      .gt(0)
      .lte(180)
      .describe('Largest angle to the reference gradient in every layer, in degrees: when a chip counts as aligned.')
      .default(45),
    specs: z.array(specSchema).max(50).describe('What chips have to fulfil, and how many of them.').default([]),
  })
    .describe('When a chip counts as aligned, and the specs of the sweep.')
    .prefault({}),
  horizon: quantity(
    'time',
    { above: 0 },
    'How long an input is presented; without it, 500 times the largest nominal tau.',
  )
    .nullable()
    .default(null),
  observe: fields({
    wait: quantity(
      'time',
      { min: 0 },
      'From the settling of the noiseless twin to the window; without it, 5 of the largest tau.',
    )
      .nullable()
      .default(null),
    window: quantity('time', { above: 0 }, 'Length of the window; without it, 20 of the largest tau.')
      .nullable()
      .default(null),
    until: z.literal('horizon').describe('The window lasts until the presentation ends.').nullable().default(null),
  })
    .describe('When a noisy chip is averaged and watched.')
    .prefault({})
    .refine(({ window, until }) => window === null || until === null, {
      message: 'expected a window, or until: horizon, not both',
    }),
  worst: fields({
    restarts: z.int().min(1).max(1000).describe('Drives to start from: the probes first, then random ones.').default(8),
    moves: z.int().min(1).max(100_000).describe('Moves tried from each.').default(80),
  })
    .describe('Searches, for every chip, the input and the target that break it at the smallest beta.')
    .nullable()
    .default(null),
  maxEvents: z
    .int()
    .min(1)
    .describe('Events after which a run is ended, to protect the computer; without it, the engine’s default.')
    .nullable()
    .default(null),
  train: trainingSchema,
  find: findSchema,
  sensitivity: sensitivitySchema,
  rare: rareSchema,
  extremes: extremesSchema,
});

/** A scenario file, `dyadsim/scenario@1`. */
export const scenarioSchema = scenarioFields.superRefine((scenario, context) => {
  for (const fault of faultsOf(scenario)) context.addIssue({ code: 'custom', ...fault });
});

export type ScenarioInput = z.output<typeof scenarioSchema>;
export type ScenarioDeviceInput = z.output<typeof scenarioDeviceSchema>;
