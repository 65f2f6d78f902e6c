import { z } from 'zod';
import { lineOfText } from './schema-parts.ts';
import { fields } from './validate.ts';

/** What dyadsim find looks for along one axis of the sweep. */
export const findSchema = fields({
  along: lineOfText('Axis of the sweep along which limits are looked for; its values are as fine as they are known.'),
  coarse: z
    .int()
    .min(2)
    .max(10_000)
    .describe('Values, evenly over the axis, at which every chip is looked at first, so that no window is missed.')
    .default(9),
  confirm: z
    .int()
    .min(0)
    .max(100_000)
    .describe('Chips that events run at every limit found by engine: static; 0: none.')
    .default(20),
  presentations: z
    .int()
    .min(0)
    .max(1000)
    .describe(
      'For engine: events: times that every chip is run anew, each under other noise, at coarse values about every limit, ' +
        'to fit a psychometric function to; 0: limits are counted only. Without it, 2 where the device is noisy.',
    )
    .optional(),
})
  .describe('For kind: find: the limits up to which specs reach their targets.')
  .nullable()
  .default(null);
