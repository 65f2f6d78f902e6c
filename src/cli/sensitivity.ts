import type { Command } from 'commander';
import type { SensitivityAnswer } from '../montecarlo/inquiries/sensitivity.ts';
import { shareCost } from '../montecarlo/inquiries/share-cost.ts';
import { sensitivitySummary } from '../report/sensitivity/summary.ts';
import { shareTable } from '../report/sensitivity/tables.ts';
import { alignedTable } from '../report/terminal.ts';
import { declareInquiry } from './inquire.ts';
import { duration } from './wording.ts';

export default function declare(command: Command): void {
  declareInquiry(command, {
    kind: 'sensitivity',
    description:
      'Which spreads of the device the variance of a metric is from: Sobol indices and Shapley effects, by pick-freeze.',
    examples: '  $ dyadsim sensitivity what-matters -o runs/what-matters',
    announce(study) {
      const { chips, seconds } = shareCost(study);
      return `${chips} chips, twins and hybrids among them, about ${duration(Math.ceil(seconds))} of one core`;
    },
    async conclude(manifest, study, answers) {
      const { shareCharts } = await import('../report/sensitivity/charts.ts');
      const { sensitivityReport } = await import('../report/sensitivity/report.ts');
      const summary = sensitivitySummary(manifest, study, answers as readonly SensitivityAnswer[]);
      const report = sensitivityReport(summary, await shareCharts(summary));
      return { summary, text: [alignedTable(shareTable(summary)), ...report.findings].join('\n'), report };
    },
  });
}
