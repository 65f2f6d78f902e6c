import type { Round } from '../../montecarlo/extremes/search.ts';
import { percent, threeDigits } from '../format.ts';
import { questionColumns, questionRows } from '../inquiries/question-rows.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import type { ExtremeChip, ExtremesResult, ExtremesSummary } from './summary.ts';

/** The worst chips of every rule at every point. */
export function worstTable(summary: ExtremesSummary): Table {
  const columns = questionColumns<ExtremesResult, ExtremeChip>(summary.questions);
  const rows = questionRows(summary.questions, ({ chips }) => chips);
  const table = tableOf(columns.length + 1, rows, [
    ...columns,
    ['worst', ({ number }) => String(number)],
    ['chip', ({ own }) => String(own.chip)],
    ['fails at beta', ({ own }) => threeDigits(own.fails)],
    ['times beta', ({ own, question }) => threeDigits(own.fails / question.beta)],
    ['by screening', ({ own }) => threeDigits(own.lossBeta)],
    ['its rank', ({ own }) => String(own.rank)],
    ['file', ({ own }) => own.file],
  ]);
  return { ...table, commands: rows.map(({ own }) => [own.again]) };
}

export const WORST_NOTE =
  'Fails at beta: the smallest beta, to the step asked for, at which an input ends in an unstable word by events. By screening: the ' +
  'beta at which the first branch ends, and which rank among all chips that is.';

/** What was known after every round of events. */
export function roundTable(summary: ExtremesSummary): Table {
  const columns = questionColumns<ExtremesResult, Round>(summary.questions);
  return tableOf(
    columns.length + 1,
    questionRows(summary.questions, ({ rounds }) => rounds),
    [
      ...columns,
      ['round', ({ number }) => String(number)],
      ['first by screening', ({ own }) => String(own.first)],
      ['others', ({ own }) => String(own.audited)],
      ['last of the worst', ({ own }) => (own.limit === null ? NONE : threeDigits(own.limit))],
      ['too good at most', ({ own }) => (own.largestError === null ? NONE : percent(own.largestError))],
      ['missed at most', ({ own }) => (own.missed === 1 ? 'not known' : percent(own.missed))],
    ],
  );
}

export const ROUND_NOTE =
  'Events run the first chips by screening, and others evenly over all ranks that were kept, whose errors count as well. Too good at ' +
  'most: by how much a branch went beyond where its chip failed, the step included. Missed at most: the probability that a chip which ' +
  'was not run fails before the last of the worst. It holds if errors of screening are independent of each other and of the rank, and ' +
  'thin out at least as fast as an exponential towards failing.';
