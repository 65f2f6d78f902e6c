import { BRANCH_FATES, type BranchFate } from '../../model/vocabulary.ts';
import { ENDED } from '../../montecarlo/row-columns.ts';
import { total } from '../ended.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { type Table, tableOf } from './table.ts';

const FATES: Readonly<Record<BranchFate, string>> = {
  stable: 'stable: margin above 1',
  conditional: 'conditional: no mode grows, margin below 1',
  pinned: 'pinned: a rail cuts it, no margin',
  lost: 'lost: it ends below this beta',
};

/** Inputs by what their branch foretold and how they ended. */
export function predictionTable({ predictions }: Summary): Table {
  const rows = (predictions ?? []).flatMap(({ rule, branches }) =>
    BRANCH_FATES.map((fate) => ({ rule, fate, ended: branches[fate] })),
  );
  return tableOf(2, rows, [
    ['rule', ({ rule }) => ruleName(rule)],
    ['branch', ({ fate }) => FATES[fate]],
    ['inputs', ({ ended }) => String(total(ended))],
    ...ENDED.map((key) => [`ended ${key}`, ({ ended }: (typeof rows)[number]) => String(ended[key])] as const),
  ]);
}

/** So many disagreements are on the page; more are in summary.json. */
export const SHOWN_SURPRISES = 20;

/** The first chips with an input whose end its branch did not foretell. */
export function surpriseTable({ surprises, points }: Summary): Table {
  const shown = surprises.slice(0, SHOWN_SURPRISES);
  const table = tableOf(1, shown, [
    ['point', ({ point }) => points[point].label],
    ['rule', ({ rule }) => ruleName(rule)],
    ['chip', ({ chip }) => String(chip)],
    ['first input', ({ probe }) => String(probe)],
    ['inputs of the chip', ({ found }) => found],
  ]);
  return { ...table, commands: shown.map(({ command }) => [command]) };
}
