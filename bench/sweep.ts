import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadScenario } from '../src/config/load-scenario.ts';
import { planBlocks } from '../src/montecarlo/plan.ts';
import { runBlocks } from '../src/montecarlo/pool.ts';
import { prepareStudy } from '../src/montecarlo/prepare-study.ts';
import type { Study } from '../src/montecarlo/study.ts';
import { ROOT, workFolder } from './peers/programs.ts';

/** The compiled sources look for what the package ships beside themselves. */
export function copyShippedFiles(): void {
  for (const folder of ['data', 'devices']) cpSync(`${ROOT}${folder}`, workFolder(folder), { recursive: true });
}

const DEMO = `${ROOT}scenarios/asymmetric-nudging.yaml`;

/** The demo's scenario with so many chips, its network trained or fetched from the cache. */
export function demoStudy(chips: number): Study {
  return studyOf(DEMO, chips);
}

/** The same without noise. */
export function quietDemoStudy(chips: number): Study {
  const file = join(workFolder('quiet'), 'demo.yaml');
  writeFileSync(file, readFileSync(DEMO, 'utf8').replace(/^device: .*$/m, '$&\noverrides: { noise: null }'));
  return studyOf(file, chips);
}

function studyOf(file: string, chips: number): Study {
  const { scenario, points } = loadScenario(file);
  return prepareStudy(
    { ...scenario, chips },
    points.map((point) => ({ ...point, scenario: { ...point.scenario, chips } })),
  );
}

/** Seconds until so many commands, started at once, have each swept the demo's scenario with so many chips. */
export async function sweepCommands(commands: number, chips: number, threads: number): Promise<number> {
  const folder = workFolder('sweeps');
  const scenario = join(folder, `demo-${chips}.yaml`);
  writeFileSync(scenario, readFileSync(DEMO, 'utf8').replace(/^chips: .*$/m, `chips: ${chips}`));
  const start = performance.now();
  await Promise.all(Array.from({ length: commands }, (_, i) => sweepCommand(scenario, join(folder, `${i}`), threads)));
  return (performance.now() - start) / 1000;
}

async function sweepCommand(scenario: string, run: string, threads: number): Promise<void> {
  rmSync(run, { recursive: true, force: true });
  const flags = ['--threads', String(threads), '--quiet'];
  const command = spawn(process.execPath, [`${ROOT}dist/program/main.js`, 'sweep', scenario, '-o', run, ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(command, 'close');
  if (code !== 0) throw new Error(`a sweep of ${scenario} ended with ${code}`);
}

/** Seconds for all chips, one a block, the start of the threads included. */
export function timeSweep(study: Study, chips: number, threads: number): Promise<number> {
  return timeBlocks(study, planBlocks(chips, 1), threads);
}

/** Seconds to start one worker, give it a job without chips, and end it. */
export function timeWorkerStart(study: Study): Promise<number> {
  return timeEmptyJobs(study, 1);
}

/** Seconds for so many jobs without chips, in one worker, its start and end included. */
export function timeEmptyJobs(study: Study, jobs: number): Promise<number> {
  const empty = Array.from({ length: jobs }, (_, index) => ({ index, firstChip: 0, chips: 0 }));
  return timeBlocks(study, empty, 1);
}

async function timeBlocks(study: Study, blocks: ReturnType<typeof planBlocks>, threads: number): Promise<number> {
  const { signal } = new AbortController();
  const start = performance.now();
  await runBlocks(study, blocks, { threads, signal }, async (_, rows) => {
    for (const { error } of rows) if (error !== null) throw new Error(`a trial failed: ${error}`);
  });
  return (performance.now() - start) / 1000;
}
