import { add, type Decimal, parseDecimal, quotient, scale, toNumber, toText } from './decimal.ts';

/** More values than this on one axis are taken for a mistake. */
export const MAX_VALUES = 10_000;

/**
 * The values of "start:step:stop", both ends included, in exact decimal arithmetic: "0:0.1:0.3" ends with 0.3. With a
 * unit ("5 us:5 us:20 us", the same in all three) the values are texts. A string says what is wrong.
 */
export function rangeValues(text: string): readonly (number | string)[] | string {
  const parts = text.split(':').map((part) => /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*(.*)$/.exec(part.trim()));
  const [start, step, stop] = parts.map((part) => (part ? parseDecimal(part[1]) : null));
  if (parts.length !== 3 || !start || !step || !stop) return 'expected a range start:step:stop, such as "0:0.25:1"';
  const units = new Set(parts.map((part) => part?.[2] ?? ''));
  if (units.size > 1) return 'expected the same unit in start, step and stop';
  const [unit] = units;
  return withUnit(decimals(start, step, stop), unit);
}

function withUnit(values: readonly Decimal[] | string, unit: string): readonly (number | string)[] | string {
  if (typeof values === 'string') return values;
  return values.map((value) => (unit === '' ? toNumber(value) : `${toText(value)} ${unit}`));
}

function decimals(start: Decimal, step: Decimal, stop: Decimal): readonly Decimal[] | string {
  if (step.digits === 0n) return 'expected a step other than 0';
  const span = add(stop, scale(start, -1n));
  if (span.digits !== 0n && span.digits > 0n !== step.digits > 0n)
    return 'expected a step that leads from start to stop';
  const count = quotient(span, step);
  if (count >= MAX_VALUES) return `expected at most ${MAX_VALUES} values`;
  return Array.from({ length: Number(count) + 1 }, (_, i) => add(start, scale(step, BigInt(i))));
}
