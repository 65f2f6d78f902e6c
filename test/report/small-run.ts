import { readFileSync, writeFileSync } from 'node:fs';
import { manifestOf } from '../../src/cli/manifest-of.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import type { TrialPoints } from '../../src/montecarlo/trial-point.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { gatherEvidence, withEvidence } from '../../src/report/evidence/evidence.ts';
import { type Options, smallScenario } from '../cli/small-scenario.ts';
import { tallyOf } from './reports.ts';

/** A run of the small scenario, its text changed, made here, and the report's evidence of it. */
export function smallRun(
  folder: string,
  options: Options & { readonly chips: number },
  change: (text: string) => string,
) {
  const path = smallScenario(folder, options);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  const loaded = loadScenario(path);
  const study = prepareStudy(loaded.scenario, loaded.points);
  const manifest = manifestOf(loaded, study, { command: 'dyadsim sweep x', scenarioFile: path, chipsPerBlock: 1 });
  const rows = runBlock(study, { index: 0, firstChip: 0, chips: options.chips });
  const evidenceOf = (points: TrialPoints, of = rows) => {
    const tally = tallyOf(manifest, of);
    const numbers = buildSummary(manifest, tally);
    const evidence = gatherEvidence(manifest, tally, numbers, points);
    return { evidence, summary: withEvidence(numbers, evidence) };
  };
  return { path, study, manifest, rows, evidenceOf };
}
