import { join } from 'node:path';
import { z } from 'zod';
import { namesIn } from './folder.ts';
import { type ResultsLayout, readResult } from './results-folder.ts';
import { INQUIRY_FORMAT } from './study-manifest.ts';

/** A folder of the answers that an inquiry has got. */
export const ANSWERS: ResultsLayout = {
  manifest: INQUIRY_FORMAT,
  plural: 'answers',
  format: 'dyadsim/answer@1',
  field: 'answer',
  result: z.looseObject({}),
  made: {
    '': /^(summary\.json|report\.(html|md))$/,
    answers: /^\d{6,}\.json$/,
    plots: /\.(?:svg|vl\.json)$/,
    chips: /\.json$/,
  },
};

/** Files of such a folder. */
export const answerPaths = {
  summary: (folder: string) => join(folder, 'summary.json'),
  html: (folder: string) => join(folder, 'report.html'),
  markdown: (folder: string) => join(folder, 'report.md'),
  plots: (folder: string) => join(folder, 'plots'),
  chips: (folder: string) => join(folder, 'chips'),
};

/** `000012.json`. */
export function answerName(number: number): string {
  return `${String(number).padStart(6, '0')}.json`;
}

/** How many answers of a run are there, and which files are damaged. */
export async function countAnswers(folder: string, run: string): Promise<{ answers: number; damaged: string[] }> {
  let answers = 0;
  const damaged: string[] = [];
  for (const name of (await namesIn(join(folder, ANSWERS.plural))).sort()) {
    if (!ANSWERS.made.answers.test(name)) continue;
    const kept = await readResult(folder, ANSWERS, run, name);
    if (kept.kind === 'kept') answers++;
    if (kept.kind === 'damaged') damaged.push(...kept.reasons);
  }
  return { answers, damaged };
}
