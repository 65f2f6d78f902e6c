import type { Rule } from '../../model/rules.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Study, StudyPoint } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import { type Edges, edgesOf } from './edges.ts';
import type { ChipLine, Confirm, FindAnswer, FindRequest, PresentedChip } from './find-answer.ts';
import { findOf, type Line, linesOf } from './lines.ts';
import { type Presentations, presentationsOf } from './presentations.ts';
import { specLetters } from './spec-letters.ts';
import { coarsePlaces, findTransitions, type Letters, type Looked, placesBeside } from './transitions.ts';

/**
 * Limits along an axis of the sweep, chip by chip: every chip is looked at in coarse steps, and then where it changes, so that
 * it costs a few points of the axis and not all of them. Where noise decides, all chips are then presented anew about every limit;
 * where stationary states were solved for, events confirm the limits.
 */
export const find: Inquiry<FindRequest, FindAnswer> = {
  next(study, answers) {
    const [{ scenario }] = study.points;
    if (answers.length === 0) return Array.from({ length: scenario.chips }, (_, chip) => ({ chip }));
    if (answers.some((answer) => !('lines' in answer))) return [];
    const { confirm } = findOf(scenario);
    const limits = edgesOf(study, answers);
    const present = presentationsOf(study, limits);
    if (present.length > 0) return Array.from({ length: scenario.chips }, (_, chip) => ({ chip, present }));
    if (scenario.engine === 'events' || confirm === 0) return [];
    const asked = confirmations(limits);
    if (asked.length === 0) return [];
    return Array.from({ length: Math.min(confirm, scenario.chips) }, (_, chip) => ({ chip, confirm: asked }));
  },

  answer(study, request) {
    if ('present' in request) return presented(study, request.chip, request.present);
    const trials = new ChipTrials(study, request.chip);
    if ('confirm' in request) {
      return {
        chip: request.chip,
        confirmed: request.confirm.map(({ point, rule }) => look(trials, byEvents(study.points[point]), rule).letters),
      };
    }
    const { along, coarse } = findOf(study.points[0].scenario);
    const lines = linesOf(study, along);
    return {
      chip: request.chip,
      lines: study.points[0].scenario.rules.flatMap((rule) => alongAll(trials, lines, rule, coarse)),
    };
  },
};

/** What events are asked: every limit, at the last place where the target is reached. */
export function confirmations(limits: readonly Edges[]): Confirm[] {
  const wanted = new Map<string, Confirm>();
  for (const { rule, edges, line } of limits) {
    for (const place of edges) {
      const confirm = { point: line.points[place].index, rule };
      wanted.set(JSON.stringify(confirm), confirm);
    }
  }
  return [...wanted.values()];
}

/** A chip along line after line, each looked at first where the one before it changes. */
function alongAll(trials: ChipTrials, lines: readonly Line[], rule: Rule, coarse: number): ChipLine[] {
  let before: Looked | null = null;
  return lines.map(({ points }, line) => {
    let error: string | null = null;
    const first: readonly number[] = before === null ? coarsePlaces(points.length, coarse) : placesBeside(before);
    const looked = findTransitions(points.length, first, (place) => {
      const seen = look(trials, points[place], rule);
      error ??= seen.error;
      return seen.letters;
    });
    before = looked;
    return { line, rule, error, ...looked };
  });
}

/** A chip run anew at place after place, every time under noise that no other run has. */
function presented(study: Study, chip: number, present: readonly Presentations[]): PresentedChip {
  const lines = linesOf(study, findOf(study.points[0].scenario).along);
  const most = Math.max(...present.map(({ times }) => times));
  const trials = Array.from({ length: most }, (_, time) => ChipTrials.presented(study, chip, time));
  return {
    chip,
    presented: present.map(({ line, rule, places, times }) =>
      places.map((place) => trials.slice(0, times).map((own) => look(own, lines[line].points[place], rule).letters)),
    ),
  };
}

function look(trials: ChipTrials, point: StudyPoint, rule: Rule): { letters: Letters; error: string | null } {
  const { scenario } = point;
  const [row] = trials.run([{ ...point, scenario: { ...scenario, rules: [rule] } }]);
  return { letters: specLetters(row, scenario.accept.specs, scenario), error: row.error };
}

function byEvents(point: StudyPoint): StudyPoint {
  return { ...point, scenario: { ...point.scenario, engine: 'events' } };
}
