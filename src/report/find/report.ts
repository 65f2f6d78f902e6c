import type { PictureFile } from '../charts/frame.ts';
import { counted, percent } from '../format.ts';
import type { InquiryReport } from '../inquiries/pages.ts';
import { networkInWords } from '../network-name.ts';
import { findings } from './findings.ts';
import type { FindSummary } from './summary.ts';
import { curveTable, FIT_NOTE, fitTable, LIMIT_NOTE, limitTable, presentedTable } from './tables.ts';

export function findReport(summary: FindSummary, charts: readonly PictureFile[]): InquiryReport {
  return {
    heading: summary,
    findings: findings(summary),
    pictures: 'Where',
    charts,
    tables: [
      { title: 'Limits', label: 'Every limit', table: limitTable(summary), note: LIMIT_NOTE },
      { title: 'Limits under other noise', label: 'Every psychometric fit', table: fitTable(summary), note: FIT_NOTE },
      {
        title: 'Answers under other noise',
        label: 'What chips answered under other noise',
        table: presentedTable(summary),
        note: '',
      },
      {
        title: 'Yield along the axis',
        label: 'Yield at every value of the axis',
        table: curveTable(summary),
        note: '',
      },
    ],
    setup: setup(summary),
  };
}

function setup(summary: FindSummary): string[] {
  const { device, chips, probes, engine, seed, command, versions, runs, whyRefused } = summary;
  return [
    `Device ${device}, network ${networkInWords(summary)}, ${counted(chips, 'chip')} on ${counted(probes, 'input')}, engine ${engine}, seed ${seed}.`,
    `${runs.made} chips under a rule at a point were looked at; the whole grid has ${runs.grid} (${percent(runs.made / runs.grid)}). ` +
      'Between two places that are alike a chip is taken to be so in between.',
    ...(runs.presented === undefined ? [] : [`Run again under other noise: ${runs.presented} times.`]),
    ...(whyRefused === null ? [] : [`Some chips could not be run; the first: ${whyRefused}.`]),
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}
