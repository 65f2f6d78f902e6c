import { z } from 'zod';
import { OUTCOMES } from '../model/outcomes.ts';
import { count, interval, real, text } from './summary-parts.ts';

const loop = z.strictObject({
  which: z.enum(['worst', 'median', 'nominal']).describe('By gain margin; nominal: without spread.'),
  chip: count.nullable().describe('Null: the nominal one.'),
  probe: count.describe('The input nearest to the limit.'),
  gainMargin: real.nullable().describe('Factor on beta; null: infinite.'),
  frequency: real.nullable().describe('Of the loop at its limit, Hz.'),
  phaseMarginDeg: real.nullable().describe('Null: no locus crosses the unit circle.'),
});

/** Loops of three chips of every rule, as `report/summary-loops.ts` describes them. */
export const loops = z
  .array(
    z.strictObject({
      rule: text,
      point: count.nullable().describe('Index of the point with the smallest gain margin; null: no chip has one.'),
      chips: count.describe('Of that point, which could be run.'),
      known: count.describe('Of those, with a known gain margin.'),
      lost: count.describe('With an input whose branch has ended.'),
      unknown: count.describe('With a pinned branch, or one that could not be followed.'),
      loops: z.array(loop),
      lack: text.nullable().describe('Why some of the three are not there.'),
    }),
  )
  .nullable()
  .describe(
    'By rule, loops of the worst, the median and the nominal chip; null: no chip was made again, as with --no-report and --no-again.',
  );

const below = {
  chips: count.describe('Chips without a branch among them.'),
  interval: interval.describe('Exact 95 %.'),
};

/** Small gain margins of every rule, as `report/summary-tail.ts` describes them. */
export const tails = z
  .array(
    z.strictObject({
      rule: text,
      point: count
        .nullable()
        .describe('Index of the point at which most chips are beyond the limit; null: no chip could be run.'),
      chips: count.describe('Of that point, which could be run.'),
      refused: count,
      lost: count.describe('With an input whose branch has ended, below every margin.'),
      infinite: count,
      unknown: count.describe('With a pinned branch, or one that could not be followed.'),
      edges: z.array(z.strictObject({ decibels: real, ...below })).describe('Chips with less margin than that.'),
      steps: z
        .array(z.strictObject({ margin: real, ...below }))
        .describe('Chips with no more margin than that, a factor.'),
    }),
  )
  .describe('By rule, how chips come down to small gain margins.');

/** Chips that were run again, as `report/summary-examples.ts` describes them. */
export const examples = z
  .array(
    z.strictObject({
      rule: text,
      outcome: z.enum(OUTCOMES),
      trials: count.describe('That end so, at all points.'),
      point: count,
      chip: count.describe('The first, in the order of points, then chips.'),
      run: z
        .strictObject({ probe: count, time: real.describe('When it came about, s.'), events: count })
        .nullable()
        .describe('Of the first input that ends so; null: it was not run again.'),
      lack: text.nullable().describe('Why not.'),
    }),
  )
  .nullable()
  .describe(
    'By rule and outcome, a chip that was run again; null: no chip was made again, as with --no-report and --no-again.',
  );
