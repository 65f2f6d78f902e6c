import { type Assignment, steps } from './assign.ts';
import type { InputDocument } from './document.ts';
import { InputError } from './input-error.ts';
import { QuantityError, readQuantity } from './quantity.ts';
import { problemIn } from './validate.ts';

/** The field of a device file; in its laws the word stands for the temperature that is asked for. */
export const TEMPERATURE = 'temperature';
/** Says where the laws are from, and is none of them. */
const SOURCE = 'source';
/** K, from where to where laws may be asked: they are those of silicon that works. */
const LOWEST = 200;
const HIGHEST = 450;
/** 0 degC, K. */
const FREEZING = 273.15;
/** Digits of a temperature in degC, added to 273.15. */
const DECIMALS = 6;

/** A text such as "300 K" or "125 degC" in K; null: it is none. */
export function kelvinOf(input: unknown): number | null {
  if (typeof input !== 'string') return null;
  const celsius = /^([+-]?\d+(?:\.\d+)?)\s*(?:degC|°C)$/.exec(input.trim());
  // Decimal fractions: 26.85 degC is 300 K.
  if (celsius !== null) return Number((Number(celsius[1]) + FREEZING).toFixed(DECIMALS));
  try {
    return readQuantity(input, [TEMPERATURE]).value;
  } catch (error) {
    if (error instanceof QuantityError) return null;
    throw error;
  }
}

/** What the laws of a device file make of it at a temperature, K; none: it has no laws. */
export function lawsAt(document: InputDocument, kelvin: number): Assignment[] {
  const { laws } = Object(Object(document.value)[TEMPERATURE]) as { laws?: unknown };
  return Object.entries(Object(laws)).flatMap(([path, law]) => {
    if (path === SOURCE) return [];
    const value = typeof law === 'string' ? law.replace(/\btemperature\b/g, `(${kelvin} K)`) : law;
    return [{ target: steps(path), value, document, origin: [TEMPERATURE, 'laws', path] }];
  });
}

/** The temperature of a device file as it stands, K; null: it states none. */
export function nominalTemperature({ value }: InputDocument): number | null {
  return kelvinOf(Object(Object(value)[TEMPERATURE]).nominal);
}

/**
 * Assignments with the laws of the device in the place of the temperature that they set; what else they set goes before the laws.
 * At the temperature of the file there is nothing to put in.
 */
export function withTemperature(document: InputDocument, assignments: readonly Assignment[]): readonly Assignment[] {
  const set = assignments.filter(({ target }) => target[0] === TEMPERATURE);
  if (set.length === 0) return assignments;
  const last = set[set.length - 1];
  const fail = (message: string): never => {
    throw new InputError([problemIn(last.document, { path: [...last.origin], message, key: false })]);
  };
  const deeper = set.find(({ target }) => target.length > 1);
  if (deeper !== undefined) fail(`expected ${TEMPERATURE} alone, such as "398 K", got ${deeper.target.join('.')}`);
  const kelvin = kelvinOf(last.value);
  if (kelvin === null || !(kelvin >= LOWEST && kelvin <= HIGHEST)) {
    return fail(`expected a temperature from ${LOWEST} K to ${HIGHEST} K, such as "398 K" or "125 degC"`);
  }
  const nominal = nominalTemperature(document);
  if (nominal === null) fail('expected a device that has laws of temperature; this one has none');
  const others = assignments.filter(({ target }) => target[0] !== TEMPERATURE);
  return kelvin === nominal ? others : [...lawsAt(document, kelvin), ...others];
}
