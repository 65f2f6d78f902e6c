/** What a quantity measures. `ratio` has no unit; a percentage is a ratio. */
export type Dimension =
  | 'ratio'
  | 'time'
  | 'frequency'
  | 'voltage'
  | 'current'
  | 'resistance'
  | 'conductance'
  | 'capacitance'
  | 'energy'
  | 'power'
  | 'length'
  | 'temperature';

/** For messages and for the SI unit that values have after loading. */
export const DIMENSIONS: Readonly<Record<Dimension, { name: string; unit: string; example: string }>> = Object.freeze({
  ratio: { name: 'a number or percentage', unit: '', example: '0.01' },
  time: { name: 'a time', unit: 's', example: '10 us' },
  frequency: { name: 'a frequency', unit: 'Hz', example: '10 kHz' },
  voltage: { name: 'a voltage', unit: 'V', example: '2.5 mV' },
  current: { name: 'a current', unit: 'A', example: '1 nA' },
  resistance: { name: 'a resistance', unit: 'ohm', example: '0.35 ohm' },
  conductance: { name: 'a conductance', unit: 'S', example: '40 uS' },
  capacitance: { name: 'a capacitance', unit: 'F', example: '3 pF' },
  energy: { name: 'an energy', unit: 'J', example: '1 pJ' },
  power: { name: 'a power', unit: 'W', example: '1 nW' },
  length: { name: 'a length', unit: 'm', example: '2 um' },
  temperature: { name: 'a temperature', unit: 'K', example: '300 K' },
});

/** One unit is exactly multiplier 10^exponent SI units of its dimension. */
export interface UnitDefinition {
  readonly dimension: Dimension;
  readonly multiplier: bigint;
  readonly exponent: number;
}

const PREFIXES: readonly (readonly [string, number])[] = [
  ['a', -18],
  ['f', -15],
  ['p', -12],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
];

const PREFIXED: readonly (readonly [string, Dimension])[] = [
  ['s', 'time'],
  ['Hz', 'frequency'],
  ['V', 'voltage'],
  ['A', 'current'],
  ['ohm', 'resistance'],
  ['S', 'conductance'],
  ['F', 'capacitance'],
  ['J', 'energy'],
  ['W', 'power'],
  ['m', 'length'],
  ['K', 'temperature'],
];

/** Every unit symbol that a file may use, in quantities and in expressions. */
export const UNITS: ReadonlyMap<string, UnitDefinition> = new Map<string, UnitDefinition>([
  ...PREFIXED.flatMap(([symbol, dimension]) =>
    PREFIXES.map(([prefix, exponent]) => [prefix + symbol, { dimension, multiplier: 1n, exponent }] as const),
  ),
  ['minute', { dimension: 'time', multiplier: 60n, exponent: 0 }],
  ['hour', { dimension: 'time', multiplier: 3600n, exponent: 0 }],
  ['day', { dimension: 'time', multiplier: 86400n, exponent: 0 }],
  ['year', { dimension: 'time', multiplier: 31557600n, exponent: 0 }],
]);

/** One spelling for the micro sign, the Greek mu, the ohm sign, the signs of a product and the minus sign. */
export function plainSymbols(text: string): string {
  return text
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/[\u03a9\u2126]/g, 'ohm')
    .replace(/[\u00b7\u22c5\u00d7]/g, '*')
    .replace(/\u2212/g, '-');
}

/** Why a word is not a unit, for words that people bring from circuit simulators. */
export function unitHint(symbol: string): string {
  if (symbol === 'M' || /^meg$/i.test(symbol)) {
    return `${symbol} alone is ambiguous: SPICE folds M to milli and writes MEG for mega; write the unit, such as mV or MHz`;
  }
  if (/^[afpnukGT]$/.test(symbol)) return `${symbol} is a prefix without a unit`;
  if (symbol === 'min') return 'min is a function here; write minute';
  return `unknown unit ${JSON.stringify(symbol)}`;
}
