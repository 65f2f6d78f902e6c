import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/program/main.js', import.meta.url));
const SCENARIOS = new URL('../../scenarios/', import.meta.url);
/** Of `compare`: done, and done with the second run worse, which is a finding. */
const DONE = { sweep: [0], find: [0], rare: [0], sensitivity: [0], extremes: [0], contributions: [0], compare: [0, 4] };

/** Chips of a scenario in a small gallery, if it does not need more. */
const FEW_CHIPS = 3;

/** Runs an entry's commands in `folder`, and returns its page; `isSmall`: on a few chips. */
export function makePage({ name, steps }, folder, isSmall) {
  for (const step of steps) {
    const args = wordsOf(step, name);
    if (isSmall && step.scenario !== undefined) args[1] = smallScenario(step, folder);
    // The rows of a sweep that is there are kept, and its report is written anew.
    const run = `runs/${step.scenario}`;
    if (step.command === 'sweep' && existsSync(join(folder, run))) args.splice(0, args.length, 'report', run);
    else rmSync(join(folder, run), { recursive: true, force: true });
    const { status, stderr, error } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
    if (error) throw error;
    if (!DONE[step.command].includes(status))
      throw new Error(`dyadsim ${args.join(' ')} ended with ${status}\n${stderr}`);
  }
  return readFileSync(join(folder, pageOf(steps.at(-1), name)), 'utf8');
}

/** The commands of an entry, as a reader types them. */
export function commandsOf({ name, steps }) {
  return steps.map((step) => `dyadsim ${wordsOf(step, name).join(' ')}`);
}

function wordsOf(step, name) {
  const { command, scenario, runs } = step;
  if (runs === undefined) return [command, scenario, '-o', `runs/${scenario}`];
  return [command, ...runs.map((run) => `runs/${run}`), '--html', pageOf(step, name)];
}

function pageOf({ scenario, runs }, name) {
  return runs === undefined ? `runs/${scenario}/report.html` : `${name}.html`;
}

/** A shipped scenario with few chips, written into `folder`; its name. */
function smallScenario({ scenario, fewest = FEW_CHIPS }, folder) {
  const text = readFileSync(new URL(`${scenario}.yaml`, SCENARIOS), 'utf8');
  const small = text.replace(/^chips: .*$/m, `chips: ${fewest}`).replace(/^probes: .*$/m, 'probes: 1');
  writeFileSync(join(folder, `${scenario}.yaml`), small);
  return `${scenario}.yaml`;
}
