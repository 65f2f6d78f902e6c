import type { Spec, SpecTarget } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import { type SpecCounts, targetFraction, yieldBounds } from '../statistics/spec.ts';
import type { Study } from '../study.ts';
import { type ChipLine, FAILS, type FindAnswer, isAskedOf, KEEPS } from './find-answer.ts';
import { findOf, type Line, linesOf } from './lines.ts';
import { lettersAlong } from './transitions.ts';

/** Places of a line from one to another, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How far along a line a spec reaches its target, under one rule. */
export interface Edges {
  readonly line: Line;
  /** Of the line, among all. */
  readonly number: number;
  readonly rule: Rule;
  readonly spec: Spec;
  /** Its place among the scenario's. */
  readonly place: number;
  readonly target: SpecTarget;
  /** Whether each chip keeps it, a letter for every place of the line. */
  readonly letters: ReadonlyMap<number, string>;
  /** Chips at every place. */
  readonly counts: readonly SpecCounts[];
  /** The longest stretch on which the yield, unknown and refused chips failing, reaches the target; null: nowhere. */
  readonly reached: Stretch | null;
  /** Within it, the longest on which this is shown: the exact lower 95 % bound reaches it too; null: nowhere. */
  readonly shown: Stretch | null;
  /** Around it, how far the exact upper bound reaches it; beyond, the target is missed; null: it is missed everywhere. */
  readonly possible: Stretch | null;
  /** Ends of the stretch that are not ends of the line. */
  readonly edges: readonly number[];
}

/** Every limit that a find asks for: line by line, rule by rule, spec by spec, those with a target. */
export function edgesOf(study: Study, answers: readonly FindAnswer[]): Edges[] {
  const [{ scenario }] = study.points;
  const lines = linesOf(study, findOf(scenario).along);
  const found = answers.flatMap((answer) =>
    'lines' in answer ? answer.lines.map((line) => ({ chip: answer.chip, ...line })) : [],
  );
  return lines.flatMap((line, number) =>
    scenario.rules.flatMap((rule) => {
      const own = found.filter((one) => one.line === number && one.rule === rule);
      return scenario.accept.specs.flatMap((spec, s) =>
        spec.target === null || !isAskedOf(spec, rule)
          ? []
          : [{ line, number, rule, spec, place: s, target: spec.target, ...along(line, spec.target, own, s) }],
      );
    }),
  );
}

function along(
  { points }: Line,
  target: SpecTarget,
  chips: readonly (ChipLine & { readonly chip: number })[],
  s: number,
) {
  const n = points.length;
  const letters = new Map(chips.map((own) => [own.chip, lettersAlong(own, s, n)]));
  const all = [...letters.values()];
  const counts = points.map((_, place) => countsAt(all, place));
  const wanted = targetFraction(target);
  const bounds = counts.map(yieldBounds);
  const reached = longest(counts.map(({ passed }) => passed / chips.length >= wanted));
  const shown = reached && longest(bounds.map(([low], i) => low >= wanted && isWithin(i, reached)));
  const maybe = bounds.map(([, high]) => high >= wanted);
  const possible = reached === null ? longest(maybe) : around(reached, maybe);
  const ends = reached === null ? [] : [reached.from, reached.to].filter((place) => place > 0 && place < n - 1);
  return { letters, counts, reached, shown, possible, edges: [...new Set(ends)] };
}

function countsAt(letters: readonly string[], place: number): SpecCounts {
  const passed = letters.filter((own) => own[place] === KEEPS).length;
  const failed = letters.filter((own) => own[place] === FAILS).length;
  return { passed, failed, unknown: letters.length - passed - failed };
}

function isWithin(place: number, { from, to }: Stretch): boolean {
  return place >= from && place <= to;
}

/** The longest run of true, of equally long ones the first. */
function longest(answers: readonly boolean[]): Stretch | null {
  let best: Stretch | null = null;
  for (let from = 0; from < answers.length; from++) {
    if (!answers[from]) continue;
    let to = from;
    while (answers[to + 1]) to++;
    if (best === null || to - from > best.to - best.from) best = { from, to };
    from = to;
  }
  return best;
}

/** A stretch made longer on both sides as far as the answers are true. */
function around(stretch: Stretch, answers: readonly boolean[]): Stretch {
  let { from, to } = stretch;
  while (answers[from - 1]) from--;
  while (answers[to + 1]) to++;
  return { from, to };
}
