import { z } from 'zod';
import { ACTIVATIONS } from '../model/activations.ts';
import { LOSSES } from '../model/losses.ts';
import { BRANCH_FATES, ENGINES, NUDGES, SAMPLING_PLANS, SOURCE_QUALITIES } from '../model/vocabulary.ts';
import { record } from '../montecarlo/row-columns.ts';
import { cellSchema } from './summary-cell-schema.ts';
import { critical } from './summary-critical-schema.ts';
import { examples, loops, tails } from './summary-evidence-schema.ts';
import { pairs } from './summary-pairs-schema.ts';
import { count, real, text } from './summary-parts.ts';

const value = z.union([real, text]);

const comparison = z.strictObject({
  first: text,
  second: text,
  circuit: z.enum(['same', 'nominally same', 'different']),
  ...pairs,
});

const point = z
  .strictObject({
    index: count,
    label: text,
    coordinates: z.array(z.strictObject({ path: text, label: text, value })),
    beta: real,
    alpha: real.describe('Nominal.'),
    acceptAngleDeg: real,
    engine: z.enum(ENGINES),
    follow: real.describe('Branches were followed to so many times beta.'),
    cells: z.array(cellSchema).describe('By rule.'),
    changes: z
      .array(z.strictObject({ rule: text, against: count.describe('Index of the other point.'), ...pairs }))
      .describe('Each rule against the same at another point.'),
    comparison: comparison.nullable().describe('The first two rules on the same chips; null: there is one rule.'),
  })
  .meta({ id: 'point', description: 'A point of the sweep.' });

const setup = z.strictObject({
  layers: z.array(count),
  network: text
    .optional()
    .describe('The layers in words, where there are convolutions or pools; left out: all are dense.'),
  weights: text,
  dataset: text,
  loss: z.enum(LOSSES),
  nudge: z.enum(NUDGES),
  chips: count,
  until: z
    .union([z.strictObject({ interval: real }), z.strictObject({ decided: z.literal(true) })])
    .nullable()
    .describe('When the sweep was to end; null: after a fixed number of chips.'),
  chipsAtMost: count,
  plan: z
    .strictObject({
      kind: z.enum(SAMPLING_PLANS).exclude(['random']),
      replicates: count,
      groups: z
        .array(z.strictObject({ parameter: text, layer: text.optional(), first: count.optional() }))
        .optional()
        .describe('Mismatch that is spread too; left out: none.'),
    })
    .nullable()
    .describe('How chips are spread; null: they are independent.'),
  probes: count,
  horizon: real.nullable().describe('s; null: 500 times the largest nominal time constant.'),
  criticalBeta: real.nullable().describe('Of the nominal chip under dp at alpha = 0.'),
  testAccuracy: real.nullable(),
});

const device = z.strictObject({
  name: text,
  description: text,
  activation: z.enum(ACTIVATIONS),
  noisy: z.boolean(),
  provenance: z.array(z.strictObject({ path: text, value: text, source: text, quality: z.enum(SOURCE_QUALITIES) })),
});

const range = z.strictObject({ from: text, to: text, openBelow: z.boolean(), openAbove: z.boolean() });
const ended = z.strictObject({ stable: count, unstable: count, undecided: count });
const trial = { point: count, chip: count, rule: text };

/** summary.json of a sweep, as `report/summary.ts` describes it; the checksum that the file ends with is no part of a summary that is printed. */
export const summarySchema = z.strictObject({
  format: z
    .literal('dyadsim/summary@1')
    .describe('With its version, which is raised when a program that reads this one could misread the next.'),
  name: text,
  description: text,
  command: text,
  scenarioFile: text,
  versions: z.strictObject({ dyadsim: text, node: text }),
  seed: text,
  setup,
  device,
  rules: z.array(text),
  axes: z.array(
    z.strictObject({
      path: text,
      name: text,
      title: text,
      labels: z.array(text),
      values: z.array(value),
      numeric: z.boolean(),
    }),
  ),
  trials: z.strictObject({ expected: count, found: count }).describe('Chip x rule x point: asked for, and there.'),
  points: z.array(point),
  windows: z
    .array(
      z.strictObject({
        rule: text,
        axis: text,
        facet: text,
        requiredYield: real,
        observed: z.array(range),
        shown: z.array(range).describe('Where even the lower Wilson limit is enough.'),
      }),
    )
    .describe('Where along the first numeric axis a required aligned yield is reached.'),
  predictions: z
    .array(
      z.strictObject({ rule: text, branches: z.strictObject(record(BRANCH_FATES, () => ended)), surprises: count }),
    )
    .nullable()
    .describe('Inputs by what their branch foretold and how they ended; null: none has a branch.'),
  critical,
  surprises: z
    .array(z.strictObject({ ...trial, probe: count, found: text, command: text }))
    .describe('First input of a chip that ended otherwise than foretold; of the first thousand such chips.'),
  refusals: z
    .array(z.strictObject({ ...trial, error: text }))
    .describe('The first thousand trials that could not be run.'),
  reasons: z
    .array(z.strictObject({ reason: text, trials: count }))
    .describe('Why trials could not be run, all counted.'),
  tails,
  loops,
  examples,
  checksum: text.optional().describe('Last in the file: covers all of it.'),
});
