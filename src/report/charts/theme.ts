import { REFERENCE_RULE, RULE_DEFINITIONS, type Rule, ruleTitle } from '../../model/rules.ts';
import type { ChipOutcome } from '../summary-cell.ts';
import type { Texture } from './texture.ts';

/** Every colour of the charts by day and by night. Pictures are drawn by day; `nightCss` turns them by attribute. */
const COLOURS = {
  text: ['#1f2328', '#e6edf3'],
  muted: ['#59636e', '#9aa4af'],
  grid: ['#d9dee4', '#333b45'],
  surface: ['#ffffff', '#0f141a'],
  dp: ['#0b5fa5', '#6fb3f2'],
  dpTranspose: ['#b4470c', '#f2a15c'],
  reference: ['#59636e', '#aab4bf'],
  ownFirst: ['#2f7a3d', '#7fcf8e'],
  ownSecond: ['#8a2f7d', '#dd8fd2'],
  ownThird: ['#6b5b12', '#d6c45f'],
  ownFourth: ['#44506b', '#a9b8dc'],
  settled: ['#cfe3dc', '#2c4f47'],
  chattering: ['#b9dbea', '#27506a'],
  clipped: ['#92c3ae', '#3f7a66'],
  undecided: ['#e9ebee', '#3d444d'],
  lost: ['#c6bfd8', '#4a4266'],
  slow: ['#efd898', '#7d6420'],
  jumped: ['#d9b93f', '#94791c'],
  oscillating: ['#e09c52', '#b8702a'],
  saturated: ['#b65a7c', '#a8446a'],
  diverged: ['#5b3a7d', '#8d68b3'],
  refused: ['#fbfbfc', '#1c232b'],
  part0: ['#f4f6f8', '#1a2129'],
  part1: ['#d3e2ef', '#1d3348'],
  part2: ['#9fc3e0', '#23527a'],
  part3: ['#5a97c8', '#2f76b0'],
  part4: ['#1f669f', '#7ab8ea'],
  inkOnLight: ['#20262c', '#f0f4f8'],
  inkOnDark: ['#fefefe', '#fdfdfd'],
  inkOnPart: ['#10161c', '#fbfcfd'],
  inkOnFull: ['#fcfcfc', '#0b1016'],
} as const satisfies Record<string, readonly [day: string, night: string]>;

export type Colour = keyof typeof COLOURS;

/** As drawn: the colour by day. */
export function colour(name: Colour): string {
  return COLOURS[name][0];
}

/** Colour, dash and shape: a rule is told by any of them. The first rule's points are larger, to be seen behind others. */
export interface RuleMark {
  readonly rule: Rule;
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: 'circle' | 'diamond';
  readonly filled: boolean;
  /** Area of the point, px^2. */
  readonly size: number;
}

/** Rules that readers know by their marks. */
const KNOWN_MARKS: Readonly<Partial<Record<Rule, RuleMark>>> = {
  dp: {
    rule: 'dp',
    name: RULE_DEFINITIONS.dp.title,
    colour: colour('dp'),
    dash: [5, 3],
    shape: 'circle',
    filled: false,
    size: 90,
  },
  'dp-transpose': {
    rule: 'dp-transpose',
    name: RULE_DEFINITIONS['dp-transpose'].title,
    colour: colour('dpTranspose'),
    dash: [1, 0],
    shape: 'diamond',
    filled: true,
    size: 46,
  },
  [REFERENCE_RULE]: {
    rule: REFERENCE_RULE,
    name: ruleTitle(REFERENCE_RULE),
    colour: colour('reference'),
    dash: [2, 2],
    shape: 'circle',
    filled: true,
    size: 40,
  },
};

/** Of all others, by their place among the rules of a scenario. */
const FURTHER_MARKS: readonly Omit<RuleMark, 'rule' | 'name'>[] = [
  { colour: colour('ownFirst'), dash: [8, 3, 2, 3], shape: 'circle', filled: true, size: 46 },
  { colour: colour('ownSecond'), dash: [2, 2], shape: 'diamond', filled: false, size: 90 },
  { colour: colour('ownThird'), dash: [10, 4], shape: 'circle', filled: false, size: 60 },
  { colour: colour('ownFourth'), dash: [3, 3, 8, 3], shape: 'diamond', filled: true, size: 60 },
];

/** The mark of rule number `index` of a scenario. */
export function markOf(rule: Rule, index: number): RuleMark {
  return KNOWN_MARKS[rule] ?? { rule, name: ruleTitle(rule), ...FURTHER_MARKS[index % FURTHER_MARKS.length] };
}

/** Colour and texture: an outcome is told by either, and by its name where there is room. */
export interface OutcomeMark {
  readonly fill: string;
  readonly ink: string;
  readonly texture: Texture | null;
}

const mark = (name: ChipOutcome, texture: Texture | null, ink: Colour = 'inkOnLight'): OutcomeMark => ({
  fill: colour(name),
  ink: colour(ink),
  texture,
});

export const OUTCOME_MARKS: Readonly<Record<ChipOutcome, OutcomeMark>> = {
  settled: mark('settled', null),
  chattering: mark('chattering', 'dots'),
  clipped: mark('clipped', 'level'),
  undecided: mark('undecided', 'crosses'),
  lost: mark('lost', 'dashes'),
  slow: mark('slow', 'upright'),
  jumped: mark('jumped', 'falling'),
  oscillating: mark('oscillating', 'waves'),
  saturated: mark('saturated', 'grid', 'inkOnDark'),
  diverged: mark('diverged', null, 'inkOnDark'),
  refused: mark('refused', 'rising'),
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
