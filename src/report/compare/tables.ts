import { percent, pValue } from '../format.ts';
import { type Column, type Table, tableOf } from '../tables/table.ts';
import { ruleName, specName } from '../words.ts';
import type { AnswerCounts } from './answer-pairs.ts';
import { changeText, medianValue } from './change-text.ts';
import type { CellComparison, Change, MeasureComparison, RunComparison, YieldComparison } from './comparison.ts';

interface Line {
  readonly cell: CellComparison;
  readonly name: string;
  readonly chips: string;
  readonly first: string;
  readonly second: string;
  readonly change: Change & { readonly name: string };
  readonly margin: boolean | null;
}

/** Every comparison, by point and rule. */
export function changeTable({ cells, within }: RunComparison): Table {
  const lines = cells.flatMap((cell) => [
    ...cell.yields.map((own) => yieldLine(cell, own)),
    ...cell.measures.map((own) => measureLine(cell, own)),
  ]);
  const margin: Column<Line>[] =
    within === null
      ? []
      : [[`within ${percent(within)}`, ({ margin: held }) => (held === null ? '' : held ? 'yes' : 'not shown')]];
  return tableOf(3, lines, [
    ['point', ({ cell }) => cell.point],
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['quantity', ({ name }) => name],
    ['chips', ({ chips }) => chips],
    ['A', ({ first }) => first],
    ['B', ({ second }) => second],
    ['change (95 %)', ({ change }) => changeText(change)],
    ['p (Holm)', ({ change }) => pValue(change.adjustedP)],
    ['says', ({ change }) => said(change)],
    ...margin,
  ]);
}

function yieldLine(cell: CellComparison, own: YieldComparison): Line {
  const { name, first, second, pairs, withinMargin } = own;
  const chips =
    pairs === null
      ? `${first.n} and ${second.n}`
      : `${pairs.n}${pairs.leftOut > 0 ? ` (${pairs.leftOut} left out)` : ''}`;
  return {
    cell,
    name: specName(name),
    chips,
    first: answersText(first),
    second: answersText(second),
    change: own,
    margin: withinMargin,
  };
}

function measureLine(cell: CellComparison, own: MeasureComparison): Line {
  const { name, first, second, leftOut } = own;
  const chips =
    leftOut === null ? `${first.n} and ${second.n}` : `${first.n}${leftOut > 0 ? ` (${leftOut} left out)` : ''}`;
  return {
    cell,
    name: specName(name),
    chips,
    first: medianValue(name, first.median),
    second: medianValue(name, second.median),
    change: own,
    margin: null,
  };
}

/** "94/97 (2 undecided; 1 refused)". */
function answersText({ passed, n, undecided, refused }: AnswerCounts): string {
  const rest = [...(undecided > 0 ? [`${undecided} undecided`] : []), ...(refused > 0 ? [`${refused} refused`] : [])];
  return rest.length === 0 ? `${passed}/${n}` : `${passed}/${n} (${rest.join('; ')})`;
}

/** The interval says whether there is a change, the adjusted test whether there is one among so many. */
function said({ direction, significant }: Change): string {
  if (direction === 'no change within noise') return direction;
  return significant ? `${direction}, significant` : `${direction}, not after Holm`;
}

/** Which run is A and which is B. */
export function runTable({ first, second }: RunComparison): Table {
  return tableOf(
    1,
    [
      { letter: 'A', ...first },
      { letter: 'B', ...second },
    ],
    [
      ['run', ({ letter }) => letter],
      ['directory', ({ run }) => run],
      ['scenario', ({ name }) => name],
      ['device', ({ device }) => device],
      ['seed', ({ seed }) => seed],
      ['dyadsim', ({ version }) => version],
      ['chips', ({ chips }) => String(chips)],
      ['trials', ({ trials }) => `${trials.found} of ${trials.expected}`],
    ],
  );
}
