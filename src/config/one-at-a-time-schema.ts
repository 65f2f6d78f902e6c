import { z } from 'zod';
import { SPREAD_PATHS } from './device-schema.ts';
import { fields } from './validate.ts';

/** Single changes of the device, each run beside the device as it is. */
export const oneAtATimeSchema = fields({
  without: z
    .union([z.literal('each'), z.array(z.enum(SPREAD_PATHS)).min(1)])
    .describe('Spreads to be taken away, one at a time: each of the device, or a list.')
    .nullable()
    .default(null),
  constants: z
    .record(z.string().min(1), z.array(z.number().positive()).min(1).max(100))
    .describe('Constants of the device and the factors to be put on each, one at a time, such as { pairArea: [2, 4] }.')
    .default({}),
})
  .refine(({ without, constants }) => without !== null || Object.keys(constants).length > 0, {
    message: 'expected without or constants',
  })
  .describe('Changes of the device, one at a time, on the same chips: an axis of its own.')
  .nullable()
  .default(null);

export type OneAtATimeInput = NonNullable<z.output<typeof oneAtATimeSchema>>;
