/** An exact decimal number: digits 10^exponent. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Far beyond what a double holds; keeps the integers of sums small. */
const LARGEST_EXPONENT = 400;

/** The decimal number written in `text` ("-1.5e-3"); null when it is not one, or not of a size that a double holds. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (!match || match[2] + match[3] === '' || text.length > 100) return null;
  const exponent = Number(match[4] ?? 0) - match[3].length;
  if (Math.abs(exponent) > LARGEST_EXPONENT) return null;
  const digits = BigInt(match[2] + match[3]);
  return { digits: match[1] === '-' ? -digits : digits, exponent };
}

/** The nearest double. */
export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

/** Without trailing zeros, and without an exponent where that stays readable. */
export function toText(decimal: Decimal): string {
  return String(toNumber(decimal));
}

export function scale({ digits, exponent }: Decimal, factor: bigint, tens = 0): Decimal {
  return { digits: digits * factor, exponent: exponent + tens };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: digitsAt(a, exponent) + digitsAt(b, exponent), exponent };
}

/** a / b towards zero; b is not 0. */
export function quotient(a: Decimal, b: Decimal): bigint {
  const exponent = Math.min(a.exponent, b.exponent);
  return digitsAt(a, exponent) / digitsAt(b, exponent);
}

function digitsAt(a: Decimal, exponent: number): bigint {
  return a.digits * 10n ** BigInt(a.exponent - exponent);
}
