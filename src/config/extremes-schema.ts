import { z } from 'zod';
import { quantity } from './schema-parts.ts';
import { fields } from './validate.ts';

/** Which chips dyadsim extremes looks for. */
export const extremesSchema = fields({
  worst: z
    .int()
    .min(1)
    .max(10_000)
    .describe('How many chips are wanted: those that events show to fail at the smallest beta.')
    .default(20),
  miss: quantity(
    'ratio',
    { min: 1e-6, max: 0.5 },
    'Probability, at most, that one of the worst is not among them.',
  ).default(0.05),
  most: z.int().min(50).max(100_000).describe('Chips that events run, at most, besides the audit.').default(1000),
  step: quantity(
    'ratio',
    { min: 1e-4, max: 0.1 },
    'The beta at which events show a chip to fail is known to within this, relatively.',
  ).default(0.01),
})
  .describe('For kind: extremes: the worst of all chips, found by the static engine and run by events.')
  .nullable()
  .default(null);
