import { z } from 'zod';
import { SHARED_METRICS } from '../model/metrics.ts';
import { DRAW_FACTORS } from '../model/vocabulary.ts';
import { fields } from './validate.ts';

/** What dyadsim sensitivity shares out, and among which draws of a chip. */
export const sensitivitySchema = fields({
  metric: z
    .enum(SHARED_METRICS)
    .describe(
      'What is shared out is its variance; of lossBeta and certifiedBeta that of the logarithm, of a yes or no that of 1 and 0.',
    )
    .default('lossBeta'),
  groups: z
    .array(z.enum(DRAW_FACTORS))
    .min(1)
    .refine((groups) => new Set(groups).size === groups.length, { message: 'expected each once' })
    .describe('Draws that are alike in these are one group: parameter, layer, part (die, gradient or mismatch).')
    .default(['parameter']),
  resamples: z.int().min(100).max(100_000).describe('Bootstrap samples of the chips, for the intervals.').default(1000),
})
  .describe('For kind: sensitivity: which spreads the variance of a metric is from.')
  .nullable()
  .default(null);
