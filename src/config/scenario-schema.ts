import { z } from 'zod';
import { LOSSES, NUDGES, RULES } from '../vocabulary.ts';
import { MAX_VALUES, rangeValues } from './range.ts';
import { lineOfText, quantity } from './schema-parts.ts';
import { fields } from './validate.ts';

/** Inputs and classes of the datasets. */
const DATASETS = { digits: { inputs: 64, classes: 10 } } as const;

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
      from: z.literal('file').describe('Weights of a chip file.'),
      path: lineOfText('Path, from the scenario’s folder.'),
    }),
  ])
  .describe('Nominal weights.');

const beta = z
  .union([
    z.number().positive(),
    fields({
      timesCritical: z.number().positive().describe('Times the nominal chip’s critical beta under dp at alpha = 0.'),
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

const device = lineOfText('Name of a shipped device, or path from the scenario’s folder.');
const overrides = z
  .record(z.string().min(1), z.unknown())
  .describe('Dotted path into the device and the value to put there; a bare value keeps a parameter’s spreads.')
  .default({});
const sweep = z
  .record(z.string().min(1), axis)
  .describe('Dotted path and its values; several axes make the full grid. device. leads into the device.')
  .default({});

/** What the devices of a scenario depend on; to look for problems there even where the rest has some. */
export const scenarioDeviceSchema = z.looseObject({ device, overrides, sweep });

/** A scenario file, `dyadsim/scenario@1`. */
export const scenarioSchema = fields({
  format: z.literal('dyadsim/scenario@1'),
  name: lineOfText('Short name.'),
  description: z.string().describe('What is asked, in a sentence.').default(''),
  device,
  overrides,
  network: fields({
    layers: z.array(z.int().min(1).max(100_000)).min(2).max(100).describe('Neurons per layer, input first.'),
    weights,
  }).describe('The network that every chip holds.'),
  data: fields({ dataset: z.enum(['digits']).describe('8 x 8 handwritten digits, 64 inputs, 10 classes.') })
    .describe('Task.')
    .prefault({ dataset: 'digits' }),
  loss: z.enum(LOSSES).describe('Loss at the output.').default('squared-error'),
  nudge: z.enum(NUDGES).describe('Error taken live, or sampled at the free response and held.').default('live'),
  beta,
  rules: z
    .array(z.enum(RULES))
    .min(1)
    .describe('Learning rules to compare.')
    .default([...RULES])
    .refine((rules) => new Set(rules).size === rules.length, { message: 'expected each rule once' }),
  probes: z.int().min(1).max(10_000).describe('Probe inputs per chip.').default(4),
  chips: z.int().min(1).max(10_000_000).describe('Chips per point of the sweep.'),
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
      .describe('Largest angle to the reference gradient in every layer, in degrees.')
      .default(45),
  })
    .describe('When a chip counts as aligned.')
    .prefault({}),
  horizon: quantity(
    'time',
    { above: 0 },
    'How long an input is presented; without it, 500 times the largest nominal tau.',
  )
    .nullable()
    .default(null),
  maxEvents: z
    .int()
    .min(1)
    .describe('Events after which a run is ended, to protect the computer; without it, the engine’s default.')
    .nullable()
    .default(null),
}).superRefine(({ network, data }, context) => {
  const { inputs, classes } = DATASETS[data.dataset];
  const { layers } = network;
  const last = layers.length - 1;
  // A network of fewer layers is told as such.
  if (last < 1) return;
  const expect = (k: number, count: number, what: string) => {
    if (layers[k] === count) return;
    const message = `expected ${count} ${what} for ${data.dataset}`;
    context.addIssue({ code: 'custom', path: ['network', 'layers', k], message });
  };
  expect(0, inputs, 'inputs');
  expect(last, classes, 'outputs');
});

export type ScenarioInput = z.output<typeof scenarioSchema>;
export type ScenarioDeviceInput = z.output<typeof scenarioDeviceSchema>;
