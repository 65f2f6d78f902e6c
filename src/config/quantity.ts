import { parseDecimal, scale, toNumber } from './decimal.ts';
import { ExpressionError } from './expression-error.ts';
import { InputError } from './input-error.ts';
import { DIMENSIONS, type Dimension, plainSymbols, UNITS, unitHint } from './unit-table.ts';
import { evaluateExpression } from './units.ts';

/** A quantity in SI units. */
export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
  /** Written as a percentage. */
  readonly percent: boolean;
  /** Written as an expression, not as one number with its unit. */
  readonly expression: boolean;
}

/** What was expected, and a hint about what is wrong with what was found; the caller adds the place and the value. */
export class QuantityError extends Error {
  readonly hint: string | null;

  constructor(expected: string, hint: string | null) {
    super(expected);
    this.hint = hint;
  }
}

/** "10 us", 0.5, "20 %" or "3.5 mV um / sqrt(2 um * 1 um)" as a quantity of one of the accepted dimensions. */
export function readQuantity(input: unknown, accepted: readonly Dimension[]): Quantity {
  const fail = (hint: string | null): never => {
    throw new QuantityError(expectedQuantity(accepted), hint);
  };
  if (typeof input === 'number') return plainNumber(input, accepted, fail);
  if (typeof input !== 'string') return fail(null);
  const text = plainSymbols(input).trim();
  const plain = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*([A-Za-z]*|%)$/.exec(text);
  if (plain) return numberWithUnit(plain[1], plain[2], accepted, fail);
  if (!/[\d(]/.test(text)) return fail(null);
  return expression(text, accepted, fail);
}

/** A quantity from the command line, such as "5 ms", in SI units; `where` names the flag. */
export function parseQuantity(text: string, dimension: Dimension, where = 'command line'): number {
  try {
    return readQuantity(text, [dimension]).value;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    const hint = error.hint === null ? '' : ` (${error.hint})`;
    const message = `${error.message}, got ${JSON.stringify(text)}${hint}`;
    throw new InputError([{ file: where, line: null, column: null, path: '', message }]);
  }
}

/** `expected a time, such as "10 us"` */
export function expectedQuantity(accepted: readonly Dimension[]): string {
  const names = accepted.map((dimension) => DIMENSIONS[dimension].name).join(' or ');
  return `expected ${names}, such as ${JSON.stringify(DIMENSIONS[accepted[0]].example)}`;
}

type Fail = (hint: string | null) => never;

function plainNumber(value: number, accepted: readonly Dimension[], fail: Fail): Quantity {
  if (!Number.isFinite(value)) return fail('not a finite number');
  if (value !== 0 && !accepted.includes('ratio')) return fail('a number without a unit');
  const dimension = accepted.includes('ratio') ? 'ratio' : accepted[0];
  return { value, dimension, percent: false, expression: false };
}

function numberWithUnit(number: string, symbol: string, accepted: readonly Dimension[], fail: Fail): Quantity {
  const decimal = parseDecimal(number);
  if (decimal === null) return fail(`${number} is not a number that fits a double`);
  if (symbol === '') return plainNumber(toNumber(decimal), accepted, fail);
  const unit = symbol === '%' ? { dimension: 'ratio' as const, multiplier: 1n, exponent: -2 } : UNITS.get(symbol);
  if (!unit) return fail(unitHint(symbol));
  if (!accepted.includes(unit.dimension)) return fail(`that is ${DIMENSIONS[unit.dimension].name}`);
  const value = toNumber(scale(decimal, unit.multiplier, unit.exponent));
  if (!Number.isFinite(value)) return fail('not a finite number');
  return { value, dimension: unit.dimension, percent: symbol === '%', expression: false };
}

function expression(text: string, accepted: readonly Dimension[], fail: Fail): Quantity {
  try {
    const { value, dimension } = evaluateExpression(text, accepted);
    if (!Number.isFinite(value)) return fail('not a finite number');
    return { value, dimension, percent: text.endsWith('%'), expression: true };
  } catch (error) {
    if (error instanceof ExpressionError) return fail(error.message);
    throw error;
  }
}
