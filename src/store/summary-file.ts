import { z } from 'zod';
import { formatProblem, InputError } from '../config/input-error.ts';
import { atomicWrite } from './atomic-write.ts';
import { isPresent } from './folder.ts';
import { runPaths } from './run-paths.ts';
import { readSealedJson, sealedJson } from './sealed-json.ts';

const count = z.int().nonnegative();

/** What every summary has, whatever its report is about. */
const summarySchema = z.looseObject({
  format: z.literal('dyadsim/summary@1'),
  name: z.string(),
  command: z.string(),
  versions: z.looseObject({ dyadsim: z.string(), node: z.string() }),
  seed: z.string(),
  trials: z.looseObject({ expected: count, found: count }),
  points: z.array(z.looseObject({})),
});

/** Writes summary.json; `json` is the text of the summary, to which a checksum is added. */
export async function writeSummary(run: string, json: string): Promise<void> {
  await atomicWrite(runPaths.summary(run), sealedJson(json));
}

/** What is wrong with the summary that is there, as lines for the user; empty where there is none. */
export async function summaryFaults(run: string): Promise<string[]> {
  const path = runPaths.summary(run);
  if (!(await isPresent(path))) return [];
  try {
    await readSealedJson(path, summarySchema);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(formatProblem);
  }
}
