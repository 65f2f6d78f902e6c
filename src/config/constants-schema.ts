import { z } from 'zod';
import { faultOfName } from './constants.ts';
import { ExpressionError } from './expression-error.ts';
import { sourceText } from './schema-parts.ts';
import { plainSymbols } from './unit-table.ts';
import { assertQuantity } from './units.ts';

/** A number or quantity of any dimension, which expressions of the file name. */
const constant = z.union([z.number(), z.string().min(1)]).superRefine((value, context) => {
  try {
    assertQuantity(plainSymbols(String(value)));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    context.addIssue({
      code: 'custom',
      message: 'expected a number or a quantity, such as "4 um^2"',
      params: { hint: error.message },
    });
  }
});

/** Constants of a device file by their names, with an optional `source`. */
export const constantsSchema = z
  .object({
    source: z
      .union([sourceText, z.record(z.string(), sourceText)])
      .describe('Where the numbers are from.')
      .optional(),
  })
  .catchall(constant)
  .superRefine((constants, context) => {
    for (const name of Object.keys(constants)) {
      const fault = name === 'source' ? null : faultOfName(name);
      if (fault !== null) context.addIssue({ code: 'custom', path: [name], message: fault });
    }
  })
  .describe('Numbers and quantities by the names that expressions have for them.')
  .default({});
