import { z } from 'zod';
import { sourced } from './schema-parts.ts';
import { kelvinOf } from './temperature.ts';

/** The temperature at which a device file holds, and what changes at another. */
export const temperatureSchema = sourced({
  nominal: z
    .string()
    .refine((text) => kelvinOf(text) !== null, { message: 'expected a temperature, such as "300 K" or "27 degC"' })
    .describe('The temperature at which the values of the file hold.'),
  laws: z
    .record(z.string().min(1), z.unknown())
    .refine((laws) => Object.keys(laws).some((path) => path !== 'source'), { message: 'expected a law' })
    .describe(
      'Dotted paths and expressions in which the word temperature stands for the one that is asked for; with an optional source. At ' +
        'the nominal temperature they give what the file says.',
    ),
})
  .describe('Laws of temperature; without them, none can be asked for.')
  .nullable()
  .default(null);
