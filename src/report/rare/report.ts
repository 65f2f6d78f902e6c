import type { PictureFile } from '../charts/frame.ts';
import { counted, threeDigits } from '../format.ts';
import type { InquiryReport } from '../inquiries/pages.ts';
import { networkInWords } from '../network-name.ts';
import { findings } from './findings.ts';
import type { RareSummary } from './summary.ts';
import {
  CHIP_NOTE,
  chipTable,
  kindTable,
  PROBABILITY_NOTE,
  probabilityTable,
  repetitionTable,
  SCALED_NOTE,
  scaledTable,
} from './tables.ts';

export function rareReport(summary: RareSummary, charts: readonly PictureFile[]): InquiryReport {
  const table = (title: string, own: ReturnType<typeof kindTable>, note = '') => {
    return { title, label: title, table: own, note };
  };
  return {
    heading: summary,
    findings: findings(summary),
    pictures: 'How near',
    charts,
    tables: [
      table('Probability of failing', probabilityTable(summary), PROBABILITY_NOTE),
      table('How chips fail', kindTable(summary)),
      table('Failing chips', chipTable(summary), CHIP_NOTE),
      table('Repetitions', repetitionTable(summary)),
      ...(summary.questions.some(({ extrapolated }) => extrapolated !== undefined)
        ? [table('Scaled sigma: an extrapolation', scaledTable(summary), SCALED_NOTE)]
        : []),
    ],
    setup: setup(summary),
  };
}

function setup(summary: RareSummary): string[] {
  const { device, chips, probes, repetitions, seed, command, versions, downTo, limit, questions } = summary;
  const unknown = questions.flatMap(({ whyUnknown }) => whyUnknown ?? []);
  return [
    `Device ${device}, network ${networkInWords(summary)}, ${counted(probes, 'input')}, engine static, seed ${seed}.`,
    `A chip fails where ${limit}. ${counted(repetitions, 'repetition')} of subset simulation with ${counted(chips, 'chip')} a ` +
      `level, down to ${threeDigits(downTo)}, in the space of ${questions[0].draws} standard normal draws of a chip.`,
    ...(unknown.length === 0 ? [] : [`Of some chips it is not known whether they fail; the first: ${unknown[0]}.`]),
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}
