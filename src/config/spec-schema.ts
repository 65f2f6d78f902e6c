import { z } from 'zod';
import { METRIC_DEFINITIONS, METRICS, type Metric } from '../model/metrics.ts';
import type { SpecTarget } from './scenario.ts';
import { lineOfText, quantity } from './schema-parts.ts';
import { fields } from './validate.ts';

/** Beyond them a fraction is 1 to all digits. */
const MOST_SIGMA = 8;
const SIGMA = /^\s*(\d+(?:\.\d+)?)\s*(?:sigma|σ)\s*$/;

/** "99 %", 0.99, or "3 sigma", which is one-sided: 99.865 %. */
const target = z
  .unknown()
  .meta({
    description: 'Fraction of chips that have to pass: "99 %", or "3 sigma", one-sided.',
    type: ['string', 'number'],
  })
  .transform((input, context): SpecTarget => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const sigma = typeof input === 'string' ? SIGMA.exec(input) : null;
    if (sigma !== null) {
      return Number(sigma[1]) <= MOST_SIGMA
        ? { sigma: Number(sigma[1]) }
        : refuse(`expected at most ${MOST_SIGMA} sigma`);
    }
    const read = quantity('ratio', { above: 0, max: 1 }, '').safeParse(input);
    if (!read.success) return refuse('expected a fraction of chips such as "99 %", or "3 sigma"');
    return read.data < 1 ? { fraction: read.data } : refuse('expected less than 100 %, which no number of chips shows');
  })
  .nullable()
  .default(null);

const named = (kind: 'answer' | 'ratio' | 'time' | 'energy') =>
  METRICS.filter((metric) => METRIC_DEFINITIONS[metric].kind === kind) as [Metric, ...Metric[]];

const common = {
  name: lineOfText('Short name; without it, the metric and its bound.').nullable().default(null),
  target,
  rules: z
    .array(z.string().min(1))
    .min(1)
    .describe('Rules that have to keep it; without it, all of the scenario.')
    .nullable()
    .default(null),
};
const bound = (dimension: 'ratio' | 'time' | 'energy', what: string) =>
  quantity(dimension, {}, what).nullable().default(null);
const bounded = (dimension: 'ratio' | 'time' | 'energy') =>
  fields({
    metric: z.enum(named(dimension)),
    ...common,
    min: bound(dimension, 'Least value that passes.'),
    max: bound(dimension, 'Largest value that passes.'),
  });

/** One thing that chips have to fulfil. */
export const specSchema = z
  .discriminatedUnion('metric', [
    fields({ metric: z.enum(named('answer')), ...common }),
    bounded('ratio'),
    bounded('time'),
    bounded('energy'),
  ])
  .superRefine((spec, context) => {
    const { min, max } = { min: null, max: null, ...spec };
    if (METRIC_DEFINITIONS[spec.metric].kind === 'answer') return;
    if (min === null && max === null) {
      context.addIssue({ code: 'custom', message: `expected min or max for ${spec.metric}, but both are missing` });
    } else if (min !== null && max !== null && min > max) {
      context.addIssue({ code: 'custom', path: ['min'], message: 'expected min <= max' });
    }
  });

export type SpecInput = z.output<typeof specSchema>;
