import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../findings.ts';
import { interleave, type Sample } from '../measure.ts';
import { ROOT, run, workFolder } from '../peers/programs.ts';
import type { VersionTimes } from '../timed-version.ts';

/** The version that this one is compared with: before noise was drawn in the kernel and runs were judged by their branch. */
const EARLIER = '710cfe8';
const ROUNDS = 5;

/** This version and an earlier one by turns, each in processes of its own, warm: processor time of one thread. */
export async function versions(): Promise<Findings> {
  const findings = new Findings();
  const earlier = builtEarlier();
  if (!existsSync(earlier)) {
    findings.absent.push(`version ${EARLIER}: this checkout does not have its history`);
    return findings;
  }
  const samples = await interleave([() => timesOf('before', earlier), () => timesOf('now', ROOT)], ROUNDS, 0);
  const [before, now] = ['before', 'now'].map((which) => (what: string) => samples[`${which}: ${what}`]);
  const names = Object.keys(samples)
    .filter((name) => name.startsWith('now: '))
    .map((name) => name.slice('now: '.length));
  for (const name of names) {
    findings.measured(`${EARLIER}: ${name}`, before(name));
    findings.measured(`now: ${name}`, now(name));
  }
  const faster = (name: string, atLeast?: number) =>
    findings.ratio(`${name}: ${EARLIER} / now`, before(name), now(name), atLeast === undefined ? null : { atLeast });
  faster(NOISY_ALL, 5);
  faster(NOISY_LOOP, 6);
  faster(QUIET_EVENT);
  findings.ratio(`${QUIET_EVENT} / 0.7 us`, now(QUIET_EVENT), new Array(ROUNDS).fill(7e-7), { atMost: 1 });
  faster(QUIET_REST);
  findings.ratio('the demo without noise: all else / events', now(QUIET_REST), now(QUIET_EVENTS), { atMost: 0.4 });
  faster(SAMPLING);
  for (const name of names.filter((name) => name.endsWith(PEER_EVENT)))
    faster(name, name.startsWith('784') ? 1 : undefined);
  return findings;
}

const NOISY_ALL = "the demo's sweep, a tau simulated, all in";
const NOISY_LOOP = "the demo's sweep, a tau simulated, events and redraws";
const QUIET_EVENT = 'the demo without noise, an event';
const QUIET_EVENTS = 'the demo without noise, events of a run';
const QUIET_REST = 'the demo without noise, all else of a run';
const SAMPLING = 'drawing a chip of the demo';
const PEER_EVENT = ', tau 10 us, delay 0.2 us, quiet: an event';

function timesOf(which: string, root: string): Sample {
  const script = join(ROOT, '.cache/bench/bench/timed-version.js');
  const { quiet, noisy, perEvent, sampling }: VersionTimes = JSON.parse(run(process.execPath, [script, root]).stdout);
  const times = {
    [NOISY_ALL]: noisy.all,
    [NOISY_LOOP]: noisy.loop,
    [QUIET_EVENT]: quiet.perEvent,
    [QUIET_EVENTS]: quiet.events,
    [QUIET_REST]: quiet.rest,
    [SAMPLING]: sampling,
    ...Object.fromEntries(Object.entries(perEvent).map(([layers, time]) => [`${layers}${PEER_EVENT}`, time])),
  };
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [`${which}: ${name}`, time]));
}

/** The folder of the earlier version, compiled: from this repository's history, with its own dependencies, once. */
function builtEarlier(): string {
  const folder = join(workFolder('versions'), EARLIER);
  if (existsSync(join(folder, '.cache/bench/bench/sweep.js'))) return folder;
  try {
    run('git', ['cat-file', '-e', `${EARLIER}^{commit}`]);
  } catch {
    return folder;
  }
  const here = { cwd: folder };
  if (!existsSync(folder)) run('git', ['clone', '--quiet', '--no-checkout', ROOT, folder]);
  run('git', ['checkout', '--quiet', EARLIER], here);
  run('npm', ['ci', '--no-audit', '--no-fund'], here);
  run('npm', ['run', 'build', '--silent'], here);
  run('npx', ['tsc', '-p', 'bench/tsconfig.json'], here);
  return folder;
}
