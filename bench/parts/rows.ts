import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { planBlocks } from '../../src/montecarlo/plan.ts';
import { storeBlock } from '../../src/store/blocks.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { packBlocks } from '../../src/store/pack-blocks.ts';
import { openRun } from '../../src/store/run-directory.ts';
import { ALPHA, syntheticManifest, syntheticRows } from '../../test/report/synthetic-run.ts';
import { Findings } from '../findings.ts';
import { peakOf } from '../peak.ts';
import { ROOT, workFolder } from '../peers/programs.ts';

/** Five points, two rules: a million rows. */
const CHIPS = 100_000;
const CHIPS_PER_BLOCK = 100;
const ROUNDS = 3;

/** The report of a million rows, as a user waits for it. */
export async function rows(): Promise<Findings> {
  const findings = new Findings();
  const run = join(workFolder('rows'), 'run');
  await makeRun(run, { ...syntheticManifest([ALPHA], { chips: CHIPS }), chipsPerBlock: CHIPS_PER_BLOCK });
  const seconds: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    bytes.push(await peakOf([join(ROOT, 'dist/program/main.js'), 'report', run, '--quiet']));
    seconds.push((performance.now() - start) / 1000);
  }
  findings.measured('report of 1,000,000 rows', seconds);
  findings.ratio('report of 1,000,000 rows / 10 s', seconds, new Array(ROUNDS).fill(10), { atMost: 1 });
  if (bytes.includes(Number.NaN)) {
    findings.notes.push('this system does not tell how much memory a process took');
    return findings;
  }
  findings.measured('the most memory that it takes', bytes, 'B');
  findings.ratio('the most memory that it takes / 400 MB', bytes, new Array(ROUNDS).fill(4e8), { atMost: 1 });
  return findings;
}

async function makeRun(run: string, manifest: Manifest): Promise<void> {
  rmSync(run, { recursive: true, force: true });
  const opened = await openRun(run, manifest, 'refuse');
  for (const { index, firstChip, chips } of planBlocks(CHIPS, manifest.chipsPerBlock)) {
    const made = manifest.points.flatMap((point) => syntheticRows(manifest, firstChip, chips, point.index));
    await storeBlock(run, manifest, index, made);
  }
  await packBlocks(run, manifest, () => opened.check());
  await opened.release();
}
