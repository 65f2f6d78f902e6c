import type { PictureFile } from '../charts/frame.ts';
import { counted, percent, threeDigits } from '../format.ts';
import type { InquiryReport } from '../inquiries/pages.ts';
import { networkInWords } from '../network-name.ts';
import { findings } from './findings.ts';
import type { ExtremesSummary } from './summary.ts';
import { ROUND_NOTE, roundTable, WORST_NOTE, worstTable } from './tables.ts';

export function extremesReport(summary: ExtremesSummary, charts: readonly PictureFile[]): InquiryReport {
  return {
    heading: summary,
    findings: findings(summary),
    pictures: 'The tail',
    charts,
    tables: [
      { title: 'The worst chips', label: 'The worst chips', table: worstTable(summary), note: WORST_NOTE },
      { title: 'Rounds of events', label: 'Rounds of events', table: roundTable(summary), note: ROUND_NOTE },
    ],
    setup: setup(summary),
  };
}

function setup(summary: ExtremesSummary): string[] {
  const { device, chips, probes, seed, command, versions, worst, miss, most, step, questions } = summary;
  const unknown = questions.flatMap(({ whyUnknown }) => whyUnknown ?? []);
  const within = questions.map((own) => `${own.kept} end by ${threeDigits(own.within / own.beta)} times beta`);
  return [
    `Device ${device}, network ${networkInWords(summary)}, ${counted(probes, 'input')}, seed ${seed}; chip i is chip i of a sweep of this seed.`,
    `${chips} chips screened by the static engine, of which ${within.join(' and ')}; the ${worst} worst by events, to a step of ` +
      `${percent(step)} in beta, none of them missed but with a probability of ${percent(miss)}, at most ${most} run by events.`,
    ...(unknown.length === 0 ? [] : [`Some chips could not be screened; the first: ${unknown[0]}.`]),
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}
