import type { Dimension } from '../../src/config/unit-table.ts';
import type { Draw } from './random.ts';

/** An expression, and what it is worth by arithmetic of our own; null: its units do not fit. */
export interface Expression {
  readonly text: string;
  readonly worth: Worth | null;
  /** A sign or a word was put in that need not belong there: nothing is known of it. */
  readonly slip?: true;
}

/** A value in SI units, NaN where doubles do not tell it, and the exponents of V, A, s, m and K. */
export interface Worth {
  readonly value: number;
  readonly units: readonly number[];
}

const NONE = [0, 0, 0, 0, 0];
/** Symbol, value in SI units, exponents of V, A, s, m, K. */
const UNITS: readonly (readonly [symbol: string, value: number, units: readonly number[]])[] = [
  ['V', 1, [1, 0, 0, 0, 0]],
  ['mV', 1e-3, [1, 0, 0, 0, 0]],
  ['uV', 1e-6, [1, 0, 0, 0, 0]],
  ['nA', 1e-9, [0, 1, 0, 0, 0]],
  ['A', 1, [0, 1, 0, 0, 0]],
  ['s', 1, [0, 0, 1, 0, 0]],
  ['us', 1e-6, [0, 0, 1, 0, 0]],
  ['day', 86400, [0, 0, 1, 0, 0]],
  ['kHz', 1e3, [0, 0, -1, 0, 0]],
  ['um', 1e-6, [0, 0, 0, 1, 0]],
  ['m', 1, [0, 0, 0, 1, 0]],
  ['K', 1, [0, 0, 0, 0, 1]],
  ['ohm', 1, [1, -1, 0, 0, 0]],
  ['uS', 1e-6, [-1, 1, 0, 0, 0]],
  ['pF', 1e-12, [-1, 1, 1, 0, 0]],
  ['pJ', 1e-12, [1, 1, 1, 0, 0]],
  ['nW', 1e-9, [1, 1, 0, 0, 0]],
];

/** Units of the dimensions that a field may ask for. */
export const UNITS_OF: Readonly<Partial<Record<Dimension, readonly number[]>>> = {
  ratio: NONE,
  voltage: [1, 0, 0, 0, 0],
  current: [0, 1, 0, 0, 0],
  time: [0, 0, 1, 0, 0],
  frequency: [0, 0, -1, 0, 0],
  length: [0, 0, 0, 1, 0],
  resistance: [1, -1, 0, 0, 0],
};

export function sameUnits(a: readonly number[], b: readonly number[]): boolean {
  return a.every((exponent, i) => Math.abs(exponent - b[i]) < 1e-9);
}

/** By grammar, so that most are well formed; some have a sign too many or a word that is none. */
export function expression(draw: Draw): Expression {
  const whole = sum(draw, 3);
  if (!draw.chance(0.25)) return whole;
  const at = draw.below(whole.text.length + 1);
  const slip = draw.of([
    '(',
    ')',
    '*',
    '/',
    '^',
    '%',
    ',',
    ' foo ',
    ' MEG',
    '"',
    '\\',
    '[1]',
    '=',
    ';',
    '0x10',
    '!',
    'i',
    '..',
    'e',
  ]);
  const text = whole.text.slice(0, at) + slip + whole.text.slice(at + draw.below(2));
  return { text, worth: null, slip: true };
}

function sum(draw: Draw, depth: number): Expression {
  let left = product(draw, depth);
  for (let more = draw.below(3); more > 1; more--) {
    const right = draw.chance(0.6) ? like(draw, left) : product(draw, depth);
    const minus = draw.chance(0.4);
    const worth = bothLike(left.worth, right.worth, (a, b) => added(a, minus ? -b : b));
    left = { text: `${left.text} ${minus ? '-' : '+'} ${right.text}`, worth };
  }
  return left;
}

