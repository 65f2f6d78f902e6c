import type { Command } from 'commander';
import type { FindAnswer } from '../montecarlo/inquiries/find-answer.ts';
import { findSummary } from '../report/find/summary.ts';
import { limitTable } from '../report/find/tables.ts';
import { alignedTable } from '../report/terminal.ts';
import { declareInquiry } from './inquire.ts';

export default function declare(command: Command): void {
  declareInquiry(command, {
    kind: 'find',
    description:
      'Find how far along an axis of the sweep specs reach their targets, chip by chip and with a part of the grid’s runs.',
    examples: '  $ dyadsim find find-limits -o runs/limits',
    async conclude(manifest, study, answers) {
      const { findCharts } = await import('../report/find/charts.ts');
      const { findReport } = await import('../report/find/report.ts');
      const summary = findSummary(manifest, study, answers as readonly FindAnswer[]);
      const report = findReport(summary, await findCharts(summary));
      return { summary, text: alignedTable(limitTable(summary)), report };
    },
  });
}
