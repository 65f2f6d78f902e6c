import type { PictureFile } from '../charts/frame.ts';
import { counted } from '../format.ts';
import type { InquiryReport } from '../inquiries/pages.ts';
import { networkInWords } from '../network-name.ts';
import { CHANGE_NOTE, changeTable } from './change-table.ts';
import { findings } from './findings.ts';
import type { SensitivitySummary } from './summary.ts';
import { CHIP_NOTE, chipTable, SHARE_NOTE, shareTable } from './tables.ts';

export function sensitivityReport(summary: SensitivitySummary, charts: readonly PictureFile[]): InquiryReport {
  return {
    heading: summary,
    findings: findings(summary),
    pictures: 'What matters',
    charts,
    tables: [
      {
        title: 'Shares of the variance',
        label: 'Shares of every group',
        table: shareTable(summary),
        note: SHARE_NOTE,
      },
      {
        title: 'One change at a time',
        label: 'What every change adds',
        table: changeTable(summary),
        note: CHANGE_NOTE,
      },
      { title: 'Chips', label: 'Chips that the shares are of', table: chipTable(summary), note: CHIP_NOTE },
    ],
    setup: setup(summary),
  };
}

function setup(summary: SensitivitySummary): string[] {
  const { device, chips, probes, engine, follow, seed, by, resamples, made, command, versions } = summary;
  return [
    `Device ${device}, network ${networkInWords(summary)}, ${counted(probes, 'input')}, engine ${engine}, branches followed to ${follow} times beta, seed ${seed}.`,
    `${counted(chips, 'chip')} at every point, each with a twin and their hybrids, ${made} chips in all. Draws are grouped by ${by.join(', ')}; ` +
      `${counted(resamples, 'bootstrap sample')}.`,
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}