/** A term of the same units. */
function like(draw: Draw, { worth }: Expression): Expression {
  const unit = worth === null ? undefined : UNITS.find(([, , units]) => sameUnits(units, worth.units));
  const [text, value] = number(draw);
  if (unit === undefined) return { text, worth: { value, units: NONE } };
  return { text: `${text} * ${unit[0]}`, worth: { value: value * unit[1], units: unit[2] } };
}

function product(draw: Draw, depth: number): Expression {
  let left = factor(draw, depth);
  for (let more = draw.below(3); more > 0; more--) {
    const right = factor(draw, depth);
    const divide = draw.chance(0.4);
    const sign = divide ? -1 : 1;
    const worth = both(left.worth, right.worth, (a, b) => ({
      value: told(divide ? a.value / b.value : a.value * b.value),
      units: a.units.map((exponent, i) => exponent + sign * b.units[i]),
    }));
    left = { text: `${left.text} ${divide ? '/' : '*'} ${right.text}`, worth };
  }
  return left;
}

function factor(draw: Draw, depth: number): Expression {
  const kind = draw.below(depth > 0 ? 9 : 4);
  if (kind <= 1) {
    const [text, value] = number(draw);
    return { text, worth: { value, units: NONE } };
  }
  if (kind === 2) {
    const [symbol, value, units] = draw.of(UNITS);
    return { text: symbol, worth: { value, units } };
  }
  if (kind === 3) {
    const [text, value] = number(draw);
    return { text: `${text} %`, worth: { value: value / 100, units: NONE } };
  }
  const inner = sum(draw, depth - 1);
  if (kind === 4) return { text: `(${inner.text})`, worth: inner.worth };
  if (kind === 5) {
    const power = draw.of([2, 3, -1, 0.5]);
    return { text: `(${inner.text})^${power < 0 ? `(${power})` : power}`, worth: raised(inner.worth, power) };
  }
  if (kind === 6) return { text: `sqrt(${inner.text})`, worth: raised(inner.worth, 0.5) };
  if (kind === 7) {
    const name = draw.of(['exp', 'log'] as const);
    const { worth } = inner;
    const pure = worth !== null && sameUnits(worth.units, NONE);
    return {
      text: `${name}(${inner.text})`,
      worth: pure ? { value: told(Math[name](worth.value)), units: NONE } : null,
    };
  }
  const other = like(draw, inner);
  const name = draw.of(['min', 'max'] as const);
  return { text: `${name}(${inner.text}, ${other.text})`, worth: bothLike(inner.worth, other.worth, Math[name]) };
}

function number(draw: Draw): readonly [text: string, value: number] {
  const text = draw.of([
    String(draw.below(20)),
    (10 * draw.real()).toFixed(3),
    `${1 + draw.below(9)}e${draw.below(13) - 6}`,
    `.${1 + draw.below(9)}`,
    '0',
  ]);
  return [text, Number(text)];
}

/** NaN for what a further step might take beyond the range of doubles, and for a 0 with a sign, which roots take amiss. */
function told(value: number): number {
  return Object.is(value, 0) || (Math.abs(value) > 1e-60 && Math.abs(value) < 1e60) ? value : Number.NaN;
}

/** NaN where the sum is left of two that cancel. */
function added(a: number, b: number): number {
  return Math.abs(a + b) < 1e-4 * Math.abs(a) ? Number.NaN : told(a + b);
}

function raised(worth: Worth | null, power: number): Worth | null {
  if (worth === null) return null;
  return { value: told(worth.value ** power), units: worth.units.map((exponent) => exponent * power) };
}

function both(a: Worth | null, b: Worth | null, of: (a: Worth, b: Worth) => Worth): Worth | null {
  return a === null || b === null ? null : of(a, b);
}

/** Of terms, which must have the same units. */
function bothLike(a: Worth | null, b: Worth | null, of: (a: number, b: number) => number): Worth | null {
  if (a === null || b === null || !sameUnits(a.units, b.units)) return null;
  return { value: of(a.value, b.value), units: a.units };
}
