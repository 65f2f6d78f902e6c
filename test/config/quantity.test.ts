import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/config/device-from.ts';
import { parseText } from '../../src/config/document.ts';
import { parseQuantity, QuantityError, readQuantity } from '../../src/config/quantity.ts';
import { DIMENSIONS, type Dimension, UNITS } from '../../src/config/unit-table.ts';
import { evaluateExpression } from '../../src/config/units.ts';
import { problemsOf, refusal } from './problems.ts';

const ALL = Object.keys(DIMENSIONS) as Dimension[];

describe('plain quantities', () => {
  it.each<[unknown, Dimension, number]>([
    ['10 us', 'time', 1e-5],
    ['10us', 'time', 1e-5],
    ['10 µs', 'time', 1e-5],
    ['0.1 mV', 'voltage', 1e-4],
    ['-1.5e3 mV', 'voltage', -1.5],
    ['.5 kΩ', 'resistance', 500],
    ['1.5 day', 'time', 129600],
    ['20 %', 'ratio', 0.2],
    ['0.1%', 'ratio', 0.001],
    [0.25, 'ratio', 0.25],
    ['0.25', 'ratio', 0.25],
    [0, 'time', 0],
  ])('%s is exact', (text, dimension, value) => {
    expect(readQuantity(text, [dimension])).toMatchObject({ value, dimension });
  });

  // The table converts exact decimals and mathjs computes with 64 digits, so both give the nearest double.
  it('agree with mathjs bit for bit, for every unit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String);
    for (const [symbol, { dimension }] of UNITS) {
      fc.assert(
        fc.property(number, (digits) => {
          const { value } = readQuantity(`${digits} ${symbol}`, [dimension]);
          expect(value).toBe(evaluateExpression(`(${digits}) * ${symbol}`, [dimension]).value);
        }),
        { numRuns: 5, seed: 1 },
      );
    }
  });

  it('agree with mathjs for percentages', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 0, max: 1e6 }).map(String), (digits) => {
        expect(readQuantity(`${digits} %`, ['ratio']).value).toBe(evaluateExpression(`${digits} %`, ['ratio']).value);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('expressions', () => {
  it.each<[string, Dimension, number]>([
    ['3.5 mV um / sqrt(2 um * 1 um)', 'voltage', 3.5e-3 / Math.SQRT2],
    ['4.75 mV um / sqrt(4 um^2) / (1.35 * 25.85 mV)', 'ratio', 2.375 / 34.8975],
    ['sqrt(exp(0.3^2) - 1)', 'ratio', Math.sqrt(Math.expm1(0.09))],
    ['sqrt(1.380649e-23 J / K * 300 K / 3 pF)', 'voltage', Math.sqrt((1.380649e-23 * 300) / 3e-12)],
    ['0.1 % * sqrt(5)', 'ratio', 0.001 * Math.sqrt(5)],
    ['1 / (2 * pi * 5 ms)', 'frequency', 1 / (2 * Math.PI * 5e-3)],
    ['min(1 us, 2 ms) + max(1 s, 2 s)', 'time', 2.000001],
    ['abs(-3 mV) - log(exp(1)) * 1 mV', 'voltage', 2e-3],
    ['186.86 nA / 1600 nA', 'ratio', 186.86 / 1600],
    ['1.2 % um / sqrt(2 um * 1 um)', 'ratio', 0.012 / Math.SQRT2],
    ['1.2 % * um / sqrt(2 um * 1 um)', 'ratio', 0.012 / Math.SQRT2],
    ['1.2e1 % / 3', 'ratio', 0.04],
    ['(1 + 1) %', 'ratio', 0.02],
    ['3.5 mV·µm / sqrt(2 µm × 1 µm)', 'voltage', 3.5e-3 / Math.SQRT2],
    ['3 mV − 1 mV', 'voltage', 2e-3],
  ])('%s', (text, dimension, value) => {
    const read = readQuantity(text, [dimension]);
    // Doubles on the right round a handful of times, 2^-53 each.
    expect(Math.abs(read.value / value - 1)).toBeLessThan(8 * 2 ** -53);
    expect(read.dimension).toBe(dimension);
  });

  it.each([
    'f(x) = 1',
    'x = 3',
    'import("fs")',
    'createUnit("foo")',
    'parse("1")',
    'evaluate("1")',
    '[1, 2]',
    '{a: 1}',
    '"1"',
    '1; 2',
    '1 > 2',
    '3!',
    "2'",
    '1:3',
    'cos(1)',
    'sqrt.constructor(1)',
    '1 ? 2 : 3',
    'true + 1',
    'i * 1',
    'sqrt(-1)',
    '1 / 0',
    '0 / 0',
    '9^9^9^9',
    'exp(1e15)',
    '1 um + 1 V',
    '2 ^ (1 V)',
    '(1',
    `1${' + 1'.repeat(60)}`,
    'NaN * 1',
    'Infinity * 1',
  ])('refuses %s', (text) => {
    expect(() => readQuantity(text, ALL)).toThrow(QuantityError);
  });
});

describe('what mathjs would take for something else is refused with clear words', () => {
  it.each([
    ['10 us %', '% belongs directly behind a number'],
    ['(10 us) %', '% belongs directly behind a number'],
    ['10 us % 3 us', '% belongs directly behind a number'],
    ['50 % %', '% belongs directly behind a number'],
    ['(1 + 1) % us', '% belongs directly behind a number'],
    ['0x10 us', '0x10 is not a decimal number'],
    ['1 us + 0b11 us', '0b11 is not a decimal number'],
    ['1us#comment', '"#" has no meaning here: only numbers, units, + - * / ^ % ( )'],
    ['10 us; 3', '";" has no meaning here: only numbers, units, + - * / ^ % ( )'],
    ['5 us 3', 'expected a sign such as * between us and 3'],
    ['2 3 us', 'expected a sign such as * between 2 and 3'],
    ['2 * 1.2.3 us', 'expected a sign such as * between 1.2 and .3'],
    ['3 us (2)', 'expected a sign such as * between us and ('],
    [`${'('.repeat(90)}1 us${')'.repeat(90)}`, 'more than 20 open parentheses'],
    ['(1 us', 'not an expression: Parenthesis ) expected'],
  ])('%s', (text, hint) => {
    expect(refusal(() => parseQuantity(text, 'time', '--x'))).toBe(
      `--x: expected a time, such as "10 us", got ${JSON.stringify(text)} (${hint})`,
    );
  });

  it('1us#comment and 10 us % are told with the other problems of the file, each at its place', () => {
    const device = readFileSync('devices/ideal.yaml', 'utf8')
      .replace('tau: 10 us', 'tau: "10 us %"')
      .replace('delay: 0.2 us', 'delay: "1us#comment"');
    const problems = problemsOf(() => deviceOf(parseText(device, 'x')));
    expect(problems.map(({ line, column, path }) => [line, column, path])).toEqual([
      [15, 8, 'neuron.tau'],
      [25, 10, 'encoder.delay'],
    ]);
  });
});

describe('a unit that no field here has', () => {
  it.each([
    ['neuron.offset.mismatch', 'offset: { mismatch: "3.5 mV um / sqrt(25 um)" }', '(mV um) / um^0.5'],
    ['neuron.gain', 'gain: "2 * 1 V"', 'V'],
    ['neuron.gain', 'gain: "1 V um"', 'V um'],
  ])('in %s is a problem with its place, and hides no other', (path, field, unit) => {
    const device = readFileSync('devices/ideal.yaml', 'utf8')
      .replace('activation: relu', `activation: rely\n  ${field}`)
      .replace('delay: 0.2 us', 'delay: -1 s');
    const problems = problemsOf(() => deviceOf(parseText(device, 'x')));
    expect(problems.map((problem) => [problem.path, problem.line])).toEqual([
      ['neuron.activation', 14],
      [path, 15],
      ['encoder.delay', 26],
    ]);
    expect(problems[1].message).toContain(`(its unit comes out as ${unit})`);
  });
});

describe('refusals say what was expected and why', () => {
  it.each([
    ['10 mV', 'expected a time, such as "10 us", got "10 mV" (that is a voltage)'],
    ['10', 'expected a time, such as "10 us", got "10" (a number without a unit)'],
    ['10 k', 'expected a time, such as "10 us", got "10 k" (k is a prefix without a unit)'],
    ['10 parsec', 'expected a time, such as "10 us", got "10 parsec" (unknown unit "parsec")'],
    ['1 us * 1 V', 'expected a time, such as "10 us", got "1 us * 1 V" (its unit comes out as us V)'],
    ['1 us / 1 us', 'expected a time, such as "10 us", got "1 us / 1 us" (its unit cancels: a pure number)'],
    ['1e400 s', 'expected a time, such as "10 us", got "1e400 s" (not a finite number)'],
    ['soon', 'expected a time, such as "10 us", got "soon"'],
  ])('%s', (text, message) => {
    expect(refusal(() => parseQuantity(text, 'time', '--horizon'))).toBe(`--horizon: ${message}`);
  });

  it.each(['10 M', '10M', '3 meg', '2 * 3 M'])('%s: SPICE reads M as milli', (text) => {
    expect(refusal(() => parseQuantity(text, 'voltage', '--x'))).toMatch(/SPICE folds M to milli.*mV or MHz/);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, [], {}])('%s is no quantity', (value) => {
    expect(() => readQuantity(value, ALL)).toThrow(QuantityError);
  });
});

describe('min and max', () => {
  it.each([
    ['min(2 aJ, 1 aJ)', 'energy', 1e-18],
    ['max(1 aJ, 2 aJ)', 'energy', 2e-18],
    ['max(3 us, 3.0000000000001 us)', 'time', 3.0000000000001e-6],
    ['min(1.28e-16 s, 0 s)', 'time', 0],
    ['max(0.1 fA, 5 aA, 2 aA)', 'current', 1e-16],
  ] as const)('tell apart what differs by less than 1e-15 SI units: %s', (text, dimension, value) => {
    expect(readQuantity(text, [dimension]).value).toBe(value);
  });
});
