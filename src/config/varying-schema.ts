import { z } from 'zod';
import { DISTRIBUTIONS, type Distribution } from '../model/vocabulary.ts';
import type { Spread, Varying } from './device.ts';
import type { Quantity } from './quantity.ts';
import { type Bounds, quantityOf, sourced } from './schema-parts.ts';
import type { Dimension } from './unit-table.ts';

/** A varying parameter as it was written, before voltages are divided by the full scale. */
export interface VaryingInput {
  readonly nominal: Quantity;
  readonly mismatch: SpreadInput;
  readonly die: SpreadInput;
  readonly gradient: SpreadInput;
  readonly distribution: Distribution;
  readonly shape: number;
}

interface SpreadInput {
  readonly quantity: Quantity;
  readonly relative: boolean;
}

interface Definition {
  readonly dimensions: readonly Dimension[];
  readonly bounds: Bounds;
  readonly description: string;
}

const PERCENT = '"10 %" is relative to the nominal value, a quantity is absolute.';

/** A parameter whose nominal value the file has to state. */
export function varying(definition: Definition) {
  return varyingSchema(definition, undefined);
}

/** A parameter with a nominal value for files that state none. */
export function varyingAbout(nominal: number, definition: Definition) {
  return varyingSchema(definition, nominal).prefault(nominal);
}

/** A bare nominal value without spread, or {nominal, mismatch, die, gradient, distribution, shape, source}. */
function varyingSchema({ dimensions, bounds, description }: Definition, nominal: number | undefined) {
  const value = quantityOf(dimensions, bounds, description);
  const spreadDimensions = [...new Set<Dimension>([...dimensions, 'ratio'])];
  const spread = (text: string) => quantityOf(spreadDimensions, { min: 0 }, `${text} ${PERCENT}`).optional();
  const full = sourced({
    nominal: nominal === undefined ? value : value.prefault(nominal),
    mismatch: spread('Neuron to neuron, one sigma.'),
    die: spread('Chip to chip, one sigma: one draw per chip, common to all its neurons.'),
    gradient: spread('Change from edge to edge of the neuron array, one sigma: one direction and size per chip.'),
    distribution: z
      .enum(DISTRIBUTIONS)
      .describe(
        'Law of the spreads. lognormal: the spread is the coefficient of variation, the mean is the nominal value.',
      )
      .default('normal'),
    shape: z
      .number()
      .positive()
      .describe('truncated-normal: limit in sigmas (default 3). student-t: degrees of freedom, above 2 (default 5).')
      .optional(),
  }).superRefine((input, context) => {
    for (const { field, message } of faults(input, dimensions)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
  const bare = value.transform((quantity) => ({ nominal: quantity }));
  const either = z
    .union([bare, full])
    .transform((written) => completed(written, dimensions))
    .describe(description);
  return nominal === undefined ? either : either.prefault(nominal);
}

type Written = { readonly nominal: Quantity } & {
  readonly [K in 'mismatch' | 'die' | 'gradient']?: Quantity | undefined;
} & { readonly distribution?: Distribution | undefined; readonly shape?: number | undefined };

function completed(written: Written, dimensions: readonly Dimension[]): VaryingInput {
  const { nominal, distribution = 'normal', shape = DEFAULT_SHAPE[distribution] } = written;
  const spread = (quantity: Quantity = NONE): SpreadInput => ({ quantity, relative: isRelative(quantity, dimensions) });
  const { mismatch, die, gradient } = written;
  return { nominal, mismatch: spread(mismatch), die: spread(die), gradient: spread(gradient), distribution, shape };
}

const NONE: Quantity = { value: 0, dimension: 'ratio', percent: false, expression: false };

const DEFAULT_SHAPE: Readonly<Record<Distribution, number>> = {
  normal: 0,
  'truncated-normal': 3,
  lognormal: 0,
  uniform: 0,
  'student-t': 5,
};

/** What no field can be blamed for alone. */
function faults(input: Written, dimensions: readonly Dimension[]): { field: string; message: string }[] {
  const found: { field: string; message: string }[] = [];
  const { nominal, distribution, shape } = input;
  for (const field of ['mismatch', 'die', 'gradient'] as const) {
    const spread = input[field];
    if (!spread) continue;
    if (spread.value > 0 && nominal.value === 0 && isRelative(spread, dimensions)) {
      const message = 'expected an absolute spread, because the nominal value is 0 and a percentage of it is 0';
      found.push({ field, message });
    } else if (spread.dimension === 'ratio' && !dimensions.includes('ratio') && !spread.percent && !spread.expression) {
      if (spread.value !== 0)
        found.push({ field, message: 'expected a percentage, such as "10 %", or a quantity with its unit' });
    }
  }
  if (distribution === 'lognormal' && nominal.value <= 0) {
    found.push({ field: 'nominal', message: 'expected a value > 0 for a lognormal law' });
  }
  if (shape !== undefined && distribution !== 'truncated-normal' && distribution !== 'student-t') {
    found.push({ field: 'shape', message: `expected no shape for a ${distribution} law` });
  }
  if (shape !== undefined && distribution === 'student-t' && shape <= 2) {
    found.push({ field: 'shape', message: 'expected more than 2 degrees of freedom, so that sigma exists' });
  }
  return found;
}

/** A pure number is absolute only where the parameter itself is one. */
function isRelative(spread: Quantity, dimensions: readonly Dimension[]): boolean {
  return spread.percent || (spread.dimension === 'ratio' && !dimensions.includes('ratio'));
}

/** SI values, voltages in full scales; every spread times `factor`. */
export function resolveVarying(input: VaryingInput, fullScale: number, factor: number): Varying {
  const own = ({ value, dimension }: Quantity) => (dimension === 'voltage' ? value / fullScale : value);
  const spread = ({ quantity, relative }: SpreadInput): Spread => ({ sigma: factor * own(quantity), relative });
  const { nominal, mismatch, die, gradient, distribution, shape } = input;
  return {
    nominal: own(nominal),
    mismatch: spread(mismatch),
    die: spread(die),
    gradient: spread(gradient),
    distribution,
    shape,
  };
}

/** The same with every spread relative to the nominal value, which is not 0. */
export function relativeSpreads(varying: Varying): Varying {
  const relative = ({ sigma, relative }: Spread): Spread => ({
    sigma: relative ? sigma : sigma / varying.nominal,
    relative: true,
  });
  return {
    ...varying,
    mismatch: relative(varying.mismatch),
    die: relative(varying.die),
    gradient: relative(varying.gradient),
  };
}
