import type { LoadedScenario } from '../config/scenario-from.ts';
import { chipCost } from '../montecarlo/chip-cost.ts';
import { chipsPerBlock } from '../montecarlo/plan.ts';
import { criticalBeta } from '../montecarlo/resolve-beta.ts';
import type { Study, StudyPoint } from '../montecarlo/study.ts';
import { trialLimits } from '../montecarlo/trial-limits.ts';
import { weightsHash } from '../montecarlo/weights-hash.ts';
import { FORMAT, type Manifest, type RunPoint } from '../store/manifest.ts';
import type { StudyManifest } from '../store/study-manifest.ts';
import { commandLine, version } from './command-line.ts';

/** How a sweep was called. */
export interface Call {
  readonly command: string;
  readonly scenarioFile: string;
  /** Null: about a second of work. */
  readonly chipsPerBlock: number | null;
}

/** What is written down about a run before it starts. */
export function manifestOf({ scenario, points }: LoadedScenario, study: Study, call: Call): Manifest {
  const [task] = study.tasks;
  const { testAccuracy, scale } = task.network;
  return {
    format: FORMAT,
    command: call.command,
    scenarioFile: call.scenarioFile,
    versions: { dyadsim: version(), node: process.version },
    seed: scenario.seed,
    scenario,
    points: study.points.map(resolved),
    criticalBeta: criticalBeta(scenario, task),
    network: { testAccuracy, scale, weightsHash: weightsHash(study) },
    chipsPerBlock: call.chipsPerBlock ?? chipsPerBlock(chipCost(points), points.length * scenario.rules.length),
  };
}

/** The same of trainings, or of an inquiry. */
export function studyManifestOf(
  format: StudyManifest['format'],
  scenarioFile: string,
  { scenario }: LoadedScenario,
  study: Study,
): StudyManifest {
  const { testAccuracy, scale } = study.tasks[0].network;
  return {
    format,
    command: commandLine(),
    scenarioFile,
    versions: { dyadsim: version(), node: process.version },
    seed: scenario.seed,
    scenario,
    points: study.points.map(({ index, coordinates, beta, scenario: { device } }) => {
      return { index, coordinates, alpha: device.dyad.alpha.nominal, beta };
    }),
    network: { testAccuracy, scale, weightsHash: weightsHash(study) },
  };
}

function resolved({ index, coordinates, beta, scenario }: StudyPoint): RunPoint {
  const { device, loss, nudge, engine, follow, accept } = scenario;
  const { horizon } = trialLimits(device.neuron.tau.nominal, scenario);
  return { index, coordinates, alpha: device.dyad.alpha.nominal, beta, loss, nudge, engine, follow, accept, horizon };
}
