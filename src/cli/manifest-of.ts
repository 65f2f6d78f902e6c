import type { LoadedScenario } from '../config/load-scenario.ts';
import { chipsPerBlock } from '../montecarlo/plan.ts';
import { criticalBeta } from '../montecarlo/resolve-beta.ts';
import { type Study, weightsHash } from '../montecarlo/study.ts';
import type { Manifest } from '../store/manifest.ts';
import { version } from './version.ts';

/** What is written down about a run before it starts. */
export function manifestOf({ scenario, points }: LoadedScenario, study: Study, command: string): Manifest {
  const [task] = study.tasks;
  const { testAccuracy, scale } = task.network;
  const runsPerChip = points.length * scenario.rules.length * scenario.probes;
  return {
    format: 'dyadsim/run@1',
    command,
    versions: { dyadsim: version(), node: process.version },
    seed: scenario.seed,
    scenario,
    points: points.map(({ index, coordinates }) => ({ index, coordinates })),
    betas: study.points.map(({ beta }) => beta),
    criticalBeta: criticalBeta(scenario, task),
    network: { testAccuracy, scale, weightsHash: weightsHash(study) },
    chipsPerBlock: chipsPerBlock(scenario.chips, runsPerChip),
  };
}
