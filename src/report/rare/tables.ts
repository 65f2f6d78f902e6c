import { threeDigits } from '../format.ts';
import { questionColumns, questionRows } from '../inquiries/question-rows.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import type { RareResult, RareSummary } from './summary.ts';
import { chipsInWords, eventsInWords, extrapolationInWords, probabilityInWords, sigmaInWords } from './words.ts';

/** The probability of every rule at every point. */
export function probabilityTable(summary: RareSummary): Table {
  const columns = questionColumns<RareResult, RareResult>(summary.questions);
  return tableOf(
    columns.length,
    questionRows(summary.questions, (question) => [question]),
    [
      ...columns,
      ['probability', ({ own }) => probabilityInWords(own)],
      ['sigma', ({ own }) => sigmaInWords(own)],
      ['looked at', ({ own }) => String(own.evaluations)],
      ['plain chips', ({ own }) => chipsInWords(own.plainChips)],
      ['by events', ({ own }) => (own.chips.length === 0 ? NONE : eventsInWords(own.chips))],
      ['not known', ({ own }) => String(own.unknown)],
    ],
  );
}

export const PROBABILITY_NOTE =
  'Probability: mean of independent repetitions of subset simulation, and Student’s 95 % interval of it on the logarithm; below: ' +
  'the upper end where no repetition found a failing chip. Sigma: the yield as that of a normal law, one-sided. Looked at: chips ' +
  'that the static engine solved for. Plain chips: how many would have to be counted for an interval as narrow, or a bound as low. ' +
  'By events: what simulation says of the most probable failing chips.';

/** In which ways chips fail. */
export function kindTable(summary: RareSummary): Table {
  const columns = questionColumns<RareResult, RareResult['kinds'][number]>(summary.questions);
  return tableOf(
    columns.length + 1,
    questionRows(summary.questions, ({ kinds }) => kinds),
    [
      ...columns,
      ['how', ({ own }) => own.words],
      ['probability', ({ own }) => probabilityInWords(own)],
      ['part', ({ own, question }) => `${((100 * own.probability!) / question.probability!).toFixed(0)} %`],
    ],
  );
}

/** The failing chips that were written. */
export function chipTable(summary: RareSummary): Table {
  const columns = questionColumns<RareResult, RareResult['chips'][number]>(summary.questions);
  return tableOf(
    columns.length + 1,
    questionRows(summary.questions, ({ chips }) => chips),
    [
      ...columns,
      ['file', ({ own }) => own.file],
      ['how', ({ own }) => own.words],
      ['distance', ({ own }) => threeDigits(own.norm)],
      ['events', ({ own }) => own.error ?? (own.fails === null ? 'not known' : own.fails ? 'fails' : 'holds')],
    ],
  );
}

export const CHIP_NOTE =
  'The failing chips of the smallest distance, one of each repetition first. Distance: of the chip’s standard normal draws from the ' +
  'nominal chip; that of a usual chip is about the square root of their number.';

/** Failures at larger draws, and what they say when taken to the usual ones. */
export function scaledTable(summary: RareSummary): Table {
  const columns = questionColumns<RareResult, RareResult>(summary.questions);
  return tableOf(
    columns.length,
    questionRows(summary.questions, (question) => (question.extrapolated === undefined ? [] : [question])),
    [
      ...columns,
      ['failing at sigma × s', ({ own }) => own.extrapolated!.counts.map(countInWords).join('; ')],
      ['extrapolated to s = 1', ({ own }) => extrapolationInWords(own)],
      ['by subset simulation', ({ own }) => probabilityInWords(own)],
    ],
  );
}

function countInWords({ sigma, chips, failing, unknown }: NonNullable<RareResult['extrapolated']>['counts'][number]) {
  return `${threeDigits(sigma)}: ${failing} of ${chips}${unknown === 0 ? '' : `, ${unknown} not known`}`;
}

export const SCALED_NOTE =
  'An extrapolation, no estimate: all draws are s times as large, failing chips are counted, ln P = a + b ln s - c / s² is fitted to the counts and taken to s = 1, where ' +
  'nothing was sampled. The interval is that of the counts alone (bootstrap); whether the model holds down to s = 1 is not in it, and where no one way of failing is most probable, as ' +
  'where thousands of draws do a little each, it does not.';

/** How every repetition went. */
export function repetitionTable(summary: RareSummary): Table {
  const columns = questionColumns<RareResult, RareResult['repetitions'][number]>(summary.questions);
  return tableOf(
    columns.length + 1,
    questionRows(summary.questions, ({ repetitions }) => repetitions),
    [
      ...columns,
      ['repetition', ({ number }) => String(number)],
      ['probability', ({ own }) => threeDigits(own.probability)],
      ['levels', ({ own }) => String(own.levels.length)],
      ['ended', ({ own }) => ENDS[own.end]],
      ['moves made', ({ own }) => acceptedInWords(own.levels)],
    ],
  );
}

const ENDS = {
  failing: 'at failing chips',
  'down-to': 'as far down as asked',
  tied: 'where no chip is nearer than others',
};

function acceptedInWords(levels: RareResult['repetitions'][number]['levels']): string {
  const parts = levels.flatMap(({ accepted }) => accepted ?? []);
  if (parts.length === 0) return NONE;
  const [low, high] = [Math.min(...parts), Math.max(...parts)].map((part) => (100 * part).toFixed(0));
  return low === high ? `${low} %` : `${low} \u2013 ${high} %`;
}
