import { z } from 'zod';

/** What the schemas of a summary are made of. JSON has no infinite numbers: a summary has null in their place. */
export const count = z.int().nonnegative();
export const real = z.number();
export const text = z.string();

export const interval = z
  .tuple([real, real])
  .meta({ id: 'interval', description: 'Low and high end, 95 % where nothing else is said.' });

export const quantiles = z
  .strictObject({
    n: count.describe('Values they are of.'),
    q05: real,
    q25: real,
    median: real,
    q75: real,
    q95: real,
    medianInterval: z
      .tuple([real.nullable(), real.nullable()])
      .describe(
        'Order statistics that enclose the median with at least 95 %; null: too few values to bound that side.',
      ),
  })
  .meta({ id: 'quantiles', description: 'Quantiles over chips, by linear interpolation.' });

export const limits = z
  .strictObject({
    n: count,
    none: count.describe('Chips that have no such limit.'),
    lowest: real.nullable(),
    q05: real.nullable(),
    median: real.nullable(),
    q95: real.nullable(),
  })
  .meta({
    id: 'limits',
    description: 'Quantiles of a limit on beta, chips without one counting as above all; null: at a chip without one.',
  });
