import { z } from 'zod';
import { count, real, text } from './summary-parts.ts';

const chip = z.strictObject({
  chip: count,
  predicted: real.nullable().describe('Smallest beta at which a branch ends; null: none does, as far as followed.'),
  from: real.nullable().describe('Largest beta up to which it was stable at every one; null: it was at none.'),
  to: real.nullable().describe('Smallest beta at which it was not; null: at none.'),
});

/** Where chips end along beta, as `report/summary-critical.ts` describes it. */
export const critical = z
  .array(
    z.strictObject({
      rule: text,
      facet: text.describe('Values of the other axes.'),
      betas: z.array(real),
      points: z.array(count).describe('Their indices.'),
      chips: count.describe('Run by events at every beta.'),
      beyond: count.describe('That neither end nor were foretold to.'),
      agreeing: count.describe('That end in the step of the sweep in which they were foretold to.'),
      earlier: count.describe('That end before.'),
      later: count.describe('That end after it, or not.'),
      again: count.describe('That are stable again at a larger beta.'),
      leftOut: count.describe('That lack a row or a run at some beta, or could not be run.'),
      drawn: z.array(chip).describe('The first that end, or were foretold to, at most 200.'),
      off: z.array(chip).describe('The first that end earlier or later, at most 20.'),
    }),
  )
  .describe('By line of betas and rule, where chips end against where their branches do.');
