import { total } from '../ended.ts';
import { screenedInWords, withoutSimulation } from '../engines.ts';
import { cellsOf, type Finding } from '../findings/finding.ts';
import { largest } from '../findings/largest.ts';
import { counted } from '../format.ts';
import { refusalsInWords } from '../refusals.ts';
import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { chipsInWords, ruleName, untilInWords } from '../words.ts';
import { onInputs } from '../yield-text.ts';

/** What a reader could take the numbers for that they are not. */
export function readings(summary: Summary): Finding[] {
  const found = [
    ...partial(summary),
    ...notRun(summary),
    ...refused(summary),
    ...undecided(summary),
    ...held(summary),
    ...clipped(summary),
    ...pinned(summary),
    ...budget(summary),
  ];
  return [
    ...found,
    scope(summary),
    ...absent(
      summary,
      found.map(({ subject }) => subject),
    ),
  ];
}

/** Subjects of which the first screen says that they do not occur; of branches without a run it is not counted which are pinned. */
const LOOKED_FOR = ['Refused', 'Undecided', 'Held', 'Clipped', 'Pinned'];

function absent(summary: Summary, met: readonly string[]): Finding[] {
  const isCounted = summary.predictions !== null && withoutSimulation(summary) === null;
  const none = LOOKED_FOR.filter((subject) => !met.includes(subject) && (subject !== 'Pinned' || isCounted));
  return none.length === 0 ? [] : [{ subject: 'None', text: `${none.join(', ').toLowerCase()}.` }];
}

function partial(summary: Summary): Finding[] {
  const { found, expected } = summary.trials;
  if (found === expected) return [];
  const left = `${expected - found} of ${counted(expected, 'trial')} are missing`;
  return [
    {
      subject: 'Incomplete',
      text: `${left}; all numbers are of the ${found} that have been run (${chipsInWords(summary, 'all')} per point and rule), and their intervals are wider for it.`,
    },
  ];
}

function notRun(summary: Summary): Finding[] {
  const unsimulated = withoutSimulation(summary);
  const screened = screenedInWords(summary);
  return [
    ...(unsimulated === null
      ? []
      : [
          {
            subject: 'Not simulated',
            text: `${unsimulated} stable means that the branch reaches this beta and no mode grows: no noise, no thresholds.`,
          },
        ]),
    ...(screened === null ? [] : [{ subject: 'Screened', text: screened.replace(/^Screened: of/, 'Of') }]),
  ];
}

function refused(summary: Summary): Finding[] {
  const words = refusalsInWords(summary);
  return words === null ? [] : [{ subject: 'Refused', text: words }];
}

/** The chips of a cell of which something is to be said, where they are the most. */
function most(summary: Summary, subject: string, chips: (cell: CellSummary) => number, meaning: string): Finding[] {
  const found = largest(cellsOf(summary), ({ cell }) => chips(cell));
  if (found === null || chips(found.cell) === 0) return [];
  const others = cellsOf(summary).filter(({ cell }) => chips(cell) > 0).length > 1 ? ', the most' : '';
  return [
    {
      subject,
      text: `${chips(found.cell)} of ${found.cell.stable.n} chips under ${found.where}${others}: ${meaning}.`,
    },
  ];
}

function undecided(summary: Summary): Finding[] {
  return most(
    summary,
    'Undecided',
    ({ stable }) => stable.unknown,
    'yields go from all of them failing to all passing',
  );
}

function held(summary: Summary): Finding[] {
  return most(summary, 'Held', ({ stable }) => stable.deadZone, 'stable only by the encoders\u2019 thresholds');
}

function clipped(summary: Summary): Finding[] {
  const chips = ({ stable, inRange }: CellSummary) => stable.passed - inRange.passed;
  return most(summary, 'Clipped', chips, 'stable, but a rail cuts an input, so not in range');
}

function pinned({ predictions }: Summary): Finding[] {
  const found = (predictions ?? []).flatMap(({ rule, branches }) => {
    const inputs = total(branches.pinned);
    return inputs === 0 ? [] : [`${inputs} of ${ruleName(rule)}`];
  });
  if (found.length === 0) return [];
  return [{ subject: 'Pinned', text: `Inputs: ${found.join(', ')}; a rail holds their branch, which has no margin.` }];
}

function budget({ points }: Summary): Finding[] {
  const runs = points.flatMap(({ cells }) => cells).reduce((sum, { budgetEnded }) => sum + budgetEnded, 0);
  if (runs === 0) return [];
  return [{ subject: 'Event budget', text: `It ended ${counted(runs, 'run')}, judged from there without encoders.` }];
}

/** What every yield is a yield of. */
function scope(summary: Summary): Finding {
  const { probes } = summary.setup;
  const ended = untilInWords(summary);
  const sweep = ended === '' ? '' : ` The sweep ${ended}.`;
  return {
    subject: 'Inputs',
    text: `Every yield is ${onInputs(probes)}; more may break more chips.${sweep}`,
  };
}
