import { z } from 'zod';
import { METRICS } from '../model/metrics.ts';
import { count, interval, real } from './summary-parts.ts';

const adjusted = {
  p: real.describe('Two-sided: exact McNemar, of metrics exact sign test.'),
  adjustedP: real.nullable().describe('Holm’s, over so many tests of the same quantity; null: nothing to test.'),
  tests: count,
};

const paired = z
  .strictObject({
    ...adjusted,
    n: count.describe('Chips of which the answer is known under both.'),
    leftOut: count,
    both: count,
    onlyFirst: count,
    onlySecond: count,
    neither: count,
    difference: real.nullable().describe('Yield of the first minus that of the second; null: no chips.'),
    interval,
  })
  .meta({ id: 'paired', description: 'A yield under two conditions on the same chips.' });

const metric = z.strictObject({
  ...adjusted,
  metric: z.enum(METRICS).extract(['angleDeg', 'gainMarginDb', 'settleTime', 'energy']),
  n: count,
  leftOut: count,
  more: count.describe('Chips on which the first has more.'),
  less: count,
  mean: real,
  meanInterval: interval.nullable().describe('BCa; null: of one chip.'),
  median: real,
  medianInterval: z.tuple([real.nullable(), real.nullable()]),
});

/** First minus second, chip by chip. */
export const pairs = { stable: paired, inRange: paired, aligned: paired, metrics: z.array(metric) };
