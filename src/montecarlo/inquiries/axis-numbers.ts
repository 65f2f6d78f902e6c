import { ln } from '../../model/elementary.ts';

/** Values of an axis as numbers, in the unit that all of them are written in. */
export interface AxisNumbers {
  readonly values: readonly number[];
  /** Empty: they have none. */
  readonly unit: string;
  /** They grow by factors rather than by steps. */
  readonly logarithmic: boolean;
}

/** Numbers, or texts of a number and one unit ("5 us", "10 us"), that rise or fall all along; null: they are none. */
export function axisNumbers(values: readonly (number | string)[]): AxisNumbers | null {
  const parts = values.map((value) => {
    if (typeof value === 'number') return { number: value, unit: '' };
    const [, number, unit] = /^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/.exec(value) ?? [];
    return { number: Number(number), unit };
  });
  const numbers = parts.map(({ number }) => number);
  const [{ unit }] = parts;
  const steps = differences(numbers);
  const isOneWay = steps.every((step) => step > 0) || steps.every((step) => step < 0);
  if (!isOneWay || !numbers.every(Number.isFinite) || parts.some((part) => part.unit !== unit)) return null;
  const isPositive = numbers.every((number) => number > 0);
  const logarithmic = isPositive && unevenness(differences(numbers.map(ln))) < unevenness(steps);
  return { values: numbers, unit, logarithmic };
}

function differences(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, i) => number - numbers[i]);
}

/** Largest in smallest step; 1: all are alike. A rounding does not count. */
function unevenness(steps: readonly number[]): number {
  const sizes = steps.map(Math.abs);
  return Number((Math.max(...sizes) / Math.min(...sizes)).toPrecision(9));
}
