import type { Rule } from '../../model/rules.ts';
import { type ChangeLine, changeLines, criteriaOf } from '../../montecarlo/inquiries/changes.ts';
import { FAILS, KEEPS, NOT_ASKED } from '../../montecarlo/inquiries/find-answer.ts';
import type { ChangeAnswer } from '../../montecarlo/inquiries/sensitivity.ts';
import { holmAdjusted } from '../../montecarlo/statistics/holm.ts';
import { type Mean, meanOf } from '../../montecarlo/statistics/mean.ts';
import { mcNemarExact, newcombeInterval } from '../../montecarlo/statistics/paired.ts';
import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import type { Study } from '../../montecarlo/study.ts';
import { coordinatesInWords } from '../axes.ts';
import type { AxisSummary } from '../summary.ts';

/** What one change of the device does to the chips under one rule, each compared with itself as designed. */
export interface ChangeCell {
  /** Place on the other axes; empty: there is one. */
  readonly at: string;
  readonly rule: Rule;
  readonly change: string;
  readonly yields: readonly YieldChange[];
  /** Change of the metric, over the chips that have it both ways; null: none has. */
  readonly metric: Mean | null;
}

/** Chips that keep a criterion as designed, and changed. */
export interface YieldChange {
  readonly criterion: string;
  readonly designed: number;
  readonly changed: number;
  /** Chips of which both are known; `leftOut`: the others. */
  readonly n: number;
  readonly leftOut: number;
  /** Of the yield, with Newcombe's paired 95 % interval; null: no chips. */
  readonly difference: number | null;
  readonly interval: Interval;
  /** Exact McNemar test, adjusted for all changes of the same device, rule and criterion (Holm). */
  readonly p: number;
}

export function changeCells(
  study: Study,
  axes: readonly AxisSummary[],
  answers: readonly ChangeAnswer[],
): ChangeCell[] {
  const [{ scenario }] = study.points;
  return changeLines(study).flatMap((line) =>
    scenario.rules.flatMap((rule, r) => {
      const cells = line.changed.map((point) => changeCell(line, point, r, answers, criteriaOf(scenario)));
      const adjusted = new Map(
        criteriaOf(scenario).map(({ name }) => {
          const tests = cells.map(({ yields }) => yields.find(({ criterion }) => criterion === name)?.p ?? 1);
          return [name, holmAdjusted(tests)];
        }),
      );
      return cells.map(({ yields, ...cell }, c) => ({
        at: coordinatesInWords(axes, line.others),
        rule,
        ...cell,
        yields: yields.map((own) => ({ ...own, p: adjusted.get(own.criterion)![c] })),
      }));
    }),
  );
}

function changeCell(
  { base }: ChangeLine,
  { index, change }: ChangeLine['changed'][number],
  r: number,
  answers: readonly ChangeAnswer[],
  criteria: ReturnType<typeof criteriaOf>,
): Omit<ChangeCell, 'at' | 'rule'> {
  const pairs = answers.map(({ points }) => [points[base.index][r], points[index][r]] as const);
  const differences = pairs.flatMap(([{ value: before }, { value: after }]) =>
    typeof before === 'string' || typeof after === 'string' ? [] : [after.value - before.value],
  );
  return {
    change,
    metric: meanOf(differences),
    yields: criteria.flatMap(({ name }, c) => {
      const letters = pairs.map(([before, after]) => before.letters[c] + after.letters[c]);
      return letters.every((own) => own.includes(NOT_ASKED)) ? [] : [yieldChange(name, letters)];
    }),
  };
}

/** @param letters of every chip, as designed and changed */
function yieldChange(criterion: string, letters: readonly string[]): YieldChange {
  const count = (pair: string) => letters.filter((own) => own === pair).length;
  const [both, onlySecond] = [count(KEEPS + KEEPS), count(FAILS + KEEPS)];
  const [onlyFirst, neither] = [count(KEEPS + FAILS), count(FAILS + FAILS)];
  const n = both + onlyFirst + onlySecond + neither;
  return {
    criterion,
    designed: both + onlyFirst,
    changed: both + onlySecond,
    n,
    leftOut: letters.length - n,
    difference: n === 0 ? null : (onlySecond - onlyFirst) / n,
    interval: newcombeInterval({ both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither }),
    p: mcNemarExact(onlyFirst, onlySecond),
  };
}
