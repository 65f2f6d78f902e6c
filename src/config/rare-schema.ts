import { z } from 'zod';
import { lineOfText } from './schema-parts.ts';
import { fields } from './validate.ts';

/** What dyadsim rare estimates. */
export const rareSchema = fields({
  limit: z
    .union([
      z
        .literal('lossBeta')
        .describe('A chip fails that has lost a branch by beta; how near it is, is beta / lossBeta.'),
      fields({ spec: lineOfText('Name of one of accept.specs with min or max.') }).describe(
        'A chip fails that misses the spec; how near it is, is the metric’s distance from its bound.',
      ),
    ])
    .describe('What failing is, and how near a chip is to it.')
    .default('lossBeta'),
  repetitions: z.int().min(2).max(1000).describe('Independent estimates, from which the interval comes.').default(10),
  downTo: z
    .number()
    .min(1e-15)
    .max(0.1)
    .describe('Probability down to which failing chips are looked for.')
    .default(1e-9),
  confirm: z
    .int()
    .min(0)
    .max(1000)
    .describe('Failing chips, the most probable ones, that events run and that are written as chip files.')
    .default(5),
  scaled: fields({
    sigmas: z
      .array(z.number().gt(1).max(10))
      .min(4)
      .max(20)
      .describe('By how much all draws are larger, one after the other.'),
    chips: z.int().min(100).max(1_000_000).describe('Chips at each of them.').default(1000),
  })
    .describe(
      'Scaled sigma too: failures counted at larger spreads, extrapolated to the usual ones. A cross-check, no estimate.',
    )
    .optional(),
})
  .describe(
    'For kind: rare: how improbable it is that a chip fails. Its chips are those of a level of subset simulation.',
  )
  .nullable()
  .default(null);
