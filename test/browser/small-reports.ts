import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainingCharts } from '../../src/report/training/charts.ts';
import { trainingHtml } from '../../src/report/training/pages.ts';
import { dyadsim } from '../cli/dyadsim.ts';
import { smallScenario } from '../cli/small-scenario.ts';
import { staticScenario } from '../cli/static-scenario.ts';
import { reportOf } from '../report/reports.ts';
import { ALPHA, syntheticRun } from '../report/synthetic-run.ts';
import { madeTraining } from '../report/training/made-training.ts';

export const KINDS = ['a sweep', 'a map', 'a find', 'a comparison', 'a training'] as const;
export type Kind = (typeof KINDS)[number];

/** A page of every kind, made in `folder`, and its file. */
export async function smallReports(folder: string): Promise<Readonly<Record<Kind, string>>> {
  const at = (name: string) => join(folder, name);
  const stable = 'accept: { specs: [{ name: stable, metric: stable, target: 70 % }] }';
  const along = 'sweep: { beta: [0.05, 0.2, 1, 4, 8] }\nfind: { along: beta, coarse: 4, confirm: 1 }';
  await Promise.all([
    run('sweep', smallScenario(folder, { noise: true }), '-o', at('run'), '--threads', '0'),
    run(
      'find',
      staticScenario(folder, 'find', '6', `kind: find\n${along}\n${stable}`),
      '-o',
      at('find'),
      '--threads',
      '0',
    ),
  ]);
  await run('compare', at('run'), at('run'), '--html', at('compare.html'));

  // Made up: with every outcome, refusals and a long name, which real runs of this size do not have.
  const sweep = syntheticRun([ALPHA], { name: 'a-name-as-long-as-those-of-revisions-are-wont-to-be'.repeat(3) });
  const map = syntheticRun([ALPHA, BETA], { chips: 8 });
  writeFileSync(at('sweep.html'), (await reportOf(sweep.manifest, sweep.rows)).html);
  writeFileSync(at('map.html'), (await reportOf(map.manifest, map.rows)).html);
  const training = madeTraining('a-name-of-some-length');
  writeFileSync(at('training.html'), trainingHtml(training, await trainingCharts(training)));

  return {
    'a sweep': at('sweep.html'),
    'a map': at('map.html'),
    'a find': at('find/report.html'),
    'a comparison': at('compare.html'),
    'a training': at('training.html'),
  };
}

const BETA = { path: 'beta', labels: ['0.1', '0.5', '2'], values: [0.1, 0.5, 2] };

/** Runs the command line, which has to end well. */
async function run(...args: string[]): Promise<void> {
  const { code, stderr } = await dyadsim(...args);
  if (code !== 0) throw new Error(`dyadsim ${args.join(' ')} ended with ${code}: ${stderr}`);
}
