import type { Command } from 'commander';
import type { RareAnswer } from '../montecarlo/inquiries/rare-answer.ts';
import { foundChips } from '../montecarlo/inquiries/rare-run.ts';
import { chipFile } from '../report/inquiries/chip-file.ts';
import { rareSummary } from '../report/rare/summary.ts';
import { probabilityTable } from '../report/rare/tables.ts';
import { alignedTable } from '../report/terminal.ts';
import { declareInquiry } from './inquire.ts';

export default function declare(command: Command): void {
  declareInquiry(command, {
    kind: 'rare',
    description:
      'Estimate how improbable it is that a chip fails, far below what can be counted, by subset simulation on the stationary states.',
    examples: '  $ dyadsim rare rare-loss -o runs/rare',
    async conclude(manifest, study, answers) {
      const { rareCharts } = await import('../report/rare/charts.ts');
      const { rareReport } = await import('../report/rare/report.ts');
      const own = answers as readonly RareAnswer[];
      const summary = rareSummary(manifest, study, own);
      return {
        summary,
        text: alignedTable(probabilityTable(summary)),
        report: rareReport(summary, await rareCharts(summary)),
        chips: foundChips(study, own).map(({ question, rule, number, chip }) => {
          return { file: chipFile(question, rule, number), chip };
        }),
      };
    },
  });
}
