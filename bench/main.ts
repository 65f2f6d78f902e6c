import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Findings } from './findings.ts';
import { crossover } from './parts/crossover.ts';
import { eventTraining } from './parts/event-training.ts';
import { fixedPointEngine } from './parts/fixed-point.ts';
import { kernel } from './parts/kernel.ts';
import { larger } from './parts/larger.ts';
import { memory } from './parts/memory.ts';
import { noise } from './parts/noise.ts';
import { probes } from './parts/probes.ts';
import { rest } from './parts/rest.ts';
import { rows } from './parts/rows.ts';
import { sampling } from './parts/sampling.ts';
import { scaling } from './parts/scaling.ts';
import { startup } from './parts/startup.ts';
import { staticEngine } from './parts/static.ts';
import { training } from './parts/training.ts';
import { versions } from './parts/versions.ts';
import { ROOT, run, workFolder } from './peers/programs.ts';
import { drawPictures } from './pictures.ts';
import type { PartResult, Results } from './results.ts';
import { copyShippedFiles } from './sweep.ts';
import { writeTable } from './table.ts';
import { asText } from './text.ts';

/** Parts in the order in which they run and are listed. */
const PARTS: Readonly<Record<string, () => Promise<Findings>>> = {
  kernel,
  larger,
  noise,
  scaling,
  startup,
  'fixed-point': fixedPointEngine,
  static: staticEngine,
  training,
  'event-training': eventTraining,
  sampling,
  probes,
  rest,
  versions,
  rows,
  memory,
  crossover,
};
const RESULTS = `${ROOT}bench/results.json`;

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
process.env.DYADSIM_CACHE ??= workFolder('networks');
copyShippedFiles();

const earlier: Results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : { parts: {} };
const parts: Record<string, PartResult> = {};
for (const [name, measure] of Object.entries(PARTS)) {
  if (chosen.length > 0 && !chosen.includes(name)) {
    if (name in earlier.parts) parts[name] = earlier.parts[name];
    continue;
  }
  console.error(`${name} ...`);
  const start = performance.now();
  const { ratios, measurements, series, absent, notes } = await measure();
  parts[name] = {
    ...provenance(),
    seconds: (performance.now() - start) / 1000,
    ratios,
    measurements,
    series,
    absent,
    notes,
  };
  console.log(asText(name, parts[name]));
  // Once a part is done, whatever becomes of the next.
  writeFileSync(RESULTS, `${JSON.stringify({ parts: { ...earlier.parts, ...parts } }, null, 2)}\n`);
}
writeTable({ parts });
await drawPictures({ parts });

/** Where numbers are from: a part that was not run again keeps its own. */
function provenance() {
  const changed = run('git', ['status', '--porcelain', '--', 'src', 'bench', ':!bench/results.json']).stdout !== '';
  return {
    commit: run('git', ['rev-parse', '--short=12', 'HEAD']).stdout.trim() + (changed ? ' and uncommitted changes' : ''),
    command: ['npm run bench', ...(chosen.length > 0 ? ['--', ...chosen] : [])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}`,
  };
}
