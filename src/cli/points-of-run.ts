import type { SweepPoint } from '../config/scenario.ts';
import { networkCost } from '../montecarlo/network-cost.ts';
import { taskOf } from '../montecarlo/prepare-study.ts';
import { taskKey } from '../montecarlo/study.ts';
import type { Task } from '../montecarlo/task.ts';
import type { TrialPoints } from '../montecarlo/trial-point.ts';
import type { Manifest } from '../store/manifest.ts';
import { scenarioOfRun } from './of-run.ts';

/** A network that takes longer to make is not made for a report, s: it may be kept from the sweep, but need not be. */
const AFFORDABLE = 30;

/** The points of a run from its scenario file, read when the first is asked for; throws where that is not what the run was made of. */
export function pointsOfRun(manifest: Manifest): TrialPoints {
  let loaded: readonly SweepPoint[] | Error | null = null;
  const tasks = new Map<string, Task>();
  return (index) => {
    loaded ??= attempt(() => pointsIn(manifest));
    if (loaded instanceof Error) throw loaded;
    const { scenario } = loaded[index];
    const key = taskKey(scenario);
    const task = tasks.get(key) ?? taskOf(scenario);
    tasks.set(key, task);
    return { scenario, task, beta: manifest.points[index].beta };
  };
}

function pointsIn(manifest: Manifest): readonly SweepPoint[] {
  const seconds = networkCost(manifest.scenario);
  if (seconds > AFFORDABLE) {
    throw new Error(
      `its network takes about ${Math.round(seconds)} s to make again; the report that the sweep itself makes has it`,
    );
  }
  const { loaded, fault } = scenarioOfRun(manifest);
  if (fault !== null) throw new Error(fault);
  return loaded.points;
}

/** What fails fails once. */
function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
