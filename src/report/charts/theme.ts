import { RULE_DEFINITIONS } from '../../learning/rules.ts';
import type { Rule } from '../../vocabulary.ts';
import type { ChipOutcome } from '../summary.ts';

/** Every colour of the charts by day and by night. Pictures are drawn by day; `nightCss` turns them by attribute. */
const COLOURS = {
  text: ['#1f2328', '#e6edf3'],
  muted: ['#59636e', '#9aa4af'],
  grid: ['#d9dee4', '#333b45'],
  surface: ['#ffffff', '#0f141a'],
  dp: ['#0b5fa5', '#6fb3f2'],
  dpTranspose: ['#b4470c', '#f2a15c'],
  settled: ['#cfe3dc', '#2c4f47'],
  slow: ['#efd898', '#7d6420'],
  oscillating: ['#e09c52', '#b8702a'],
  saturated: ['#b65a7c', '#a8446a'],
  diverged: ['#5b3a7d', '#8d68b3'],
  error: ['#30363d', '#c9d1d9'],
  inkOnLight: ['#20262c', '#f0f4f8'],
  inkOnDark: ['#fefefe', '#fdfdfd'],
  inkOnError: ['#fcfcfc', '#161b22'],
} as const satisfies Record<string, readonly [day: string, night: string]>;

export type Colour = keyof typeof COLOURS;

/** As drawn: the colour by day. */
export function colour(name: Colour): string {
  return COLOURS[name][0];
}

/** Colour, dash and shape: a rule is told by any of them. The first rule's points are larger, to be seen behind others. */
export interface RuleMark {
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: 'circle' | 'diamond';
  readonly filled: boolean;
  /** Area of the point, px^2. */
  readonly size: number;
}

export const RULE_MARKS: Readonly<Record<Rule, RuleMark>> = {
  dp: {
    name: RULE_DEFINITIONS.dp.title,
    colour: colour('dp'),
    dash: [5, 3],
    shape: 'circle',
    filled: false,
    size: 90,
  },
  'dp-transpose': {
    name: RULE_DEFINITIONS['dp-transpose'].title,
    colour: colour('dpTranspose'),
    dash: [1, 0],
    shape: 'diamond',
    filled: true,
    size: 46,
  },
};

export const OUTCOME_COLOURS: Readonly<Record<ChipOutcome, { readonly fill: string; readonly ink: string }>> = {
  settled: { fill: colour('settled'), ink: colour('inkOnLight') },
  slow: { fill: colour('slow'), ink: colour('inkOnLight') },
  oscillating: { fill: colour('oscillating'), ink: colour('inkOnLight') },
  saturated: { fill: colour('saturated'), ink: colour('inkOnDark') },
  diverged: { fill: colour('diverged'), ink: colour('inkOnDark') },
  error: { fill: colour('error'), ink: colour('inkOnError') },
};

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Turns a chart of class `chart` dark with the reader's settings, on screens only; day colours stay in the file. */
export function nightCss(): string {
  const rules = Object.values(COLOURS).flatMap(([day, night]) => [
    `.chart [fill="${day}"]{fill:${night}}`,
    `.chart [stroke="${day}"]{stroke:${night}}`,
  ]);
  return `@media screen and (prefers-color-scheme: dark){${rules.join('')}}`;
}
