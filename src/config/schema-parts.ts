import { z } from 'zod';
import { SOURCE_QUALITIES } from '../model/vocabulary.ts';
import { expectedQuantity, type Quantity, QuantityError, readQuantity } from './quantity.ts';
import { DIMENSIONS, type Dimension } from './unit-table.ts';
import { fields } from './validate.ts';
import { visible } from './visible.ts';

/** Bounds of a quantity in its SI unit. */
export interface Bounds {
  readonly above?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A text of one line that a terminal shows as it is: a name, or the path of a file. */
export function lineOfText(description: string) {
  return z
    .string()
    .min(1)
    .refine((text) => text === visible(text), { message: 'expected a text without control characters' })
    .describe(description);
}

/** A quantity of one of the dimensions, kept with its dimension; for what is converted later. */
export function quantityOf(dimensions: readonly Dimension[], bounds: Bounds, description: string) {
  const { unit, example } = DIMENSIONS[dimensions[0]];
  return z
    .unknown()
    .meta({ description, type: ['string', 'number'], unit, examples: [example] })
    .transform((input, context): Quantity => {
      try {
        const quantity = readQuantity(input, dimensions);
        if (within(quantity.value, bounds)) return quantity;
        context.addIssue({ code: 'custom', message: expectedWithin(dimensions, bounds) });
      } catch (error) {
        // Whatever a reader fails at is a problem of the value, told at its place with all others; none ends the program.
        const hint = error instanceof QuantityError ? error.hint : String(error);
        context.addIssue({ code: 'custom', message: expectedQuantity(dimensions), params: { hint } });
      }
      return z.NEVER;
    });
}

/** A quantity in SI units. */
export function quantity(dimension: Dimension, bounds: Bounds, description: string) {
  return quantityOf([dimension], bounds, description).transform(({ value }) => value);
}

const QUALITY = SOURCE_QUALITIES.join('|');
/** Where a number is from, and how good it is. */
export const sourceText = z
  .string()
  .regex(new RegExp(`^(${QUALITY}): \\S`), { error: 'expected "fit: ...", "loose fit: ..." or "assumed: ..."' });

/** A map of fields with an optional `source` for its numbers: one text for all, or one for each field. */
export function sourced<T extends z.core.$ZodLooseShape>(shape: T) {
  const each = fields(Object.fromEntries(Object.keys(shape).map((key) => [key, sourceText.optional()])));
  const source = z
    .union([sourceText, each])
    .describe('Where the numbers are from: "fit: ...", "loose fit: ..." or "assumed: ...".');
  return fields({ ...shape, source: source.optional() });
}

function within(value: number, { above = -Infinity, min = -Infinity, max = Infinity }: Bounds): boolean {
  return value > above && value >= min && value <= max;
}

/** expected a time > 0 */
function expectedWithin(dimensions: readonly Dimension[], { above, min, max }: Bounds): string {
  const name = dimensions.map((dimension) => DIMENSIONS[dimension].name).join(' or ');
  const limits = [
    above === undefined ? '' : `> ${above}`,
    min === undefined ? '' : `>= ${min}`,
    max === undefined ? '' : `<= ${max}`,
  ];
  return `expected ${name} ${limits.filter((limit) => limit !== '').join(' and ')}`;
}
