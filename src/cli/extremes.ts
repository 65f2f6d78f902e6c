import type { Command } from 'commander';
import { originOf } from '../chip/origin.ts';
import { chipFrom } from '../chip/sample-chip.ts';
import { chipCost } from '../montecarlo/chip-cost.ts';
import type { ExtremesAnswer } from '../montecarlo/extremes/course.ts';
import { questionsOf } from '../montecarlo/extremes/questions.ts';
import type { Study } from '../montecarlo/study.ts';
import { findings } from '../report/extremes/findings.ts';
import { type ExtremesSummary, extremesSummary } from '../report/extremes/summary.ts';
import { worstTable } from '../report/extremes/tables.ts';
import { alignedTable } from '../report/terminal.ts';
import { declareInquiry } from './inquire.ts';
import { duration } from './wording.ts';

export default function declare(command: Command): void {
  declareInquiry(command, {
    kind: 'extremes',
    description:
      'Find the worst of very many chips: the static engine looks at all of them, events run the worst, until it is improbable that ' +
      'one was missed.',
    examples: '  $ dyadsim extremes worst-chips -o runs/worst',
    announce(study) {
      const [{ scenario }] = study.points;
      const chips = scenario.chips * study.points.length;
      const seconds = study.points.reduce((sum, point) => sum + point.scenario.chips * chipCost([point]), 0);
      return `${chips} chips to screen, about ${duration(Math.ceil(seconds))} of one core, and some by events`;
    },
    async conclude(manifest, study, answers) {
      const { extremesCharts } = await import('../report/extremes/charts.ts');
      const { extremesReport } = await import('../report/extremes/report.ts');
      const summary = extremesSummary(manifest, study, answers as readonly ExtremesAnswer[]);
      return {
        summary,
        text: [alignedTable(worstTable(summary)), ...findings(summary)].join('\n'),
        report: extremesReport(summary, await extremesCharts(summary)),
        chips: worstChips(study, summary),
      };
    },
  });
}

/** The chips of the tables, drawn anew. */
function worstChips(study: Study, { questions }: ExtremesSummary) {
  const points = questionsOf(study).map(({ point }) => point);
  return questions.flatMap(({ chips }, q) => {
    const { scenario, task } = points[q];
    return chips.map(({ chip, file }) => {
      return { file, chip: chipFrom(scenario.device, study.tasks[task].network, originOf(study, chip)) };
    });
  });
}
